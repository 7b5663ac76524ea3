// The state of a series and its definition: how it begins, and whether the two go together. Any
// thread.
#pragma once

#include "core/base/result.h"
#include "core/instruments/instrument.h"

#include <cstdint>

namespace meterbench::instruments {

/// Before it has moved.
[[nodiscard]] State freshState(const Definition& definition, std::int64_t nowMs);

/// Can a series of this definition be in this state?
[[nodiscard]] bool
fits(const Definition& definition, const LabelValues& values, const State& state);

[[nodiscard]] base::Error misfit(const Definition& definition);

} // namespace meterbench::instruments
