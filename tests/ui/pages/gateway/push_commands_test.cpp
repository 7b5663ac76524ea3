// How shell commands of the Gateway page are written. Paths are those of the Pushgateway's README
// ("URL", "@base64"). What they do when pasted: copied_command_test.
#include "tests/ui/pages/gateway/pushed_world.h"
#include "ui/pages/gateway/push_commands.h"

#include <QProcess>
#include <QTest>

using namespace meterbench;
using namespace meterbench::ui;

namespace {

using Labels = std::vector<model::Label>;

/// What a POSIX shell makes of it, with curl and the pipe taken away.
QString printedByShell(const QString& command) {
    QProcess shell;
    shell.start(
        QStringLiteral("/bin/sh"),
        {QStringLiteral("-c"),
         QStringLiteral("curl() { cat; for last; do :; done; printf '%s' \"|$last\"; }\n") +
             command}
    );
    shell.closeWriteChannel();
    return shell.waitForFinished() ? QString::fromUtf8(shell.readAllStandardOutput()) : QString();
}

} // namespace

class PushCommandsTest : public QObject {
    Q_OBJECT

private Q_SLOTS:

    void aPathNamesItsGroup_data() {
        QTest::addColumn<QStringList>("labels");
        QTest::addColumn<QString>("path");
        const auto row = [](const char* name, const QStringList& labels, const char* path) {
            QTest::newRow(name) << labels << QString::fromLatin1(path);
        };
        row("no labels", {}, "/metrics");
        row("a job", {QStringLiteral("job"), QStringLiteral("some_job")}, "/metrics/job/some_job");
        row("the job stands first",
            {QStringLiteral("instance"),
             QStringLiteral("i"),
             QStringLiteral("job"),
             QStringLiteral("j")},
            "/metrics/job/j/instance/i");
        row("a slash in a value",
            {QStringLiteral("job"),
             QStringLiteral("directory_cleaner"),
             QStringLiteral("path"),
             QStringLiteral("/var/tmp")},
            "/metrics/job/directory_cleaner/path@base64/L3Zhci90bXA");
        row("an empty value",
            {QStringLiteral("job"), QStringLiteral("titan"), QStringLiteral("name"), QString()},
            "/metrics/job/titan/name@base64/=");
        row("Greek letters",
            {QStringLiteral("job"),
             QStringLiteral("titan"),
             QStringLiteral("name"),
             QStringLiteral("Προμηθεύς")},
            "/metrics/job/titan/name/%CE%A0%CF%81%CE%BF%CE%BC%CE%B7%CE%B8%CE%B5%CF%8D%CF%82");
        row("a percent sign", {QStringLiteral("job"), QStringLiteral("50%1")}, "/metrics/job/50%251"
        );
        row("two dots", {QStringLiteral("job"), QStringLiteral("..")}, "/metrics/job@base64/Li4");
    }

    void aPathNamesItsGroup() {
        QFETCH(QStringList, labels);
        QFETCH(QString, path);
        Labels group;
        for (int i = 0; i + 1 < labels.size(); i += 2) {
            group.push_back({labels[i].toStdString(), labels[i + 1].toStdString()});
        }
        QCOMPARE(QString::fromStdString(pushPath(group)), path);
    }

    void thePushThatRepeatsAGroupRunsInAShell() {
        const Labels group{{"job", "it's \"50%1\""}};
        std::vector<gateway::SeriesRow> series{
            {"h_count", {{"job", "it's \"50%1\""}}, 3, 0, 0},
            {"a", {{"job", "it's \"50%1\""}, {"x", "$(date) 'q' \\ \"d\" %s"}}, 0.5, 0, 0},
            {"h_bucket", {{"job", "it's \"50%1\""}, {"le", "+Inf"}}, 3, 0, 0}};
        std::vector<gateway::FamilyRow> families{
            tests::pushedFamily("a", model::MetricType::Gauge, gateway::Policy::Last, 1),
            tests::pushedFamily("h", model::MetricType::Histogram, gateway::Policy::Sum, 2)};
        families[1].help = "Two\nlines, one \\.";
        const QString printed =
            printedByShell(pushCommand("http://127.0.0.1:1", group, series, families));
        QCOMPARE(
            printed,
            QStringLiteral("# HELP a What a says.\n"
                           "# TYPE a gauge\n"
                           "a{x=\"$(date) 'q' \\\\ \\\"d\\\" %s\"} 0.5\n"
                           "# HELP h Two\\nlines, one \\\\.\n"
                           "# TYPE h histogram\n"
                           "h_count 3\n"
                           "h_bucket{le=\"+Inf\"} 3\n"
                           "|http://127.0.0.1:1/metrics/job/it%27s%20%2250%251%22")
        );
    }

    void seriesAreRepeatedUnderTheGroupThatHoldsThem() {
        const auto held = tests::smallGateway();
        const std::vector<gateway::SeriesRow> series{
            {"queue_depth", {{"job", "ci"}, {"q", "a"}}, 1, 0, 0},
            {"queue_depth", {{"instance", "db-1"}, {"job", "backup"}}, 2, 0, 0}};
        const QString commands = pushCommands("http://h:1", held->groups, series, held->families);
        const QString printed = printedByShell(commands);
        QVERIFY2(
            printed.contains(QStringLiteral("queue_depth{q=\"a\"} 1\n|http://h:1/metrics/job/ci")),
            qPrintable(printed)
        );
        QVERIFY2(
            printed.contains(
                QStringLiteral("queue_depth 2\n|http://h:1/metrics/job/backup/instance/db-1")
            ),
            qPrintable(printed)
        );
    }
};

QTEST_GUILESS_MAIN(PushCommandsTest)
#include "push_commands_test.moc"
