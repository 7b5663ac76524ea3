// The receiver: what a request means and every way to be wrong, with the words a person gets.
#include "core/base/bytes.h"
#include "core/remote/receiver.h"
#include "core/remote/wire.h"
#include "tests/core/remote/random_layouts.h"

#include <QTest>

#include <snappy.h>

using namespace meterbench;

namespace {

using Views = std::vector<model::LabelView>;

std::string block(const std::string& raw) {
    std::string compressed;
    snappy::Compress(raw.data(), raw.size(), &compressed);
    return compressed;
}

std::string series(const Views& labels, const std::string& rest = {}) {
    std::string inner;
    remote::wire::appendLabels(inner, labels);
    inner += rest;
    std::string out(1, remote::wire::kSeriesTag);
    base::appendString(out, inner);
    return out;
}

} // namespace

class ReceiverTest : public QObject {
    Q_OBJECT

private Q_SLOTS:
    void everythingIsRead();
    void unknownFieldsArePassedOver();
    void whatIsWrongIsSaid_data();
    void whatIsWrongIsSaid();
    void aFalseLengthCostsNoMemory();
    void everyCutAndFlipIsSurvived();
};

void ReceiverTest::everythingIsRead() {
    model::Exemplar exemplar{0, {{"trace_id", "abc"}}, 7, 1'700'000'000'123};
    std::string rest;
    remote::wire::appendSample(rest, 1.5, 1'700'000'000'000);
    remote::wire::appendSample(rest, model::kStale, -5);
    remote::wire::appendExemplar(rest, exemplar);
    std::string raw =
        series({{"__name__", "up"}, {"job", "a"}}, rest) + series({{"__name__", "down"}});
    remote::wire::appendMetadata(raw, {"up", model::MetricType::Gauge, "Is it up?", "seconds"});
    const auto got = remote::receive(block(raw));
    QVERIFY(got.ok());
    QCOMPARE(got->series.size(), std::size_t{2});
    QCOMPARE(got->sampleCount(), std::size_t{2});
    const auto& first = got->series[0];
    QVERIFY((first.labels == model::Labels{{"__name__", "up"}, {"job", "a"}}));
    QCOMPARE(first.samples[0].value, 1.5);
    QCOMPARE(first.samples[0].timestampMs, std::int64_t{1'700'000'000'000});
    QVERIFY(model::isStale(first.samples[1].value));
    QCOMPARE(first.samples[1].timestampMs, std::int64_t{-5});
    QCOMPARE(first.exemplars.size(), std::size_t{1});
    QVERIFY(first.exemplars[0].labels == exemplar.labels);
    QCOMPARE(first.exemplars[0].value, 7.0);
    QCOMPARE(first.exemplars[0].timestampMs, exemplar.timestampMs);
    QVERIFY(
        (got->metadata[0] == model::Family{"up", model::MetricType::Gauge, "Is it up?", "seconds"})
    );
}

void ReceiverTest::unknownFieldsArePassedOver() {
    // Field 4 of a series (a histogram) and field 9 of the request.
    const std::string raw = series({{"__name__", "up"}}, std::string("\x22\x02\x08\x01", 4)) +
                            std::string("\x48\x05", 2);
    const auto got = remote::receive(block(raw));
    QVERIFY(got.ok());
    QCOMPARE(got->series.size(), std::size_t{1});
}

void ReceiverTest::whatIsWrongIsSaid_data() {
    QTest::addColumn<QByteArray>("body");
    QTest::addColumn<int>("code");
    QTest::addColumn<QString>("words");
    const auto row =
        [](const char* name, const std::string& body, base::Code code, const char* words) {
            QTest::newRow(name) << QByteArray::fromStdString(body) << static_cast<int>(code)
                                << words;
        };
    row("nothing at all", "", base::Code::Corrupt, "does not start with a length");
    row("text", "hello", base::Code::Corrupt, "not a snappy block");
    row("larger than allowed",
        block(std::string(2'000'000, 'a')),
        base::Code::Limit,
        "2000000 bytes when decoded");
    row("snappy but no message",
        block("hello"),
        base::Code::Corrupt,
        "not a remote write 1.0 message");
    row("no labels", block(series({})), base::Code::InvalidInput, "series 1 {}: has no labels");
    row("an empty name",
        block(series({{"", "x"}})),
        base::Code::InvalidInput,
        "a label without a name");
    row("an empty value",
        block(series({{"__name__", "up"}, {"job", ""}})),
        base::Code::InvalidInput,
        "\"job\" has an empty value");
    row("a name twice",
        block(series({{"a", "1"}, {"a", "2"}})),
        base::Code::InvalidInput,
        "\"a\" appears twice");
    row("unsorted",
        block(series({{"b", "1"}, {"a", "2"}})),
        base::Code::InvalidInput,
        "\"a\" comes after \"b\"");
    row("no UTF-8",
        block(series({{"a", "\xff"}})),
        base::Code::InvalidInput,
        "\"a\" is not valid UTF-8");
    row("the second series",
        block(series({{"a", "1"}}) + series({{"b", ""}})),
        base::Code::InvalidInput,
        "series 2 {");
}

void ReceiverTest::whatIsWrongIsSaid() {
    QFETCH(QByteArray, body);
    QFETCH(int, code);
    QFETCH(QString, words);
    const auto got = remote::receive(body.toStdString(), {1'000'000});
    QVERIFY(!got.ok());
    QCOMPARE(static_cast<int>(got.error().code), code);
    QVERIFY2(
        got.error().context.find(words.toStdString()) != std::string::npos,
        got.error().context.c_str()
    );
}

void ReceiverTest::aFalseLengthCostsNoMemory() {
    std::string body;
    base::appendVarint(body, 30'000'000);
    body += "xxxx";
    const auto got = remote::receive(body);
    QVERIFY(!got.ok());
    QVERIFY(got.error().context.find("cannot be true") != std::string::npos);
}

void ReceiverTest::everyCutAndFlipIsSurvived() {
    std::string rest;
    remote::wire::appendSample(rest, 1.5, 1'700'000'000'000);
    const std::string body = block(series({{"__name__", "up"}, {"job", "a"}}, rest));
    for (std::size_t size = 0; size < body.size(); ++size) {
        QVERIFY(!remote::receive(std::string_view(body).substr(0, size)).ok());
    }
    for (std::size_t at = 0; at < body.size(); ++at) {
        for (int bit = 0; bit < 8; ++bit) {
            std::string flipped = body;
            flipped[at] = static_cast<char>(flipped[at] ^ (1 << bit));
            const auto got = remote::receive(flipped);
            QVERIFY(got.ok() || !got.error().context.empty());
        }
    }
}

QTEST_GUILESS_MAIN(ReceiverTest)
#include "receiver_test.moc"
