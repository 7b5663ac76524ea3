// Held families in the format that a scrape asks for. Text: render.h. OpenMetrics, without "# EOF":
// a counter's family is its name without _total; a counter whose name does not end so keeps it and
// is of type unknown, for a reader must find the same name in every format. Protobuf: delimited
// messages io.prometheus.client.MetricFamily; counts that are not whole go into the float fields.
// Any thread that may read the merger.
#pragma once

#include "core/gateway/merger.h"
#include "core/gateway/push_store.h"

#include <string>

namespace meterbench::gateway {

void writeFamilies(std::string& out, const Merger& merger, ExposeFormat format);

} // namespace meterbench::gateway
