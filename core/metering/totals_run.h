// TotalsRun: one question for totals, answered from the journal's tables. Whole days come from the
// sums of days where the measure allows, the rest from records. LineChoice: the lines and times
// that a filter chooses; few lines are looked up one by one, many are read with their day. Both
// live for one question and borrow the tables. Throw what the tables throw.
#pragma once

#include "core/metering/journal_tables.h"
#include "core/metering/usage_totals.h"

#include <cstdint>
#include <functional>
#include <span>
#include <unordered_map>
#include <vector>

namespace meterbench::metering {

/// Lines to be read.
struct LineSet {
    bool isAll = false;
    std::vector<std::int64_t> lines; ///< unless all
    std::vector<std::uint8_t> isIn;  ///< by line, unless all

    [[nodiscard]] bool has(std::int64_t line) const {
        return isAll || isIn[static_cast<std::size_t>(line)] != 0;
    }
};

class LineChoice {
public:
    LineChoice(JournalTables& tables, const UsageFilter& filter);

    using RowUser = std::function<void(const JournalRow&)>;
    /// Each row, by day.
    void read(const RowUser& use);

    /// Days with records in the time chosen.
    void eachDay(const std::function<void(std::int64_t day)>& use);
    [[nodiscard]] bool isWhole(std::int64_t day) const;
    void readRows(std::int64_t day, const LineSet& set, const RowUser& use);
    void readSums(std::int64_t day, const std::function<void(const JournalDaySum&)>& use);

    [[nodiscard]] const LineSet& set() const { return m_set; }

    /// Those of the lines chosen that the predicate wants.
    [[nodiscard]] LineSet subset(const std::function<bool(const JournalLine&)>& isWanted);

private:
    [[nodiscard]] static bool isLookedUp(const LineSet& set);

    JournalTables& m_tables;
    std::int64_t m_fromMs;
    std::int64_t m_toMs;
    LineSet m_set;
};

class TotalsRun {
public:
    TotalsRun(JournalTables& tables, const TotalsQuery& query);

    [[nodiscard]] std::vector<UsageTotal> rows();

private:
    /// What comes together by one measure; texts that are not asked for are 0.
    struct Key {
        std::uint32_t customer = 0;
        std::uint32_t dimension = 0;
        std::uint32_t meter = 0;
        std::int64_t endMs = 0; ///< of the window, if asked for

        friend auto operator<=>(const Key&, const Key&) = default;
    };

    struct KeyHash {
        std::size_t operator()(const Key& key) const;
    };

    struct Cell {
        Key key;
        std::int64_t beginMs = INT64_MAX;
        Measure measure = Measure::Increase;
        Combined combined;
        std::uint64_t thingsSeen = 0;
        std::uint32_t row = 0;
    };

    struct Sighting {
        std::uint32_t place = 0; ///< a cell, later a row
        std::uint32_t thing = 0;
        bool hasValue = false;

        friend auto operator<=>(const Sighting&, const Sighting&) = default;
    };

    void collect();
    void takeRecords(std::int64_t day, const LineSet& set);
    void takeRecord(const JournalRow& record);
    void takeSum(const JournalDaySum& sum);
    void see(std::uint32_t cell, std::int64_t line, bool hasValue);
    [[nodiscard]] std::uint32_t cellOf(std::int64_t line, std::int64_t endMs);
    [[nodiscard]] Measure measureOf(std::uint32_t meter);
    void countThingsSeen();
    void addToRow(UsageTotal& row, const Cell& cell);
    void makeRows();
    void countThings();
    [[nodiscard]] std::vector<UsageTotal> sortedRows();

    JournalTables& m_tables;
    const TotalsQuery& m_query;
    LineChoice m_choice;
    std::vector<Cell> m_cells;
    std::unordered_map<Key, std::uint32_t, KeyHash> m_cellOf;
    std::vector<std::uint32_t> m_cellOfLine; ///< 1 above; 0: not known yet
    std::vector<std::uint8_t> m_seen;        ///< by line: 1 seen, 2 with a value
    std::vector<Sighting> m_sightings;
    std::unordered_map<std::uint32_t, Measure> m_measures;
    std::vector<UsageTotal> m_rows;
    std::vector<Key> m_rowKeys;
};

} // namespace meterbench::metering
