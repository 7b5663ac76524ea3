#include "core/config/environment.h"

#include <QTest>

#include <string>

using namespace meterbench;

class EnvironmentTest : public QObject {
    Q_OBJECT

private Q_SLOTS:

    void expands_data() {
        QTest::addColumn<QString>("text");
        QTest::addColumn<QString>("expected");
        QTest::addColumn<QString>("missing");
        const auto row =
            [](const char* name, const char* text, const char* expected, const char* missing = "") {
                QTest::newRow(name) << QString::fromUtf8(text) << QString::fromUtf8(expected)
                                    << QString::fromUtf8(missing);
            };
        row("a text without a dollar stays", "plain", "plain");
        row("a bare name", "x-$HOST-y", "x-here-y");
        row("a name in braces", "x${HOST}y", "xherey");
        row("a name is as long as possible", "$HOSTS", "", "HOSTS");
        row("two dollars are one", "$$HOST", "$HOST");
        row("a dollar before something else stays", "a$ b$-", "a$ b", "-");
        row("a dollar at the end stays", "5$", "5$");
        row("an unset variable is nothing", "<$NONE>", "<>", "NONE");
        row("an empty variable counts as unset", "<$EMPTY>", "<>", "EMPTY");
        row("an open brace swallows only itself", "${HOST", "HOST");
        row("empty braces are nothing", "<${}>", "<>");
        row("a digit is a name of one letter", "$1a", "a", "1");
    }

    void expands() {
        QFETCH(QString, text);
        QFETCH(QString, expected);
        QFETCH(QString, missing);
        const auto result =
            config::expandVariables(text.toStdString(), [](const std::string& name) {
                if (name == "HOST") {
                    return std::optional<std::string>("here");
                }
                return name == "EMPTY" ? std::optional<std::string>("") : std::nullopt;
            });
        QCOMPARE(QString::fromStdString(result.text), expected);
        QCOMPARE(
            QString::fromStdString(result.missing.empty() ? "" : result.missing.front()), missing
        );
    }

    void readsTheProcess() {
        QVERIFY(qputenv("MB_ENVIRONMENT_TEST", "set"));
        QCOMPARE(
            config::environmentVariable("MB_ENVIRONMENT_TEST"), std::optional<std::string>("set")
        );
        QVERIFY(!config::environmentVariable("MB_ENVIRONMENT_TEST_NOT_SET"));
    }
};

QTEST_GUILESS_MAIN(EnvironmentTest)
#include "environment_test.moc"
