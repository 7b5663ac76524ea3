// EndpointDialog: adds or edits an endpoint. Says beside each field what is wrong while one types;
// Test asks the engine to send one empty request, and shows what came back. Secrets are masked and
// never read back into the window. Gui thread.
#pragma once

#include "ui/pages/forwarding/endpoint_form.h"

#include <QDialog>

class QComboBox;
class QLineEdit;
class QPlainTextEdit;
class QPushButton;
class QVBoxLayout;

namespace meterbench::ui {

class PlainLabel;

class EndpointDialog final : public QDialog {
    Q_OBJECT

public:
    /// `base` with an empty URL: a new one.
    EndpointDialog(remote::EndpointOptions base, QStringList takenNames, QWidget* parent);

    [[nodiscard]] const remote::EndpointOptions& options() const { return m_read.options; }

    void showTestOutcome(bool ok, const QString& message);

Q_SIGNALS:
    void testRequested();

private:
    struct Field {
        QWidget* widget = nullptr;
        PlainLabel* problem = nullptr;
    };

    Field addField(QVBoxLayout* column, const QString& label, QWidget* widget);
    void buildFields(QVBoxLayout* column);
    void buildAuth(QVBoxLayout* column);
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
    QPlainTextEdit* m_headers = nullptr;
    QPlainTextEdit* m_labels = nullptr;
    Field m_urlField;
    Field m_nameField;
    Field m_timeoutField;
    Field m_authField;
    Field m_headersField;
    Field m_labelsField;
    PlainLabel* m_outcome = nullptr;
    QPushButton* m_test = nullptr;
    QPushButton* m_save = nullptr;
};

} // namespace meterbench::ui
