// Tally: what is metered at this moment, closed and open, by customer and dimension, in the meters'
// units. For a demo's few records: it reads all of them. A plain value. Errors: those of the usage
// journal; NotFound while there is none.
#pragma once

#include "core/base/clock.h"
#include "core/base/decimal.h"
#include "core/base/result.h"
#include "core/metering/meter.h"
#include "core/pipeline/meterer_state.h"

#include <cstdint>
#include <map>
#include <string>
#include <utility>
#include <vector>

namespace meterbench::app {

struct Tally {
    /// customer, dimension; an empty customer is usage of which nobody is known.
    using Line = std::pair<std::string, std::string>;

    std::map<Line, base::Decimal> units;
    std::int64_t resets = 0;
    std::int64_t openBeginMs = INT64_MAX; ///< of the oldest window that is not closed

    [[nodiscard]] base::Decimal of(const std::string& customer, const std::string& dimension) const;
};

/// `toMs`: of the windows' begin.
[[nodiscard]] base::Result<Tally> tallyOf(
    const std::string& journalFolder,
    const base::Clock& clock,
    const std::vector<metering::Meter>& meters,
    const pipeline::MetererState& state,
    std::int64_t toMs
);

} // namespace meterbench::app
