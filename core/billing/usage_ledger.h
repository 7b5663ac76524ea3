// UsageLedger: the accepted usage records, exact sums by customer and dimension, and whether one was
// there already. A record stands in the ledger's file (core/journal) before it is answered as
// accepted: KILL loses none. All of it is in memory, up to a number of records. One thread. Errors:
// those of journal::JournalFile; Limit when a sum would leave the range of decimals, or the ledger
// is full.
#pragma once

#include "core/base/clock.h"
#include "core/base/file.h"
#include "core/base/log_sink.h"
#include "core/billing/usage_entry.h"
#include "core/journal/journal_file.h"

#include <cstdint>
#include <map>
#include <memory>
#include <string>
#include <string_view>
#include <unordered_map>
#include <utility>
#include <vector>

namespace meterbench::billing {

struct UsageLine {
    base::Decimal sum;
    std::int64_t lastTimeMs = 0;
    std::vector<std::size_t> entries; ///< in UsageLedger::entries(), in the order of arrival
};

enum class Taken : std::uint8_t {
    Accepted,
    Repeat,   ///< it is there already, the same in everything
    Conflict, ///< its key is there with something else
    Full,     ///< there are as many records as there may be
};

/// About 920 MB of memory, where each has the metadata that an agent sends.
inline constexpr std::size_t kMostUsageRecords = 1'000'000;

class UsageLedger {
public:
    /// customer, dimension
    using Owner = std::pair<std::string, std::string>;

    /// As JournalFile::open.
    [[nodiscard]] static base::Result<std::unique_ptr<UsageLedger>> open(
        base::FileSystem& files,
        const base::Clock& clock,
        const std::string& folder,
        base::LogSink& sink,
        std::size_t mostRecords = kMostUsageRecords
    );
    ~UsageLedger() = default;
    UsageLedger(const UsageLedger&) = delete;
    UsageLedger& operator=(const UsageLedger&) = delete;

    /// On an error nothing has changed. What is there already is known, however full it is.
    [[nodiscard]] base::Result<Taken> take(UsageEntry entry);

    [[nodiscard]] const std::vector<UsageEntry>& entries() const { return m_content.entries; }

    [[nodiscard]] std::size_t mostRecords() const { return m_mostRecords; }

    [[nodiscard]] const std::map<Owner, UsageLine>& lines() const { return m_content.lines; }

    /// About once a second, and at the end: as those of JournalFile.
    [[nodiscard]] base::Status maintain() { return m_file->maintain(); }

    [[nodiscard]] base::Status sync() { return m_file->sync(); }

    [[nodiscard]] bool isDirty() const { return m_file->isDirty(); }

private:
    struct Content final : journal::Content {
        [[nodiscard]] base::Status take(std::string_view payload) override;
        [[nodiscard]] base::Status write(journal::Snapshot& snapshot) const override;
        [[nodiscard]] std::string words() const override;

        [[nodiscard]] base::Status canAdd(const UsageEntry& entry) const;
        void add(UsageEntry entry);

        std::vector<UsageEntry> entries;
        std::map<Owner, UsageLine> lines;
        std::unordered_map<std::string, std::size_t> byKey;
    };

    explicit UsageLedger(std::size_t mostRecords)
        : m_mostRecords(mostRecords) {}

    [[nodiscard]] base::Status write(const UsageEntry& entry);

    const std::size_t m_mostRecords;
    Content m_content;
    std::unique_ptr<journal::JournalFile> m_file; // goes first, for it borrows the content
    std::string m_payload;
};

} // namespace meterbench::billing
