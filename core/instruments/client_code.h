// ClientCode: a metric as something that makes it elsewhere: curl lines for the ICOS route (a push
// for histograms, which that route does not know), a Python script with prometheus_client, a Go
// program with client_golang. Names and values are quoted for their language: text from outside
// stays text. Any thread that may read the bench.
#pragma once

#include "core/instruments/bench.h"

#include <string>
#include <string_view>

namespace meterbench::instruments {

enum class ClientForm : std::uint8_t { Curl, Python, Go };

/// url: of the address, "http://127.0.0.1:9091"; empty: that one stands in its place.
[[nodiscard]] std::string
clientCode(const Instrument& instrument, ClientForm form, std::string_view url);
/// Of all instruments, in one program.
[[nodiscard]] std::string clientCode(const Bench& bench, ClientForm form, std::string_view url);

} // namespace meterbench::instruments
