// Ledger: the losses that people can see: when, which endpoint (or "log"), why, how many samples.
// Kept in the log's folder, one checksummed line each, so it survives restarts. Entries of the same
// endpoint and reason within a minute are one. The log thread owns it.
#pragma once

#include "core/base/file.h"
#include "core/base/result.h"
#include "core/wal/damage.h"

#include <cstdint>
#include <memory>
#include <string>
#include <string_view>
#include <vector>

namespace meterbench::wal {

struct LedgerEntry {
    std::int64_t timeMs = 0;
    std::string who; ///< endpoint name, or "log"
    std::string
        reason; ///< "over the disk budget", "refused by the receiver (400)", "damaged page" …
    std::uint64_t samples = 0; ///< 0: none, or they could not be counted: see detail
    std::string detail;        ///< segment and offset, or the receiver's words (shortened)
    std::vector<DamagedPage> damagedPages =
        {}; ///< which pages were the cause; the ledger does not keep them

    friend bool operator==(const LedgerEntry&, const LedgerEntry&) = default;
};

class Ledger {
public:
    [[nodiscard]] static base::Result<Ledger> open(base::FileSystem& files, std::string path);
    [[nodiscard]] base::Status add(LedgerEntry entry);

    /// Oldest first; the newest 1,000.
    [[nodiscard]] const std::vector<LedgerEntry>& entries() const { return m_entries; }

    [[nodiscard]] std::uint64_t lostSamples() const { return m_lostSamples; }

private:
    void load(std::string_view text);
    void merge(LedgerEntry entry);
    [[nodiscard]] base::Status write(const LedgerEntry& entry);
    [[nodiscard]] base::Status rewrite();

    base::FileSystem* m_files = nullptr;
    std::string m_path;
    std::unique_ptr<base::File> m_file; // opened by the first loss
    std::vector<LedgerEntry> m_entries;
    std::uint64_t m_lostSamples = 0;
    std::uint64_t m_samplesOfForgotten = 0; // of entries older than the newest 1,000
    std::size_t m_lines = 0;                // in the file
    bool m_lineIsOpen = false;              // the file ends within a line
};

} // namespace meterbench::wal
