// EndpointDialog: adds or edits an endpoint, of samples or of usage records. Says beside each field
// what is wrong while one types; Test asks the engine to walk to the endpoint, and shows what came of
// each step. The fields scroll, so that the dialog fits a small screen. Secrets are masked and never
// read back into the window. Gui thread.
#pragma once

#include "core/pipeline/snapshot.h"
#include "ui/pages/forwarding/auth_fields.h"
#include "ui/pages/forwarding/billable_view.h"
#include "ui/pages/forwarding/endpoint_form.h"
#include "ui/pages/forwarding/endpoint_presets.h"
#include "ui/pages/forwarding/trial_record_fields.h"

#include <QDialog>

#include <optional>
#include <string>

class QComboBox;
class QLineEdit;
class QPlainTextEdit;
class QPushButton;
class QScrollArea;
class QVBoxLayout;

namespace meterbench::ui {

class PlainLabel;
class TrialView;

/// What the dialog is about.
struct EndpointSubject {
    remote::EndpointOptions base = {}; ///< an empty URL: a new one
    std::optional<delivery::UsageEndpointOptions> usage = {}; ///< that is edited
    QStringList takenNames = {};
    pipeline::SnapshotPtr now = nullptr; ///< its series and meters; may be null
    TrialChoices choices = {};           ///< for a test record
};

class EndpointDialog final : public QDialog {
    Q_OBJECT

public:
    /// `keychain` must outlive it.
    EndpointDialog(EndpointSubject subject, SecretStore& keychain, QWidget* parent);

    [[nodiscard]] const remote::EndpointOptions& options() const { return m_read.options; }

    /// Nothing: it is of samples.
    [[nodiscard]] std::optional<delivery::UsageEndpointOptions> usage() const;
    /// Where the secret is to be kept; nothing: none was typed.
    [[nodiscard]] std::optional<SecretPlace> place() const;

    [[nodiscard]] BillableView* billable() const { return m_billable; }

    /// Whether a test also sends a record, and which.
    [[nodiscard]] TrialRecordFields* trialRecord() const { return m_trialRecord; }

    void showTestOutcome(const pipeline::CommandOutcome& outcome);
    void usePreset(EndpointPreset preset);

Q_SIGNALS:
    void testRequested();

private:
    struct Field {
        QWidget* row = nullptr;
        QWidget* widget = nullptr;
        PlainLabel* problem = nullptr;
    };

    Field addField(QVBoxLayout* column, const QString& label, QWidget* widget);
    void buildHead(QVBoxLayout* column, const QString& title);
    void buildScroll(QVBoxLayout* column);
    QWidget* buildFields();
    void buildMore(QVBoxLayout* column);
    void buildPresets(QVBoxLayout* column);
    void buildButtons(QVBoxLayout* column);
    void connectFields();
    void fill(const EndpointForm& form);
    void check();
    void arrange();
    void fit();
    void showBeginning();
    void reveal(QWidget* shown);
    void scrollToRevealed();
    void showProblem(const Field& field, const QString& problem, bool touched);
    [[nodiscard]] bool isMetered() const;
    [[nodiscard]] EndpointForm typed() const;

    EndpointSubject m_subject;
    ReadForm m_read;
    std::optional<delivery::Service> m_service; ///< nothing: samples
    QScrollArea* m_scroll = nullptr;
    QLineEdit* m_url = nullptr;
    QLineEdit* m_name = nullptr;
    QLineEdit* m_timeout = nullptr;
    QLineEdit* m_records = nullptr;
    AuthFields* m_auth = nullptr;
    QComboBox* m_preset = nullptr; ///< null: an old endpoint
    QPlainTextEdit* m_headers = nullptr;
    QPlainTextEdit* m_labels = nullptr;
    BillableView* m_billable = nullptr;
    QWidget* m_billableRow = nullptr;
    QLabel* m_beginning = nullptr;
    Field m_presetField;
    Field m_urlField;
    Field m_nameField;
    Field m_timeoutField;
    Field m_recordsField;
    Field m_headersField;
    Field m_labelsField;
    TrialRecordFields* m_trialRecord = nullptr;
    TrialView* m_trial = nullptr;
    QWidget* m_revealed = nullptr; ///< null: the fields stand as they were scrolled
    QPushButton* m_test = nullptr;
    QPushButton* m_save = nullptr;
};

} // namespace meterbench::ui
