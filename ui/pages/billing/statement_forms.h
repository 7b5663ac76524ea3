// The forms in which a statement can be saved. A new one is one more row of statementForms(). Plain
// functions, any thread.
#pragma once

#include "core/usage/view.h"

#include <QByteArray>
#include <QString>

#include <vector>

namespace meterbench::ui {

struct StatementForm {
    QString name;   ///< "CSV"
    QString suffix; ///< "csv"
    QByteArray (*bytes)(const usage::CustomerRow& customer, usage::Period period);
};

[[nodiscard]] const std::vector<StatementForm>& statementForms();
/// "statement-acme-2026-11.csv"; nothing in it that a file system would refuse.
[[nodiscard]] QString statementFileName(
    const usage::CustomerRow& customer, usage::Period period, const StatementForm& form
);

} // namespace meterbench::ui
