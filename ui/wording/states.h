// States, kinds of events and problems in words: what happened, to what, and what comes next. Plain
// text, translated. Texts from outside (receivers' answers, error contexts) are passed through as
// they are, so show them as plain text. Any thread.
#pragma once

#include "core/base/result.h"
#include "core/pipeline/snapshot.h"

#include <QString>

namespace meterbench::ui::wording {

/// "up", "down", "not yet", "paused".
[[nodiscard]] QString health(const pipeline::TargetState& target);
/// "sending", "catching up" …
[[nodiscard]] QString phase(remote::EndpointPhase phase);
/// A short name for the second column of the events: "Target down".
[[nodiscard]] QString eventKind(pipeline::EventKind kind);
[[nodiscard]] QString level(base::LogLevel level);
/// "counter", "gauge" … and the letter of the badge (C G H S I E, ? for unknown).
[[nodiscard]] QString metricType(model::MetricType type);
[[nodiscard]] QString metricTypeLetter(model::MetricType type);

/// A whole sentence: the context where it says enough, else what the code means.
[[nodiscard]] QString error(const base::Error& error);
/// Under a target that is down: what failed, when it was last good. Empty when nothing is wrong.
[[nodiscard]] QString targetProblem(const pipeline::TargetState& target, std::int64_t nowMs);
/// Under an endpoint that fails: the last answer, what happens next, that nothing is lost. Empty
/// when nothing is wrong.
[[nodiscard]] QString endpointProblem(const remote::EndpointState& endpoint, std::int64_t nowMs);
/// "204 in 12 ms", "no answer yet".
[[nodiscard]] QString lastAnswer(const remote::EndpointState& endpoint);
/// "204 No Content".
[[nodiscard]] QString httpStatus(int status);

/// Plain UTF-8 bytes to text.
[[nodiscard]] inline QString text(std::string_view utf8) {
    return QString::fromUtf8(utf8.data(), static_cast<qsizetype>(utf8.size()));
}

} // namespace meterbench::ui::wording
