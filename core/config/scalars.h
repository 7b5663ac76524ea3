// Single values: each reader leaves `out` alone and reports a problem when the node is not what it
// should be. Numbers, booleans and durations follow go-yaml v2 and Prometheus: a quoted "true" is a
// text, yes and on are true.
#pragma once

#include "core/config/reading.h"

#include <chrono>
#include <cstdint>
#include <limits>
#include <string>
#include <string_view>
#include <vector>

namespace meterbench::config {

bool readText(const Node& node, Reading& reading, std::string& out);
bool readBool(const Node& node, Reading& reading, bool& out);
bool readWhole(
    const Node& node,
    Reading& reading,
    std::uint64_t& out,
    std::uint64_t largest = std::numeric_limits<std::uint64_t>::max()
);
bool readDuration(const Node& node, Reading& reading, std::chrono::milliseconds& out);
bool readSize(const Node& node, Reading& reading, std::uint64_t& out);
/// A list of texts; null is an empty list.
bool readTexts(const Node& node, Reading& reading, std::vector<std::string>& out);
/// The index of the word among those allowed; -1 and a problem otherwise.
int readWord(const Node& node, Reading& reading, const std::vector<std::string_view>& allowed);

/// The items of a list; a problem and none when it is something else.
const std::vector<Node>& itemsOf(const Node& node, Reading& reading);

/// "a, b or c".
[[nodiscard]] std::string listed(const std::vector<std::string_view>& words, std::string_view last);
[[nodiscard]] const char* kindName(Kind kind);

} // namespace meterbench::config
