// The Python that a bench is copied as is run, by Debian's Python with its prometheus_client: what
// that exposes, in both formats, must be what we expose.
#include "core/instruments/client_code.h"
#include "core/instruments/exposition.h"
#include "tests/core/instruments/odd_texts.h"
#include "tests/support/python.h"

#include <QRegularExpression>
#include <QtTest>

#include <cmath>

using namespace meterbench;
using namespace meterbench::instruments;
using exposition::Format;

namespace {

constexpr const char* kMark = "# that was text\n";

/// The program as it is, and after it what OpenMetrics would be.
support::PythonRun run(const std::string& program) {
    const QByteArray script = QByteArray::fromStdString(program) +
                              "from prometheus_client.openmetrics import exposition\n"
                              "print(\"# that was text\")\n"
                              "print(exposition.generate_latest(registry).decode(), end=\"\")\n";
    return support::runProgram(
        QStringLiteral("/usr/bin/python3"),
        {QStringLiteral("-I"), QStringLiteral("-X"), QStringLiteral("utf8"), QStringLiteral("-")},
        script
    );
}

/// Sorted, without what differs by design: the order of metadata and an empty help, times of
/// creation, the sum of a histogram that was filled at its bounds, exponents of three digits.
QList<QByteArray> comparable(QByteArray body) {
    static const QRegularExpression skipped(
        QStringLiteral("^(# HELP \\S+ $|(# \\S+ )?[a-z_:]+_created[ {]|size[a-z_]*_sum[ {])")
    );
    static const QRegularExpression three(QStringLiteral("e\\+0(\\d\\d)( |\"|$)"));
    QList<QByteArray> lines;
    for (const QByteArray& line : body.split('\n')) {
        QString text = QString::fromUtf8(line);
        if (!text.isEmpty() && !skipped.match(text).hasMatch()) {
            lines << text.replace(three, QStringLiteral("e+\\1\\2")).toUtf8();
        }
    }
    std::sort(lines.begin(), lines.end());
    return lines;
}

void compare(const Bench& bench) {
    const auto python = run(clientCode(bench, ClientForm::Python, {}));
    QVERIFY2(python.isGood, python.errors.constData());
    const qsizetype mark = python.output.indexOf(kMark);
    QVERIFY(mark >= 0);
    QCOMPARE(
        comparable(QByteArray::fromStdString(expose(bench, Format::Text))),
        comparable(python.output.left(mark))
    );
    QCOMPARE(
        comparable(QByteArray::fromStdString(expose(bench, Format::OpenMetrics))),
        comparable(python.output.mid(mark + qstrlen(kMark)))
    );
}

std::vector<Edit> numbers(Type type) {
    std::vector<Edit> edits{Create{{type, "g_bytes", "Numbers.", "bytes", {"at"}, {}, {}}}};
    int at = 0;
    for (const double value :
         {0.0, 1.0, 0.1, 5e-324, 1e-5, 999'999.5, 1e6, 1234567.875, 1e15, 1e16, 1e21, 1e300}) {
        const Place place{"g_bytes", {{"at", std::to_string(++at)}}};
        if (type == Type::Counter) {
            edits.emplace_back(Increment{place, value});
        } else {
            edits.emplace_back(SetValue{place, value});
            edits.emplace_back(SetValue{{"g_bytes", {{"at", "-" + std::to_string(at)}}}, -value});
        }
    }
    return edits;
}

std::vector<Edit> gauges() {
    std::vector<Edit> edits = numbers(Type::Gauge);
    edits.emplace_back(SetValue{{"g_bytes", {{"at", "nan"}}}, NAN});
    edits.emplace_back(SetValue{{"g_bytes", {{"at", "inf"}}}, HUGE_VAL});
    edits.emplace_back(SetValue{{"g_bytes", {{"at", "-inf"}}}, -HUGE_VAL});
    edits.emplace_back(Create{{Type::Gauge, "none", "No series.", "", {"a"}, {}, {}}});
    edits.emplace_back(Create{{Type::Gauge, "plain", "", "", {}, {}, {}}});
    return edits;
}

std::vector<Edit> infosAndEnums() {
    return {
        Create{{Type::Info, "build", "Build.", "", {"dc"}, {}, {}}},
        SetInfo{{"build", {{"dc", "eu"}}}, {{"os", ""}, {"version", "1.0"}}},
        AddSeries{{"build", {{"dc", "us"}}}},
        Create{{Type::Info, "size_bytes", "With a unit.", "bytes", {}, {}, {}}},
        Create{{Type::Enum, "mode", "Mode.", "", {"at"}, {"up", "down"}, {}}},
        Choose{{"mode", {{"at", "x"}}}, "down"},
        AddSeries{{"mode", {{"at", "y"}}}},
        Create{{Type::Enum, "light_ratio", "", "ratio", {}, {"on"}, {}}}};
}

std::vector<Edit> histograms() {
    return {
        Create{
            {Type::Histogram,
             "size_bytes",
             "Sizes.",
             "bytes",
             {"a"},
             {},
             {-1.5, 1e-5, 0.1, 2.5e6, 1e17}}},
        observed("size_bytes", {"x"}, 0, {1, 0, 2, 3, 4, 5}),
        observed("size_bytes", {"y"}, 0, {0, 0, 0, 0, 0, 0}),
        Create{{Type::Histogram, "size_plain", "", "", {}, {}, {1e300}}},
        observed("size_plain", {}, 0, {2, 3})};
}

std::vector<Edit> namesAlike() {
    return {
        Create{{Type::Gauge, "a:b", "", "", {}, {}, {}}},
        SetValue{{"a:b", {}}, 1},
        Create{{Type::Gauge, "a_b", "", "", {}, {}, {}}},
        SetValue{{"a_b", {}}, 2},
        Create{{Type::Gauge, "class", "", "", {"def", "self"}, {}, {}}},
        SetValue{{"class", {{"self", "lambda"}}}, 3}};
}

} // namespace

class ClientPythonTest : public QObject {
    Q_OBJECT

private Q_SLOTS:

    void initTestCase() {
        if (!support::pythonHas("prometheus_client")) {
            QFAIL("Debian's python3-prometheus-client is not installed");
        }
    }

    void exposesWhatWeExpose_data() {
        QTest::addColumn<int>("at");
        const auto row = [this](const char* title, std::vector<Edit> edits) {
            QTest::newRow(title) << static_cast<int>(m_benches.size());
            m_benches.push_back(std::move(edits));
        };
        m_benches.clear();
        row("no metric", {});
        row("counters", numbers(Type::Counter));
        row("gauges", gauges());
        row("infos and enums", infosAndEnums());
        row("histograms", histograms());
        row("names that are alike or words of the language", namesAlike());
    }

    void exposesWhatWeExpose() {
        QFETCH(int, at);
        compare(benchOf(m_benches[static_cast<std::size_t>(at)]));
    }

    void textStaysText_data() { addOddTexts(); }

    void textStaysText() {
        QFETCH(QByteArray, text);
        compare(withText(text.toStdString()));
    }

    void oneInstrumentAloneIsAProgramToo() {
        const Bench bench = benchOf(histograms());
        const Instrument& size = *bench.find("size_bytes");
        const auto python = run(clientCode(size, ClientForm::Python, {}));
        QVERIFY2(python.isGood, python.errors.constData());
        QCOMPARE(
            comparable(QByteArray::fromStdString(expose(size, Format::Text))),
            comparable(python.output.left(python.output.indexOf(kMark)))
        );
    }

    void aHistogramWithoutBoundsCountsAll() {
        const auto python = run(clientCode(
            benchOf(
                {Create{{Type::Histogram, "size", "", "", {}, {}, {}}},
                 observed("size", {}, 0, {3})}
            ),
            ClientForm::Python,
            {}
        ));
        QVERIFY2(python.isGood, python.errors.constData());
        QVERIFY2(python.output.contains("size_count 3.0\n"), python.output.constData());
    }

private:
    std::vector<std::vector<Edit>> m_benches;
};

QTEST_GUILESS_MAIN(ClientPythonTest)
#include "client_python_test.moc"
