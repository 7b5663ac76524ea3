// The file of a workspace that is kept: fit to be run again, without any secret, and what was left
// out is listed.
#include "core/config/workspace_file.h"

#include <QTest>

using namespace meterbench;
using config::LeftOut;
using config::SecretKind;
using config::SecretOwner;
using config::Workspace;

namespace {

/// Absolute, as names of files are read from its folder.
constexpr const char* kPath = "/somewhere/shop.yml";

config::WorkspaceOutcome loaded(const std::string& text) {
    base::PosixFileSystem files;
    return config::loadWorkspace(text, kPath, files);
}

Workspace workspaceOf(const std::string& text) {
    const auto outcome = loaded(text);
    if (!outcome.workspace) {
        qFatal("%s", outcome.problems.front().toString().c_str());
    }
    return *outcome.workspace;
}

bool has(const std::string& text, const char* part) {
    return text.find(part) != std::string::npos;
}

} // namespace

class WorkspaceFileTest : public QObject {
    Q_OBJECT

private Q_SLOTS:

    void noSecretIsWrittenAndEachIsListed() {
        const auto file = config::toFile(workspaceOf(
            "prometheus:\n"
            "  scrape_configs:\n"
            "    - {job_name: node, basic_auth: {username: u, password: hunter1}}\n"
            "  remote_write:\n"
            "    - {name: far, url: 'http://u:hunter2@h/w', authorization: {credentials: hunter3}}\n"
            "    - {name: kept, url: 'http://h/x', basic_auth: {username: u, password_file: pw}}\n"
            "billing:\n"
            "  endpoints:\n"
            "    - {name: a, service: paigo, url: 'https://h/usage', proxy_url: 'http://u:hunter4@p',\n"
            "       http_headers: {X-Key: {secrets: [hunter5]}, X-Open: {values: [v]}},\n"
            "       oauth2: {client_id: i, client_secret: hunter6, token_url: 'https://t/'}}\n"
        ));
        QVERIFY2(!has(file.text, "hunter"), file.text.c_str());
        QVERIFY(!has(file.text, "password: <") && !has(file.text, "credentials: <"));
        QVERIFY(has(file.text, "password_file: /somewhere/pw"));
        QVERIFY(has(file.text, "url: http://u@h/w"));
        QVERIFY(has(file.text, "X-Open") && !has(file.text, "X-Key"));
        const std::vector<LeftOut> expected{
            {SecretOwner::Job, "node", SecretKind::Password},
            {SecretOwner::Endpoint, "far", SecretKind::UrlPassword},
            {SecretOwner::Endpoint, "far", SecretKind::Credentials},
            {SecretOwner::UsageEndpoint, "a", SecretKind::ClientSecret},
            {SecretOwner::UsageEndpoint, "a", SecretKind::UrlPassword},
            {SecretOwner::UsageEndpoint, "a", SecretKind::Header, "X-Key"}};
        QVERIFY(file.leftOut == expected);
    }

    /// Also with a secret that its form cannot be without.
    void whatIsWrittenCanBeReadAndWrittenAgain() {
        const auto file = config::toFile(workspaceOf(
            "prometheus:\n"
            "  remote_write:\n"
            "    - {url: 'http://u:p@h/w', authorization: {credentials: c}}\n"
            "    - {url: 'http://h/x', oauth2: {client_id: i, client_secret: s, token_url: 'https://t/'}}\n"
            "billing: {customers: {acme: {name: Acme}}}\n"
        ));
        const Workspace again = workspaceOf(file.text);
        QCOMPARE(again.prometheus->endpoints.size(), std::size_t(2));
        QCOMPARE(again.customers.size(), std::size_t(1));
        const auto second = config::toFile(again);
        QCOMPARE(QString::fromStdString(second.text), QString::fromStdString(file.text));
        QVERIFY(second.leftOut.empty()); // there is none any more
    }

    void dollarsOfExternalLabelsStay() {
        qunsetenv("PRICE");
        const Workspace first = workspaceOf(
            "prometheus: {global: {external_labels: {cost: '5$$', of: 'a$${PRICE}'}}}\nbilling: {}\n"
        );
        QCOMPARE(std::string(first.prometheus->externalLabels.get("cost")), std::string("5$"));
        const Workspace again = workspaceOf(config::toFile(first).text);
        QVERIFY(again.prometheus->externalLabels == first.prometheus->externalLabels);
    }

    void aConfigurationBesideItStaysThere() {
        const auto file = config::toFile(
            workspaceOf("prometheus:\n  scrape_configs: [{job_name: a, basic_auth: {username: u, password: p}}]\n"
                        "billing: {late_within: 5m}\n"),
            "pro: meteus.yml"
        );
        QVERIFY2(has(file.text, "prometheus: \"pro: meteus.yml\"\n"), file.text.c_str());
        QVERIFY(!has(file.text, "job_name") && has(file.text, "late_within: 5m"));
        QVERIFY(file.leftOut.empty());
    }

    void nothingInForceIsAFileToo() {
        const auto file = config::toFile({});
        QVERIFY(workspaceOf(file.text).prometheus.has_value());
    }
};

QTEST_GUILESS_MAIN(WorkspaceFileTest)
#include "workspace_file_test.moc"
