// UsageLedger: the accepted usage records, exact sums by customer and dimension, and what was a
// repeat. A record stands in the ledger's file (core/journal) before it is answered as accepted:
// KILL loses none. How often something was repeated is not kept. One thread. Errors: those of
// journal::JournalFile; Limit when a sum would leave the range of decimals.
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
    std::uint64_t repeats = 0;
    std::int64_t lastTimeMs = 0;
    std::vector<std::size_t> entries; ///< in UsageLedger::entries(), in the order of arrival
};

enum class Taken : std::uint8_t {
    Accepted,
    Repeat,   ///< it is there already, the same in everything
    Conflict, ///< its key is there with something else
};

class UsageLedger {
public:
    /// customer, dimension
    using Owner = std::pair<std::string, std::string>;

    /// As JournalFile::open.
    [[nodiscard]] static base::Result<std::unique_ptr<UsageLedger>> open(
        base::FileSystem& files,
        const base::Clock& clock,
        const std::string& folder,
        base::LogSink& sink
    );
    ~UsageLedger() = default;
    UsageLedger(const UsageLedger&) = delete;
    UsageLedger& operator=(const UsageLedger&) = delete;

    /// On an error nothing has changed.
    [[nodiscard]] base::Result<Taken> take(UsageEntry entry);

    [[nodiscard]] const std::vector<UsageEntry>& entries() const { return m_content.entries; }

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

    UsageLedger() = default;
    [[nodiscard]] base::Status write(const UsageEntry& entry);

    Content m_content;
    std::unique_ptr<journal::JournalFile> m_file; // goes first, for it borrows the content
    std::string m_payload;
};

} // namespace meterbench::billing
