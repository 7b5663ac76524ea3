// A book that is kept up step by step against one that is made anew, on random changes: open values
// that move, come, go and change places, windows that close, late records, corrections, deliveries,
// refusals, other plans. And that its sums are those of its lines.
#include "core/usage/running_sums.h"
#include "core/usage/usage_book.h"
#include "tests/core/metering/usage_journal_fixture.h"

#include <QTest>

#include <set>

using namespace meterbench;
using namespace meterbench::tests;
using base::Decimal;
using metering::Measure;
using metering::UsageRecord;
using usage::UsageBook;
using usage::View;

namespace {

constexpr usage::Period kMonth{1'764'547'200'000, 1'767'225'600'000}; // December 2025

metering::Meter meterOf(const char* name, Measure measure, const char* unitSize) {
    metering::Meter made;
    made.name = name;
    made.selector = name;
    made.measure = measure;
    made.unit = name;
    made.unitSize = decimal(unitSize);
    return made;
}

std::shared_ptr<config::Workspace> workspace(int plans) {
    auto made = std::make_shared<config::Workspace>();
    made->meters = {
        meterOf("calls", Measure::Increase, "1"),
        meterOf("bytes", Measure::Increase, "1000"),
        meterOf("jobs", Measure::Count, "12"),
        meterOf("peak", Measure::Max, "1"),
        meterOf("users", Measure::Unique, "1")};
    pricing::Plan pro;
    pro.id = "pro";
    pro.flatFee = decimal(std::to_string(plans));
    pro.charges = {
        {"calls", pricing::PerUnit{decimal("0.015")}},
        {"bytes", pricing::Graduated{{{decimal("10"), decimal("0.3")}, {{}, decimal("0.007")}}}},
        {"jobs", pricing::PerUnit{decimal("1.25")}},
        {"peak", pricing::PerUnit{decimal("0.1")}}};
    pricing::Plan yen = pro;
    yen.id = "yen";
    yen.currency = {"JPY", 0};
    yen.minimumCharge = decimal("500");
    made->plans = {pro, yen};
    const char* const second = plans % 2 == 0 ? "yen" : "pro";
    made->customers = {
        {"acme", "Acme", "pro", {}}, {"bolt", "", second, {}}, {"corp", "", "", {}},
        {"dorn", "", "yen", {}}};
    return made;
}

QString textOf(const std::optional<Decimal>& value) {
    return value ? QString::fromStdString(value->toText()) : QStringLiteral("none");
}

QString textOf(const usage::DimensionRow& row) {
    const metering::Evidence& seen = row.evidence;
    QStringList parts{
        QString::fromStdString(row.dimension),
        textOf(row.usage),
        textOf(row.price),
        row.coverage ? QString::number(*row.coverage, 'g', 17) : QString()};
    for (const std::int64_t count :
         {seen.measuredMs, seen.inferredMs, seen.unmeteredMs, seen.samples, seen.resets,
          seen.possibleLosses, static_cast<std::int64_t>(row.records),
          static_cast<std::int64_t>(row.open)}) {
        parts += QString::number(count);
    }
    return parts.join(u' ');
}

/// Of what has usage: a row whose only open value was forgotten stays in a book, with nothing.
QStringList linesOf(const View& view) {
    QStringList lines;
    for (const usage::CustomerPtr& customer : *view.customers) {
        QStringList of;
        for (const usage::DimensionPtr& row : customer->dimensions) {
            if (row->records > 0 || row->open > 0) {
                of += QStringLiteral("  ") + textOf(*row);
            }
        }
        of.sort(); // rows without a dimension stand as they came
        if (customer->statement != nullptr || !of.isEmpty()) {
            lines += QString::fromStdString(customer->id + " " + customer->plan) + u' ' +
                     textOf(customer->total()) + u' ' + textOf(customer->sent) + u' ' +
                     textOf(customer->accepted);
            lines += of;
        }
    }
    for (const usage::Money& money : view.money) {
        lines += QString::fromStdString(money.currency.code) + u' ' + textOf(money.metered) + u' ' +
                 textOf(money.fees) + u' ' + textOf(money.sent) + u' ' + textOf(money.accepted);
    }
    const std::set<std::string> where(
        view.notMeasured.where.begin(), view.notMeasured.where.end()
    );
    lines += QStringLiteral("missing %1 in %2").arg(view.notMeasured.ms).arg(where.size());
    lines += QStringLiteral("waiting %1 refused %2").arg(view.recordsWaiting).arg(view.recordsRefused);
    return lines;
}

/// Lines and fees are the total, and the customers are the money.
QString wrongSumIn(const View& view) {
    std::map<std::string, Decimal> sums;
    for (const usage::CustomerPtr& customer : *view.customers) {
        if (customer->statement == nullptr) {
            continue;
        }
        Decimal sum = customer->fees();
        for (const pricing::Line& line : customer->statement->lines) {
            sum = *(sum + line.amount);
        }
        if (sum != customer->statement->total) {
            return QString::fromStdString(customer->id);
        }
        Decimal& all = sums[customer->currency.code];
        all = *(all + *customer->usagePrice());
    }
    for (const usage::Money& money : view.money) {
        if (sums[money.currency.code] != money.metered) {
            return QString::fromStdString(money.currency.code);
        }
    }
    return {};
}

/// A journal, what is open, what endpoints say, and a book that follows them.
class World {
public:
    explicit World(unsigned seed)
        : m_random(seed) {
        m_folder.open();
        m_delivery.name = "billing";
        m_delivery.doneThrough = 0;
        startBook();
    }

    void step() {
        using Change = void (World::*)();
        static constexpr Change kChanges[] = {
            &World::moveValues, &World::moveValues, &World::open, &World::open, &World::forget,
            &World::swapPlaces, &World::close, &World::correct, &World::comeLate, &World::deliver,
            &World::refuse, &World::changePlans};
        (this->*kChanges[below(std::size(kChanges))])();
        m_nowMs += static_cast<std::int64_t>(below(7'000));
    }

    [[nodiscard]] std::shared_ptr<const View> kept() {
        if (const auto view = viewOf(*m_book)) {
            m_last = view;
        }
        return m_last;
    }

    [[nodiscard]] std::shared_ptr<const View> anew() {
        UsageBook book(m_workspace, kMonth);
        return book.load(m_folder.journal.get(), m_nowMs).ok() ? viewOf(book) : nullptr;
    }

private:
    std::size_t below(std::size_t end) { return std::uniform_int_distribution<std::size_t>(0, end - 1)(m_random); }

    void startBook() {
        m_workspace = workspace(m_plans);
        m_book = std::make_unique<UsageBook>(m_workspace, kMonth);
        QVERIFY(m_book->load(m_folder.journal.get(), m_nowMs).ok());
    }

    [[nodiscard]] std::shared_ptr<const View> viewOf(UsageBook& book) const {
        usage::Live live;
        live.open = std::make_shared<const std::vector<UsageRecord>>(m_open);
        live.lastSequence = m_folder.journal->lastSequence();
        live.deliveries = {std::make_shared<const delivery::DeliveryState>(m_delivery)};
        return book.follow(m_folder.journal.get(), live, m_nowMs).ok() ? book.publish(m_nowMs)
                                                                       : nullptr;
    }

    [[nodiscard]] UsageRecord made(std::int64_t beginMs) {
        static const std::vector<std::string> kCustomers{"acme", "bolt", "corp", "dorn", "strange", ""};
        static const std::vector<std::string> kMeters{"calls", "bytes", "jobs", "peak", "users", "gone"};
        const std::string& meter = kMeters[below(kMeters.size())];
        const std::string dimension = below(8) == 0 ? "" : meter == "gone" ? "calls" : meter;
        UsageRecord record = recordOf(
            meter, "thing-" + std::to_string(m_things++), kCustomers[below(kCustomers.size())],
            dimension, beginMs, std::to_string(below(500)) + ".25"
        );
        record.evidence = {beginMs, beginMs + 1'000, 1'000, 0, 0, 1, 0, 0};
        return record;
    }

    void moveValues() {
        for (std::size_t i = below(4); i < m_open.size(); i += 1 + below(9)) {
            UsageRecord& one = m_open[i];
            static const std::vector<std::string> kMoves{"-1", "7.5", "0"};
            one.value = *(one.value + decimal(kMoves[below(kMoves.size())]));
            one.evidence.measuredMs += 250;
            one.evidence.unmeteredMs = below(4) == 0 ? static_cast<std::int64_t>(below(900)) : 0;
            one.evidence.samples += 1;
            one.evidence.lastMs += 250;
        }
    }

    void open() {
        for (std::size_t i = 1 + below(12); i > 0; --i) {
            const bool isOfBefore = below(10) == 0; // it does not count
            UsageRecord record = made(isOfBefore ? kMonth.beginMs - kHourMs : kNoonMs);
            m_open.insert(m_open.begin() + static_cast<std::ptrdiff_t>(below(m_open.size() + 1)), record);
        }
    }

    void forget() {
        for (std::size_t i = below(5); i > 0 && !m_open.empty(); --i) {
            m_open.erase(m_open.begin() + static_cast<std::ptrdiff_t>(below(m_open.size())));
        }
    }

    void swapPlaces() {
        if (!m_open.empty()) {
            std::swap(m_open[below(m_open.size())], m_open[below(m_open.size())]);
        }
    }

    void commit(const std::vector<UsageRecord>& records) {
        QVERIFY(m_folder.journal->commit(records, nullptr).ok());
        m_closed.insert(m_closed.end(), records.begin(), records.end());
    }

    /// Some windows close; every second thing has another one at the same place.
    void close() {
        std::vector<UsageRecord> closed;
        for (std::size_t i = below(3); i < m_open.size(); i += 1 + below(6)) {
            closed.push_back(m_open[i]);
            if (i % 2 == 0) {
                m_open[i].beginMs += kHourMs;
                m_open[i].endMs += kHourMs;
                m_open[i].value = decimal("1");
            } else {
                m_open.erase(m_open.begin() + static_cast<std::ptrdiff_t>(i));
            }
        }
        commit(closed);
    }

    /// Of sums: what corrects them are differences.
    void correct() {
        for (const UsageRecord& one : m_closed) {
            if (one.meter != "peak" && one.meter != "users" && below(10) == 0) {
                UsageRecord other = one;
                other.value = *(one.value + decimal(below(2) == 0 ? "-3.5" : "2"));
                other.evidence.samples += 2;
                QVERIFY(m_folder.journal->commit({&other, 1}, nullptr).ok());
            }
        }
    }

    void comeLate() { commit({made(kNoonMs - 3 * kHourMs), made(kMonth.beginMs - kHourMs)}); }

    void deliver() {
        m_delivery.doneThrough = std::min<std::int64_t>(
            m_delivery.doneThrough + static_cast<std::int64_t>(below(20)),
            m_folder.journal->lastSequence()
        );
    }

    void refuse() {
        const std::int64_t newest = m_folder.journal->lastSequence();
        if (newest > 0 && m_refused.insert(newest).second) {
            m_delivery.newestRefused.push_back({newest, "", "", decimal("1"), 0, "no"});
        }
    }

    void changePlans() {
        ++m_plans;
        startBook();
    }

    std::mt19937 m_random;
    JournalFolder m_folder;
    std::shared_ptr<config::Workspace> m_workspace;
    std::unique_ptr<UsageBook> m_book;
    std::shared_ptr<const View> m_last;
    std::vector<UsageRecord> m_open;
    std::vector<UsageRecord> m_closed;
    std::set<std::int64_t> m_refused;
    delivery::DeliveryState m_delivery;
    std::int64_t m_nowMs = kNoonMs + kHourMs;
    int m_plans = 1;
    int m_things = 0;
};

} // namespace

class KeptBookTest : public QObject {
    Q_OBJECT

private Q_SLOTS:
    void isTheOneThatIsMadeAnew_data() {
        QTest::addColumn<unsigned>("seed");
        for (unsigned seed = 1; seed <= 12; ++seed) {
            QTest::addRow("seed %u", seed) << seed;
        }
    }

    void isTheOneThatIsMadeAnew() {
        QFETCH(unsigned, seed);
        World world(seed);
        for (int step = 0; step < 40; ++step) {
            world.step();
            const auto kept = world.kept();
            const auto anew = world.anew();
            QVERIFY(kept != nullptr && anew != nullptr);
            QCOMPARE(linesOf(*kept), linesOf(*anew));
            QCOMPARE(wrongSumIn(*kept), QString());
        }
    }

    /// More goes and comes at once than is looked for nearby.
    void aListThatHasNothingInCommonIsTakenWhole() {
        UsageBook book(workspace(1), kMonth);
        QVERIFY(book.load(nullptr, kNoonMs).ok());
        for (const std::int64_t beginMs : {kNoonMs, kNoonMs + kHourMs}) {
            auto open = std::make_shared<std::vector<UsageRecord>>();
            for (int i = 0; i < 500; ++i) {
                open->push_back(recordOf("calls", std::to_string(i), "acme", "calls", beginMs, "2"));
            }
            usage::Live live;
            live.open = open;
            QVERIFY(book.follow(nullptr, live, kNoonMs + 2 * kHourMs).ok());
            const auto view = book.publish(kNoonMs + 2 * kHourMs);
            QCOMPARE(view == nullptr ? 500U : view->customers->front()->dimensions.front()->open, 500U);
            QVERIFY(view == nullptr || textOf(view->customers->front()->dimensions.front()->usage) == "1000");
        }
    }

    void whatLeftTheRangeIsSummedAnew() {
        const auto customer = [](const char* total) {
            auto made = std::make_shared<usage::CustomerRow>();
            auto statement = std::make_shared<pricing::Statement>();
            statement->total = decimal(total);
            made->statement = statement;
            return made;
        };
        const auto large = customer("900000000000000000000000");
        const auto small = customer("5");
        usage::MoneySums sums;
        sums.replace(nullptr, *small);
        sums.replace(small.get(), *customer("7"));
        QVERIFY(!sums.isBeyond());
        QCOMPARE(textOf(sums.list().front().metered), QStringLiteral("7"));
        for (int i = 0; i < 1'000 && !sums.isBeyond(); ++i) {
            sums.replace(nullptr, *large);
        }
        QVERIFY(sums.isBeyond());
        QVERIFY(!usage::MoneySums::of({small, small}).isBeyond());
    }

    void theFirstThatLacksMostIsNamed() {
        usage::MissingTime missing;
        missing.set(7, 50);
        missing.set(3, 50);
        missing.set(5, 20);
        missing.set(9, -4);
        QCOMPARE(missing.sumMs(), std::int64_t{120});
        QCOMPARE(*missing.worst(), 3U);
        missing.set(3, 0);
        QCOMPARE(missing.first(1), std::vector<std::uint32_t>({5}));
        QCOMPARE(*missing.worst(), 7U);
        missing.set(7, 0);
        missing.set(5, 0);
        QVERIFY(!missing.worst() && missing.sumMs() == 0);
    }
};

QTEST_GUILESS_MAIN(KeptBookTest)
#include "kept_book_test.moc"
