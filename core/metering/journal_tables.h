// JournalTables: rows of the usage journal, written and read with their checksums. It knows no
// records but their rows, and no rule but that what is read must be what was written. Throws
// SQLite::Exception and Damage; usage_journal.cpp turns them into errors. One thread.
#pragma once

#include "core/metering/journal_file.h"
#include "core/metering/journal_rows.h"
#include "core/metering/usage_record.h"

#include <cstdint>
#include <functional>
#include <memory>
#include <optional>
#include <string>
#include <string_view>
#include <unordered_map>
#include <vector>

namespace meterbench::metering {

class JournalTables {
public:
    JournalTables(std::unique_ptr<SQLite::Database> database, std::string path);
    ~JournalTables();

    [[nodiscard]] const std::string& path() const { return m_path; }

    [[nodiscard]] SQLite::Database& database() { return *m_database; }

    [[nodiscard]] std::int64_t lastSequence() const { return m_lastSequence; }

    struct Mark {
        std::int64_t sequence = 0;
        std::int64_t line = 0;
    };

    /// How far it is, for back().
    [[nodiscard]] Mark mark() const { return {m_lastSequence, m_lastLine}; }

    /// After a transaction that was not kept: what it added is not known any more.
    void back(const Mark& mark);

    /// Of a record; made if there is none.
    [[nodiscard]] std::int64_t lineOf(const UsageRecord& record);
    /// Nothing if no record of it is there.
    [[nodiscard]] std::optional<std::int64_t> findLine(const UsageRecord& record);
    /// Adds a row with the next sequence, and to its day. False: its place is taken.
    [[nodiscard]] bool add(JournalRow row);
    void setCheckpoint(const JournalCheckpoint& checkpoint);

    [[nodiscard]] std::optional<JournalCheckpoint> checkpoint();
    [[nodiscard]] const std::string& text(std::int64_t id);
    [[nodiscard]] std::optional<std::int64_t> idOfText(const std::string& text);
    /// All of them; line 1 is the first.
    [[nodiscard]] const std::vector<JournalLine>& lines();
    [[nodiscard]] UsageRecord recordOf(const JournalRow& row);

    /// Returns false to end.
    using RowTaker = std::function<bool(const JournalRow&)>;
    /// By sequence, without gaps.
    void readAfter(std::int64_t sequence, std::int64_t most, const RowTaker& take);
    /// Those that begin from one time to another, both included; by begin and revision.
    void readPlace(
        std::int64_t day,
        std::int64_t line,
        std::int64_t fromMs,
        std::int64_t lastMs,
        const RowTaker& take
    );
    /// The same of all lines; by line, begin and revision.
    void readDay(std::int64_t day, std::int64_t fromMs, std::int64_t lastMs, const RowTaker& take);

    /// The first day with records from this one on.
    [[nodiscard]] std::optional<std::int64_t> dayFrom(std::int64_t day);
    void readDaySums(std::int64_t day, const std::function<void(const JournalDaySum&)>& take);
    [[nodiscard]] std::optional<JournalDaySum> daySum(std::int64_t day, std::int64_t line);

    /// Throws what is wrong.
    void verify();

private:
    struct Key {
        std::uint64_t a = 0;
        std::uint64_t b = 0;

        friend bool operator==(const Key&, const Key&) = default;
    };

    struct KeyHash {
        std::size_t operator()(const Key& key) const { return key.a; }
    };

    struct Statements;

    [[nodiscard]] static JournalLine lineIn(const StatementUse& read, std::int64_t id);
    [[nodiscard]] JournalLine line(std::int64_t id);
    [[nodiscard]] std::int64_t textId(const std::string& text);
    void addToDay(const JournalRow& row);

    std::unique_ptr<SQLite::Database> m_database;
    std::string m_path;
    std::unique_ptr<Statements> m_statements; // before the database is closed
    std::int64_t m_lastSequence = 0;
    std::int64_t m_lastLine = 0;
    std::unordered_map<Key, std::int64_t, KeyHash> m_lineOf; ///< of late; a cache
    std::vector<JournalLine> m_lines;                        ///< as far as they were asked for
    std::unordered_map<std::int64_t, std::string> m_texts;   ///< a cache
};

} // namespace meterbench::metering
