// UsageBook: usage of one period by customer and dimension, kept up step by step: totals of the
// journal once, then each new record, and beside them what is not in the journal yet. It prices
// what changed and publishes views that share what did not: a step costs what changed in it, and a
// look over what is open. No thread of its own: BookKeeper runs
// it, tests call it directly. Errors: those of the journal.
#pragma once

#include "core/base/result.h"
#include "core/metering/usage_journal.h"
#include "core/usage/live.h"
#include "core/usage/running_sums.h"
#include "core/usage/view.h"

#include <algorithm>
#include <array>
#include <deque>
#include <functional>
#include <memory>
#include <set>
#include <string>
#include <unordered_map>
#include <unordered_set>
#include <vector>

namespace meterbench::usage {

/// What is priced of a customer; null: of whoever is not in the workspace. An empty period:
/// nothing.
using BilledOf = std::function<Billed(const config::Customer*)>;

class UsageBook {
public:
    /// Of all customers, or of one alone.
    UsageBook(
        std::shared_ptr<const config::Workspace> workspace,
        const BilledOf& billedOf,
        std::optional<std::string> only = {}
    );
    /// The same whole period for all.
    UsageBook(std::shared_ptr<const config::Workspace> workspace, Period period);
    ~UsageBook();

    /// The whole period out of the journal, once. Null: there is none yet.
    [[nodiscard]] base::Status load(metering::UsageJournal* journal, std::int64_t nowMs);
    /// What came since.
    [[nodiscard]] base::Status
    follow(metering::UsageJournal* journal, const Live& live, std::int64_t nowMs);
    /// A view of what changed since the last one; null: nothing did.
    [[nodiscard]] std::shared_ptr<View> publish(std::int64_t nowMs);

    /// When one of the periods is over that is not over yet; INT64_MAX: all are.
    [[nodiscard]] std::int64_t nextEndMs(std::int64_t nowMs) const;

    /// In which usage of a customer counts.
    [[nodiscard]] const Period& periodOf(const std::string& customer) const;

    [[nodiscard]] const config::Workspace& workspace() const { return *m_workspace; }

    [[nodiscard]] std::int64_t sequence() const { return m_sequence; }

private:
    using OpenPtr = std::shared_ptr<const std::vector<metering::UsageRecord>>;

    static constexpr std::size_t kJournalPage = 5'000; ///< records read at once
    static constexpr std::uint32_t kNoRow = UINT32_MAX;

    /// What one meter gave to a row.
    struct Part {
        std::string meter;
        const metering::Meter* known = nullptr; ///< null: not in the workspace any more
        metering::Combined closed;
        metering::Combined open;
        std::unordered_set<std::size_t> things; ///< hashes, where things are what counts
        std::unordered_set<std::size_t> openThings;
    };

    struct Point {
        std::int64_t timeMs = 0;
        double usage = 0;
    };

    struct Row {
        std::uint32_t customer = 0;
        std::string dimension;
        std::vector<Part> parts;
        Decimal usage;   ///< closed and open
        Decimal waiting; ///< closed, and not dealt with by every endpoint
        Decimal refused;
        std::uint64_t records = 0;
        std::uint64_t open = 0;
        std::optional<Decimal> price;
        double perSecond = 0;
        std::vector<Point> recent;
        std::int64_t ratedMs = 0;
        std::int64_t sampledMs = 0;   ///< of the newest sample in it; 0: not known
        std::int64_t countedToMs = 0; ///< the same, when its usage was counted last
        Slots today;
        DimensionPtr shown;
        bool isTouched = false; ///< counts changed
        bool isMoving = false;  ///< its rate is not at rest
        bool isDirty = true;    ///< what is shown changed
    };

    struct Customer {
        std::string id;
        std::string name;
        const pricing::Plan* plan = nullptr;
        Billed billed;
        std::vector<std::uint32_t> rows; ///< by dimension
        CustomerPtr shown;
        std::uint32_t place = 0; ///< among those that are shown
        bool isDirty = false;    ///< it, or a row of it, looks otherwise
        bool isPriced = false; ///< no amount changed since
    };

    /// Each row once, in the order in which they were noted.
    class ChangedRows {
    public:
        void note(std::uint32_t row) {
            if (row == kNoRow || holds(row)) {
                return;
            }
            m_marks.resize(std::max<std::size_t>(m_marks.size(), row + std::size_t{1}));
            m_marks[row] = true;
            m_rows.push_back(row);
        }

        [[nodiscard]] bool holds(std::uint32_t row) const {
            return row < m_marks.size() && m_marks[row];
        }

        [[nodiscard]] const std::vector<std::uint32_t>& rows() const { return m_rows; }

    private:
        std::vector<bool> m_marks;
        std::vector<std::uint32_t> m_rows;
    };

    struct Waiting {
        std::int64_t sequence = 0;
        std::uint32_t row = 0;
        Decimal units;
    };

    [[nodiscard]] bool isCounted(const std::string& customer, std::int64_t beginMs) const;
    /// The different ones.
    [[nodiscard]] std::vector<Period> periods() const;
    /// Records that may be counted.
    [[nodiscard]] metering::UsageFilter filterOf(Period period) const;

    [[nodiscard]] static std::size_t hashOf(const std::string& thing) {
        return std::hash<std::string>()(thing);
    }

    std::uint32_t customerOf(const std::string& id);
    std::uint32_t addCustomer(const std::string& id, const config::Customer* known);
    std::uint32_t
    rowOf(const std::string& customer, const std::string& dimension, const std::string& meter);
    Part& partOf(Row& row, const std::string& meter);
    [[nodiscard]] base::Status loadTotals(metering::UsageJournal& journal);
    [[nodiscard]] base::Status loadTotals(metering::UsageJournal& journal, Period period);
    [[nodiscard]] base::Status loadFirst(metering::UsageJournal& journal);
    [[nodiscard]] base::Status loadThings(metering::UsageJournal& journal);
    [[nodiscard]] base::Status loadToday(metering::UsageJournal& journal, std::int64_t nowMs);
    [[nodiscard]] base::Result<std::int64_t> newestOf(metering::UsageJournal& journal) const;
    [[nodiscard]] base::Status readTo(metering::UsageJournal& journal, std::int64_t sequence);
    void takeClosed(const metering::StoredRecord& record);
    void takeOpen(const OpenPtr& open);
    [[nodiscard]] std::uint32_t openRowOf(const metering::UsageRecord& record);
    void combineOpen(const ChangedRows& changed);
    void takeOpenRecord(Row& row, const metering::UsageRecord& record);
    [[nodiscard]] base::Status takeDeliveries(metering::UsageJournal* journal, const Live& live);
    [[nodiscard]] base::Status rebuildWaiting(metering::UsageJournal& journal);
    [[nodiscard]] base::Status takeRefused(metering::UsageJournal* journal, const Live& live);
    [[nodiscard]] base::Status
    takeRefused(metering::UsageJournal& journal, const delivery::RefusedRecord& refused);
    void startDay(std::int64_t nowMs);
    void openToday(std::int64_t nowMs);
    void touch(std::uint32_t row);
    void looksOtherwise(std::uint32_t customer);
    void countUp(std::int64_t nowMs);
    void foldToday(int folds);
    void countRow(std::uint32_t at, std::int64_t nowMs);
    void growToday(Row& row, double growth, std::int64_t nowMs);
    void moveRates(std::int64_t nowMs);
    [[nodiscard]] static bool hasOtherEvidence(const Row& row);
    [[nodiscard]] bool isOver(const Row& row, std::int64_t nowMs) const;
    static void moveRate(Row& row, double usage, std::int64_t nowMs);
    [[nodiscard]] Decimal usageOf(const Row& row) const;
    void showRow(std::uint32_t at);
    void arrangeShown();
    void showCustomer(Customer& customer, std::int64_t nowMs);
    void priceCustomer(const Customer& customer, CustomerRow& made, std::int64_t nowMs);
    [[nodiscard]] static bool countsEvents(const Row& row);
    [[nodiscard]] static pricing::Usage pricedOf(const Row& row, Decimal units);
    [[nodiscard]] std::vector<std::string> withoutFees(const Customer& customer) const;
    void priceRows(const Customer& customer, CustomerRow& made);
    void amountsChanged(std::uint32_t customer);
    [[nodiscard]] static Decimal closedOf(const Row& row);
    [[nodiscard]] NotMeasured notMeasured() const;

    std::shared_ptr<const config::Workspace> m_workspace;
    std::optional<std::string> m_only;
    Billed m_others; ///< of whoever is not in the workspace
    Period m_span;   ///< over all periods
    std::vector<Customer> m_customers;
    std::unordered_map<std::string, std::uint32_t> m_customerOf;
    std::deque<Row> m_rows;
    std::unordered_map<std::string, std::uint32_t> m_rowOf;
    std::vector<std::uint32_t> m_order; ///< customers by id
    std::vector<CustomerPtr> m_shown;   ///< in that order, while the shape stays
    std::vector<std::uint32_t> m_dirtyCustomers;
    std::vector<std::uint32_t> m_touched; ///< rows
    std::vector<std::uint32_t> m_moving;  ///< rows
    OpenPtr m_takenOpen;                   ///< last
    std::vector<std::uint32_t> m_openRows; ///< of each of its records; kNoRow: it does not count
    MoneySums m_money;
    MissingTime m_missing;
    std::int64_t m_sequence = 0;
    std::int64_t m_meteredFromMs = 0;
    std::int64_t m_doneThrough = -1; ///< of the slowest endpoint; -1: there is none
    std::deque<Waiting> m_waiting;
    std::set<std::int64_t> m_refused; ///< of any period
    std::uint64_t m_refusedHere = 0;  ///< of those that count here
    std::vector<std::string> m_endpoints;
    HistoryGrid m_grid;
    Period m_day;
    bool m_isAnythingNew = true;
    std::shared_ptr<const bool> m_shape;
    std::uint64_t m_generation = 0;
};

} // namespace meterbench::usage
