// The bench as a body that a scrape reads. Families in the order of the bench, series by their
// label values; numbers as Python's prometheus_client writes them, which readers of the ICOS export
// know. What the text format has no type for stands as a gauge, as in prometheus_client;
// times of creation stand in OpenMetrics only. Source: OpenMetrics 1.0, text format 0.0.4.
#pragma once

#include "core/exposition/writer.h"
#include "core/instruments/bench.h"

#include <string>

namespace meterbench::instruments {

[[nodiscard]] std::string expose(const Bench& bench, exposition::Format format);
[[nodiscard]] std::string expose(const Instrument& instrument, exposition::Format format);

/// Delimited io.prometheus.client.MetricFamily messages; as in the text format, what it has no type
/// for stands as a gauge.
void appendProtobuf(const Bench& bench, std::string& out);

} // namespace meterbench::instruments
