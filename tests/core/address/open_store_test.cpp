// Which store a mode opens, that each option reaches it, and what is said about a folder that
// cannot be used.
#include "core/address/open_store.h"
#include "tests/core/address/desk_fixture.h"

#include <QFile>
#include <QTemporaryDir>
#include <QTest>

#include <set>

using namespace meterbench;
using namespace meterbench::tests;
using address::Mode;

namespace {

using Opened = base::Result<std::unique_ptr<gateway::PushStore>>;

struct Shop {
    explicit Shop(Mode mode = Mode::Aggregation) {
        options.mode = mode;
        options.dataFolder = "data";
    }

    Opened opened() {
        return address::openStore(options, files, clock, sink, [this](std::string_view name) {
            return taken.contains(std::string(name));
        });
    }

    /// A restart.
    void open() {
        store.reset();
        Opened answer = opened();
        QVERIFY2(answer.ok(), answer ? "" : answer.error().context.c_str());
        store = std::move(*answer);
    }

    int push(std::string_view path, std::string_view body) {
        if (!store) {
            open();
        }
        last = store->take({gateway::PushMethod::Post, path, "", body, ""}, clock.nowMs());
        return last.status;
    }

    [[nodiscard]] bool has(const std::string& line) const {
        std::string text = "\n";
        store->expose(text, gateway::ExposeFormat::Text);
        return text.find("\n" + line + "\n") != std::string::npos;
    }

    MemoryFileSystem memory;
    FailingFileSystem files{memory};
    FakeClock clock;
    LoggedLines sink;
    std::set<std::string> taken;
    address::AddressOptions options;
    std::unique_ptr<gateway::PushStore> store;
    gateway::Verdict last;
};

bool mentions(const std::string& text, const std::string& part) {
    return text.find(part) != std::string::npos;
}

} // namespace

class OpenStoreTest : public QObject {
    Q_OBJECT

private Q_SLOTS:

    // what the options say

    void aggregationMerges() {
        Shop shop;
        QCOMPARE(shop.push("/job/a", "# TYPE c counter\nc 1\n"), 202);
        QCOMPARE(shop.push("/job/a", "# TYPE c counter\nc 2\n"), 202);
        QVERIFY(shop.has("c{job=\"a\"} 3"));
    }

    void pushgatewayReplaces() {
        Shop shop(Mode::Pushgateway);
        QCOMPARE(shop.push("/job/a", "# TYPE c counter\nc 1\n"), 200);
        QCOMPARE(shop.push("/job/a", "# TYPE c counter\nc 2\n"), 200);
        QVERIFY(shop.has("c{instance=\"\",job=\"a\"} 2"));
    }

    void profiles_data() {
        QTest::addColumn<bool>("isCompatible");
        QTest::addColumn<int>("status");
        QTest::newRow("strict refuses a counter that falls") << false << 400;
        QTest::newRow("compatible takes it, as the older gateway") << true << 202;
    }

    void profiles() {
        QFETCH(bool, isCompatible);
        QFETCH(int, status);
        Shop shop;
        shop.options.profile =
            isCompatible ? gateway::Profile::Compatible : gateway::Profile::Strict;
        QCOMPARE(shop.push("/job/a", "# TYPE c counter\nc -7\n"), status);
    }

    void limits_data() {
        QTest::addColumn<bool>("isPushgateway");
        QTest::newRow("merged") << false;
        QTest::newRow("in groups") << true;
    }

    void limits() {
        QFETCH(bool, isPushgateway);
        Shop shop(isPushgateway ? Mode::Pushgateway : Mode::Aggregation);
        shop.options.limits.series = 3;
        shop.options.limits.seriesPerPusher = 2;
        shop.options.limits.labelValueBytes = 8;
        QCOMPARE(shop.push("/job/a", "a 1\nb 1\nc 1\n"), 429);
        QVERIFY(mentions(shop.last.body, "2"));
        QVERIFY(shop.push("/job/a", "a 1\nb 1\n") < 300);
        QCOMPARE(shop.push("/job/b", "c 1\nd 1\n"), 429);
        QVERIFY(mentions(shop.last.body, "3"));
        QCOMPARE(shop.push("/job/b", "c{x=\"123456789\"} 1\n"), 400);
        QVERIFY(shop.push("/job/b", "c{x=\"12345678\"} 1\n") < 300);
    }

    void rulesOfBothModes_data() { limits_data(); }

    void rulesOfBothModes() {
        QFETCH(bool, isPushgateway);
        Shop shop(isPushgateway ? Mode::Pushgateway : Mode::Aggregation);
        shop.options.rules.expiries.push_back({"x", 1'000});
        QVERIFY(shop.push("/job/a", "x 1\ny 2\n") < 300);
        shop.clock.advanceMs(2'000);
        static_cast<void>(shop.store->expire(shop.clock.nowMs()));
        QCOMPARE(shop.store->holds("x"), false);
        QCOMPARE(shop.store->holds("y"), true);
    }

    void policies() {
        Shop shop;
        shop.options.rules.policies.push_back({"level", gateway::Policy::Max});
        QCOMPARE(shop.push("/job/a", "# TYPE level gauge\nlevel 5\n"), 202);
        QCOMPARE(shop.push("/job/a", "# TYPE level gauge\nlevel 3\n"), 202);
        QVERIFY(shop.has("level{job=\"a\"} 5"));
    }

    /// Rules set while it runs go on, until it is started with others than last time.
    void rulesOverARestart_data() { limits_data(); }

    void rulesOverARestart() {
        QFETCH(bool, isPushgateway);
        Shop shop(isPushgateway ? Mode::Pushgateway : Mode::Aggregation);
        shop.options.rules.expiries.push_back({"a", 1'000});
        shop.open();
        gateway::StoreRules rules;
        rules.expiries.push_back({"b", 2'000});
        QVERIFY(shop.store->setRules(rules, shop.clock.nowMs()).ok());
        shop.open();
        QCOMPARE(shop.store->rules().expiries.front().family, std::string("b"));
        shop.options.rules.expiries.front().family = "c";
        shop.open();
        QCOMPARE(shop.store->rules().expiries.front().family, std::string("c"));
    }

    void theConsistencyCheck_data() {
        QTest::addColumn<bool>("isChecked");
        QTest::addColumn<int>("status");
        QTest::newRow("on: refused") << true << 400;
        QTest::newRow("off: answered as taken") << false << 202;
    }

    void theConsistencyCheck() {
        QFETCH(bool, isChecked);
        QFETCH(int, status);
        Shop shop(Mode::Pushgateway);
        shop.options.checkConsistency = isChecked;
        QVERIFY(shop.push("/job/a", "x 1\n") < 300);
        QCOMPARE(shop.push("/job/b", "# TYPE x counter\nx 1\n"), status);
    }

    void namesInUtf8_data() {
        QTest::addColumn<bool>("areAllowed");
        QTest::addColumn<int>("status");
        QTest::newRow("not unless told") << false << 400;
        QTest::newRow("when told") << true << 200;
    }

    void namesInUtf8() {
        QFETCH(bool, areAllowed);
        QFETCH(int, status);
        Shop shop(Mode::Pushgateway);
        shop.options.utf8Names = areAllowed;
        QCOMPARE(shop.push("/job/a", "{\"my.name\"} 1\n"), status);
    }

    void namesThatBelongToOthers_data() { limits_data(); }

    void namesThatBelongToOthers() {
        QFETCH(bool, isPushgateway);
        Shop shop(isPushgateway ? Mode::Pushgateway : Mode::Aggregation);
        shop.taken = {"made"};
        QCOMPARE(shop.push("/job/a", "made 1\n"), 400);
        QVERIFY(shop.push("/job/a", "free 1\n") < 300);
    }

    // journals

    void eachModeKeepsItsOwn() {
        Shop shop;
        QCOMPARE(shop.push("/job/a", "merged 1\n"), 202);
        const std::string merged = shop.memory.content("data/pushes/pushes.journal");
        QVERIFY(!merged.empty());
        shop.options.mode = Mode::Pushgateway;
        shop.open();
        QCOMPARE(shop.store->counts().series, std::uint64_t(0));
        QCOMPARE(shop.push("/job/a", "grouped 1\n"), 200);
        QVERIFY(!shop.memory.content("data/groups/groups.journal").empty());
        QCOMPARE(shop.memory.content("data/pushes/pushes.journal"), merged);
        shop.options.mode = Mode::Aggregation;
        shop.open();
        QVERIFY(shop.has("merged{job=\"a\"} 1"));
        QVERIFY(!shop.store->holds("grouped"));
        shop.options.mode = Mode::Pushgateway;
        shop.open();
        QVERIFY(shop.has("grouped{instance=\"\",job=\"a\"} 1"));
    }

    void aJournalOfTheOtherModeIsNoJournal_data() { limits_data(); }

    /// Put there by hand: it is named, and not written over.
    void aJournalOfTheOtherModeIsNoJournal() {
        QFETCH(bool, isPushgateway);
        const std::string merged = "data/pushes/pushes.journal";
        const std::string grouped = "data/groups/groups.journal";
        Shop shop(isPushgateway ? Mode::Aggregation : Mode::Pushgateway);
        QVERIFY(shop.push("/job/a", "x 1\n") < 300);
        shop.store.reset();
        const std::string& path = isPushgateway ? grouped : merged;
        const std::string bytes = shop.memory.content(isPushgateway ? merged : grouped);
        QVERIFY(!bytes.empty());
        shop.memory.put(path, bytes);
        shop.options.mode = isPushgateway ? Mode::Pushgateway : Mode::Aggregation;
        const Opened answer = shop.opened();
        QVERIFY(!answer.ok());
        QCOMPARE(answer.error().code, base::Code::Corrupt);
        QVERIFY2(mentions(answer.error().context, path), answer.error().context.c_str());
        QCOMPARE(shop.memory.content(path), bytes);
    }

    // folders

    void aSecondOneIsKeptOut_data() { limits_data(); }

    void aSecondOneIsKeptOut() {
        QFETCH(bool, isPushgateway);
        Shop shop(isPushgateway ? Mode::Pushgateway : Mode::Aggregation);
        QVERIFY(shop.push("/job/a", "x 1\n") < 300);
        const Opened second = shop.opened();
        QVERIFY(!second.ok());
        QCOMPARE(second.error().code, base::Code::Limit);
        QVERIFY2(mentions(second.error().context, "data/"), second.error().context.c_str());
        QVERIFY2(mentions(second.error().context, "in use"), second.error().context.c_str());
        QVERIFY(shop.push("/job/a", "x 1\n") < 300); // the first one goes on
        shop.store.reset();
        QVERIFY(shop.opened().ok());
    }

    void aFolderThatCannotBeMade_data() { limits_data(); }

    /// On a real disk: a file stands where the folder should be.
    void aFolderThatCannotBeMade() {
        QFETCH(bool, isPushgateway);
        const QTemporaryDir folder;
        const QString path = folder.filePath(QStringLiteral("file"));
        QFile file(path);
        QVERIFY(file.open(QIODevice::WriteOnly));
        Shop shop(isPushgateway ? Mode::Pushgateway : Mode::Aggregation);
        shop.options.dataFolder = path.toStdString();
        base::PosixFileSystem files;
        const Opened answer = address::openStore(shop.options, files, shop.clock, shop.sink, {});
        QVERIFY(!answer.ok());
        QCOMPARE(answer.error().code, base::Code::Io);
        QVERIFY2(
            mentions(answer.error().context, path.toStdString() + "/") &&
                mentions(answer.error().context, "Not a directory"),
            answer.error().context.c_str()
        );
    }

    void aFolderThatCannotBeWritten() {
        for (const Mode mode : {Mode::Aggregation, Mode::Pushgateway}) {
            Shop shop(mode);
            shop.files.faults.failOpen = true;
            const Opened answer = shop.opened();
            QVERIFY(!answer.ok());
            QVERIFY2(
                mentions(answer.error().context, "Permission denied"),
                answer.error().context.c_str()
            );
        }
    }
};

QTEST_GUILESS_MAIN(OpenStoreTest)
#include "open_store_test.moc"
