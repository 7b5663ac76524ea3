// LedgerView: what the endpoint took, for somebody who looks at it from within the program: sums,
// counts, refusals, faults. A copy of one moment, constant. Not the JSON of /api/v1/ledger, which is
// for clients and has everything. Any thread.
#pragma once

#include "core/base/decimal.h"
#include "core/billing/faults.h"

#include <cstdint>
#include <map>
#include <memory>
#include <string>
#include <vector>

namespace meterbench::billing {

struct LedgerViewLine {
    std::string customer;
    std::string dimension;
    base::Decimal sum;         ///< of usage records
    std::uint64_t records = 0; ///< usage records
    std::uint64_t repeats = 0; ///< of usage records, and of samples
    std::uint64_t samples = 0; ///< by remote write
    std::int64_t lastTimeMs = 0;

    friend bool operator==(const LedgerViewLine&, const LedgerViewLine&) = default;
};

struct LedgerView {
    std::int64_t timeMs = 0;
    std::uint64_t usageRecords = 0;
    std::uint64_t mostUsageRecords = 0;
    std::uint64_t writes = 0;  ///< requests of remote write
    std::uint64_t samples = 0; ///< by remote write, of whatever verdict
    std::uint64_t usageRefused = 0;
    std::uint64_t writesRefused = 0;
    std::map<std::string, std::uint64_t> usageRefusals; ///< by reason
    std::map<std::string, std::uint64_t> writeRefusals;
    std::vector<LedgerViewLine> lines; ///< by customer and dimension, the first kMostViewLines
    std::uint64_t linesInAll = 0;
    std::vector<PlannedFault> planned;
    std::map<std::string, std::uint64_t> done; ///< faults, by text
};

inline constexpr std::size_t kMostViewLines = 2'000;

using LedgerViewPtr = std::shared_ptr<const LedgerView>;

} // namespace meterbench::billing
