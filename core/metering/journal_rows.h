// Rows of the usage journal's tables: what they hold, their checksums, and how they are read from a
// statement. What is not what was written is thrown as Damage. One thread.
#pragma once

#include "core/base/decimal.h"
#include "core/metering/journal_file.h"
#include "core/metering/usage_record.h"

#include <SQLiteCpp/SQLiteCpp.h>

#include <cstdint>
#include <initializer_list>
#include <string>
#include <string_view>

namespace meterbench::metering {

/// What is the same in all records of one thing of one customer: numbers of texts.
struct JournalLine {
    std::uint32_t customer = 0;
    std::uint32_t dimension = 0;
    std::uint32_t meter = 0;
    std::uint32_t thing = 0;

    friend bool operator==(const JournalLine&, const JournalLine&) = default;
};

struct JournalRow {
    std::int64_t sequence = 0;
    std::int64_t line = 0;
    std::int64_t beginMs = 0;
    std::int64_t revision = 0;
    std::int64_t endMs = 0;
    std::int64_t madeMs = 0;
    base::Decimal value;
    Evidence evidence;
};

struct JournalDaySum {
    std::int64_t line = 0;
    std::int64_t records = 0;
    base::Decimal value;
    Evidence evidence;
};

struct JournalCheckpoint {
    std::int64_t segment = 0;
    std::int64_t offsetBytes = 0;
    std::string state;
};

/// Days are those of UTC; before 1970 they are below 0.
inline constexpr std::int64_t kDayMs = 86'400'000;

[[nodiscard]] constexpr std::int64_t dayOf(std::int64_t timeMs) {
    return timeMs / kDayMs - (timeMs % kDayMs < 0 ? 1 : 0);
}

/// Ready to be used when it comes, and when it goes: one that is not reset keeps the file from
/// being tidied up.
class StatementUse {
public:
    explicit StatementUse(
        SQLite::Statement& statement, std::initializer_list<std::int64_t> values = {}
    )
        : m_statement(statement) {
        m_statement.tryReset(); // tells the former error again
        int index = 0;
        for (const std::int64_t value : values) {
            m_statement.bind(++index, value);
        }
    }

    StatementUse(const StatementUse&) = delete;
    StatementUse& operator=(const StatementUse&) = delete;

    ~StatementUse() { m_statement.tryReset(); }

    SQLite::Statement* operator->() { return &m_statement; }

    [[nodiscard]] std::int64_t at(int column) const {
        return m_statement.getColumn(column).getInt64();
    }

private:
    SQLite::Statement& m_statement;
};

[[nodiscard]] std::int64_t checksumOf(std::initializer_list<std::int64_t> values);
[[nodiscard]] std::int64_t checksumOf(std::int64_t id, std::string_view text);
[[nodiscard]] std::int64_t checksumOf(const JournalRow& row);

/// Of a sum it is the sum of those of its parts, so that SQL can keep it up. A single number that
/// is not what it was is always seen.
[[nodiscard]] std::int64_t daySumCheck(
    std::int64_t day,
    std::int64_t line,
    std::int64_t records,
    const base::Decimal::Parts& value,
    const Evidence& e
);

/// Begin of a statement whose rows rowOf() reads.
extern const char* const kRowColumns;
[[nodiscard]] JournalRow rowOf(const StatementUse& at);

/// Begin of a statement whose rows daySumOf() reads.
extern const char* const kSumColumns;
[[nodiscard]] JournalDaySum daySumOf(const StatementUse& at);

} // namespace meterbench::metering
