// The forms in which a statement can be saved. A new one is one more row of statementForms(). Plain
// functions; gui thread, because PDF asks for fonts.
#pragma once

#include "core/usage/view.h"

#include <QByteArray>
#include <QString>

#include <cstdint>
#include <vector>

namespace meterbench::ui {

struct StatementForm {
    QString name;   ///< "CSV"
    QString suffix; ///< "csv"
    /// As of nowMs; empty when the form cannot be made.
    QByteArray (*bytes)(const usage::CustomerRow& customer, std::int64_t nowMs);
};

[[nodiscard]] const std::vector<StatementForm>& statementForms();
/// "statement-acme-2026-11.csv" (usage::statementFileName).
[[nodiscard]] QString
statementFileName(const usage::CustomerRow& customer, const StatementForm& form);

} // namespace meterbench::ui
