// PullParser: what Prometheus accepts, entry by entry; the case folders of
// tests/data/exposition/parser, the shape of errors, the fast way over known bytes.
#include "core/base/number.h"
#include "core/exposition/pull_parser.h"

#include <QDir>
#include <QFile>
#include <QTest>

#include <bit>
#include <string>
#include <vector>

using namespace meterbench;
using exposition::EntryKind;
using exposition::Format;
using exposition::PullParser;

namespace {

std::string numberText(double value) {
    return base::formatNumber(value);
}

std::string timeText(const std::optional<std::int64_t>& timestampMs) {
    return timestampMs ? " @" + std::to_string(*timestampMs) : std::string();
}

std::string problemText(const exposition::ParseProblem& problem) {
    return "error " + std::to_string(problem.line) + ":" + std::to_string(problem.column) + " " +
           problem.message + "\n";
}

/// Label by label, so that repeated names and empty values show.
std::string labelsText(const std::vector<model::LabelView>& labels) {
    std::string out = "{";
    for (const auto& label : labels) {
        out += (out.size() > 1 ? "," : "") + std::string(label.name) + "=\"" +
               model::escapedLabelValue(label.value) + "\"";
    }
    return out + "}";
}

std::string sampleText(PullParser& parser, bool& stop) {
    std::vector<model::LabelView> labels;
    if (!parser.labels(labels)) {
        stop = true;
        return problemText(parser.problem());
    }
    std::string out = "sample " + labelsText(labels) + " " + numberText(parser.sample().value) +
                      timeText(parser.sample().timestampMs);
    exposition::ExemplarEntry exemplar;
    if (parser.exemplar(exemplar)) {
        out += " # " + labelsText(exemplar.labels.views()) + " " + numberText(exemplar.value) +
               timeText(exemplar.timestampMs);
    }
    return out + "\n";
}

/// The simple form of expected.txt: a line for each entry.
std::string dump(const std::string& body, Format format) {
    PullParser parser(body, format);
    std::string out;
    for (bool stop = false; !stop;) {
        switch (parser.next()) {
        case EntryKind::Sample:
            out += sampleText(parser, stop);
            break;
        case EntryKind::Type:
            out += "type " + std::string(parser.family()) + " " +
                   std::string(model::metricTypeName(parser.type())) + "\n";
            break;
        case EntryKind::Help:
            out += "help " + std::string(parser.family()) + " [" +
                   model::escapedLabelValue(parser.text()) + "]\n";
            break;
        case EntryKind::Unit:
            out +=
                "unit " + std::string(parser.family()) + " [" + std::string(parser.text()) + "]\n";
            break;
        case EntryKind::End:
            return out + "end\n";
        case EntryKind::Error:
            return out + problemText(parser.problem());
        }
    }
    return out;
}

QByteArray readFile(const QString& path) {
    QFile file(path);
    return file.open(QIODevice::ReadOnly) ? file.readAll() : QByteArray();
}

} // namespace

class PullParserTest : public QObject {
    Q_OBJECT

private Q_SLOTS:
    void readsEveryCaseAsExpected_data();
    void readsEveryCaseAsExpected();
    void knowsContentTypes_data();
    void knowsContentTypes();
    void staysAtTheEnd();
    void countsLines();
    void givesRawBytes();
    void givesCanonicalNans();
    void findsTheEndOfLabelsAtEveryOffset();
    void sortsManyLabels();
    void saysWhatWouldBeRight();
};

void PullParserTest::readsEveryCaseAsExpected_data() {
    QTest::addColumn<QString>("folder");
    const QDir cases(QStringLiteral(MB_TEST_DATA "/exposition/parser"));
    for (const QString& name : cases.entryList(QDir::Dirs | QDir::NoDotAndDotDot)) {
        QTest::newRow(qPrintable(name)) << cases.filePath(name);
    }
}

void PullParserTest::readsEveryCaseAsExpected() {
    QFETCH(QString, folder);
    const bool openMetrics = QFile::exists(folder + QStringLiteral("/input.om"));
    const QByteArray input = readFile(
        folder + (openMetrics ? QStringLiteral("/input.om") : QStringLiteral("/input.txt"))
    );
    const QByteArray expected = readFile(folder + QStringLiteral("/expected.txt"));
    QVERIFY(!expected.isEmpty());
    const std::string read =
        dump(input.toStdString(), openMetrics ? Format::OpenMetrics : Format::Text);
    QCOMPARE(QString::fromStdString(read), QString::fromUtf8(expected));
}

void PullParserTest::knowsContentTypes_data() {
    QTest::addColumn<QString>("contentType");
    QTest::addColumn<int>("format");
    QTest::newRow("text") << QStringLiteral("text/plain; version=0.0.4; charset=utf-8") << 0;
    QTest::newRow("text of an unknown version") << QStringLiteral("text/plain;version=9") << 0;
    QTest::newRow("text alone, in capitals") << QStringLiteral(" Text/Plain ") << 0;
    QTest::newRow("OpenMetrics") << QStringLiteral("application/openmetrics-text; version=1.0.0")
                                 << 1;
    QTest::newRow("protobuf") << QStringLiteral("application/vnd.google.protobuf") << -1;
    QTest::newRow("a web page") << QStringLiteral("text/html") << -1;
    QTest::newRow("nothing") << QString() << -1;
}

void PullParserTest::knowsContentTypes() {
    QFETCH(QString, contentType);
    QFETCH(int, format);
    const auto known = exposition::formatOfContentType(contentType.toStdString());
    QCOMPARE(known ? static_cast<int>(*known) : -1, format);
}

void PullParserTest::staysAtTheEnd() {
    PullParser ended("", Format::Text);
    QCOMPARE(ended.next(), EntryKind::End);
    QCOMPARE(ended.next(), EntryKind::End);
    PullParser failed("1", Format::Text);
    QCOMPARE(failed.next(), EntryKind::Error);
    QCOMPARE(failed.next(), EntryKind::Error);
}

void PullParserTest::countsLines() {
    PullParser parser("\n\na 1\n# TYPE b gauge\nb{c=\"x\ny\"} 1\nd 1\n", Format::Text);
    std::vector<std::uint32_t> lines;
    while (parser.next() != EntryKind::End) {
        lines.push_back(parser.line());
    }
    QVERIFY((lines == std::vector<std::uint32_t>{3, 4, 5, 7}));
}

void PullParserTest::givesRawBytes() {
    const std::string body = "a{b=\"\\n\"} 1.50 12.5 # {x=\"y\"} 3 4\n# EOF\n";
    PullParser parser(body, Format::OpenMetrics);
    QCOMPARE(parser.next(), EntryKind::Sample);
    QCOMPARE(parser.sample().series, std::string_view("a{b=\"\\n\"}"));
    QCOMPARE(parser.sample().valueText, std::string_view("1.50"));
    QCOMPARE(parser.sample().exemplarText, std::string_view("{x=\"y\"} 3 4"));
    QCOMPARE(parser.offsetBytes(), body.size() - 6);
}

void PullParserTest::givesCanonicalNans() {
    PullParser parser("a nan\n", Format::Text);
    QCOMPARE(parser.next(), EntryKind::Sample);
    QCOMPARE(std::bit_cast<quint64>(parser.sample().value), quint64{base::kNormalNanBits});
}

/// The search goes by blocks of 64 and 16 bytes: every length of values and every place of an
/// escape must come out.
void PullParserTest::findsTheEndOfLabelsAtEveryOffset() {
    for (std::size_t length = 0; length < 150; ++length) {
        for (const std::string_view special : {"", "\\\"", "}", "\\\\", "{", "\n"}) {
            const std::string series =
                "a{b=\"" + std::string(length, 'x') + std::string(special) + "\",c=\"}\"}";
            const std::string body = series + " 5\nnext 6\n";
            PullParser parser(body, Format::Text);
            QCOMPARE(parser.next(), EntryKind::Sample);
            QVERIFY2(parser.sample().series == series, body.c_str());
            QCOMPARE(parser.sample().value, 5.0);
            QCOMPARE(parser.next(), EntryKind::Sample);
            QCOMPARE(parser.sample().value, 6.0);
        }
    }
}

/// Beyond a few, labels are sorted another way; a name twice keeps its order, for whoever refuses
/// it.
void PullParserTest::sortsManyLabels() {
    for (const int count : {31, 32, 33, 40, 20'000}) {
        std::string body = "a{twice=\"first\",";
        for (int i = count - 3; i >= 0; --i) {
            body += "l" + std::to_string(100'000 + i) + "=\"" + std::to_string(i) + "\",";
        }
        body += "twice=\"second\"} 1\n";
        PullParser parser(body, Format::Text);
        QCOMPARE(parser.next(), EntryKind::Sample);
        std::vector<model::LabelView> labels;
        QVERIFY(parser.labels(labels));
        QCOMPARE(labels.size(), static_cast<std::size_t>(count) + 1);
        QVERIFY(labels[0].value == "a");
        for (std::size_t i = 1; i + 2 < labels.size(); ++i) {
            QVERIFY(labels[i].value == std::to_string(i - 1));
        }
        QVERIFY(labels[labels.size() - 2].value == "first");
        QVERIFY(labels.back().value == "second");
    }
}

void PullParserTest::saysWhatWouldBeRight() {
    PullParser parser("a 1\nb 0x1\n", Format::Text);
    QCOMPARE(parser.next(), EntryKind::Sample);
    QCOMPARE(parser.next(), EntryKind::Error);
    QCOMPARE(
        QString::fromUtf8(parser.problem().hint),
        QStringLiteral("decimal numbers, NaN, +Inf and -Inf are")
    );
}

QTEST_GUILESS_MAIN(PullParserTest)
#include "pull_parser_test.moc"
