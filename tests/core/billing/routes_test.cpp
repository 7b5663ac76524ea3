// Every path of the billing endpoint by method, who may ask, tokens (RFC 6749, RFC 6750), remote
// write, usage records, reading, and faults.
#include "core/base/base64.h"
#include "core/base/bytes.h"
#include "core/billing/ledger_json.h"
#include "core/billing/routes.h"
#include "tests/core/billing/ledger_fixture.h"
#include "tests/core/billing/write_body.h"

#include <QJsonArray>
#include <QJsonDocument>
#include <QJsonObject>
#include <QTest>

#include <array>
#include <bit>

using namespace meterbench;
using namespace meterbench::tests;
using http::HeaderView;

namespace {

constexpr std::array<const char*, 5> kMethods{"GET", "HEAD", "POST", "PUT", "DELETE"};
const std::string kRecord =
    R"({"dimensionId":"calls","customerId":"acme","timestamp":"2026-11-30T12:00:00Z","recordValue":"2.5"})";

std::string replaced(std::string text, const std::string& from, const std::string& to) {
    return text.replace(text.find(from), from.size(), to);
}

struct Site {
    explicit Site(billing::Client client = {}) {
        options.client = std::move(client);
        options.tokenSeconds = 60;
    }

    http::Answer
    ask(std::string_view method,
        std::string_view target,
        std::string_view body = {},
        std::vector<HeaderView> headers = {}) {
        if (!routes) {
            const bool isOpen = machine.open() && machine.openCounts(options.schema);
            Q_ASSERT(isOpen);
            Q_UNUSED(isOpen);
            routes = std::make_unique<billing::Routes>(
                options, *machine.ledger, *machine.counts, machine.clock
            );
        }
        if (!authorization.empty()) {
            headers.push_back({"Authorization", authorization});
        }
        const std::size_t question = std::min(target.find('?'), target.size());
        return routes->answer(
            {method,
             target.substr(0, question),
             target.substr(std::min(target.size(), question + 1)),
             body,
             "127.0.0.1:1",
             headers}
        );
    }

    LedgerMachine machine;
    billing::EndpointOptions options;
    std::unique_ptr<billing::Routes> routes;
    std::string authorization; ///< is shown with each request; empty: none
};

QJsonObject objectOf(const http::Answer& answer) {
    return QJsonDocument::fromJson(QByteArray::fromStdString(answer.body)).object();
}

QString at(const http::Answer& answer, const char* name) {
    return objectOf(answer)[QLatin1String(name)].toString();
}

std::string headerOf(const http::Answer& answer, std::string_view name) {
    for (const http::Header& header : answer.headers) {
        if (header.name == name) {
            return header.value;
        }
    }
    return {};
}

const std::vector<HeaderView> kWriteHeaders{
    {"Content-Type", "application/x-protobuf"}, {"Content-Encoding", "snappy"}};

std::string basic(const std::string& text) {
    return "Basic " + base::toBase64(text);
}

} // namespace

class BillingRoutesTest : public QObject {
    Q_OBJECT

private Q_SLOTS:

    void pathsAndMethods_data() {
        QTest::addColumn<QByteArray>("path");
        QTest::addColumn<QList<int>>("statuses"); // of kMethods
        QTest::addColumn<QByteArray>("allow");
        const auto row = [](const char* name, QByteArray path, QList<int> statuses, QByteArray allow
                         ) { QTest::newRow(name) << path << statuses << allow; };
        row("the start page takes writes too", "/", {200, 200, 415, 405, 405}, "GET, HEAD, POST");
        row("health", "/-/healthy", {200, 200, 405, 405, 405}, "GET, HEAD");
        row("readiness", "/-/ready", {200, 200, 405, 405, 405}, "GET, HEAD");
        row("writes", "/api/v1/write", {405, 405, 415, 405, 405}, "POST");
        row("tokens", "/oauth/token", {405, 405, 400, 405, 405}, "POST");
        row("usage records", "/usage", {405, 405, 400, 405, 405}, "POST");
        row("faults", "/-/fault", {405, 405, 400, 405, 405}, "POST");
        row("the ledger", "/api/v1/ledger", {200, 200, 405, 405, 405}, "GET, HEAD");
        row("a customer's usage", "/customers/a/usage", {400, 400, 405, 405, 405}, "GET, HEAD");
        row("no customer", "/customers//usage", {404, 404, 404, 404, 404}, "");
        row("a customer is one part", "/customers/a/b/usage", {404, 404, 404, 404, 404}, "");
        row("nothing", "/usages", {404, 404, 404, 404, 404}, "");
    }

    void pathsAndMethods() {
        QFETCH(QByteArray, path);
        QFETCH(QList<int>, statuses);
        QFETCH(QByteArray, allow);
        Site site;
        for (std::size_t i = 0; i < kMethods.size(); ++i) {
            const http::Answer answer = site.ask(kMethods[i], path.toStdString());
            QCOMPARE(answer.status, statuses[static_cast<int>(i)]);
            QCOMPARE(
                QByteArray::fromStdString(headerOf(answer, "Allow")),
                answer.status == 405 ? allow : QByteArray()
            );
        }
    }

    void tokens_data() {
        QTest::addColumn<QByteArray>("authorization");
        QTest::addColumn<QByteArray>("type");
        QTest::addColumn<QByteArray>("body");
        QTest::addColumn<int>("status");
        QTest::addColumn<QByteArray>("error");
        const QByteArray form = "application/x-www-form-urlencoded";
        const QByteArray json = "application/json; charset=utf-8";
        const QByteArray grant = "grant_type=client_credentials";
        const auto row = [](const char* name,
                            const std::string& authorization,
                            QByteArray type,
                            QByteArray body,
                            int status,
                            QByteArray error = {}) {
            QTest::newRow(name) << QByteArray::fromStdString(authorization) << type << body
                                << status << error;
        };
        row("as Prometheus asks", basic("me:a%3Ab+%26%2B%2541"), form, grant, 200);
        row("as curl -u asks", basic("me:a:b &+%41"), form, grant + "&scope=x", 200);
        row("as Paigo documents it",
            "",
            json,
            R"({"audience":"x","grant_type":"client_credentials","client_id":"me","client_secret":"a:b &+%41"})",
            200);
        row("a form alone", "", form, grant + "&client_id=me&client_secret=a%3Ab+%26%2B%2541", 200);
        row("a wrong secret in the header", basic("me:b"), form, grant, 401, "invalid_client");
        row("a wrong id in the header", basic("you:a:b &+%41"), form, grant, 401, "invalid_client");
        row("no colon in the header", basic("me"), form, grant, 401, "invalid_client");
        row("no base64 in the header", "Basic !", form, grant, 401, "invalid_client");
        row("a wrong secret in JSON",
            "",
            json,
            R"({"grant_type":"client_credentials","client_id":"me","client_secret":"a"})",
            401,
            "invalid_client");
        row("nobody", "", form, grant, 401, "invalid_client");
        row("the secret twice",
            basic("me:a:b &+%41"),
            form,
            grant + "&client_secret=a%3Ab+%26%2B%2541",
            400,
            "invalid_request");
        row("no grant", basic("me:a:b &+%41"), form, "", 400, "invalid_request");
        row("another grant",
            basic("me:a:b &+%41"),
            form,
            "grant_type=password",
            400,
            "unsupported_grant_type");
        row("no JSON", "", json, grant, 400, "invalid_request");
    }

    void tokens() {
        QFETCH(QByteArray, authorization);
        QFETCH(QByteArray, type);
        QFETCH(QByteArray, body);
        QFETCH(int, status);
        QFETCH(QByteArray, error);
        Site site({"me", "a:b &+%41"});
        site.authorization = authorization.toStdString();
        const http::Answer answer = site.ask(
            "POST", "/oauth/token", body.toStdString(), {{"content-type", type.toStdString()}}
        );
        QCOMPARE(answer.status, status);
        QCOMPARE(at(answer, "error").toUtf8(), error);
        QCOMPARE(headerOf(answer, "Cache-Control"), std::string("no-store")); // RFC 6749 5.1
        const bool isChallenged = status == 401 && !authorization.isEmpty();
        QCOMPARE(headerOf(answer, "WWW-Authenticate").starts_with("Basic "), isChallenged);
        if (status == 200) {
            QCOMPARE(at(answer, "token_type"), QStringLiteral("Bearer"));
            QCOMPARE(objectOf(answer)[QLatin1String("expires_in")].toInt(), 60);
            site.authorization = "bearer " + at(answer, "access_token").toStdString();
            QCOMPARE(site.ask("GET", "/api/v1/ledger").status, 200);
            site.machine.clock.advanceMs(60'000);
            QCOMPARE(site.ask("GET", "/api/v1/ledger").status, 401);
        }
    }

    void whoMayAsk_data() {
        QTest::addColumn<QByteArray>("method");
        QTest::addColumn<QByteArray>("path");
        QTest::addColumn<bool>("isOpen");
        const auto row = [](const char* name, QByteArray method, QByteArray path, bool isOpen) {
            QTest::newRow(name) << method << path << isOpen;
        };
        row("the start page", "GET", "/", true);
        row("health", "GET", "/-/healthy", true);
        row("a write", "POST", "/", false);
        row("a write at the longer path", "POST", "/api/v1/write", false);
        row("a usage record", "POST", "/usage", false);
        row("the ledger", "GET", "/api/v1/ledger", false);
        row("a customer's usage", "GET", "/customers/a/usage", false);
        row("a fault", "POST", "/-/fault", false);
        row("nothing", "GET", "/nothing", false);
    }

    void whoMayAsk() {
        QFETCH(QByteArray, method);
        QFETCH(QByteArray, path);
        QFETCH(bool, isOpen);
        Site site({"me", "secret"});
        for (const char* const shown : {"", "Bearer ", "Bearer 0123", "Basic bWU6c2VjcmV0"}) {
            site.authorization = shown;
            const http::Answer answer = site.ask(method.toStdString(), path.toStdString());
            QCOMPARE(answer.status == 401, !isOpen);
            const bool hasToken = std::string_view(shown).starts_with("Bearer");
            const std::string challenge = headerOf(answer, "WWW-Authenticate"); // RFC 6750 3
            QCOMPARE(challenge.starts_with("Bearer "), !isOpen);
            QCOMPARE(challenge.find("invalid_token") != std::string::npos, !isOpen && hasToken);
        }
    }

    void writes_data() {
        QTest::addColumn<QByteArray>("type");
        QTest::addColumn<QByteArray>("coding");
        QTest::addColumn<QByteArray>("body");
        QTest::addColumn<int>("status");
        const QByteArray protobuf = "application/x-protobuf";
        const QByteArray good = QByteArray::fromStdString(goodWrite());
        const auto row =
            [](const char* name, QByteArray type, QByteArray coding, QByteArray body, int status) {
                QTest::newRow(name) << type << coding << body << status;
            };
        row("as it should be", protobuf, "snappy", good, 204);
        row("with the message's name",
            protobuf + ";proto=prometheus.WriteRequest",
            "snappy",
            good,
            204);
        row("version 2.0", protobuf + ";proto=io.prometheus.write.v2.Request", "snappy", good, 415);
        row("another coding", protobuf, "gzip", good, 415);
        row("another type", "application/json", "snappy", good, 415);
        row("no snappy", protobuf, "snappy", "nothing", 400);
        row("labels out of order",
            protobuf,
            "snappy",
            QByteArray::fromStdString(writeOf({{"b", "1"}, {"a", "1"}}, 1, 1)),
            400);
    }

    void writes() {
        QFETCH(QByteArray, type);
        QFETCH(QByteArray, coding);
        QFETCH(QByteArray, body);
        QFETCH(int, status);
        Site site;
        for (const char* const path : {"/", "/api/v1/write"}) { // the second is a repeat
            const http::Answer answer = site.ask(
                "POST",
                path,
                body.toStdString(),
                {{"Content-Type", type.toStdString()}, {"Content-Encoding", coding.toStdString()}}
            );
            QCOMPARE(answer.status, status);
            QVERIFY(status == 204 || !at(answer, "message").isEmpty());
        }
        const QJsonObject ledger = objectOf(site.ask("GET", "/api/v1/ledger"));
        const QJsonArray lines = ledger[QLatin1String("samples")][QLatin1String("lines")].toArray();
        QCOMPARE(lines.size(), status == 204 ? 1 : 0);
        if (status == 204) {
            const QJsonObject wanted{
                {QStringLiteral("customerId"), QStringLiteral("acme")},
                {QStringLiteral("dimensionId"), QStringLiteral("calls")},
                {QStringLiteral("series"), 1},
                {QStringLiteral("samples"), 1},
                {QStringLiteral("repeats"), 1},
                {QStringLiteral("lastValue"), QStringLiteral("7")},
                {QStringLiteral("lastTime"), QStringLiteral("1970-01-01T00:00:01Z")}};
            QCOMPARE(lines[0].toObject(), wanted);
        }
        QCOMPARE(
            ledger[QLatin1String("writesRefused")][QLatin1String("total")].toInt(),
            status == 204 ? 0 : 2
        );
    }

    void usageRecords() {
        Site site;
        QCOMPARE(site.ask("POST", "/usage", kRecord, {{"idempotency-key", "k"}}).status, 201);
        QCOMPARE(site.ask("POST", "/usage", kRecord, {{"Idempotency-Key", "k"}}).status, 201);
        const std::string other = replaced(kRecord, "2.5", "3.5");
        QCOMPARE(site.ask("POST", "/usage", other, {{"Idempotency-Key", "k"}}).status, 409);
        QCOMPARE(site.ask("POST", "/usage", other).status, 201);
        const http::Answer bad = site.ask("POST", "/usage", "{}");
        QCOMPARE(bad.status, 400);
        QCOMPARE(at(bad, "message"), QStringLiteral("dimensionId is missing"));
        QCOMPARE(site.ask("POST", "/usage", std::string(65'537, ' ')).status, 413);
        const QJsonObject ledger = objectOf(site.ask("GET", "/api/v1/ledger"));
        const QJsonObject wanted{
            {QStringLiteral("customerId"), QStringLiteral("acme")},
            {QStringLiteral("dimensionId"), QStringLiteral("calls")},
            {QStringLiteral("sum"), QStringLiteral("6")},
            {QStringLiteral("count"), 2},
            {QStringLiteral("repeats"), 1},
            {QStringLiteral("lastTime"), QStringLiteral("2026-11-30T12:00:00Z")}};
        QCOMPARE(ledger[QLatin1String("usage")].toArray(), QJsonArray{wanted});
        const QJsonObject refused = ledger[QLatin1String("usageRefused")].toObject();
        QCOMPARE(refused[QLatin1String("total")].toInt(), 3);
        QCOMPARE(refused[QLatin1String("reasons")].toArray().size(), 3);
    }

    void theLedgerComesInPages() {
        Site site;
        for (const char* const dimension : {"a", "b", "c"}) {
            const std::string record = replaced(kRecord, "calls", dimension);
            QCOMPARE(site.ask("POST", "/usage", record).status, 201);
        }
        QCOMPARE(site.ask("POST", "/", goodWrite(), kWriteHeaders).status, 204); // acme, calls
        QStringList usage;
        QStringList samples;
        std::string after;
        int pages = 0;
        do {
            const QJsonObject page =
                objectOf(site.ask("GET", "/api/v1/ledger?limit=2" + after));
            for (const QJsonValue& line : page[QLatin1String("usage")].toArray()) {
                usage += line[QLatin1String("dimensionId")].toString();
            }
            for (const QJsonValue& line :
                 page[QLatin1String("samples")][QLatin1String("lines")].toArray()) {
                samples += line[QLatin1String("dimensionId")].toString();
            }
            QCOMPARE(page[QLatin1String("usageLines")].toInt(), 3);
            const std::string next = page[QLatin1String("next")].toString().toStdString();
            after = next.empty() ? std::string() : "&after=" + next;
            ++pages;
        } while (!after.empty());
        QCOMPARE(pages, 2); // a b, then c calls
        QCOMPARE(usage, QStringList({"a", "b", "c"}));
        QCOMPARE(samples, QStringList({"calls"}));
        QCOMPARE(site.ask("GET", "/api/v1/ledger?limit=0").status, 400);
        QCOMPARE(site.ask("GET", "/api/v1/ledger?limit=100001").status, 400);
        QCOMPARE(site.ask("GET", "/api/v1/ledger?after=x").status, 400);
        QVERIFY(!objectOf(site.ask("GET", "/api/v1/ledger")).contains(QLatin1String("next")));
    }

    void aCursorIsAnyOwner() {
        for (const billing::UsageLedger::Owner& owner :
             {billing::UsageLedger::Owner("a", "b"),
              billing::UsageLedger::Owner("", ""),
              billing::UsageLedger::Owner("\xff\xfe?~>", "ü/+=")}) {
            const std::string cursor = billing::cursorOf(owner);
            QVERIFY(cursor.find_first_of("+/=&?") == std::string::npos);
            QVERIFY(billing::ownerOf(cursor) == owner);
        }
        QVERIFY(!billing::ownerOf("!"));
        QVERIFY(!billing::ownerOf("AAAA"));
    }

    void sumsByInterval_data() {
        QTest::addColumn<QByteArray>("interval");
        QTest::addColumn<QByteArray>("wanted");
        QTest::newRow("hours, what is empty left out")
            << QByteArray("hour")
            << QByteArray("1 2026-11-30T11:30:00Z 2026-11-30T12:00:00Z;"
                          "5 2026-11-30T12:00:00Z 2026-11-30T13:00:00Z;"
                          "8 2026-12-01T00:00:00Z 2026-12-01T01:00:00Z");
        QTest::newRow("days") << QByteArray("day")
                              << QByteArray("6 2026-11-30T11:30:00Z 2026-12-01T00:00:00Z;"
                                            "8 2026-12-01T00:00:00Z 2026-12-01T02:00:00Z");
        QTest::newRow("months") << QByteArray("month")
                                << QByteArray("6 2026-11-30T11:30:00Z 2026-12-01T00:00:00Z;"
                                              "8 2026-12-01T00:00:00Z 2026-12-01T02:00:00Z");
        QTest::newRow("none: all of it, with its records")
            << QByteArray("none") << QByteArray("14 2026-11-30T11:30:00Z 2026-12-01T02:00:00Z");
    }

    void sumsByInterval() {
        QFETCH(QByteArray, interval);
        QFETCH(QByteArray, wanted);
        Site site;
        const std::pair<const char*, const char*> records[] = {
            {"2026-11-30T11:59:59.999Z", "1"},
            {"2026-11-30T12:00:00Z", "2"},
            {"2026-11-30T12:59:59Z", "3"},
            {"2026-12-01T00:00:00Z", "8"},
            {"2026-11-30T11:29:59Z", "100"},  // before the start
            {"2026-12-01T02:00:00Z", "100"}}; // the end does not belong to it
        for (const auto& [time, value] : records) {
            const std::string record =
                replaced(replaced(kRecord, "2026-11-30T12:00:00Z", time), "2.5", value);
            QCOMPARE(site.ask("POST", "/usage", record).status, 201);
        }
        const http::Answer answer = site.ask(
            "GET",
            "/customers/acme/usage?startTime=2026-11-30T11:30:00Z&endTime=2026-12-01T02:00:00Z"
            "&aggregationInterval=" +
                interval.toStdString()
        );
        QCOMPARE(answer.status, 200);
        const QJsonArray rows =
            QJsonDocument::fromJson(QByteArray::fromStdString(answer.body)).array();
        QCOMPARE(rows.size(), 1);
        QStringList sums;
        for (const QJsonValue& one : rows[0][QLatin1String("usage")].toArray()) {
            sums += one[QLatin1String("value")].toString() + QLatin1Char(' ') +
                    one[QLatin1String("startTime")].toString() + QLatin1Char(' ') +
                    one[QLatin1String("endTime")].toString();
        }
        QCOMPARE(sums.join(QLatin1Char(';')).toUtf8(), wanted);
        QCOMPARE(
            rows[0][QLatin1String("records")].toArray().size(), interval == "none" ? 4 : 0
        );
    }

    void anIntervalThatIsNone() {
        Site site;
        QCOMPARE(site.ask("POST", "/usage", kRecord).status, 201);
        const http::Answer answer = site.ask(
            "GET",
            "/customers/acme/usage?startTime=2026-01-01&endTime=2027-01-01"
            "&aggregationInterval=week"
        );
        QCOMPARE(answer.status, 400);
        QVERIFY(at(answer, "message").contains(QLatin1String("none, hour, day or month")));
    }

    void aFullLedgerKnowsRepeatsAndTakesNothingNew() {
        Site site;
        site.machine.mostRecords = 1;
        QCOMPARE(site.ask("POST", "/usage", kRecord, {{"Idempotency-Key", "k"}}).status, 201);
        const http::Answer full = site.ask("POST", "/usage", kRecord);
        QCOMPARE(full.status, 507); // a sender keeps it and comes again
        QVERIFY(at(full, "message").contains(QLatin1String("1 usage records")));
        QCOMPARE(site.ask("POST", "/usage", kRecord, {{"Idempotency-Key", "k"}}).status, 201);
        QCOMPARE(site.machine.ledger->entries().size(), std::size_t{1});
    }

    void aLedgerThatCannotBeWrittenSaysSo() {
        Site site;
        QCOMPARE(site.ask("POST", "/usage", kRecord).status, 201);
        site.machine.files.faults.capacityBytes = 0;
        QCOMPARE(site.ask("POST", "/usage", kRecord).status, 503);
        QCOMPARE(site.machine.ledger->entries().size(), std::size_t{1});
    }

    void readsOfACustomer_data() {
        QTest::addColumn<QByteArray>("target");
        QTest::addColumn<int>("status");
        QTest::addColumn<QByteArray>("value");
        QTest::addColumn<int>("records");
        const auto row = [](const char* name,
                            QByteArray target,
                            int status,
                            QByteArray value = {},
                            int records = 0) {
            QTest::newRow(name) << target << status << value << records;
        };
        row("the start belongs to it, the end does not",
            "/customers/a%2Fb/usage?startTime=2026-11-30T10:00:00Z&endTime=2026-11-30T12:00:00Z",
            200,
            "3",
            2);
        row("an offset",
            "/customers/a%2Fb/usage?startTime=2026-11-30T12:00:00%2B02:00&endTime=2026-12-01",
            200,
            "7",
            3);
        row("nothing is in it",
            "/customers/a%2Fb/usage?startTime=2026-01-01&endTime=2026-01-02",
            200,
            "0");
        row("nobody knows the customer",
            "/customers/b/usage?startTime=2026-01-01&endTime=2026-01-02",
            404);
        row("no start", "/customers/a%2Fb/usage?endTime=2026-12-01", 400);
        row("an end that is none", "/customers/a%2Fb/usage?startTime=2026-12-01&endTime=soon", 400);
    }

    void readsOfACustomer() {
        QFETCH(QByteArray, target);
        QFETCH(int, status);
        QFETCH(QByteArray, value);
        QFETCH(int, records);
        Site site;
        const auto put = [&](const char* customer, const char* time, const char* number) {
            const std::string body = replaced(
                replaced(replaced(kRecord, "acme", customer), "T12", std::string("T") + time),
                "\"2.5\"",
                std::string("\"") + number + "\",\"metadata\":{\"a\":\"1\"}"
            );
            QCOMPARE(site.ask("POST", "/usage", body).status, 201);
        };
        put("a/b", "10", "1");
        put("a/b", "11", "2");
        put("a/b", "12", "4");
        put("a", "10", "8");
        put("a/c", "10", "16");
        const http::Answer answer = site.ask("GET", target.toStdString());
        QCOMPARE(answer.status, status);
        if (status == 404) { // facts 4.3
            QCOMPARE(at(answer, "error"), QStringLiteral("Not Found"));
            QCOMPARE(objectOf(answer)[QLatin1String("statusCode")].toInt(), 404);
        }
        if (status == 200) {
            const QJsonArray rows =
                QJsonDocument::fromJson(QByteArray::fromStdString(answer.body)).array();
            QCOMPARE(rows.size(), 1);
            QCOMPARE(rows[0][QLatin1String("dimensionId")].toString(), QStringLiteral("calls"));
            QCOMPARE(
                rows[0][QLatin1String("usage")][0][QLatin1String("value")].toString().toUtf8(),
                value
            );
            const QJsonArray list = rows[0][QLatin1String("records")].toArray();
            QCOMPARE(list.size(), records);
            for (const QJsonValue& one : list) {
                QCOMPARE(
                    one[QLatin1String("metadata")][QLatin1String("a")].toString(),
                    QStringLiteral("1")
                );
            }
        }
    }

    void faults_data() {
        QTest::addColumn<QByteArray>("kind");
        QTest::addColumn<int>("status");
        QTest::addColumn<bool>("isTaken");
        QTest::addColumn<int>("ending");
        QTest::addColumn<int>("delayMs");
        using Ending = http::Answer::Ending;
        const auto row = [](const char* name,
                            QByteArray kind,
                            int status,
                            bool isTaken,
                            Ending ending = Ending::Whole,
                            int delayMs = 0) {
            QTest::newRow(name) << kind << status << isTaken << static_cast<int>(ending) << delayMs;
        };
        row("a bad token", "401", 401, false);
        row("too many", "429:7", 429, false);
        row("not there", "503", 503, false);
        row("a reset", "reset", 200, false, Ending::Reset);
        row("slow", "slow:250", 201, true, Ending::Whole, 250);
        row("a cut answer", "partial", 201, true, Ending::Cut);
    }

    void faults() {
        QFETCH(QByteArray, kind);
        QFETCH(int, status);
        QFETCH(bool, isTaken);
        QFETCH(int, ending);
        QFETCH(int, delayMs);
        Site site;
        const std::string plan =
            replaced("{\"kind\":\"KIND\",\"requests\":2}", "KIND", kind.toStdString());
        QCOMPARE(site.ask("POST", "/-/fault", plan).status, 200);
        QCOMPARE(site.ask("GET", "/api/v1/ledger").status, 200); // it does not meet reading
        const http::Answer answer = site.ask("POST", "/usage", kRecord, {{"Idempotency-Key", "k"}});
        QCOMPARE(answer.status, status);
        QCOMPARE(static_cast<int>(answer.ending), ending);
        QCOMPARE(static_cast<int>(answer.delayMs), delayMs);
        QCOMPARE(headerOf(answer, "Retry-After"), std::string(status == 429 ? "7" : ""));
        QCOMPARE(site.machine.ledger->entries().size(), std::size_t{isTaken ? 1U : 0U});
        const http::Answer write = site.ask("POST", "/", goodWrite(), kWriteHeaders);
        QCOMPARE(write.status, isTaken ? 204 : status);
        QCOMPARE(static_cast<int>(write.ending), ending);
        // Both are done with: what is repeated now is taken, and known.
        QCOMPARE(site.ask("POST", "/usage", kRecord, {{"Idempotency-Key", "k"}}).status, 201);
        QCOMPARE(site.ask("POST", "/", goodWrite(), kWriteHeaders).status, 204);
        QCOMPARE(site.machine.ledger->entries().size(), std::size_t{1});
        const QJsonObject ledger = objectOf(site.ask("GET", "/api/v1/ledger"));
        QCOMPARE(
            ledger[QLatin1String("faults")][QLatin1String("done")][QString::fromUtf8(kind)].toInt(),
            2
        );
        QVERIFY(ledger[QLatin1String("faults")][QLatin1String("planned")].toArray().isEmpty());
        QCOMPARE(
            ledger[QLatin1String("usage")][0][QLatin1String("repeats")].toInt(), isTaken ? 1 : 0
        );
    }

    void plans_data() {
        QTest::addColumn<QByteArray>("body");
        QTest::addColumn<int>("status");
        QTest::addColumn<int>("planned");
        QTest::newRow("one") << QByteArray(R"({"kind":"503"})") << 200 << 1;
        QTest::newRow("many") << QByteArray(R"({"kind":"503","requests":1000000})") << 200 << 1;
        QTest::newRow("none takes back") << QByteArray(R"({"kind":"none"})") << 200 << 0;
        QTest::newRow("too many") << QByteArray(R"({"kind":"503","requests":1000001})") << 400 << 0;
        QTest::newRow("not once") << QByteArray(R"({"kind":"503","requests":0})") << 400 << 0;
        QTest::newRow("below zero") << QByteArray(R"({"kind":"503","requests":-1})") << 400 << 0;
        QTest::newRow("a text") << QByteArray(R"({"kind":"503","requests":"3"})") << 400 << 0;
        QTest::newRow("a kind that is none") << QByteArray(R"({"kind":"404"})") << 400 << 0;
        QTest::newRow("a kind that is a number") << QByteArray(R"({"kind":503})") << 400 << 0;
        QTest::newRow("no JSON") << QByteArray("503") << 400 << 0;
    }

    void plans() {
        QFETCH(QByteArray, body);
        QFETCH(int, status);
        QFETCH(int, planned);
        Site site;
        QCOMPARE(site.ask("POST", "/-/fault", body.toStdString()).status, status);
        const QJsonObject ledger = objectOf(site.ask("GET", "/api/v1/ledger"));
        QCOMPARE(
            ledger[QLatin1String("faults")][QLatin1String("planned")].toArray().size(), planned
        );
    }

    void theFirstRequestsMeetWhatTheFlagsSay() {
        Site site;
        site.options.faults = {{{billing::FaultKind::Unavailable, 0}, 1}};
        QCOMPARE(site.ask("POST", "/usage", kRecord).status, 503);
        QCOMPARE(site.ask("POST", "/usage", kRecord).status, 201);
    }

    /// Who has no token uses no fault up.
    void aFaultWaitsForWhoMayAsk() {
        Site site({"me", "secret"});
        site.options.faults = {{{billing::FaultKind::Unavailable, 0}, 1}};
        QCOMPARE(site.ask("POST", "/usage", kRecord).status, 401);
        const http::Answer token = site.ask(
            "POST",
            "/oauth/token",
            "grant_type=client_credentials&client_id=me&client_secret=secret"
        );
        site.authorization = "Bearer " + at(token, "access_token").toStdString();
        QCOMPARE(site.ask("POST", "/usage", kRecord).status, 503);
    }
};

QTEST_GUILESS_MAIN(BillingRoutesTest)
#include "routes_test.moc"
