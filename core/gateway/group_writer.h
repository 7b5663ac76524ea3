// What a scrape of all groups reads: families by name, series in the Pushgateway's order, the two
// stamps of each group among them. Text and OpenMetrics are written from the lines of each layout:
// a few copies and a number for each. OpenMetrics: a counter's family is its name without _total; a
// counter whose name does not end so, or whose stem is held too, is of type unknown, for a reader must find the same name in
// every format. Protobuf: delimited MetricFamily messages. The help of a family is that of its
// first series that has one. Any thread that may read the index.
#pragma once

#include "core/gateway/group_index.h"

#include <string>

namespace meterbench::gateway {

void writeGroups(std::string& out, const GroupIndex& index, ExposeFormat format);

} // namespace meterbench::gateway
