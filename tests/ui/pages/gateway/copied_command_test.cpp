// "Copy as curl": what is pasted in a POSIX shell does what it says: a real sh, a real curl, and
// the address with its gateway in both modes. What must arrive is the group itself, so nothing here
// knows how a path is written.
#include "core/address/address.h"
#include "core/base/clock.h"
#include "tests/ui/pages/gateway/pushed_world.h"
#include "ui/pages/gateway/push_commands.h"

#include <QProcess>
#include <QTemporaryDir>
#include <QTest>

using namespace meterbench;
using namespace meterbench::ui;

namespace {

using Labels = std::vector<model::Label>;
using Rows = std::vector<gateway::SeriesRow>;

class NoLog final : public base::LogSink {
public:
    void write(base::LogLevel, std::string_view, std::string_view) override {}
};

/// A gateway that listens on a free port of the loopback.
class Gateway {
public:
    explicit Gateway(address::Mode mode) {
        address::AddressOptions options;
        options.listenAddress = "127.0.0.1:0";
        options.dataFolder = m_folder.path().toStdString();
        options.mode = mode;
        options.profile = gateway::Profile::Strict;
        auto started = address::Address::start(options, {m_clock, m_files, m_log}, {});
        if (started) {
            m_address = std::move(*started);
        }
    }

    [[nodiscard]] bool isListening() const {
        return m_address != nullptr && !m_address->listening().empty();
    }

    [[nodiscard]] std::string url() const { return "http://" + m_address->listening(); }

    /// What the window would see, with the series of this group.
    [[nodiscard]] std::shared_ptr<const address::GatewayView> view(const Labels& group) {
        gateway::Selection selection;
        selection.group = group;
        m_address->watch({false, true, selection});
        // A command behind it: the view with its outcome is one that knows what is watched.
        const std::uint64_t command = m_address->post(address::ExportBench{});
        const auto isDone = [&] {
            const auto& outcomes = m_address->view()->outcomes;
            return !outcomes.empty() && outcomes.back().command == command;
        };
        return QTest::qWaitFor(isDone, 20'000) ? m_address->view()->gateway : nullptr;
    }

private:
    QTemporaryDir m_folder;
    base::SystemClock m_clock;
    base::PosixFileSystem m_files;
    NoLog m_log;
    std::unique_ptr<address::Address> m_address;
};

struct Said {
    QString output;
    QString problem;

    /// curl prints what the gateway answers: nothing, when it takes a push.
    [[nodiscard]] QString all() const { return output + problem; }
};

/// Pastes a command: the shell reads it line by line.
Said paste(const QString& command) {
    QProcess shell;
    QProcessEnvironment environment = QProcessEnvironment::systemEnvironment();
    environment.insert(QStringLiteral("NO_PROXY"), QStringLiteral("*"));
    environment.insert(QStringLiteral("CURL_HOME"), QStringLiteral("/nowhere"));
    environment.insert(QStringLiteral("HOME"), QStringLiteral("/nowhere"));
    shell.setProcessEnvironment(environment);
    shell.start(QStringLiteral("/bin/sh"), QStringList());
    shell.write((command + QLatin1Char('\n')).toUtf8());
    shell.closeWriteChannel();
    if (!shell.waitForFinished()) {
        return {{}, QStringLiteral("the shell did not end")};
    }
    return {
        QString::fromUtf8(shell.readAllStandardOutput()),
        QString::fromUtf8(shell.readAllStandardError())};
}

Labels with(Labels labels, std::initializer_list<model::Label> more) {
    labels.insert(labels.end(), more);
    std::sort(labels.begin(), labels.end());
    std::erase_if(labels, [](const model::Label& label) { return label.value.empty(); });
    return labels;
}

/// A counter, a gauge and a histogram under these labels, one with the odd value in its own label.
Rows seriesUnder(const Labels& group, const std::string& odd) {
    const auto row = [&](const char* name, std::initializer_list<model::Label> own, double value) {
        return gateway::SeriesRow{name, with(group, own), value, 0, 0};
    };
    return {
        row("c_total", {{"own", odd}}, 4.5),
        row("g", {{"own", "second"}}, -0.30000000000000004),
        row("h_bucket", {{"le", "0.1"}}, 2),
        row("h_bucket", {{"le", "+Inf"}}, 3),
        row("h_sum", {}, 1.5),
        row("h_count", {}, 3)};
}

std::vector<gateway::FamilyRow> familiesOfThem() {
    using enum model::MetricType;
    return {
        tests::pushedFamily("c_total", Counter, gateway::Policy::Sum, 1),
        tests::pushedFamily("g", Gauge, gateway::Policy::Sum, 1),
        tests::pushedFamily("h", Histogram, gateway::Policy::Sum, 1)};
}

/// To be compared and read; other than the address writes it.
QString shownLabels(const Labels& labels) {
    QStringList shown;
    for (const model::Label& label : labels) {
        const QByteArray value = QByteArray::fromStdString(label.value).toPercentEncoding();
        shown.append(
            QString::fromStdString(label.name) + QLatin1Char('=') + QString::fromLatin1(value)
        );
    }
    return shown.join(QLatin1Char(' '));
}

QStringList groupsOf(const address::GatewayView& view) {
    QStringList groups;
    for (const gateway::GroupRow& row : view.groups) {
        groups.append(shownLabels(row.labels));
    }
    return groups;
}

/// Names, labels and values, but for what the gateway says of the push itself.
QStringList linesOf(const Rows& rows) {
    QStringList lines;
    for (const gateway::SeriesRow& row : rows) {
        if (!row.name.starts_with("push_")) {
            lines.append(
                QString::fromStdString(row.name) + QLatin1Char(' ') +
                shownLabels(with(row.labels, {})) + QLatin1Char(' ') +
                QString::number(row.value, 'g', 17)
            );
        }
    }
    lines.sort();
    return lines;
}

void addOddValues() {
    QTest::addColumn<address::Mode>("mode");
    QTest::addColumn<QByteArray>("value");
    const auto add = [](const char* name, const QByteArray& value) {
        const QByteArray what = name;
        QTest::newRow(what + ", Pushgateway") << address::Mode::Pushgateway << value;
        if (!value.isEmpty()) { // is no label there
            QTest::newRow(what + ", aggregation") << address::Mode::Aggregation << value;
        }
    };
    add("a plain value", "db-1");
    add("slashes", "/var//lib/x/");
    add("slashes in the base64 too", "//?~/>>>???");
    add("nothing", "");
    add("quotes", "it's \"so\" 'called'");
    add("a line break at the end", "first\nsecond\n");
    add("what a here-document would end at", "a\nEOF\n'\nb");
    add("other alphabets", "Grüße, Προμηθεύς, 日本, 🙂");
    add("what a shell would do", "$(touch x) `id` $HOME !! ; | & > \\ * ~ # %s %n");
    add("what a URL would mean", "a?b#c&d=e%2F+f @:[1-3]{x,y}");
    add("one dot", ".");
    add("two dots", "..");
    add("dots and slashes", "../../etc");
    add("blanks around", "  x  ");
    add("a tab and other controls", "a\tb\x01\x1b[0m\x7f\r");
    add("what looks like base64", "YQ==");
    add("the mark of base64", "a@base64");
    add("a dash in front", "-d");
    add("a backslash in front of n", "a\\nb\\");
}

} // namespace

class CopiedCommandTest : public QObject {
    Q_OBJECT

private Q_SLOTS:

    void thePushBringsTheGroup_data() { addOddValues(); }

    void thePushBringsTheGroup() {
        QFETCH(address::Mode, mode);
        QFETCH(QByteArray, value);
        Gateway gateway(mode);
        QVERIFY(gateway.isListening());
        const std::string odd = value.toStdString();
        const Labels group{{"instance", odd}, {"job", odd.empty() ? "x" : odd}};
        const Rows rows = seriesUnder(group, odd);
        const Said said = paste(pushCommand(gateway.url(), group, rows, familiesOfThem()));
        QCOMPARE(said.all(), QString());
        const auto held = gateway.view(group);
        QVERIFY(held != nullptr);
        QCOMPARE(groupsOf(*held), QStringList(shownLabels(group)));
        QCOMPARE(linesOf(held->series), linesOf(rows));
        for (const gateway::FamilyRow& family : held->families) {
            for (const gateway::FamilyRow& wanted : familiesOfThem()) {
                QVERIFY(family.name != wanted.name || family.type == wanted.type);
                QVERIFY(family.name != wanted.name || family.help == wanted.help);
            }
        }
    }

    void whatIsHeldIsRepeatedAsItIs_data() { addOddValues(); }

    /// Copied from what the gateway holds, pasted for an empty one.
    void whatIsHeldIsRepeatedAsItIs() {
        QFETCH(address::Mode, mode);
        QFETCH(QByteArray, value);
        Gateway first(mode);
        Gateway second(mode);
        const std::string odd = value.toStdString();
        const Labels group{{"a", odd}, {"job", "x"}};
        const Labels other{{"job", "y"}};
        for (const Labels& one : {group, other}) {
            const auto command =
                pushCommand(first.url(), one, seriesUnder(one, odd + "1"), familiesOfThem());
            QCOMPARE(paste(command).all(), QString());
        }
        auto held = first.view(group);
        QVERIFY(held != nullptr);
        Rows rows = held->series;
        const Rows wanted = rows;
        held = first.view(other);
        rows.insert(rows.end(), held->series.begin(), held->series.end());
        const Said said = paste(pushCommands(second.url(), held->groups, rows, held->families));
        QCOMPARE(said.all(), QString());
        const auto copied = second.view(group);
        QVERIFY(copied != nullptr);
        QCOMPARE(groupsOf(*copied), groupsOf(*held));
        QCOMPARE(linesOf(copied->series), linesOf(wanted));
    }

    void theDeleteTakesTheGroupAndNoOther_data() { addOddValues(); }

    void theDeleteTakesTheGroupAndNoOther() {
        QFETCH(address::Mode, mode);
        QFETCH(QByteArray, value);
        Gateway gateway(mode);
        const std::string odd = value.toStdString();
        const Labels group{{"a", odd}, {"job", "x"}};
        const Labels other{{"a", odd + "2"}, {"job", "x"}};
        for (const Labels& one : {group, other}) {
            const auto command =
                pushCommand(gateway.url(), one, seriesUnder(one, "own"), familiesOfThem());
            QCOMPARE(paste(command).all(), QString());
        }
        const Said said = paste(deleteCommand(gateway.url(), group));
        QCOMPARE(said.all(), QString());
        const auto held = gateway.view(other);
        QVERIFY(held != nullptr);
        QCOMPARE(groupsOf(*held), QStringList(shownLabels(other)));
        QCOMPARE(linesOf(held->series), linesOf(seriesUnder(other, "own")));
    }

    void theScrapePrintsWhatIsHeld() {
        Gateway gateway(address::Mode::Aggregation);
        const Labels group{{"job", "x"}};
        (void)paste(pushCommand(gateway.url(), group, seriesUnder(group, "o"), familiesOfThem()));
        const Said said = paste(scrapeCommand(gateway.url()));
        QCOMPARE(said.problem, QString());
        QVERIFY2(
            said.output.contains(QStringLiteral("c_total{job=\"x\",own=\"o\"} 4.5")),
            qPrintable(said.output)
        );
    }

    void aRefusedPushSaysWhy() {
        Gateway gateway(address::Mode::Pushgateway);
        const Said said = paste(pushCommand(
            gateway.url(), {{"job", "x"}}, {{"not a name", {{"job", "x"}}, 1, 0, 0}}, {}
        ));
        QVERIFY(said.output.contains(QStringLiteral("line 1")));
    }

    void theFirstPushWorks() {
        Gateway gateway(address::Mode::Aggregation);
        const Said said = paste(firstPushCommand(gateway.url()));
        QVERIFY(said.output.isEmpty());
        QCOMPARE(
            groupsOf(*gateway.view({{"job", "demo"}})), QStringList(QStringLiteral("job=demo"))
        );
    }
};

QTEST_GUILESS_MAIN(CopiedCommandTest)
#include "copied_command_test.moc"
