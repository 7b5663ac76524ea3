// A bench as the bytes of a journal's file and back. Not the file handling: journal.h.
#pragma once

#include "core/base/result.h"
#include "core/instruments/bench.h"
#include "core/instruments/journal_format.h"

#include <cstdint>
#include <string>
#include <string_view>

namespace meterbench::instruments {

/// Does the edits of a file on an empty bench, up to the end or the first that is not good; what
/// the scan found.
[[nodiscard]] JournalScan readInto(Bench& bench, std::string_view bytes);

/// "3 records before it (1 metric with 2 series)".
[[nodiscard]] std::string keptWords(const JournalScan& scan, const Bench& bench);

/// The whole file: header and a record for each instrument.
[[nodiscard]] base::Result<std::string> snapshotOf(const Bench& bench, std::uint64_t number);

} // namespace meterbench::instruments
