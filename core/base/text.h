// Small questions about text that more than one folder asks.
#pragma once

#include <cstddef>
#include <cstdint>
#include <string>
#include <string_view>
#include <vector>

namespace meterbench::base {

[[nodiscard]] bool isValidUtf8(std::string_view text);
/// Runes up to the byte offset, plus one: what a person calls a column.
[[nodiscard]] std::size_t columnOf(std::string_view line, std::size_t offsetBytes);
/// A JSON string's inside, without the quotes (control characters, quotes, backslashes escaped).
[[nodiscard]] std::string jsonEscaped(std::string_view text);
/// The candidate closest to the word (edit distance at most 3, or nothing): for "did you mean".
[[nodiscard]] std::string_view
nearestWord(std::string_view word, const std::vector<std::string_view>& candidates);
/// "1 sample", "0 samples": the noun gets an s unless there is one.
[[nodiscard]] std::string counted(std::uint64_t count, std::string_view noun);
/// "2026-11-21T07:08:47.123Z".
[[nodiscard]] std::string formatTimeUtc(long long timestampMs);

} // namespace meterbench::base
