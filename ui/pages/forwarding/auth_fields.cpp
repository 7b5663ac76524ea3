#include "ui/pages/forwarding/auth_fields.h"

#include "ui/widgets/basics.h"
#include "ui/widgets/theme.h"

#include <QComboBox>
#include <QGridLayout>
#include <QHBoxLayout>
#include <QLineEdit>
#include <QPointer>
#include <QStandardItemModel>
#include <QVBoxLayout>

namespace meterbench::ui {

namespace {

PlainLabel* rowLabel(const QString& text, QWidget* parent) {
    auto* label = new PlainLabel(text, 13, Token::Muted, QFont::Normal, parent);
    label->setFixedWidth(kFieldLabelWidth);
    return label;
}

QHBoxLayout* fieldRow() {
    auto* row = new QHBoxLayout;
    row->setContentsMargins(0, 0, 0, 0);
    row->setSpacing(kFieldGap);
    return row;
}

} // namespace

AuthFields::AuthFields(SecretStore& keychain, QWidget* parent)
    : QWidget(parent) {
    auto* column = new QVBoxLayout(this);
    column->setContentsMargins(0, 0, 0, 0);
    column->setSpacing(2);
    buildKind(column);
    buildOAuth2(column);
    buildPlace(column);
    for (QLineEdit* edit :
         {m_user,
          m_password,
          m_token,
          m_clientId,
          m_clientSecret,
          m_clientSecretFile,
          m_tokenUrl,
          m_audience,
          m_scopes}) {
        connect(edit, &QLineEdit::textChanged, this, [this] {
            arrange();
            Q_EMIT changed();
        });
    }
    connect(m_kind, &QComboBox::currentIndexChanged, this, [this] {
        arrange();
        Q_EMIT changed();
    });
    arrange();
    askKeychain(keychain);
}

QLineEdit* AuthFields::field(const QString& name, const QString& hint, QWidget* parent) {
    auto* edit = new QLineEdit(parent);
    edit->setFont(Theme::of(this).monoFont());
    edit->setPlaceholderText(hint);
    edit->setAccessibleName(name);
    edit->setToolTip(name);
    return edit;
}

void AuthFields::buildKind(QVBoxLayout* column) {
    auto* row = fieldRow();
    m_kind = new QComboBox(this);
    m_kind->addItems({tr("None"), tr("Basic"), tr("Bearer"), tr("OAuth2")});
    m_kind->setAccessibleName(tr("Kind of authentication"));
    m_user = field(tr("User"), tr("user"), this);
    m_password = field(tr("Password"), tr("password"), this);
    m_token = field(tr("Token"), tr("token"), this);
    m_clientId = field(tr("Client id"), tr("client id"), this);
    m_password->setEchoMode(QLineEdit::Password);
    m_token->setEchoMode(QLineEdit::Password);
    row->addWidget(rowLabel(tr("Authentication"), this));
    row->addWidget(m_kind);
    row->addWidget(m_user, 1);
    row->addWidget(m_password, 1);
    row->addWidget(m_token, 2);
    row->addWidget(m_clientId, 2);
    row->addStretch(0);
    column->addLayout(row);
    auto* below = fieldRow();
    below->addSpacing(kFieldLabelWidth + kFieldGap);
    m_problem = new PlainLabel({}, 12, Token::Bad, QFont::Normal, this);
    m_problem->setElided(true);
    m_problem->setFixedHeight(16);
    below->addWidget(m_problem, 1);
    column->addLayout(below);
}

void AuthFields::buildOAuth2(QVBoxLayout* column) {
    m_oauth2 = new QWidget(this);
    auto* grid = new QGridLayout(m_oauth2);
    grid->setContentsMargins(0, 0, 0, 8);
    grid->setHorizontalSpacing(kFieldGap);
    grid->setVerticalSpacing(4);
    m_tokenUrl = field(tr("Token URL"), tr("https://auth.example/oauth/token"), m_oauth2);
    m_clientSecret = field(tr("Client secret"), tr("typed here"), m_oauth2);
    m_clientSecret->setEchoMode(QLineEdit::Password);
    m_clientSecretFile = field(
        tr("File with the client secret, read when it is needed"),
        tr("or the path of a file"),
        m_oauth2
    );
    m_audience = field(tr("Audience"), tr("audience"), m_oauth2);
    m_scopes = field(tr("Scopes"), tr("scopes"), m_oauth2);
    grid->addWidget(rowLabel(tr("Token URL"), m_oauth2), 0, 0);
    grid->addWidget(m_tokenUrl, 0, 1, 1, 2);
    grid->addWidget(rowLabel(tr("Client secret"), m_oauth2), 1, 0);
    grid->addWidget(m_clientSecret, 1, 1);
    grid->addWidget(m_clientSecretFile, 1, 2);
    grid->addWidget(rowLabel(tr("If it wants them"), m_oauth2), 2, 0);
    grid->addWidget(m_audience, 2, 1);
    grid->addWidget(m_scopes, 2, 2);
    column->addWidget(m_oauth2);
}

void AuthFields::buildPlace(QVBoxLayout* column) {
    m_placeRow = new QWidget(this);
    auto* row = fieldRow();
    m_placeRow->setLayout(row);
    row->setContentsMargins(0, 0, 0, 8);
    m_place = new QComboBox(m_placeRow);
    m_place->setAccessibleName(tr("Where the secret is kept"));
    m_place->addItem(tr("In the system keychain: looking whether there is one …"));
    m_place->addItem(tr("In a file that only you can read"));
    m_place->addItem(tr("Until the program ends"));
    m_place->setCurrentIndex(static_cast<int>(SecretPlace::ProgramEnd));
    row->addWidget(rowLabel(tr("Keep the secret"), m_placeRow));
    row->addWidget(m_place, 1);
    column->addWidget(m_placeRow);
    connect(m_place, &QComboBox::activated, this, [this] { m_isPlaceChosen = true; });
}

/// Its item is grey until it has answered that it works; then it is what is proposed.
void AuthFields::askKeychain(SecretStore& keychain) {
    auto* model = qobject_cast<QStandardItemModel*>(m_place->model());
    constexpr int kRow = static_cast<int>(SecretPlace::Keychain);
    model->item(kRow)->setEnabled(false);
    const QPointer<AuthFields> self(this);
    keychain.check([self, model](const QString& problem) {
        if (self.isNull()) {
            return;
        }
        const bool isThere = problem.isEmpty();
        model->item(kRow)->setEnabled(isThere);
        self->m_place->setItemText(
            kRow,
            isThere ? tr("In the system keychain")
                    : tr("In the system keychain: not here, %1").arg(problem)
        );
        if (isThere && !self->m_isPlaceChosen) {
            self->m_place->setCurrentIndex(kRow);
        }
    });
}

void AuthFields::fill(const EndpointForm& form) {
    m_kind->setCurrentIndex(static_cast<int>(form.auth));
    m_user->setText(form.username);
    m_clientId->setText(form.clientId);
    m_clientSecretFile->setText(form.clientSecretFile);
    m_tokenUrl->setText(form.tokenUrl);
    m_audience->setText(form.audience);
    m_scopes->setText(form.scopes);
}

void AuthFields::read(EndpointForm& form) const {
    form.auth = static_cast<AuthKind>(m_kind->currentIndex());
    form.username = m_user->text();
    form.password = m_password->text();
    form.token = m_token->text();
    form.clientId = m_clientId->text();
    form.clientSecret = m_clientSecret->text();
    form.clientSecretFile = m_clientSecretFile->text();
    form.tokenUrl = m_tokenUrl->text();
    form.audience = m_audience->text();
    form.scopes = m_scopes->text();
}

void AuthFields::setKept(const http::ClientOptions& options) {
    const bool hasPassword = options.hasBasicAuth && !options.basicAuth.password.empty();
    m_password->setPlaceholderText(hasPassword ? tr("password, unchanged") : tr("password"));
    const bool hasToken = options.hasAuthorization && !options.authorization.credentials.empty();
    m_token->setPlaceholderText(hasToken ? tr("token, unchanged") : tr("token"));
    const bool hasSecret = !options.oauth2.clientSecret.value.empty();
    m_clientSecret->setPlaceholderText(hasSecret ? tr("secret, unchanged") : tr("typed here"));
}

void AuthFields::showProblem(const QString& problem) {
    m_problem->setText(problem);
    m_kind->setAccessibleDescription(problem);
}

SecretPlace AuthFields::place() const {
    return static_cast<SecretPlace>(m_place->currentIndex());
}

bool AuthFields::isSecretTyped() const {
    switch (static_cast<AuthKind>(m_kind->currentIndex())) {
    case AuthKind::None:
        return false;
    case AuthKind::Basic:
        return !m_password->text().isEmpty();
    case AuthKind::Bearer:
        return !m_token->text().isEmpty();
    case AuthKind::OAuth2:
        return !m_clientSecret->text().isEmpty() && m_clientSecretFile->text().trimmed().isEmpty();
    }
    return false;
}

void AuthFields::arrange() {
    const auto kind = static_cast<AuthKind>(m_kind->currentIndex());
    m_user->setVisible(kind == AuthKind::Basic);
    m_password->setVisible(kind == AuthKind::Basic);
    m_token->setVisible(kind == AuthKind::Bearer);
    m_clientId->setVisible(kind == AuthKind::OAuth2);
    m_oauth2->setVisible(kind == AuthKind::OAuth2);
    m_placeRow->setVisible(isSecretTyped());
}

} // namespace meterbench::ui
