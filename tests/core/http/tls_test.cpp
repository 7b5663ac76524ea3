// TLS against openssl's own server, with a certificate made here.
#include "core/http/curl_client.h"
#include "tests/core/http/asking.h"

#include <QFile>
#include <QProcess>
#include <QRegularExpression>
#include <QTemporaryDir>
#include <QTest>

using namespace meterbench;
using namespace std::chrono_literals;

class TlsTest : public QObject {
    Q_OBJECT

    QTemporaryDir m_folder;
    QProcess m_server;
    int m_port = 0;
    base::SystemClock m_clock;
    http::CurlClient m_client{m_clock};

    QString path(const char* name) const { return m_folder.filePath(QString::fromUtf8(name)); }

    http::Response ask(const std::string& host, http::TlsOptions tls) {
        http::ClientOptions options;
        options.tls = std::move(tls);
        http::Request request;
        request.url = "https://" + host + ":" + std::to_string(m_port) + "/";
        request.options = std::make_shared<const http::ClientOptions>(options);
        request.timeout = 60s;
        return tests::ask(m_client, std::move(request));
    }

    std::string caFile() const { return path("cert.pem").toStdString(); }

    void startServer() {
        m_server.start(
            QStringLiteral("openssl"),
            {QStringLiteral("s_server"),
             QStringLiteral("-accept"),
             QStringLiteral("127.0.0.1:0"),
             QStringLiteral("-cert"),
             path("cert.pem"),
             QStringLiteral("-key"),
             path("key.pem"),
             QStringLiteral("-www"),
             QStringLiteral("-no_tls1_3")}
        );
        const QRegularExpression accept(QStringLiteral("ACCEPT .*:(\\d+)"));
        QString said;
        while (m_port == 0 && m_server.waitForReadyRead(30'000)) {
            said += QString::fromUtf8(m_server.readAllStandardOutput());
            m_port = accept.match(said).captured(1).toInt();
        }
    }

private Q_SLOTS:

    void initTestCase() {
        QProcess made;
        made.start(
            QStringLiteral("openssl"),
            {QStringLiteral("req"),
             QStringLiteral("-x509"),
             QStringLiteral("-newkey"),
             QStringLiteral("ec"),
             QStringLiteral("-pkeyopt"),
             QStringLiteral("ec_paramgen_curve:prime256v1"),
             QStringLiteral("-nodes"),
             QStringLiteral("-keyout"),
             path("key.pem"),
             QStringLiteral("-out"),
             path("cert.pem"),
             QStringLiteral("-subj"),
             QStringLiteral("/CN=meter.test"),
             QStringLiteral("-addext"),
             QStringLiteral("subjectAltName=DNS:meter.test,IP:127.0.0.1")}
        );
        QVERIFY(made.waitForFinished(30'000));
        QCOMPARE(made.exitCode(), 0);
        startServer();
        QVERIFY(m_port != 0);
    }

    void cleanupTestCase() {
        m_server.kill();
        m_server.waitForFinished();
    }

    void trustedByFile() {
        http::TlsOptions tls;
        tls.caFile = caFile();
        const http::Response answer = ask("127.0.0.1", tls);
        QVERIFY2(!answer.error, answer.error ? answer.error->context.c_str() : "");
        QCOMPARE(answer.status, 200);
    }

    void trustedByText() {
        QFile file(path("cert.pem"));
        QVERIFY(file.open(QIODevice::ReadOnly));
        http::TlsOptions tls;
        tls.ca = file.readAll().toStdString();
        QCOMPARE(ask("127.0.0.1", tls).status, 200);
    }

    void notTrusted() {
        const http::Response answer = ask("127.0.0.1", {});
        QVERIFY(answer.error);
        QVERIFY(answer.reach == http::Reach::Connection);
        QCOMPARE(answer.error->code, base::Code::Network);
        QCOMPARE(
            QString::fromStdString(answer.error->context),
            QStringLiteral("the certificate of 127.0.0.1:%1 is not trusted: self-signed certificate"
            )
                .arg(m_port)
        );
    }

    void notTrustedButToldToGoOn() {
        http::TlsOptions tls;
        tls.insecureSkipVerify = true;
        QCOMPARE(ask("127.0.0.1", tls).status, 200);
    }

    void anotherName() {
        http::TlsOptions tls;
        tls.caFile = caFile();
        const http::Response answer = ask("127.0.0.2", tls);
        QVERIFY(answer.error);
        QVERIFY2(
            answer.error->context.find("connection refused") != std::string::npos ||
                answer.error->context.find("is for another name") != std::string::npos,
            answer.error->context.c_str()
        );
        tls.serverName = "other.test";
        const http::Response named = ask("127.0.0.1", tls);
        QVERIFY(named.error);
        QVERIFY2(
            named.error->context.find("is for another name") != std::string::npos,
            named.error->context.c_str()
        );
    }

    void expectedNameIsServerName() {
        http::TlsOptions tls;
        tls.caFile = caFile();
        tls.serverName = "meter.test";
        const http::Response answer = ask("127.0.0.1", tls);
        QVERIFY2(!answer.error, answer.error ? answer.error->context.c_str() : "");
        QCOMPARE(answer.status, 200);
    }

    void tooOldForUs() {
        http::TlsOptions tls;
        tls.caFile = caFile();
        tls.minVersion = http::TlsVersion::Tls13;
        const http::Response answer = ask("127.0.0.1", tls);
        QVERIFY(answer.error);
        QVERIFY2(
            answer.error->context.starts_with("no TLS with 127.0.0.1:"),
            answer.error->context.c_str()
        );
    }

    void theCaFileIsMissing() {
        http::TlsOptions tls;
        tls.caFile = "/nowhere/ca.pem";
        const http::Response answer = ask("127.0.0.1", tls);
        QVERIFY(answer.error);
        QCOMPARE(answer.error->code, base::Code::InvalidInput);
    }
};

QTEST_GUILESS_MAIN(TlsTest)
#include "tls_test.moc"
