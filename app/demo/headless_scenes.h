// `meterbench demo --headless --scene NAME|all`: the director's story without a window, a line for
// everything that is said and shown. The last line is the settlement as one JSON object.
#pragma once

#include "core/base/log_sink.h"

#include <string>

namespace meterbench::app {

/// "customers, spike, …"
[[nodiscard]] std::string sceneNames();

/// Exit codes: 0 metered, sent, accepted and billed agree but for what the scene intends, 1 they do
/// not or something could not start, 2 there is no such scene.
[[nodiscard]] int runHeadlessScenes(const std::string& scene, base::LogLevel least);

} // namespace meterbench::app
