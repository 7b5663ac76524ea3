// Shop: what was used is known to the last call, whatever its exporters show.
#include "app/demo/shop.h"

#include <QTest>

using meterbench::app::Shop;

namespace {

std::int64_t counterOf(const Shop& shop, const std::string& exporter, const std::string& series) {
    const std::string text = shop.exposition(exporter);
    const std::size_t at = text.find(series);
    return at == std::string::npos ? -1 : std::stoll(text.substr(text.find("} ", at) + 2));
}

std::int64_t callsShown(const Shop& shop, const std::string& customer) {
    const std::string series = "api_calls_total{paigoCustomerID=\"" + customer + "\"";
    return counterOf(shop, "api-1", series) + counterOf(shop, "api-2", series);
}

} // namespace

class ShopTest : public QObject {
    Q_OBJECT

private Q_SLOTS:

    void countsWhatTimeBringsHoweverItIsCut() {
        for (const std::int64_t step : {1, 7, 999, 60'000, 3'600'000}) {
            Shop shop;
            shop.advanceTo(1'000);
            shop.open("acme", 5);
            shop.setCallsPerMinute("acme", 90);
            for (std::int64_t now = 1'000; now < 3'601'000;) {
                now = std::min<std::int64_t>(now + step, 3'601'000);
                shop.advanceTo(now);
            }
            QCOMPARE(shop.used().at("acme").calls, std::int64_t{5'400});
            QCOMPARE(callsShown(shop, "acme"), std::int64_t{5'400});
        }
    }

    void aRestartTakesWhatIsShownAndNotWhatWasUsed() {
        Shop shop;
        shop.advanceTo(1);
        shop.open("acme", 5);
        shop.setCallsPerMinute("acme", 60);
        shop.advanceTo(600'001);
        shop.restart();
        QCOMPARE(counterOf(shop, "api-2", "api_calls_total"), std::int64_t{0});
        QCOMPARE(shop.used().at("acme").calls, std::int64_t{600});
        shop.drain(true);
        shop.advanceTo(660'001);
        QCOMPARE(counterOf(shop, "api-2", "api_calls_total"), std::int64_t{0});
        QCOMPARE(shop.used().at("acme").calls, std::int64_t{660});
    }

    void jobsWithoutALabelAreNobodys() {
        Shop shop;
        shop.advanceTo(1);
        shop.open(Shop::kWorkersCustomer, 0);
        shop.setJobsPerMinute(6);
        shop.advanceTo(600'001);
        shop.deployWorker(false);
        shop.advanceTo(1'200'001);
        QCOMPARE(shop.used().at(Shop::kWorkersCustomer).jobs, std::int64_t{60});
        QCOMPARE(shop.unlabeledJobs(), std::int64_t{60});
        QCOMPARE(counterOf(shop, "worker", "jobs_done_total{paigoCustomerID"), std::int64_t{-1});
        shop.noteRepair();
        shop.advanceTo(1'800'001);
        QCOMPARE(shop.used().at(Shop::kWorkersCustomer).jobs, std::int64_t{120});
        QCOMPARE(counterOf(shop, "worker", "jobs_done_total{paigoDimensionId"), std::int64_t{120});
    }

    void timeThatGoesBackBringsNothing() {
        Shop shop;
        shop.advanceTo(600'000);
        shop.open("acme", 5);
        shop.setCallsPerMinute("acme", 60);
        shop.advanceTo(1);
        QCOMPARE(shop.used().at("acme").calls, std::int64_t{0});
        QVERIFY(shop.exposition("api-9").empty());
    }
};

QTEST_GUILESS_MAIN(ShopTest)
#include "shop_test.moc"
