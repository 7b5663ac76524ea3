// SeriesKey: the identity of a series within its family, written as the exposition writes it:
// a="1",b="2", sorted by name, escaped. One text serves as identity, as what is hashed, and as what
// is rendered, so a stored series keeps nothing else of its labels. Functions only; any thread.
#pragma once

#include <string>
#include <string_view>

namespace meterbench::gateway {

/// Appends name="value" behind a comma where start (the key's first byte in out) is not the end.
void appendLabel(
    std::string& out, std::size_t start, std::string_view name, std::string_view value
);

/// The order of the exposition: name, then value (unescaped), pair by pair; shorter first.
[[nodiscard]] bool isBefore(std::string_view a, std::string_view b);

/// The first label of the key as it stands, taken off: name="value". Empty at the end.
[[nodiscard]] std::string_view takeLabel(std::string_view& key);

/// {__name__="c", a="1"}: how the older gateway shows a series in its messages.
[[nodiscard]] std::string shownSeries(std::string_view family, std::string_view key);

} // namespace meterbench::gateway
