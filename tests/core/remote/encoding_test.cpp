// Templates and the slow way against the obvious encoding: random layouts, values, times and rules,
// read back with libsnappy and protobuf.
#include "core/base/result.h"
#include "core/remote/encode_batch.h"
#include "core/remote/request_template.h"
#include "core/remote/template_cache.h"
#include "tests/core/remote/decoded.h"
#include "tests/core/remote/random_layouts.h"

#include <QTest>

#include <snappy.h>

#include <numeric>
#include <random>

using namespace meterbench;
using namespace meterbench::tests;

namespace {

relabel::Rule rule(
    relabel::Action action,
    std::vector<std::string> sources,
    std::string regex,
    std::string target = {}
) {
    relabel::Rule made;
    made.action = action;
    made.sourceLabels = std::move(sources);
    made.regex = std::move(regex);
    made.targetLabel = std::move(target);
    return made;
}

remote::SeriesRules makeRules(int kind) {
    remote::SeriesRules rules;
    if (kind == 0) {
        return rules;
    }
    rules.externalLabels = {{"b", "external"}, {"cluster", "bench"}};
    std::vector<relabel::Rule> written;
    if (kind >= 2) {
        written.push_back(rule(relabel::Action::Drop, {"id"}, ".*3"));
        written.push_back(rule(relabel::Action::LabelDrop, {}, "c|d"));
    }
    if (kind >= 3) {
        written.push_back(rule(relabel::Action::Replace, {"a"}, "(.*)", "z"));
        written.push_back(rule(relabel::Action::LabelDrop, {}, "__name__"));
    }
    auto program = relabel::Program::compile(written);
    rules.program = std::move(*program);
    rules.maxSamplesPerSend = kind == 3 ? 7 : 150;
    return rules;
}

/// The same layout's template, young and pressed.
std::vector<remote::RequestTemplatePtr>
bothForms(const model::Layout& layout, const remote::SeriesRules& rules) {
    remote::HollowCompressor compressor;
    const remote::RequestTemplatePtr young = remote::RequestTemplate::make(layout, rules);
    return {young, young->pressed(compressor)};
}

remote::RequestTemplatePtr
pressedTemplate(const model::Layout& layout, const remote::SeriesRules& rules) {
    return bothForms(layout, rules).back();
}

std::vector<Said> pourAll(const model::Batch& batch, const remote::RequestTemplate& made) {
    std::vector<Said> all;
    remote::EncodeScratch scratch;
    for (const auto& piece : made.pieces()) {
        remote::RequestBody body;
        piece.pour(batch, body, scratch);
        const auto said = decode(body.wire());
        if (!said || said->size() != body.cargo.samples) {
            return {};
        }
        all.insert(all.end(), said->begin(), said->end());
    }
    return all;
}

double sizeByLibsnappy(const remote::RequestBody& body) {
    std::string raw;
    const std::string wire = body.wire();
    snappy::Uncompress(wire.data(), wire.size(), &raw);
    std::string again;
    snappy::Compress(raw.data(), raw.size(), &again);
    return static_cast<double>(again.size());
}

} // namespace

class EncodingTest : public QObject {
    Q_OBJECT

private Q_SLOTS:
    void pouringEqualsTheObviousEncoding_data();
    void pouringEqualsTheObviousEncoding();
    void pouringAroundGapsEqualsTheObviousEncoding_data();
    void pouringAroundGapsEqualsTheObviousEncoding();
    void theSlowWayEqualsTheObviousEncoding_data();
    void theSlowWayEqualsTheObviousEncoding();
    void joinedPiecesAreOneRequest();
    void labelsTooFarAwayForACopyAreWrittenAgain();
    void textThatLooksLikeASampleIsNotCopiedFromOne();
    void aLayoutLargerThanARequestMakesEqualPieces();
    void typicalBodiesAreSmall();
    void theCacheSharesAndForgets();
    void theCacheKeepsToItsBytes();
    void aTemplateIsPressedWhenItWasUsedOften();
    void youngTemplatesKeepToTheirBytes();
    void abandonedYoungTemplatesGiveWay();
    void gapsThatStayGetATemplate();
};

void EncodingTest::pouringEqualsTheObviousEncoding_data() {
    QTest::addColumn<int>("kind");
    QTest::newRow("no external labels and no rules") << 0;
    QTest::newRow("external labels where absent") << 1;
    QTest::newRow("rules that drop series and labels") << 2;
    QTest::newRow("rules that rename, in small pieces") << 3;
}

void EncodingTest::pouringEqualsTheObviousEncoding() {
    QFETCH(int, kind);
    const remote::SeriesRules rules = makeRules(kind);
    for (std::uint32_t seed = 0; seed < 60; ++seed) {
        RandomBatches random(seed);
        const auto layout = random.layout(seed < 50 ? 40 : 600);
        for (const auto& made : bothForms(*layout, rules)) {
            for (int i = 0; i < 2; ++i) {
                const auto batch = random.full(layout, kNoonMs + i * 5'000);
                QVERIFY2(
                    pourAll(*batch, *made) == obvious(*batch, rules, {}),
                    qPrintable(QString::number(seed))
                );
            }
            QCOMPARE(made->seriesSent() + made->seriesDropped(), layout->size());
        }
    }
}

void EncodingTest::pouringAroundGapsEqualsTheObviousEncoding_data() {
    pouringEqualsTheObviousEncoding_data();
}

void EncodingTest::pouringAroundGapsEqualsTheObviousEncoding() {
    QFETCH(int, kind);
    const remote::SeriesRules rules = makeRules(kind);
    remote::HollowCompressor compressor;
    remote::EncodeScratch scratch;
    for (std::uint32_t seed = 0; seed < 60; ++seed) {
        RandomBatches random(seed);
        const auto layout = random.layout(seed < 50 ? 40 : 600);
        auto batch = std::make_shared<model::Batch>(*random.full(layout, kNoonMs + seed));
        for (double& value : batch->values) {
            const bool isGap = random.below(1 + seed % 5) == 0;
            value = isGap ? model::kAbsent : value;
            batch->absentCount += isGap ? 1 : 0;
        }
        const auto gaps = remote::gapsOf(*batch);
        QVERIFY(remote::hasGapsAt(*batch, gaps));
        for (const auto& made : bothForms(*layout, rules)) {
            const auto around = made->without(gaps, compressor, scratch);
            QVERIFY2(
                pourAll(*batch, *around) == obvious(*batch, rules, {}),
                qPrintable(QString::number(seed))
            );
        }
    }
}

void EncodingTest::theSlowWayEqualsTheObviousEncoding_data() {
    pouringEqualsTheObviousEncoding_data();
}

void EncodingTest::theSlowWayEqualsTheObviousEncoding() {
    QFETCH(int, kind);
    const remote::SeriesRules rules = makeRules(kind);
    remote::EncodeScratch scratch;
    for (std::uint32_t seed = 0; seed < 120; ++seed) {
        RandomBatches random(seed);
        const auto layout = random.layout(60);
        const auto made = bothForms(*layout, rules)[seed / 2 % 2];
        const auto batch = random.odd(layout);
        remote::EncodeOptions options;
        options.sendExemplars = seed % 2 == 0;
        options.maxSamplesPerSend = rules.maxSamplesPerSend;
        if (seed % 3 == 0) {
            options.notBeforeMs = kNoonMs;
        }
        auto encoded = remote::encodeSlowly(*batch, *made, options, scratch);
        std::vector<Said> all;
        std::uint64_t samples = 0;
        std::uint64_t exemplars = 0;
        for (const auto& body : encoded.bodies) {
            const auto said = decode(body.wire());
            QVERIFY(said);
            all.insert(all.end(), said->begin(), said->end());
            samples += body.cargo.samples;
            exemplars += body.cargo.exemplars;
        }
        QVERIFY2(all == obvious(*batch, rules, options), qPrintable(QString::number(seed)));
        QCOMPARE(samples + exemplars, all.size());
        QCOMPARE(samples + encoded.tooOld + encoded.relabeledAway, batch->sampleCount());
        std::vector<std::uint64_t> byRule;
        made->countDropped(*batch, byRule);
        QCOMPARE(
            std::accumulate(byRule.begin(), byRule.end(), std::uint64_t{0}), encoded.relabeledAway
        );
    }
}

void EncodingTest::joinedPiecesAreOneRequest() {
    const remote::SeriesRules rules = makeRules(1);
    remote::EncodeScratch scratch;
    RandomBatches random(7);
    remote::RequestBody body;
    std::vector<Said> expected;
    for (int i = 0; i < 12; ++i) {
        const auto layout = random.layout(100);
        const auto made = bothForms(*layout, rules)[static_cast<std::size_t>(i % 2)];
        const auto batch = i % 3 == 2 ? random.odd(layout) : random.full(layout, kNoonMs + i);
        const auto said = obvious(*batch, rules, {});
        expected.insert(expected.end(), said.begin(), said.end());
        if (remote::canPour(*batch, {})) {
            for (const auto& piece : made->pieces()) {
                piece.pour(*batch, body, scratch);
            }
        } else {
            for (const auto& slow : remote::encodeSlowly(*batch, *made, {}, scratch).bodies) {
                body.join(slow);
            }
        }
    }
    const auto said = decode(body.wire());
    QVERIFY(said);
    QVERIFY(*said == expected);
}

void EncodingTest::labelsTooFarAwayForACopyAreWrittenAgain() {
    // Series larger than a copy reaches: every one needs its own time.
    std::vector<model::Labels> series;
    for (int i = 0; i < 3; ++i) {
        std::string large(70'000, static_cast<char>('a' + i));
        series.push_back({{"__name__", "m"}, {"x", large}});
    }
    const auto layout = makeLayout(1, series);
    const remote::SeriesRules rules;
    const auto made = pressedTemplate(*layout, rules);
    QCOMPARE(made->pieces()[0].stream.timestampsAt.size(), std::size_t{3});
    const auto batch = RandomBatches(1).full(layout, kNoonMs);
    QVERIFY(pourAll(*batch, *made) == obvious(*batch, rules, {}));
}

void EncodingTest::textThatLooksLikeASampleIsNotCopiedFromOne() {
    // As an empty hole stands in the raw message, and in parts.
    const std::string sample =
        std::string("\x12\x10\x09") + std::string(8, '\0') + "\x10" + std::string(6, '\0') + "\x0a";
    // Four bytes before a hole are enough to begin a copy: what follows must not go on into it.
    std::vector<model::Labels> series{
        {{"__name__", "a"}, {"z", "ends with\n"}},
        {{"__name__", "b"}, {"z", "\n" + sample + "more"}}};
    for (std::size_t i = 0; i < 60; ++i) {
        series.push_back(
            {{"__name__", "m" + std::to_string(i / 4)},
             {"x", i % 4 == 0 ? "plain" : sample.substr(i % 7, 8 + i % 11)},
             {"y", i % 3 == 0 ? "plain" : std::string(i % 23 + 1, '\0')},
             {"z", sample + sample + std::to_string(i)}}
        );
    }
    const auto layout = makeLayout(1, series);
    const auto batch = RandomBatches(1).full(layout, kNoonMs);
    for (const auto& made : bothForms(*layout, {})) {
        QVERIFY(pourAll(*batch, *made) == obvious(*batch, {}, {}));
    }
}

void EncodingTest::aLayoutLargerThanARequestMakesEqualPieces() {
    const auto made = pressedTemplate(*typicalLayout(1, 2'101), {});
    QCOMPARE(made->pieces().size(), std::size_t{2});
    QCOMPARE(made->pieces()[0].series, 1'051U);
    QCOMPARE(made->pieces()[1].series, 1'050U);
}

void EncodingTest::typicalBodiesAreSmall() {
    const auto layout = typicalLayout(17, 1'000);
    remote::SeriesRules rules;
    rules.externalLabels = {{"cluster", "bench"}};
    const auto made = pressedTemplate(*layout, rules);
    auto batch = std::make_shared<model::Batch>();
    batch->layout = layout;
    batch->timestampMs = kNoonMs;
    std::mt19937_64 random(1);
    for (std::size_t i = 0; i < layout->size(); ++i) {
        batch->values.push_back(i % 3 == 0 ? 0 : static_cast<double>(random() % 1'000'000) / 7);
    }
    remote::RequestBody body;
    remote::EncodeScratch scratch;
    made->pieces()[0].pour(*batch, body, scratch);
    const auto size = static_cast<double>(body.wire().size());
    const double peer = sizeByLibsnappy(body);
    qInfo(
        "%.2f bytes a sample, libsnappy %.2f; kept %.2f",
        size / 1000,
        peer / 1000,
        static_cast<double>(made->sizeBytes()) / 1000
    );
    QVERIFY(size / 1000 <= 22);
    QVERIFY(size <= peer * 1.12);
    QVERIFY(static_cast<double>(made->sizeBytes()) / 1000 <= 26);
}

void EncodingTest::theCacheSharesAndForgets() {
    remote::TemplateCache cache({}, {.forgetAfterMs = 600'000});
    const auto a = typicalLayout(1, 10);
    const auto b = typicalLayout(2, 10);
    const auto first = cache.get(a, 0);
    QCOMPARE(cache.get(a, 1'000).get(), first.get());
    (void)cache.get(b, 500'000);
    cache.forgetUnused(601'001);
    QCOMPARE(cache.size(), std::size_t{1});
    QVERIFY(cache.get(a, 601'002).get() != first.get());
}

void EncodingTest::theCacheKeepsToItsBytes() {
    remote::TemplateCache cache({}, {.maxBytes = 20'000, .maxYoungBytes = 0});
    for (int i = 0; i < 50; ++i) {
        const auto layout = typicalLayout(static_cast<model::SourceId>(i), 50);
        QCOMPARE(cache.get(layout, i)->seriesSent(), 50U);
        QVERIFY(cache.sizeBytes() <= 20'000);
    }
    QVERIFY(cache.size() >= 5);
}

void EncodingTest::aTemplateIsPressedWhenItWasUsedOften() {
    remote::TemplateCache cache({}, {});
    const auto layout = typicalLayout(1, 100);
    const auto batch = RandomBatches(1).full(layout, kNoonMs);
    const auto expected = obvious(*batch, {}, {});
    std::vector<bool> pressed;
    std::vector<std::size_t> bytes;
    for (int i = 0; i < 12; ++i) {
        const auto made = cache.get(layout, i);
        QVERIFY(pourAll(*batch, *made) == expected);
        QCOMPARE(made->families(), layout->families);
        pressed.push_back(made->isPressed());
        bytes.push_back(cache.sizeBytes());
    }
    QVERIFY(!pressed.front());
    QVERIFY(pressed.back());
    QVERIFY(std::ranges::is_sorted(pressed));
    QVERIFY(bytes.back() * 4 < bytes.front());
    QCOMPARE(bytes.back(), cache.get(layout, 12)->sizeBytes());
}

void EncodingTest::youngTemplatesKeepToTheirBytes() {
    remote::TemplateCache cache({}, {.maxYoungBytes = 30'000});
    std::vector<model::LayoutPtr> alive;
    int young = 0;
    for (int i = 0; i < 20; ++i) {
        alive.push_back(typicalLayout(static_cast<model::SourceId>(i), 50));
        young += cache.get(alive.back(), i)->isPressed() ? 0 : 1;
    }
    QVERIFY(young >= 2 && young <= 5);
    QVERIFY(cache.sizeBytes() < 30'000 + 20 * 50 * 40);
    QVERIFY(!cache.get(alive.front(), 21)->isPressed()); // who came first may stay so for a while
}

void EncodingTest::abandonedYoungTemplatesGiveWay() {
    remote::TemplateCache cache({}, {.maxYoungBytes = 30'000});
    for (int i = 0; i < 40; ++i) {
        const auto layout = typicalLayout(static_cast<model::SourceId>(i), 50);
        QVERIFY(!cache.get(layout, i * 1'001)->isPressed()); // nobody has the former ones any more
    }
    // What they said about families is still known, and a layout that comes back is made again.
    std::size_t known = 0;
    cache.forEachTemplate([&](const remote::RequestTemplate& made) {
        known += made.families() && made.seriesSent() == 50 ? 1U : 0U;
    });
    QCOMPARE(known, std::size_t{40});
    {
        const auto back = typicalLayout(0, 50);
        const auto batch = RandomBatches(1).full(back, kNoonMs);
        QVERIFY(pourAll(*batch, *cache.get(back, 41'000)) == obvious(*batch, {}, {}));
    }
    cache.forgetUnused(200'000); // two minutes later nothing is left but that
    QVERIFY(cache.sizeBytes() <= 41 * sizeof(remote::RequestTemplate));
}

void EncodingTest::gapsThatStayGetATemplate() {
    remote::TemplateCache cache({}, {.maxYoungBytes = 0});
    const auto layout = typicalLayout(1, 100);
    auto batch = std::make_shared<model::Batch>(*RandomBatches(1).full(layout, kNoonMs));
    const auto takeOut = [&](std::size_t position) {
        batch->values[position] = model::kAbsent;
        ++batch->absentCount;
    };
    takeOut(3);
    takeOut(99);
    QVERIFY(!cache.getWithGaps(*batch, 0));
    const auto made = cache.getWithGaps(*batch, 1);
    QVERIFY(made);
    QVERIFY(pourAll(*batch, *made) == obvious(*batch, {}, {}));
    QCOMPARE(cache.getWithGaps(*batch, 2), made);
    takeOut(50); // others: again the slow way first
    QVERIFY(!cache.getWithGaps(*batch, 3));
    QVERIFY(pourAll(*batch, *cache.getWithGaps(*batch, 4)) == obvious(*batch, {}, {}));
    batch->values[3] = 1; // as many as before, but not the same ones
    --batch->absentCount;
    takeOut(4);
    QVERIFY(!cache.getWithGaps(*batch, 5));
    QVERIFY(pourAll(*batch, *cache.getWithGaps(*batch, 6)) == obvious(*batch, {}, {}));
    QCOMPARE(cache.size(), std::size_t{1});
    cache.forgetUnused(700'000);
    QCOMPARE(cache.sizeBytes(), std::size_t{0});
}

QTEST_GUILESS_MAIN(EncodingTest)
#include "encoding_test.moc"
