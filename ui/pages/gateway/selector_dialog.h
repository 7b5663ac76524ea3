// SelectorDialog: asks which series are to be deleted, by a selector; stays open until the address
// has done it, and says beside the field what is wrong. Gui thread.
#pragma once

#include <QDialog>

class QLineEdit;
class QPushButton;

namespace meterbench::ui {

class PlainLabel;

class SelectorDialog final : public QDialog {
    Q_OBJECT

public:
    /// `within` says in words what the selector is limited to.
    SelectorDialog(const QString& within, const QString& selector, QWidget* parent);

    [[nodiscard]] QString selector() const;
    void showProblem(const QString& problem);

    [[nodiscard]] QString problem() const;

Q_SIGNALS:
    void deleteRequested();

private:
    void check();

    QLineEdit* m_field = nullptr;
    PlainLabel* m_problem = nullptr;
    QPushButton* m_delete = nullptr;
};

/// What is wrong with a selector so far, in words; the address has the last word.
[[nodiscard]] QString selectorProblem(const QString& selector);

} // namespace meterbench::ui
