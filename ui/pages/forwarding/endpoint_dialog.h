// EndpointDialog: adds or edits an endpoint. Says beside each field what is wrong while one types;
// Test asks the engine to walk to the endpoint, and shows what came of each step. A secret that is
// typed lives until the program ends; one in a file is read when it is needed. Secrets are masked and
// never read back into the window. Gui thread.
#pragma once

#include "core/pipeline/snapshot.h"
#include "ui/pages/forwarding/endpoint_form.h"
#include "ui/pages/forwarding/endpoint_presets.h"

#include <QDialog>

class QComboBox;
class QLineEdit;
class QPlainTextEdit;
class QPushButton;
class QVBoxLayout;

namespace meterbench::ui {

class PlainLabel;
class TrialView;

class EndpointDialog final : public QDialog {
    Q_OBJECT

public:
    /// `base` with an empty URL: a new one.
    EndpointDialog(remote::EndpointOptions base, QStringList takenNames, QWidget* parent);

    [[nodiscard]] const remote::EndpointOptions& options() const { return m_read.options; }

    void showTestOutcome(const pipeline::CommandOutcome& outcome);

Q_SIGNALS:
    void testRequested();

private:
    struct Field {
        QWidget* widget = nullptr;
        PlainLabel* problem = nullptr;
    };

    Field addField(QVBoxLayout* column, const QString& label, QWidget* widget);
    void buildFields(QVBoxLayout* column);
    void buildPresets(QVBoxLayout* column);
    void buildAuth(QVBoxLayout* column);
    void buildOAuth2(QVBoxLayout* column);
    void usePreset(EndpointPreset preset);
    void buildButtons(QVBoxLayout* column);
    void fill(const EndpointForm& form);
    void check();
    void showProblem(const Field& field, const QString& problem, bool touched);
    [[nodiscard]] EndpointForm typed() const;

    remote::EndpointOptions m_base;
    QStringList m_taken;
    ReadForm m_read;
    QLineEdit* m_url = nullptr;
    QLineEdit* m_name = nullptr;
    QLineEdit* m_timeout = nullptr;
    QComboBox* m_auth = nullptr;
    QLineEdit* m_user = nullptr;
    QLineEdit* m_password = nullptr;
    QLineEdit* m_token = nullptr;
    QComboBox* m_preset = nullptr; ///< null: an old endpoint
    PlainLabel* m_presetHint = nullptr;
    QWidget* m_oauth2 = nullptr;
    QLineEdit* m_clientId = nullptr;
    QLineEdit* m_clientSecret = nullptr;
    QLineEdit* m_clientSecretFile = nullptr;
    QLineEdit* m_tokenUrl = nullptr;
    QLineEdit* m_audience = nullptr;
    QLineEdit* m_scopes = nullptr;
    QPlainTextEdit* m_headers = nullptr;
    QPlainTextEdit* m_labels = nullptr;
    Field m_urlField;
    Field m_nameField;
    Field m_timeoutField;
    Field m_authField;
    Field m_headersField;
    Field m_labelsField;
    TrialView* m_trial = nullptr;
    QPushButton* m_test = nullptr;
    QPushButton* m_save = nullptr;
};

} // namespace meterbench::ui
