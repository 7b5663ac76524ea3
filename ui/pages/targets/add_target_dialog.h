// AddTargetDialog: asks for the URL of an exporter and says while one types what it will be
// understood as, or what is wrong with it. Decides nothing: the page posts the command. Gui thread.
#pragma once

#include "core/pipeline/command.h"

#include <QDialog>

class QComboBox;
class QLineEdit;
class QPushButton;

namespace meterbench::ui {

class PlainLabel;

/// What a person's text means as a target: a whole URL, or what is wrong with it.
struct TargetUrl {
    QString url;     ///< empty when there is a problem
    QString problem; ///< empty when there is none
};

/// "localhost:9100" → "http://localhost:9100/metrics".
[[nodiscard]] TargetUrl understandTargetUrl(const QString& text);

class AddTargetDialog final : public QDialog {
    Q_OBJECT

public:
    explicit AddTargetDialog(QWidget* parent);

    [[nodiscard]] pipeline::AddTarget command() const;

private:
    void judge();

    QLineEdit* m_url = nullptr;
    QComboBox* m_interval = nullptr;
    PlainLabel* m_verdict = nullptr;
    QPushButton* m_add = nullptr;
};

} // namespace meterbench::ui
