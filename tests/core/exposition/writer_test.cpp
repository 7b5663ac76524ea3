// Writer: the bytes of both formats, and everything written read back by PullParser and found clean
// by Lint.
#include "core/base/number.h"
#include "core/exposition/lint.h"
#include "core/exposition/writer.h"

#include <QTest>

#include <bit>

using namespace meterbench;
using exposition::EntryKind;
using exposition::ExemplarEntry;
using exposition::Format;
using exposition::PullParser;
using exposition::Writer;
using model::LabelView;

namespace {

QString text(const std::string& bytes) {
    return QString::fromStdString(bytes);
}

std::string written(Format format) {
    Writer writer(format);
    writer.family(
        {"app_requests", model::MetricType::Counter, "Requests \"answered\",\nwith a \\.", ""}
    );
    const std::vector<LabelView> labels{{"path", "/a\"b\\c\nd"}, {"code", "200"}};
    ExemplarEntry exemplar;
    exemplar.labels = {{"trace", "a\"b"}};
    exemplar.value = 0.5;
    exemplar.timestampMs = 1600000000125;
    writer.sample("app_requests_total", labels, 12, 1600000000250, exemplar);
    writer.family({"app_wait_seconds", model::MetricType::Gauge, "Time.", "seconds"});
    writer.sample("app_wait_seconds", {}, 1.5);
    return writer.finish();
}

} // namespace

class WriterTest : public QObject {
    Q_OBJECT

private Q_SLOTS:
    void writesTheTextFormat();
    void writesOpenMetrics();
    void quotesOtherNames();
    void writesTimes_data();
    void writesTimes();
    void leavesOutAnExemplarThatIsTooLong();
    void readsBackWhatItWrote_data();
    void readsBackWhatItWrote();
    void isCleanByLint_data();
    void isCleanByLint();
    void isEmptyAfterFinish();
};

void WriterTest::writesTheTextFormat() {
    QCOMPARE(
        text(written(Format::Text)),
        QStringLiteral(
            "# HELP app_requests_total Requests \"answered\",\\nwith a \\\\.\n"
            "# TYPE app_requests_total counter\n"
            "app_requests_total{path=\"/a\\\"b\\\\c\\nd\",code=\"200\"} 12 1600000000250\n"
            "# HELP app_wait_seconds Time.\n"
            "# TYPE app_wait_seconds gauge\n"
            "app_wait_seconds 1.5\n"
        )
    );
}

void WriterTest::writesOpenMetrics() {
    QCOMPARE(
        text(written(Format::OpenMetrics)),
        QStringLiteral("# TYPE app_requests counter\n"
                       "# HELP app_requests Requests \\\"answered\\\",\\nwith a \\\\.\n"
                       "app_requests_total{path=\"/a\\\"b\\\\c\\nd\",code=\"200\"} 12 1600000000.25"
                       " # {trace=\"a\\\"b\"} 0.5 1600000000.125\n"
                       "# TYPE app_wait_seconds gauge\n"
                       "# UNIT app_wait_seconds seconds\n"
                       "# HELP app_wait_seconds Time.\n"
                       "app_wait_seconds 1.5\n"
                       "# EOF\n")
    );
}

void WriterTest::quotesOtherNames() {
    Writer writer(Format::Text);
    writer.family({"http.status", model::MetricType::Gauge, "", ""});
    const std::vector<LabelView> labels{{"label.x", "v"}};
    writer.sample("http.status", labels, 1);
    writer.sample("http.status", {}, 2);
    QCOMPARE(
        text(writer.finish()),
        QStringLiteral("# TYPE \"http.status\" gauge\n{\"http.status\",\"label.x\"=\"v\"} "
                       "1\n{\"http.status\"} 2\n")
    );
}

void WriterTest::writesTimes_data() {
    QTest::addColumn<qint64>("timestampMs");
    QTest::addColumn<QString>("seconds");
    QTest::newRow("zero") << qint64{0} << QStringLiteral("0");
    QTest::newRow("whole seconds have no point")
        << qint64{1600000000000} << QStringLiteral("1600000000");
    QTest::newRow("places that are needed") << qint64{1005} << QStringLiteral("1.005");
    QTest::newRow("no zeros at the end") << qint64{1120} << QStringLiteral("1.12");
    QTest::newRow("before 1970") << qint64{-1500} << QStringLiteral("-1.5");
}

void WriterTest::writesTimes() {
    QFETCH(qint64, timestampMs);
    QFETCH(QString, seconds);
    Writer writer(Format::OpenMetrics);
    writer.sample("a", {}, 1, timestampMs);
    QCOMPARE(text(writer.finish()), QStringLiteral("a 1 ") + seconds + QStringLiteral("\n# EOF\n"));
}

void WriterTest::leavesOutAnExemplarThatIsTooLong() {
    ExemplarEntry exemplar;
    exemplar.labels = {{"a", std::string(127, 'x')}};
    Writer fits(Format::OpenMetrics);
    fits.sample("a_total", {}, 1, {}, exemplar);
    QVERIFY(fits.finish().find(" # {") != std::string::npos);
    exemplar.labels = {{"a", std::string(128, 'x')}};
    Writer tooLong(Format::OpenMetrics);
    tooLong.sample("a_total", {}, 1, {}, exemplar);
    QCOMPARE(text(tooLong.finish()), QStringLiteral("a_total 1\n# EOF\n"));
}

void WriterTest::readsBackWhatItWrote_data() {
    QTest::addColumn<double>("value");
    QTest::addColumn<QString>("label");
    QTest::newRow("a plain pair") << 1.0 << QStringLiteral("v");
    QTest::newRow("not a number") << std::bit_cast<double>(base::kNormalNanBits)
                                  << QStringLiteral("\"");
    QTest::newRow("infinity") << -std::numeric_limits<double>::infinity() << QStringLiteral("\\n");
    QTest::newRow("the smallest") << 5e-324 << QStringLiteral("}");
    QTest::newRow("the largest") << std::numeric_limits<double>::max() << QStringLiteral(" # {");
    QTest::newRow("a third") << 1.0 / 3.0 << QStringLiteral("line\nbreak\\");
    QTest::newRow("above 2^53") << 9007199254740994.0 << QStringLiteral("ü☃");
}

void WriterTest::readsBackWhatItWrote() {
    QFETCH(double, value);
    QFETCH(QString, label);
    const std::string labelValue = label.toStdString();
    for (const Format format : {Format::Text, Format::OpenMetrics}) {
        for (const std::string name : {"plain_name", "dotted.name"}) {
            Writer writer(format);
            const std::vector<LabelView> labels{{"odd label", labelValue}, {"z", "1"}};
            writer.sample(name, labels, value, 1234567890123);
            const std::string body = writer.finish();
            PullParser parser(body, format);
            QCOMPARE(parser.next(), EntryKind::Sample);
            std::vector<LabelView> read;
            QVERIFY(parser.labels(read));
            const std::vector<LabelView> expected{{"__name__", name}, labels[0], labels[1]};
            QVERIFY2(read == expected, body.c_str());
            QCOMPARE(std::bit_cast<quint64>(parser.sample().value), std::bit_cast<quint64>(value));
            QCOMPARE(parser.sample().timestampMs.value_or(0), 1234567890123);
            QCOMPARE(parser.next(), EntryKind::End);
        }
    }
}

void WriterTest::isCleanByLint_data() {
    QTest::addColumn<bool>("openMetrics");
    QTest::newRow("text") << false;
    QTest::newRow("OpenMetrics") << true;
}

void WriterTest::isCleanByLint() {
    QFETCH(bool, openMetrics);
    const Format format = openMetrics ? Format::OpenMetrics : Format::Text;
    const auto problems = exposition::lint(written(format), format);
    QVERIFY2(problems.empty(), problems.empty() ? "" : problems.front().message.c_str());
}

void WriterTest::isEmptyAfterFinish() {
    Writer writer(Format::Text);
    writer.sample("a", {}, 1);
    QVERIFY(!writer.finish().empty());
    QVERIFY(writer.finish().empty());
}

QTEST_GUILESS_MAIN(WriterTest)
#include "writer_test.moc"
