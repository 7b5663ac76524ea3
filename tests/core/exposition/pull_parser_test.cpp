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

QTEST_GUILESS_MAIN(PullParserTest)
#include "pull_parser_test.moc"
