// What a second metering of the log found, in words. Plain text.
#pragma once

#include "core/pipeline/recompute.h"

#include <string>

namespace meterbench::app {

[[nodiscard]] std::string toText(const pipeline::Recomputation& done);

} // namespace meterbench::app
