// RepairDialog: proposes how series become billable, previews it on the real series and gives it as
// YAML or into the running configuration. Gui thread; previews run in the thread pool.
#pragma once

#include "ui/pages/billing/repair.h"
#include "ui/pages/billing/unbilled_causes.h"

#include <QDialog>

#include <memory>

class QComboBox;
class QLabel;
class QLineEdit;
class QPlainTextEdit;
class QPushButton;
class QRadioButton;

namespace meterbench::ui {

class RepairDialog final : public QDialog {
    Q_OBJECT

public:
    RepairDialog(
        UnbilledCause cause,
        std::shared_ptr<const config::Workspace> workspace,
        pipeline::SnapshotPtr now,
        QWidget* parent
    );

    [[nodiscard]] const Repair& repair() const { return m_repair; }

    [[nodiscard]] QString previewText() const;

Q_SIGNALS:
    /// Into the running configuration.
    void applyRequested(const meterbench::ui::Repair& repair);
    void previewed();

private:
    QWidget* buildFields();
    QWidget* buildButtons();
    void fillLabels();
    void read();
    void startPreview();
    void showPreview(const base::Result<RepairPreview>& preview);

    UnbilledCause m_cause;
    std::shared_ptr<const config::Workspace> m_workspace;
    pipeline::SnapshotPtr m_now;
    Repair m_repair;
    QRadioButton* m_onTarget = nullptr;
    QRadioButton* m_fromLabel = nullptr;
    QLineEdit* m_value = nullptr;
    QComboBox* m_from = nullptr;
    QLineEdit* m_regex = nullptr;
    QLineEdit* m_replacement = nullptr;
    QLabel* m_preview = nullptr;
    QPlainTextEdit* m_yaml = nullptr;
    QPushButton* m_copy = nullptr;
    QPushButton* m_apply = nullptr;
    quint64 m_run = 0;
};

} // namespace meterbench::ui
