// One target's cycle: which limit a scrape hit is told by a field, whatever the words are.
#include "core/scrape/scraper.h"
#include "tests/support/scripted_client.h"

#include <QTest>

using namespace meterbench;
using scrape::LimitHit;

class ScraperTest : public QObject {
    Q_OBJECT

private slots:
    void limitsAreToldApart_data();
    void limitsAreToldApart();
    void aPoolOverItsTargetLimitIsTold();
};

namespace {

scrape::Scraper makeScraper(scrape::SharedTexts& texts, const scrape::Limits& limits) {
    scrape::JobOptions options;
    options.name = "label (limit ";
    options.limits = limits;
    scrape::Target target;
    target.id = 1;
    target.labels = model::Labels{{"job", "j"}};
    target.url = "http://127.0.0.1:1/sample limit";
    return {scrape::Job::make(std::move(options)).value(), std::move(target), texts};
}

} // namespace

void ScraperTest::limitsAreToldApart_data() {
    QTest::addColumn<http::Response>("response");
    QTest::addColumn<scrape::Limits>("limits");
    QTest::addColumn<LimitHit>("hit");
    const auto body = [](const char* text) {
        return tests::makeResponse(200, text, "text/plain; version=0.0.4");
    };
    const scrape::Limits none;
    scrape::Limits samples;
    samples.samples = 1;
    scrape::Limits labels;
    labels.labels = 2;
    scrape::Limits names;
    names.labelNameLength = 9;
    scrape::Limits values;
    values.labelValueLength = 3;
    const char* const two = "m{a=\"x\"} 1\nm{a=\"y\"} 1\n";
    QTest::newRow("a good body hits none") << body(two) << none << LimitHit::None;
    QTest::newRow("more samples than allowed") << body(two) << samples << LimitHit::Samples;
    QTest::newRow("more labels than allowed") << body(two) << labels << LimitHit::Labels;
    QTest::newRow("a name that is too long")
        << body("m{long_label=\"x\"} 1\n") << names << LimitHit::Labels;
    QTest::newRow("a value that is too long")
        << body("m{a=\"long\"} 1\n") << values << LimitHit::Labels;
    QTest::newRow("a body that is too large")
        << tests::makeFailure(base::Code::Limit, "too much") << none << LimitHit::BodySize;
    QTest::newRow("a failure that only speaks of limits")
        << tests::makeFailure(base::Code::Network, "sample limit: body is at or over label (limit ")
        << none << LimitHit::None;
    QTest::newRow("a body that is wrong") << body("sample limit") << none << LimitHit::None;
}

void ScraperTest::limitsAreToldApart() {
    QFETCH(http::Response, response);
    QFETCH(scrape::Limits, limits);
    QFETCH(LimitHit, hit);
    scrape::SharedTexts texts;
    scrape::Scraper scraper = makeScraper(texts, limits);
    const scrape::Scraped scraped = scraper.finish(response, 1'000, 1'000);
    QCOMPARE(scraped.limit, hit);
    QVERIFY(hit == LimitHit::None || scraped.error.has_value());
}

void ScraperTest::aPoolOverItsTargetLimitIsTold() {
    scrape::SharedTexts texts;
    scrape::Scraper scraper = makeScraper(texts, {});
    const auto why = scrape::limitError(LimitHit::Targets, "three of two");
    QCOMPARE(scraper.refuse(why, 1'000).limit, LimitHit::Targets);
}

QTEST_GUILESS_MAIN(ScraperTest)
#include "scraper_test.moc"
