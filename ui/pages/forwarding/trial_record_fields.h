// TrialRecordFields: whether a test also sends one record, or one sample, and which: customer and
// dimension, chosen from what is known or typed, and a value. Says what it may cost. Gui thread.
#pragma once

#include "core/config/workspace.h"
#include "core/delivery/endpoint_options.h"
#include "core/pipeline/snapshot.h"
#include "core/pipeline/trial_record.h"

#include <QStringList>
#include <QWidget>

#include <optional>

class QCheckBox;
class QLabel;
class QLineEdit;
class QVBoxLayout;

namespace meterbench::ui {

/// Sorted, each once.
struct TrialChoices {
    QStringList customers = {};
    QStringList dimensions = {};
};

/// What the workspace (null: none) and its plans name, and what meters and open records do.
[[nodiscard]] TrialChoices
trialChoicesOf(const pipeline::Snapshot& now, const config::Workspace* workspace);

class TrialRecordFields final : public QWidget {
    Q_OBJECT

public:
    TrialRecordFields(const TrialChoices& choices, QWidget* parent);

    /// Whose form it takes; nothing: it is one sample.
    void setService(std::optional<delivery::Service> service);

    /// Nothing: none is to be sent.
    [[nodiscard]] std::optional<pipeline::TrialRecord> record() const;
    /// What is wrong with what was typed; empty: nothing.
    [[nodiscard]] QString problem() const;

    [[nodiscard]] QCheckBox* box() const { return m_box; }

    [[nodiscard]] QLineEdit* customer() const { return m_customer; }

    [[nodiscard]] QLineEdit* dimension() const { return m_dimension; }

    [[nodiscard]] QLineEdit* value() const { return m_value; }

Q_SIGNALS:
    void changed();
    /// Its fields are shown.
    void opened();

private:
    void addRow(QVBoxLayout* column, const QString& name, QWidget* field);
    void onChanged();

    QCheckBox* m_box = nullptr;
    QWidget* m_shown = nullptr;
    QLineEdit* m_customer = nullptr;
    QLineEdit* m_dimension = nullptr;
    QLineEdit* m_value = nullptr;
    QLabel* m_problem = nullptr;
    QLabel* m_note = nullptr;
};

} // namespace meterbench::ui
