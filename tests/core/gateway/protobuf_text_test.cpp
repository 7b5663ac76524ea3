// Bodies in protobuf: bytes made by hand after the field numbers of metrics.proto, what our own
// writer says read back, and what is no such message.
#include "core/base/bytes.h"
#include "core/gateway/group_reader.h"
#include "core/gateway/protobuf_text.h"
#include "tests/core/gateway/merge_store_fixture.h"

#include <QTest>

using namespace meterbench;
using namespace meterbench::tests;
using gateway::ExposeFormat;

namespace {

std::string textOf(std::string_view body, bool allowsUtf8Names = false) {
    const auto read = gateway::textOfProtobuf(body, allowsUtf8Names);
    const auto* const refusal = std::get_if<gateway::Refusal>(&read);
    return refusal != nullptr ? "400 " + refusal->message : std::get<std::string>(read);
}

std::string delimited(std::string_view message) {
    std::string out;
    base::appendString(out, message);
    return out;
}

} // namespace

class ProtobufTextTest : public QObject {
    Q_OBJECT

private Q_SLOTS:

    void bytes_data() {
        QTest::addColumn<QByteArray>("message");
        QTest::addColumn<QByteArray>("text");
        const QByteArray one("\x00\x00\x00\x00\x00\x00\xf0\x3f", 8); // 1.0
        QTest::newRow("a counter with a label and help")
            << QByteArray::fromHex("0a0163120368 0a69 1800 2213 0a060a0161120122 1a0909") + one
            << QByteArray("# HELP c h\\ni\n# TYPE c counter\nc{a=\"\\\"\"} 1\n");
        QTest::newRow("an untyped one with a time")
            << QByteArray::fromHex("0a0175 1803 220e 2a0909") + one + QByteArray::fromHex("30dc0b")
            << QByteArray("# TYPE u untyped\nu 1 1500\n");
        QTest::newRow("a gauge without its number is 0")
            << QByteArray::fromHex("0a0167 1801 2202 1200") << QByteArray("# TYPE g gauge\ng 0\n");
        QTest::newRow("a histogram")
            << QByteArray::fromHex("0a0168 1804 221a 3a18 0803 11") + one +
                   QByteArray::fromHex("1a0b 0802 11") + one
            << QByteArray("# TYPE h histogram\nh_bucket{le=\"1\"} 2\nh_sum 1\nh_count 3\n");
        QTest::newRow("a summary")
            << QByteArray::fromHex("0a0173 1802 2221 221f 0803 11") + one +
                   QByteArray::fromHex("1a12 09") + one + QByteArray::fromHex("11") + one
            << QByteArray("# TYPE s summary\ns{quantile=\"1\"} 1\ns_sum 1\ns_count 3\n");
        QTest::newRow("unknown fields are skipped")
            << QByteArray::fromHex("0a0167 1801 f83f01 2204 1200 2800")
            << QByteArray("# TYPE g gauge\ng 0\n");
        QTest::newRow("a name with a line break")
            << QByteArray::fromHex("0a03610a62 1801 2202 1200")
            << QByteArray("400 invalid metric name \"a\\nb\"");
        QTest::newRow("a gauge in a family of counters")
            << QByteArray::fromHex("0a0163 1800 2202 1200")
            << QByteArray("400 a metric of family \"c\" has no value of type counter");
        const QByteArray none("400 message 1 of the body is no MetricFamily in protobuf");
        QTest::newRow("an unknown type") << QByteArray::fromHex("0a0163 1809") << none;
        QTest::newRow("a field of a group") << QByteArray::fromHex("0a0163 0b") << none;
        QTest::newRow("a length beyond the end") << QByteArray::fromHex("0a0963") << none;
        QTest::newRow("field 0") << QByteArray::fromHex("0001") << none;
    }

    void bytes() {
        QFETCH(QByteArray, message);
        QFETCH(QByteArray, text);
        QCOMPARE(QByteArray::fromStdString(textOf(delimited(message.toStdString()))), text);
    }

    /// Names in quotes as the Pushgateway's later versions write them (prometheus/common
    /// expfmt/text_create.go).
    void utf8Names_data() {
        QTest::addColumn<QByteArray>("message");
        QTest::addColumn<QByteArray>("text");
        QTest::newRow("of a family and a label")
            << QByteArray::fromHex("0a03612e62 120168 1801 220c 0a08 0a02c3bc 12022278 1200")
            << QByteArray("# HELP \"a.b\" h\n# TYPE \"a.b\" gauge\n{\"a.b\",\"ü\"=\"\\\"x\"} 0\n");
        QTest::newRow("of a label alone") << QByteArray::fromHex("0a0167 1801 220c 0a08 0a02c3bc 12022278 1200")
            << QByteArray("# TYPE g gauge\ng{\"ü\"=\"\\\"x\"} 0\n");
        QTest::newRow("of a histogram") << QByteArray::fromHex("0a03612e62 1804 2204 3a02 0803")
            << QByteArray("# TYPE \"a.b\" histogram\n{\"a.b_sum\"} 0\n{\"a.b_count\"} 3\n");
        QTest::newRow("with a quote") << QByteArray::fromHex("0a0261 22 1801 2202 1200")
            << QByteArray("# TYPE \"a\\\"\" gauge\n{\"a\\\"\"} 0\n");
        QTest::newRow("that is not UTF-8") << QByteArray::fromHex("0a01ff 1801 2202 1200")
            << QByteArray("400 invalid metric name \"\\xff\"");
        QTest::newRow("that is empty") << QByteArray::fromHex("0a00 1801 2202 1200")
            << QByteArray("400 invalid metric name \"\"");
    }

    void utf8Names() {
        QFETCH(QByteArray, message);
        QFETCH(QByteArray, text);
        const std::string bytes = delimited(message.toStdString());
        QCOMPARE(QByteArray::fromStdString(textOf(bytes, true)), text);
        QVERIFY(textOf(bytes).starts_with("400 "));
        if (text.startsWith("400 ")) {
            return;
        }
        gateway::GroupReader reader(true);
        gateway::GroupBody body;
        QVERIFY(!reader.read(textOf(bytes, true), body));
        QCOMPARE(body.families.size(), std::size_t{1});
        QCOMPARE(body.families[0].metrics.size(), std::size_t{1});
    }

    void whatWeExposeCanBePushedAgain() {
        Gateway machine;
        const std::string body =
            "# HELP c of\n# TYPE c counter\nc{a=\"\\\\\\\"\\n\"} 2.5\n# TYPE g gauge\ng NaN\n"
            "# TYPE h histogram\nh_bucket{x=\"1\",le=\"0.5\"} 1.5\nh_bucket{x=\"1\",le=\"+Inf\"} "
            "3\n"
            "h_sum{x=\"1\"} -Inf\nh_count{x=\"1\"} 3\n"
            "# TYPE s summary\ns{quantile=\"0.9\"} 7\ns_sum 8\ns_count 9\n# TYPE u untyped\nu "
            "1e+300\n";
        QCOMPARE(machine.push("", body).status, 202);
        QCOMPARE(machine.text(), body);
        Gateway other;
        const std::string bytes = machine.text(ExposeFormat::Protobuf);
        const auto verdict = other.store->take(
            {gateway::PushMethod::Put,
             "",
             "application/vnd.google.protobuf; proto=io.prometheus.client.MetricFamily; "
             "encoding=delimited",
             bytes,
             ""},
            1
        );
        QCOMPARE(verdict.status, 202);
        QCOMPARE(other.text(), body);
    }

    /// Cut at any byte: never more than stands there, never a crash.
    void everyCutIsRefusedOrShorter() {
        Gateway machine;
        QCOMPARE(machine.push("", "# TYPE c counter\nc{a=\"b\"} 1\nd 2\n").status, 202);
        const std::string bytes = machine.text(ExposeFormat::Protobuf);
        const std::string whole = textOf(bytes);
        for (std::size_t size = 0; size < bytes.size(); ++size) {
            const std::string text = textOf(bytes.substr(0, size));
            QVERIFY(
                text.starts_with("400 ") || (whole.starts_with(text) && text.size() < whole.size())
            );
        }
    }
};

QTEST_GUILESS_MAIN(ProtobufTextTest)
#include "protobuf_text_test.moc"
