// Drill-down: one customer and dimension with its windows, records and what was measured, out of
// the journal and of what is open. Reads all records of the period of that row, so it belongs on
// the thread of the journal. What goes wrong stands in the answer.
#pragma once

#include "core/metering/usage_journal.h"
#include "core/usage/source.h"
#include "core/usage/usage_book.h"

#include <memory>

namespace meterbench::usage {

/// `journal` may be null. Records up to `sequence` are closed; behind it they are in `live.open`.
[[nodiscard]] std::shared_ptr<const Drill> drillInto(
    metering::UsageJournal* journal,
    const config::Workspace& workspace,
    Period period,
    const Watch& watched,
    const Live& live
);

/// How a record of the journal stands with one endpoint.
[[nodiscard]] Delivered
deliveredBy(const delivery::DeliveryState& endpoint, const metering::StoredRecord& record);

} // namespace meterbench::usage
