// The keychain: a real GNOME Keyring on a D-Bus session of its own, with a home of its own; and
// none. Passed over where dbus-daemon, gnome-keyring-daemon or QtKeychain is not installed.
#include "ui/secrets/keychain_store.h"

#include <QCoreApplication>
#include <QProcess>
#include <QStandardPaths>
#include <QTemporaryDir>
#include <QTest>

#include <memory>

using namespace meterbench::ui;

namespace {

constexpr int kMostWaitMs = 30'000;

/// Ended with its owner.
class Daemon {
public:
    bool start(const QString& program, const QStringList& words, const QByteArray& typed = {}) {
        m_process.start(program, words);
        if (!m_process.waitForStarted()) {
            return false;
        }
        m_process.write(typed);
        m_process.closeWriteChannel();
        return true;
    }

    QByteArray line() {
        while (!m_process.canReadLine() && m_process.waitForReadyRead(kMostWaitMs)) {
        }
        return m_process.readLine().trimmed();
    }

    ~Daemon() {
        m_process.terminate();
        m_process.waitForFinished();
    }

private:
    QProcess m_process;
};

template <class Answer>
struct Wait {
    std::optional<Answer> got;

    bool isThere() const { return got.has_value(); }
};

QString checked(KeychainStore& store) {
    Wait<QString> wait;
    store.check([&wait](const QString& problem) { wait.got = problem; });
    if (wait.isThere()) {
        return QStringLiteral("answered before the call returned");
    }
    return QTest::qWaitFor([&] { return wait.isThere(); }, kMostWaitMs)
               ? *wait.got
               : QStringLiteral("no answer");
}

} // namespace

class KeychainStoreTest : public QObject {
    Q_OBJECT

private Q_SLOTS:

    void initTestCase() {
        QVERIFY(m_home.isValid());
        qputenv("HOME", m_home.path().toUtf8());
        qputenv("XDG_DATA_HOME", (m_home.path() + QStringLiteral("/data")).toUtf8());
        qputenv("XDG_RUNTIME_DIR", m_home.path().toUtf8());
        qputenv("XDG_CURRENT_DESKTOP", "GNOME");
        const QString keyring =
            QStandardPaths::findExecutable(QStringLiteral("gnome-keyring-daemon"));
        const QString bus = QStandardPaths::findExecutable(QStringLiteral("dbus-daemon"));
        if (keyring.isEmpty() || bus.isEmpty()) {
            QSKIP("dbus-daemon or gnome-keyring-daemon is not installed");
        }
        QVERIFY(m_bus.start(
            bus,
            {QStringLiteral("--session"),
             QStringLiteral("--nofork"),
             QStringLiteral("--print-address")}
        ));
        const QByteArray address = m_bus.line();
        QVERIFY(!address.isEmpty());
        qputenv("DBUS_SESSION_BUS_ADDRESS", address);
        QVERIFY(m_keyring.start(
            keyring,
            {QStringLiteral("--foreground"),
             QStringLiteral("--unlock"),
             QStringLiteral("--components=secrets")},
            "\n"
        ));
        KeychainStore store;
        // Until it has its name on the bus; a build without QtKeychain never finds it.
        QString problem;
        for (int i = 0; i < 200 && (i == 0 || !problem.isEmpty()); ++i) {
            problem = checked(store);
            if (problem.contains(QStringLiteral("no QtKeychain"))) {
                QSKIP("this build has no QtKeychain");
            }
        }
        QCOMPARE(problem, QString());
    }

    void whatIsWrittenIsReadByAnother() {
        const QString key = QStringLiteral("paigo client secret of me at https://auth.test");
        {
            KeychainStore store;
            Wait<QString> wait;
            store.write(key, QStringLiteral("hush ü"), [&wait](const QString& problem) {
                wait.got = problem;
            });
            QVERIFY(QTest::qWaitFor([&] { return wait.isThere(); }, kMostWaitMs));
            QCOMPARE(*wait.got, QString());
        }
        KeychainStore store;
        Wait<std::optional<QString>> wait;
        store.read(key, [&wait](const std::optional<QString>& secret) { wait.got = secret; });
        QVERIFY(!wait.isThere());
        QVERIFY(QTest::qWaitFor([&] { return wait.isThere(); }, kMostWaitMs));
        QCOMPARE(*wait.got, std::optional(QStringLiteral("hush ü")));
    }

    void whatWasNeverWrittenIsNotThere() {
        KeychainStore store;
        Wait<std::optional<QString>> wait;
        store.read(QStringLiteral("nobody"), [&wait](const std::optional<QString>& secret) {
            wait.got = secret;
        });
        QVERIFY(QTest::qWaitFor([&] { return wait.isThere(); }, kMostWaitMs));
        QVERIFY(!wait.got->has_value());
    }

    void aStoreThatGoesAwayAnswersNobody() {
        bool isCalled = false;
        auto store = std::make_unique<KeychainStore>();
        store->read(QStringLiteral("nobody"), [&isCalled](const std::optional<QString>&) {
            isCalled = true;
        });
        store.reset();
        KeychainStore other;
        QCOMPARE(checked(other), QString()); // the former question had its answer before this one
        QVERIFY(!isCalled);
    }

private:
    QTemporaryDir m_home;
    Daemon m_bus;
    Daemon m_keyring;
};

QTEST_GUILESS_MAIN(KeychainStoreTest)
#include "keychain_store_test.moc"
