// A journal's file: a header, a snapshot, then one record for each change (README.md describes
// every byte). Not the file handling: journal_file.h. scanJournal tells what a crash has cut (only
// behind the snapshot, only at the end) from damage, which can be anywhere.
#pragma once

#include "core/base/result.h"

#include <cstdint>
#include <functional>
#include <string>
#include <string_view>

namespace meterbench::journal {

inline constexpr std::size_t kMagicBytes = 7;
inline constexpr std::size_t kHeaderBytes = 32;
inline constexpr std::size_t kRecordHeaderBytes = 16;

/// Of the file with this number (each rewriting counts on); the record will begin at offsetBytes.
[[nodiscard]] base::Status appendRecord(
    std::string& out, std::uint64_t number, std::uint64_t offsetBytes, std::string_view payload
);

/// Before the records of a snapshot, each made for its place by appendRecord.
[[nodiscard]] std::string
headerOf(std::string_view magic, std::uint64_t number, std::uint64_t snapshotBytes);

/// Answers why the change cannot be done; then the record counts as damaged.
using TakeRecord = std::function<base::Status(std::string_view payload)>;

struct Scan {
    std::uint64_t number = 0;
    std::uint64_t snapshotBytes = 0; ///< with the header
    std::uint64_t goodBytes = 0;     ///< the end of the last good record
    std::uint64_t records = 0;       ///< taken
    std::uint64_t cutBytes = 0;      ///< of a record that a crash has cut, behind goodBytes
    base::Status damage;             ///< what is wrong at goodBytes, when it is damage
};

/// Calls `take` with each record up to the end or the first one that is not good.
[[nodiscard]] Scan
scanJournal(std::string_view magic, std::string_view bytes, const TakeRecord& take);

} // namespace meterbench::journal
