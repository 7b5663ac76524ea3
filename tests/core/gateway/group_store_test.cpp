// GroupStore beyond single pushes: taking away and putting back, expiry, limits, names that belong
// to others, a journal that cannot be written, the check switched off, the other formats.
#include "core/gateway/group_json.h"
#include "core/gateway/group_store.h"
#include "core/gateway/protobuf_text.h"
#include "tests/support/failing_file.h"

#include <QTemporaryDir>
#include <QTest>

using namespace meterbench;
using gateway::ExposeFormat;
using gateway::GroupStore;
using gateway::PushMethod;

namespace {

constexpr const char* kProtobuf =
    "application/vnd.google.protobuf; proto=io.prometheus.client.MetricFamily; encoding=delimited";

class Quiet final : public base::LogSink {
public:
    void write(
        base::LogLevel /*level*/, std::string_view /*component*/, std::string_view /*message*/
    ) override {}
};

/// A store in a folder of its own, which can be opened again.
class Shop {
public:
    explicit Shop(gateway::GroupStoreOptions options = {}, gateway::PushStore::IsTaken isTaken = {})
        : m_options(std::move(options))
        , m_isTaken(std::move(isTaken)) {
        m_options.folder = m_folder.path().toStdString();
        reopen();
    }

    void reopen() {
        m_store.reset();
        auto store = GroupStore::open(m_options, m_files, m_clock, m_sink, m_isTaken);
        QVERIFY2(store.ok(), store ? "" : store.error().context.c_str());
        m_store = std::move(*store);
    }

    int push(
        PushMethod method,
        const std::string& path,
        const std::string& body,
        std::int64_t ms = 1000,
        const char* type = ""
    ) {
        m_last = m_store->take({method, path, type, body, "127.0.0.1"}, ms);
        return m_last.status;
    }

    int put(const std::string& path, const std::string& body, std::int64_t ms = 1000) {
        return push(PushMethod::Put, path, body, ms);
    }

    [[nodiscard]] std::string text(ExposeFormat format = ExposeFormat::Text) const {
        std::string out;
        m_store->expose(out, format);
        return out;
    }

    [[nodiscard]] bool has(const std::string& line) const {
        return ("\n" + text()).find("\n" + line + "\n") != std::string::npos;
    }

    GroupStore* operator->() { return m_store.get(); }

    [[nodiscard]] const gateway::Verdict& last() const { return m_last; }

    [[nodiscard]] std::string folder() const { return m_options.folder; }

private:
    QTemporaryDir m_folder;
    gateway::GroupStoreOptions m_options;
    gateway::PushStore::IsTaken m_isTaken;
    base::PosixFileSystem m_files;
    base::SystemClock m_clock;
    Quiet m_sink;
    std::unique_ptr<GroupStore> m_store;
    gateway::Verdict m_last;
};

gateway::Selection selected(const char* family, const char* selector) {
    gateway::Selection selection;
    selection.family = family;
    selection.selector = selector;
    return selection;
}

gateway::Selection groupOf(std::vector<model::Label> labels) {
    gateway::Selection selection;
    selection.group = std::move(labels);
    return selection;
}

void fill(Shop& shop) {
    shop.put("/job/a", "x{k=\"1\"} 1\nx{k=\"2\"} 2\ny 3\n");
    shop.put("/job/b", "x{k=\"1\"} 4\n# TYPE h histogram\nh_bucket{le=\"1\"} 5\nh_sum 6\nh_count 7\n");
}

} // namespace

class GroupStoreTest : public QObject {
    Q_OBJECT

private Q_SLOTS:

    void whatIsErasedCanBePutBack_data() {
        QTest::addColumn<QString>("family");
        QTest::addColumn<QString>("selector");
        QTest::addColumn<int>("series");
        QTest::newRow("one family in all groups") << "x" << "" << 3;
        QTest::newRow("by a label of the body") << "" << "{k=\"1\"}" << 2;
        QTest::newRow("by a label of the path") << "" << "{job=~\"b|c\"}" << 2;
        QTest::newRow("both must agree") << "x" << "{job=\"b\"}" << 1;
        QTest::newRow("by name") << "" << "h" << 1;
    }

    void whatIsErasedCanBePutBack() {
        QFETCH(QString, family);
        QFETCH(QString, selector);
        QFETCH(int, series);
        Shop shop;
        fill(shop);
        const std::string before = shop.text();
        auto removed = shop->erase(
            selected(family.toUtf8().constData(), selector.toUtf8().constData()), 2000
        );
        QVERIFY(removed.ok());
        QCOMPARE(static_cast<int>((*removed)->seriesCount()), series);
        QCOMPARE(static_cast<int>(shop->counts().series), 5 - series);
        const std::string without = shop.text();
        QVERIFY(without != before);
        shop.reopen();
        QCOMPARE(shop.text(), without);
        QVERIFY(shop->putBack(**removed, 3000).ok());
        QCOMPARE(shop.text(), before);
        shop.reopen();
        QCOMPARE(shop.text(), before);
    }

    /// Beyond a few, whether a name stands twice is found another way.
    void aLabelTwiceIsFoundAmongMany_data() {
        QTest::addColumn<int>("labels");
        QTest::addColumn<int>("again");
        QTest::addColumn<QString>("says");
        const QString twice = QStringLiteral("duplicate label names for metric");
        const QString many = QStringLiteral("labels");
        for (const int labels : {20, 31, 32, 33, 34, 60, 20'000}) {
            QTest::addRow("the first of %d", labels) << labels << 0 << twice;
            QTest::addRow("the last of %d", labels) << labels << labels - 1 << twice;
            QTest::addRow("none of %d", labels) << labels << -1 << (labels > 64 ? many : QString());
        }
    }

    void aLabelTwiceIsFoundAmongMany() {
        QFETCH(int, labels);
        QFETCH(int, again);
        QFETCH(QString, says);
        std::string line = "x{";
        for (int i = 0; i < labels; ++i) {
            line += "l" + std::to_string(i) + "=\"v\",";
        }
        const std::string more = again < 0 ? std::string() : "l" + std::to_string(again) + "=\"w\"";
        Shop shop;
        const int status =
            shop.put("/job/a", "y 1\n" + line + more + "} 1\n" + line + "z=\"1\"} 2\n");
        QCOMPARE(status, says.isEmpty() ? 200 : 400);
        const QString message =
            QString::fromStdString(shop.last().refusal ? shop.last().refusal->message : "");
        QVERIFY2(message.contains(says), qPrintable(message));
        QCOMPARE(message.contains(QStringLiteral("duplicate")), again >= 0);
    }

    void aGroupGoesWithItsStamps() {
        Shop shop;
        fill(shop);
        const std::string before = shop.text();
        auto removed = shop->erase(groupOf({{"job", "a"}}), 2000);
        QVERIFY(removed.ok());
        QVERIFY(shop.text().find("job=\"a\"") == std::string::npos);
        QVERIFY(shop->putBack(**removed, 2500).ok());
        QCOMPARE(shop.text(), before);
    }

    void nothingIsPutBackOverSomethingElse() {
        Shop shop;
        fill(shop);
        auto removed = shop->erase(selected("x", ""), 2000);
        QVERIFY(removed.ok());
        QCOMPARE(shop.put("/job/c", "# TYPE x counter\nx 1\n", 2500), 200);
        const std::string before = shop.text();
        QVERIFY(!shop->putBack(**removed, 3000).ok());
        QCOMPARE(shop.text(), before);
        shop.reopen();
        QCOMPARE(shop.text(), before);
    }

    void aGroupThatIsThereAgainStays() {
        Shop shop;
        fill(shop);
        auto removed = shop->erase(groupOf({{"job", "a"}}), 2000);
        QVERIFY(removed.ok());
        QCOMPARE(shop.put("/job/a", "other 1\n", 2500), 200);
        const std::string before = shop.text();
        QVERIFY(!shop->putBack(**removed, 3000).ok());
        QCOMPARE(shop.text(), before);
    }

    void aWipeIsPutBackWholeOrNotAtAll() {
        Shop shop;
        fill(shop);
        auto removed = shop->wipe(2000);
        QVERIFY(removed.ok());
        QCOMPARE(shop.put("/job/c", "# TYPE h counter\nh 1\n", 2500), 200); // only in the way of b
        const std::string before = shop.text();
        QVERIFY(!shop->putBack(**removed, 3000).ok());
        QCOMPARE(shop.text(), before);
        QCOMPARE(shop->counts().series, 1U);
        QCOMPARE(shop.put("/job/d", "x{job=\"q\",k=\"1\"} 1\n", 3500), 200);
        shop.reopen();
        QVERIFY(shop.has("h{instance=\"\",job=\"c\"} 1"));
        QCOMPARE(shop->counts().groups, 2U);
    }

    void whatIsWipedCanBePutBack() {
        Shop shop;
        fill(shop);
        const std::string before = shop.text();
        auto removed = shop->wipe(2000);
        QVERIFY(removed.ok());
        QCOMPARE(shop.text(), std::string());
        shop.reopen();
        QCOMPARE(shop.text(), std::string());
        QVERIFY(shop->putBack(**removed, 3000).ok());
        QCOMPARE(shop.text(), before);
    }

    void wrongSelectionsSayWhy() {
        Shop shop;
        fill(shop);
        QCOMPARE(shop->erase(selected("nothing", ""), 1).error().code, base::Code::NotFound);
        QCOMPARE(shop->erase(selected("", "{a=~\"(\"}"), 1).error().code, base::Code::InvalidInput);
        QCOMPARE(shop->erase(groupOf({{"job", "z"}}), 1).error().code, base::Code::NotFound);
    }

    void seriesAndThenTheirGroupExpire() {
        gateway::GroupStoreOptions options;
        options.rules.expiries = {{"x", 5'000}, {"push_time_seconds", 20'000}};
        Shop shop(options);
        QCOMPARE(shop.put("/job/a", "x 1\n", 1'000), 200);
        QCOMPARE(shop.put("/job/b", "y 1\n", 1'000), 200);
        QCOMPARE(shop.push(PushMethod::Post, "/job/a", "x 2\n", 4'000), 200);
        QVERIFY(shop->expire(6'000) > 6'000); // the first push's time is over, but it was pushed again
        QVERIFY(shop.has("x{instance=\"\",job=\"a\"} 2"));
        QVERIFY(shop->expire(9'000) != 0);
        QVERIFY(shop.text().find("\nx{") == std::string::npos);
        QCOMPARE(shop->counts().groups, 2U);
        QVERIFY(shop->expire(24'000) == 0);
        QCOMPARE(shop->counts().groups, 1U); // b still holds y, for which there is no rule
        const std::string before = shop.text();
        shop.reopen();
        QCOMPARE(shop.text(), before);
    }

    void limitsAreNamed() {
        gateway::GroupStoreOptions options;
        options.limits.series = 4;
        options.limits.seriesPerPusher = 3;
        options.limits.families = 2;
        options.limits.labelValueBytes = 8;
        options.limits.boundsPerSeries = 2;
        Shop shop(options);
        QCOMPARE(shop.put("/job/a", "x{a=\"1\"} 1\nx{a=\"2\"} 1\nx{a=\"3\"} 1\n"), 200);
        QCOMPARE(shop.put("/job/a", "x{a=\"4\"} 1\nx{a=\"5\"} 1\nx{a=\"6\"} 1\n"), 200);
        QCOMPARE(shop.push(PushMethod::Post, "/job/a", "y 1\n"), 429);
        QVERIFY(shop.last().body.find("3 series in its group") != std::string::npos);
        QCOMPARE(shop.put("/job/b", "x 1\nx{b=\"1\"} 1\n"), 429);
        QVERIFY(shop.last().body.find("4 series in all") != std::string::npos);
        QCOMPARE(shop->counts().groups, 1U);
        QCOMPARE(shop.put("/job/b", "x{a=\"123456789\"} 1\n"), 400);
        QCOMPARE(shop.put("/job/a", "x 1\ny 1\n"), 200);
        QCOMPARE(shop.put("/job/b", "z 1\n"), 429);
        QVERIFY(shop.last().body.find("2 families") != std::string::npos);
        const std::string three = "# TYPE x summary\nx{quantile=\"0.1\"} 1\nx{quantile=\"0.5\"} 1\n"
                                  "x{quantile=\"0.9\"} 1\n";
        QCOMPARE(shop.put("/job/a", three), 400);
        QVERIFY(shop.last().body.find("3 buckets or quantiles, the limit is 2") != std::string::npos);
    }

    void aNameOfAnInstrumentIsRefused() {
        Shop shop({}, [](std::string_view name) { return name == "mine" || name == "h_sum"; });
        QCOMPARE(shop.put("/job/a", "mine 1\n"), 400);
        QCOMPARE(shop.put("/job/a", "# TYPE h histogram\nh_count 1\n"), 400);
        QCOMPARE(shop.put("/job/a", "h 1\n"), 200);
        QVERIFY(shop->holds("h"));
        QVERIFY(!shop->holds("h_count"));
        QVERIFY(shop->holds("push_time_seconds"));
    }

    void withoutTheCheckAContradictionIsAFailedPush() {
        gateway::GroupStoreOptions options;
        options.checksConsistency = false;
        Shop shop(options);
        QCOMPARE(shop.put("/job/a", "c 1\n"), 202);
        QCOMPARE(shop.put("/job/b", "# TYPE c counter\nc 1\n", 3000), 202);
        QVERIFY(shop.last().refusal.has_value());
        QVERIFY(shop.has("push_failure_time_seconds{instance=\"\",job=\"b\"} 3"));
        QVERIFY(shop.text().find("c{instance=\"\",job=\"b\"}") == std::string::npos);
    }

    void openMetricsSaysTheSame() {
        Shop shop;
        shop.put(
            "/job/a",
            "# HELP c_total a \"q\"\n# TYPE c_total counter\nc_total 3\n# TYPE d counter\nd 1.5\nu 2\n"
            "# TYPE h histogram\nh_bucket{le=\"1\"} 1\nh_sum 0\nh_count 1\n"
        );
        // OpenMetrics 1.0: names of counter samples end in _total, floats have a point.
        QCOMPARE(
            shop.text(ExposeFormat::OpenMetrics),
            std::string("# HELP c a \\\"q\\\"\n# TYPE c counter\nc_total{instance=\"\",job=\"a\"} 3.0\n"
                        "# TYPE d unknown\nd{instance=\"\",job=\"a\"} 1.5\n"
                        "# TYPE h histogram\nh_bucket{instance=\"\",job=\"a\",le=\"1.0\"} 1.0\n"
                        "h_bucket{instance=\"\",job=\"a\",le=\"+Inf\"} 1.0\n"
                        "h_sum{instance=\"\",job=\"a\"} 0.0\nh_count{instance=\"\",job=\"a\"} 1.0\n"
                        "# HELP push_failure_time_seconds Last Unix time when changing this group in "
                        "the Pushgateway failed.\n# TYPE push_failure_time_seconds gauge\n"
                        "push_failure_time_seconds{instance=\"\",job=\"a\"} 0.0\n"
                        "# HELP push_time_seconds Last Unix time when changing this group in the "
                        "Pushgateway succeeded.\n# TYPE push_time_seconds gauge\n"
                        "push_time_seconds{instance=\"\",job=\"a\"} 1.0\n"
                        "# TYPE u unknown\nu{instance=\"\",job=\"a\"} 2.0\n")
        );
    }

    void aStemThatIsHeldIsNoCounter() {
        Shop shop;
        shop.put("/job/a", "# TYPE c_total counter\nc_total 3\n# TYPE c gauge\nc 1\n");
        const std::string text = shop.text(ExposeFormat::OpenMetrics);
        QVERIFY(text.find("# TYPE c gauge\n") != std::string::npos);
        QVERIFY(text.find("# TYPE c_total unknown\nc_total{") != std::string::npos);
    }

    void protobufCarriesAll() {
        Shop shop;
        shop.put(
            "/job/a",
            "# HELP c_total a \\\\ \\n b\n# TYPE c_total counter\nc_total{x=\"q\\\"\\\\\\nz\"} 0.1\n"
            "# TYPE g gauge\ng NaN\nu -Inf\n# TYPE h histogram\nh_bucket{le=\"1\"} 1\nh_bucket{le="
            "\"+Inf\"} 3\nh_sum 2.5\nh_count 3\n# TYPE s summary\ns{quantile=\"0.5\"} 7\ns_sum 1\n"
            "s_count 2\n"
        );
        Shop copy;
        const int status = copy.push(
            PushMethod::Put, "/job/a", shop.text(ExposeFormat::Protobuf), 1000, kProtobuf
        );
        QCOMPARE(status, 200);
        QCOMPARE(copy.text(), shop.text());
    }

    void brokenProtobufIsRefused() {
        Shop shop;
        shop.put("/job/a", "# TYPE h histogram\nh_bucket{le=\"1\"} 1\nh_count 3\nx{a=\"b\"} 1\n");
        const std::string whole = shop.text(ExposeFormat::Protobuf);
        Shop other;
        for (std::size_t cut = 1; cut < whole.size(); ++cut) {
            const auto text = gateway::textOfProtobuf(std::string_view(whole).substr(0, cut), false);
            static_cast<void>(text); // at the end of a message, or an error; never a crash
        }
        for (std::size_t at = 0; at < whole.size(); ++at) {
            for (const int bit : {1, 8, 128}) {
                std::string flipped = whole;
                flipped[at] = static_cast<char>(flipped[at] ^ bit);
                static_cast<void>(other.push(PushMethod::Put, "/job/b", flipped, 1, kProtobuf));
            }
        }
        QCOMPARE(other.push(PushMethod::Put, "/job/b", "\x05" "abc", 1, kProtobuf), 400);
    }

    void aBucketTwiceIsRefused() {
        Shop shop;
        const std::string head = "# TYPE h histogram\nh_bucket{le=\"1\"} 1\n";
        QCOMPARE(shop.put("/job/a", head + "h_bucket{le=\"2\"} 1\nh_bucket{le=\"1.0\"} 1\n"), 400);
        QCOMPARE(static_cast<int>(shop.last().refusal->line), 4);
        QCOMPARE(shop.put("/job/a", head + "h_bucket{a=\"b\",le=\"1\"} 1\n"), 200);
    }

    void rowsSayWhatIsHeld() {
        Shop shop;
        fill(shop);
        const std::vector<gateway::GroupRow> groups = shop->groups();
        QCOMPARE(groups.size(), 2U);
        QCOMPARE(groups[0].families, 2U);
        QCOMPARE(groups[0].series, 3U);
        QCOMPARE(groups[1].pushes, 1U);
        const std::vector<gateway::FamilyRow> families = shop->families();
        QCOMPARE(families.size(), 3U);
        QCOMPARE(families[1].name, std::string("x"));
        QCOMPARE(families[1].series, 3U);
        QCOMPARE(shop->series(selected("h", ""), 100).size(), 3U);
        QCOMPARE(shop->series(groupOf({{"job", "a"}}), 2).size(), 2U);
    }

    void aFailingDiskChangesNothing() {
        base::SystemClock clock;
        Quiet sink;
        bool isThrough = false;
        int failures = 0;
        for (std::uint64_t n = 0; n < 60 && !isThrough; ++n) {
            tests::MemoryFileSystem memory;
            tests::FailingFileSystem files(memory);
            gateway::GroupStoreOptions options;
            options.folder = "/data";
            auto opened = GroupStore::open(options, files, clock, sink, {});
            QVERIFY(opened.ok());
            files.faults.failWrite = n;
            isThrough = true;
            for (int i = 0; i < 6; ++i) {
                std::string before;
                (*opened)->expose(before, ExposeFormat::Text);
                const std::string path = "/job/" + std::to_string(i % 4);
                const std::string body = "x" + std::to_string(i % 2) + " " + std::to_string(i) + "\n";
                const int status = (*opened)->take({PushMethod::Put, path, "", body, ""}, i).status;
                std::string after;
                (*opened)->expose(after, ExposeFormat::Text);
                QVERIFY(status == 200 || status == 503);
                QCOMPARE(after != before, status == 200);
                isThrough = isThrough && status == 200;
                failures += status == 503 ? 1 : 0;
            }
            std::string text;
            (*opened)->expose(text, ExposeFormat::Text);
            opened = base::Error{};
            auto again = GroupStore::open(options, memory, clock, sink, {});
            QVERIFY(again.ok());
            std::string read;
            (*again)->expose(read, ExposeFormat::Text);
            QCOMPARE(read, text);
        }
        QVERIFY(isThrough);
        QVERIFY(failures > 0);
    }

    void manyShapesComeAndGo() {
        Shop shop;
        for (int i = 0; i < 3'000; ++i) {
            const std::string n = std::to_string(i);
            QCOMPARE(shop.put("/job/" + std::to_string(i % 5), "m{n=\"" + n + "\"} " + n + "\n"), 200);
        }
        QCOMPARE(shop->counts().series, 5U);
        const std::string before = shop.text();
        QVERIFY(shop->maintain().ok());
        shop.reopen();
        QCOMPARE(shop.text(), before);
    }

    /// The last ones, whatever was before: none too.
    void rulesAreAsTheyWereSetLast() {
        gateway::GroupStoreOptions options;
        options.rules.expiries.push_back({"first", 1'000});
        Shop shop(options);
        gateway::StoreRules rules;
        rules.expiries.push_back({"second", 2'000});
        QVERIFY(shop->setRules(rules, 1'000).ok());
        shop.reopen();
        QCOMPARE(shop->rules().expiries.size(), std::size_t(1));
        QCOMPARE(shop->rules().expiries.front().family, std::string("second"));
        QVERIFY(shop->setRules({}, 2'000).ok());
        for (int life = 0; life < 3; ++life) {
            shop.reopen();
            QCOMPARE(shop->rules().expiries.size(), std::size_t(0));
        }
    }
};

QTEST_GUILESS_MAIN(GroupStoreTest)
#include "group_store_test.moc"
