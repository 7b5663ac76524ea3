// A reconciliation in words: causes, what to do about them, how it came out as a whole. Plain text,
// translated. Any thread.
#pragma once

#include "core/usage/reconcile_question.h"
#include "ui/widgets/theme.h"

#include <QString>
#include <QStringList>

namespace meterbench::ui {

/// "refused", "waiting to be sent" …
[[nodiscard]] QString causeText(delivery::Cause cause);
/// "▲ refused: 2 calls in 1 record", and the receiver's words.
[[nodiscard]] QString differenceText(const delivery::Difference& one, const metering::Meter* meter);
/// What it means, and what to do next.
[[nodiscard]] QString adviceText(const delivery::Difference& one);
/// A value of a meter in its unit; of an unknown one as it is. Never 0 for what is not.
[[nodiscard]] QString reconciledText(base::Decimal value, const metering::Meter* meter);

struct ReconcileVerdict {
    QString text;
    Token token = Token::Muted;
};

/// "Nothing is wrong: …", "3 of 120 …", or why it could not be compared.
[[nodiscard]] ReconcileVerdict verdictOf(const usage::ReconcileAnswer& answer);
/// Accepted in all, unit by unit: "1,240 calls"; the first few units.
[[nodiscard]] QStringList totalsOf(const usage::ReconcileAnswer& answer);

} // namespace meterbench::ui
