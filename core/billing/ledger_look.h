// How a LedgerView comes about. The ledgers' thread.
#pragma once

#include "core/billing/ledger_json.h"
#include "core/billing/ledger_view.h"

#include <cstdint>

namespace meterbench::billing {

[[nodiscard]] LedgerViewPtr viewOf(const Books& books, std::int64_t nowMs);

} // namespace meterbench::billing
