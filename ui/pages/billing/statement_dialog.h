// StatementDialog: the statement of one customer as it stands, and saving it in one of the forms.
// Gui thread.
#pragma once

#include "core/usage/view.h"

#include <QDialog>

class QComboBox;
class QLabel;

namespace meterbench::ui {

class LineTable;

class StatementDialog final : public QDialog {
    Q_OBJECT

public:
    /// Of the view as it is now; begins with this customer.
    StatementDialog(usage::ViewPtr usage, const std::string& customer, QWidget* parent);

    [[nodiscard]] LineTable* lines() const { return m_lines; }

    /// Writes it; what is wrong, empty: done.
    [[nodiscard]] QString save(std::size_t form, const QString& path) const;

Q_SIGNALS:
    void saved(const QString& path);

private:
    void showCustomer();
    void ask(std::size_t form);
    [[nodiscard]] usage::CustomerPtr customer() const;

    usage::ViewPtr m_usage;
    std::vector<usage::CustomerPtr> m_customers; ///< with a statement
    QComboBox* m_who = nullptr;
    QLabel* m_words = nullptr;
    LineTable* m_lines = nullptr;
};

} // namespace meterbench::ui
