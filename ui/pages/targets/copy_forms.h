// The forms in which a target and its last scrape can be copied: exposition lines, a selector, JSON
// as the API's /api/v1/targets has it, a curl command. Plain text without secrets (a target's URL
// carries none). Gui thread.
#pragma once

#include "core/pipeline/snapshot.h"

#include <QString>

namespace meterbench::ui {

/// Every series of the last scrape, a line each.
[[nodiscard]] QString expositionOf(const pipeline::TargetState& target);
/// {instance="…",job="…"}
[[nodiscard]] QString selectorOf(const pipeline::TargetState& target);
[[nodiscard]] QString jsonOf(const pipeline::TargetState& target);
/// Safe to paste into a POSIX shell.
[[nodiscard]] QString curlOf(const pipeline::TargetState& target);

} // namespace meterbench::ui
