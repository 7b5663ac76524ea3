// AuthFields: how an endpoint knows who sends: kind, user, password, token, the fields of OAuth2; and,
// once a secret is typed, where it is to be kept. Secrets are masked and never read back into the
// window. Gui thread.
#pragma once

#include "ui/pages/forwarding/endpoint_form.h"
#include "ui/pages/forwarding/kept_secret.h"
#include "ui/secrets/secret_store.h"

#include <QWidget>

class QComboBox;
class QLineEdit;
class QVBoxLayout;

namespace meterbench::ui {

class PlainLabel;

class AuthFields final : public QWidget {
    Q_OBJECT

public:
    /// `keychain` must outlive it. Asked at once whether it is there.
    AuthFields(SecretStore& keychain, QWidget* parent);

    void fill(const EndpointForm& form);
    void read(EndpointForm& form) const;
    /// Says in the fields that what is kept stays when nothing is typed.
    void setKept(const http::ClientOptions& options);
    void showProblem(const QString& problem);

    [[nodiscard]] SecretPlace place() const;
    [[nodiscard]] bool isSecretTyped() const;

    [[nodiscard]] QComboBox* kind() const { return m_kind; }

    [[nodiscard]] QComboBox* placeBox() const { return m_place; }

Q_SIGNALS:
    void changed();

private:
    void buildKind(QVBoxLayout* column);
    void buildOAuth2(QVBoxLayout* column);
    void buildPlace(QVBoxLayout* column);
    void askKeychain(SecretStore& keychain);
    void arrange();
    [[nodiscard]] QLineEdit* field(const QString& name, const QString& hint, QWidget* parent);

    QComboBox* m_kind = nullptr;
    QLineEdit* m_user = nullptr;
    QLineEdit* m_password = nullptr;
    QLineEdit* m_token = nullptr;
    QLineEdit* m_clientId = nullptr;
    QWidget* m_oauth2 = nullptr;
    QLineEdit* m_clientSecret = nullptr;
    QLineEdit* m_clientSecretFile = nullptr;
    QLineEdit* m_tokenUrl = nullptr;
    QLineEdit* m_audience = nullptr;
    QLineEdit* m_scopes = nullptr;
    PlainLabel* m_problem = nullptr;
    QWidget* m_placeRow = nullptr;
    QComboBox* m_place = nullptr;
    bool m_isPlaceChosen = false;
};

/// A label and a field beside it, as all rows of the dialog have them.
inline constexpr int kFieldLabelWidth = 116;
inline constexpr int kFieldGap = 8;

} // namespace meterbench::ui
