// The server of the address with TLS: handshakes, and files that cannot be used.
#include "core/http/served_connection.h"
#include "core/http/tls_session.h"
#include "tests/core/http/served.h"
#include "tests/support/fake_clock.h"

#include <QFile>
#include <QProcess>
#include <QSslCertificate>
#include <QSslConfiguration>
#include <QSslSocket>
#include <QTemporaryDir>

#include <sys/epoll.h>
#include <sys/socket.h>

#include <array>

using namespace meterbench;
using namespace meterbench::tests;

namespace {

struct Certificate {
    std::string file;
    std::string keyFile;
};

/// Signed by itself; empty when there is no openssl.
Certificate makeCertificate(const QTemporaryDir& folder, const QString& name) {
    const QString file = folder.filePath(name + QStringLiteral(".pem"));
    const QString key = folder.filePath(name + QStringLiteral("-key.pem"));
    QProcess process;
    process.setProcessChannelMode(QProcess::MergedChannels);
    process.start(
        QStringLiteral("openssl"),
        {QStringLiteral("req"),
         QStringLiteral("-x509"),
         QStringLiteral("-newkey"),
         QStringLiteral("ec"),
         QStringLiteral("-pkeyopt"),
         QStringLiteral("ec_paramgen_curve:prime256v1"),
         QStringLiteral("-nodes"),
         QStringLiteral("-batch"),
         QStringLiteral("-keyout"),
         key,
         QStringLiteral("-out"),
         file,
         QStringLiteral("-days"),
         QStringLiteral("2"),
         QStringLiteral("-subj"),
         QStringLiteral("/CN=localhost")}
    );
    const bool isMade = process.waitForFinished(60'000) && process.exitCode() == 0;
    return isMade ? Certificate{file.toStdString(), key.toStdString()} : Certificate();
}

} // namespace

class ServerTlsTest : public QObject {
    Q_OBJECT

private Q_SLOTS:

    void tls() {
        QTemporaryDir folder;
        const std::string key = folder.filePath(QStringLiteral("key.pem")).toStdString();
        const std::string certificate = folder.filePath(QStringLiteral("cert.pem")).toStdString();
        const auto run = [](const QString& program, const QStringList& words) {
            QProcess process;
            process.setProcessChannelMode(QProcess::MergedChannels);
            process.start(program, words);
            process.waitForFinished(60'000);
            return std::pair(process.exitCode(), process.readAll());
        };
        const auto made =
            run(QStringLiteral("openssl"),
                {QStringLiteral("req"),
                 QStringLiteral("-x509"),
                 QStringLiteral("-newkey"),
                 QStringLiteral("ec"),
                 QStringLiteral("-pkeyopt"),
                 QStringLiteral("ec_paramgen_curve:prime256v1"),
                 QStringLiteral("-nodes"),
                 QStringLiteral("-keyout"),
                 QString::fromStdString(key),
                 QStringLiteral("-out"),
                 QString::fromStdString(certificate),
                 QStringLiteral("-days"),
                 QStringLiteral("2"),
                 QStringLiteral("-subj"),
                 QStringLiteral("/CN=localhost")});
        QVERIFY2(made.first == 0, made.second.constData());
        const auto server = serve({}, {certificate, key, {}});
        QVERIFY(server != nullptr);
        auto trust = QSslConfiguration::defaultConfiguration();
        trust.setCaCertificates(QSslCertificate::fromPath(QString::fromStdString(certificate)));
        QSslSocket socket;
        socket.setSslConfiguration(trust);
        socket.connectToHostEncrypted(QStringLiteral("localhost"), server->port());
        QVERIFY2(socket.waitForEncrypted(60'000), qPrintable(socket.errorString()));
        socket.write("GET /large HTTP/1.1\r\nHost: localhost\r\nConnection: close\r\n\r\n");
        QByteArray answer;
        while (socket.waitForReadyRead(60'000)) {
            answer += socket.readAll();
        }
        answer += socket.readAll();
        QVERIFY(answer.startsWith("HTTP/1.1 200 OK"));
        QCOMPARE(answer.count('L') >= 100'000, true);
        // Plain words at this port end without harm.
        RawClient plain(server->port());
        plain.send(get("/"));
        static_cast<void>(plain.read());
        // A client certificate that is wanted and not shown.
        const auto strict = serve({}, {certificate, key, certificate});
        QSslSocket nobody;
        nobody.setSslConfiguration(trust);
        nobody.connectToHostEncrypted(QStringLiteral("localhost"), strict->port());
        nobody.waitForEncrypted(60'000);
        nobody.write("GET / HTTP/1.1\r\nHost: localhost\r\n\r\n");
        QByteArray refused;
        while (nobody.waitForReadyRead(5'000)) {
            refused += nobody.readAll();
        }
        QVERIFY(!refused.startsWith("HTTP/1.1 200"));
    }

    /// It would be told that it is refused, but nothing can be said before its handshake: waking
    /// the loop because the socket takes bytes would keep it busy.
    void aHandshakeThatStandsStillWaitsForTheClientOnly() {
        QTemporaryDir folder;
        const Certificate own = makeCertificate(folder, QStringLiteral("own"));
        const auto context = http::TlsContext::make({own.file, own.keyFile, {}});
        QVERIFY(context);
        std::array<int, 2> ends{};
        QCOMPARE(::socketpair(AF_UNIX, SOCK_STREAM | SOCK_NONBLOCK, 0, ends.data()), 0);
        const http::ServerLimits limits;
        const http::HostRules rules(limits, "127.0.0.1");
        const http::Handler handler = echo;
        http::ServedConnection connection(
            ends[0],
            "peer",
            limits,
            rules,
            handler,
            std::make_unique<http::TlsSession>(**context, ends[0])
        );
        QVERIFY(connection.refuse(503, "full", 0) == http::ServedConnection::Next::GoOn);
        QVERIFY(!connection.isAtRest());
        QCOMPARE(connection.wantedEvents(), std::uint32_t{EPOLLIN});
        ::close(ends[1]);
    }

    void plainHttpAtAnHttpsAddressIsToldSo() {
        QTemporaryDir folder;
        const Certificate own = makeCertificate(folder, QStringLiteral("own"));
        const auto server = serve({}, {own.file, own.keyFile, {}});
        QVERIFY(server != nullptr);
        RawClient client(server->port());
        client.send(get("/"));
        const RawAnswer answer = client.read();
        QCOMPARE(answer.status, 400);
        QVERIFY(answer.body.find("HTTPS") != std::string::npos);
        QVERIFY(client.isClosedByPeer());
    }

    void filesOfTlsThatCannotBeUsedAreNamed_data() {
        QTest::addColumn<QString>("certificate");
        QTest::addColumn<QString>("key");
        QTest::addColumn<QString>("clients");
        QTest::addColumn<QString>("named");
        QTest::addColumn<QString>("why");
        const QString own = QStringLiteral("own.pem");
        const QString key = QStringLiteral("own-key.pem");
        const QString none = QStringLiteral("none.pem");
        const QString text = QStringLiteral("text.pem");
        const QString other = QStringLiteral("other-key.pem");
        const QString noFile = QStringLiteral("No such file or directory");
        const QString noPem = QStringLiteral("no such PEM block");
        const QString missing = QStringLiteral("is missing");
        QTest::newRow("there is no certificate") << none << key << QString() << none << noFile;
        QTest::newRow("there is no key") << own << none << QString() << none << noFile;
        QTest::newRow("there is no authority") << own << key << none << none << noFile;
        QTest::newRow("the certificate is no PEM") << text << key << QString() << text << noPem;
        QTest::newRow("the authority is no PEM")
            << own << key << text << text << QStringLiteral("cannot be used: ");
        QTest::newRow("the key is another one's")
            << own << other << QString() << other << QStringLiteral("key values mismatch");
        QTest::newRow("a certificate without a key")
            << own << QString() << QString() << QStringLiteral("the key") << missing;
        QTest::newRow("a key without a certificate")
            << QString() << key << QString() << QStringLiteral("the certificate") << missing;
        QTest::newRow("an authority alone is not served in the clear")
            << QString() << QString() << own << QStringLiteral("the certificate") << missing;
    }

    void filesOfTlsThatCannotBeUsedAreNamed() {
        QFETCH(QString, certificate);
        QFETCH(QString, key);
        QFETCH(QString, clients);
        QFETCH(QString, named);
        QFETCH(QString, why);
        QTemporaryDir folder;
        QVERIFY(!makeCertificate(folder, QStringLiteral("own")).file.empty());
        QVERIFY(!makeCertificate(folder, QStringLiteral("other")).file.empty());
        QFile text(folder.filePath(QStringLiteral("text.pem")));
        QVERIFY(text.open(QIODevice::WriteOnly));
        text.write("no certificate\n");
        text.close();
        const auto pathOf = [&](const QString& name) {
            return name.isEmpty() ? std::string() : folder.filePath(name).toStdString();
        };
        const Served served(
            kClock, "127.0.0.1:0", {}, {pathOf(certificate), pathOf(key), pathOf(clients)}
        );
        const QString error = QString::fromStdString(served.error());
        QVERIFY2(error.contains(named), qPrintable(error));
        QVERIFY2(error.contains(why), qPrintable(error));
    }

    void wrongCertificatesAreNamed() {
        QTemporaryDir folder;
        const std::string path = folder.filePath(QStringLiteral("none.pem")).toStdString();
        const Served missing(kClock, "127.0.0.1:0", {}, {path, path, {}});
        QVERIFY2(missing.error().find(path) != std::string::npos, missing.error().c_str());
        QFile file(QString::fromStdString(path));
        QVERIFY(file.open(QIODevice::WriteOnly));
        file.write("no certificate\n");
        file.close();
        const Served garbled(kClock, "127.0.0.1:0", {}, {path, path, {}});
        QVERIFY2(garbled.error().find(path) != std::string::npos, garbled.error().c_str());
        QVERIFY(missing.error() != garbled.error());
    }
};

QTEST_GUILESS_MAIN(ServerTlsTest)
#include "server_tls_test.moc"
