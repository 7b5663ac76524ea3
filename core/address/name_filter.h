// NameFilter: an exposition with the samples of some names only, as the client libraries answer
// ?name[]=a&name[]=b_count. A family that keeps none of its samples goes with its metadata; one
// that keeps any has all of its metadata. It works on the bytes that a scrape without names would
// get, so that a scrape without names knows nothing of it. Source: prometheus/client_python
// registry.py RestrictedRegistry, exposition.py (the query by urllib.parse.parse_qs). Any thread.
#pragma once

#include "core/exposition/accept.h"

#include <functional>
#include <set>
#include <string>
#include <string_view>

namespace meterbench::address {

using SampleNames = std::set<std::string, std::less<>>;

/// The values of name[], decoded; empty ones count as not given. None: everything is wanted.
[[nodiscard]] SampleNames namesAskedFor(std::string_view query);

/// body: as an own exposition writes it. Of protobuf, whose messages are whole families, those that
/// have one of the samples.
[[nodiscard]] std::string
onlyNamed(std::string_view body, exposition::Media media, const SampleNames& names);

} // namespace meterbench::address
