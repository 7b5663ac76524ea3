// What the Gateway page says: policies, modes, groups, outcomes of pushes, what to do about a
// refused one, and how long something stays. Plain text, translated; what pushers sent is passed
// through, so show it as plain text. Any thread.
#pragma once

#include "core/address/view.h"

#include <QString>

#include <optional>

namespace meterbench::ui {

/// "sum", "last" …: the words of the rules.
[[nodiscard]] QString policyWord(gateway::Policy policy);
/// What it does to two values, in a sentence.
[[nodiscard]] QString policySentence(gateway::Policy policy);
[[nodiscard]] QString modeWord(address::Mode mode);
[[nodiscard]] QString modeSentence(address::Mode mode);
[[nodiscard]] QString profileWord(gateway::Profile profile);
[[nodiscard]] QString profileSentence(gateway::Profile profile);
/// job="a" instance="b"; "no labels" for the empty key.
[[nodiscard]] QString groupText(const std::vector<model::Label>& labels);
/// {a="b",c="d"}; empty without labels.
[[nodiscard]] QString labelsText(const std::vector<model::Label>& labels);
/// "taken", "400 Bad Request" …
[[nodiscard]] QString outcomeText(const address::PushMark& push);
/// The reason, the place, and what to do; of a refused push.
[[nodiscard]] QString refusalSentence(const address::PushMark& push);
/// What to do about it alone.
[[nodiscard]] QString refusalAdvice(const address::PushMark& push);
/// "4 min 3 s", "never", "now".
[[nodiscard]] QString timeLeft(std::int64_t expiresMs, std::int64_t nowMs);
/// "4 min left", "stays", "goes now": in one unit and without a head above it, for narrow places.
[[nodiscard]] QString timeLeftSentence(std::int64_t expiresMs, std::int64_t nowMs);
/// "12 s ago", "4 min ago", "3 d ago": in one unit, for narrow places.
[[nodiscard]] QString shortAgo(std::int64_t thenMs, std::int64_t nowMs);
/// "5m", "1d12h"; 0 is "never".
[[nodiscard]] QString ruleDuration(std::int64_t milliseconds);

/// A duration as rules have it: 5m, 1h30m, never or 0. Nothing: not one.
[[nodiscard]] std::optional<std::int64_t> readRuleDuration(const QString& typed);
/// '*' stands for any text, also none.
[[nodiscard]] bool matchesPattern(std::string_view pattern, std::string_view text);
[[nodiscard]] std::string_view
labelOf(const std::vector<model::Label>& labels, std::string_view name);

} // namespace meterbench::ui
