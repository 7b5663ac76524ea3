// Fields, their problems and the buttons of the dialog.
#include "ui/pages/forwarding/endpoint_dialog.h"

#include "ui/pages/forwarding/trial_view.h"
#include "ui/widgets/basics.h"
#include "ui/widgets/buttons.h"
#include "ui/wording/states.h"

#include <QComboBox>
#include <QGridLayout>
#include <QHBoxLayout>
#include <QLineEdit>
#include <QPlainTextEdit>
#include <QPushButton>
#include <QVBoxLayout>

namespace meterbench::ui {

namespace {

constexpr int kLabelWidth = 116;

QLineEdit* monoField(const QString& placeholder, QWidget* parent) {
    auto* field = new QLineEdit(parent);
    field->setFont(Theme::of(parent).monoFont());
    field->setPlaceholderText(placeholder);
    return field;
}

QPlainTextEdit* linesField(const QString& placeholder, QWidget* parent) {
    auto* field = new QPlainTextEdit(parent);
    field->setFont(Theme::of(parent).monoFont());
    field->setPlaceholderText(placeholder);
    field->setTabChangesFocus(true);
    field->setFixedHeight(56);
    return field;
}

} // namespace

EndpointDialog::EndpointDialog(
    remote::EndpointOptions base, QStringList takenNames, QWidget* parent
)
    : QDialog(parent)
    , m_base(std::move(base))
    , m_taken(std::move(takenNames)) {
    const bool isNew = m_base.url.empty();
    const QString title = isNew ? tr("Add an endpoint") : tr("Edit endpoint");
    setWindowTitle(title);
    auto* column = new QVBoxLayout(this);
    column->setContentsMargins(20, 16, 20, 16);
    column->setSpacing(2);
    column->addWidget(new PlainLabel(title, 16, Token::Text, QFont::DemiBold, this));
    column->addSpacing(8);
    if (isNew) {
        buildPresets(column);
    }
    buildFields(column);
    buildButtons(column);
    fill(formOf(m_base));
    m_save->setText(isNew ? tr("Add endpoint") : tr("Save"));
    m_url->setFocus();
    check();
}

EndpointDialog::Field
EndpointDialog::addField(QVBoxLayout* column, const QString& label, QWidget* widget) {
    Field field;
    field.widget = widget;
    auto* row = new QHBoxLayout;
    row->setSpacing(8);
    auto* name = new PlainLabel(label, 13, Token::Muted, QFont::Normal, this);
    name->setFixedWidth(kLabelWidth);
    row->addWidget(name);
    row->addWidget(widget, 1);
    column->addLayout(row);
    field.problem = new PlainLabel({}, 12, Token::Bad, QFont::Normal, this);
    field.problem->setElided(true);
    field.problem->setFixedHeight(16);
    auto* below = new QHBoxLayout;
    below->addSpacing(kLabelWidth + 8);
    below->addWidget(field.problem, 1);
    column->addLayout(below);
    widget->setAccessibleName(label);
    return field;
}

void EndpointDialog::buildFields(QVBoxLayout* column) {
    m_url = monoField(QStringLiteral("http://localhost:9090/api/v1/write"), this);
    m_url->setMinimumWidth(420);
    m_name = monoField(tr("the host, when left empty"), this);
    m_timeout = monoField(QStringLiteral("30s"), this);
    m_headers = linesField(QStringLiteral("X-Scope-OrgID: tenant"), this);
    m_labels = linesField(QStringLiteral("cluster=\"eu-1\""), this);
    m_urlField = addField(column, tr("Address"), m_url);
    m_nameField = addField(column, tr("Name"), m_name);
    m_timeoutField = addField(column, tr("Timeout"), m_timeout);
    buildAuth(column);
    m_headersField = addField(column, tr("Headers"), m_headers);
    m_labelsField = addField(column, tr("External labels"), m_labels);
    for (QLineEdit* field :
         {m_url,
          m_name,
          m_timeout,
          m_user,
          m_password,
          m_token,
          m_clientId,
          m_clientSecret,
          m_clientSecretFile,
          m_tokenUrl,
          m_audience,
          m_scopes}) {
        connect(field, &QLineEdit::textChanged, this, &EndpointDialog::check);
    }
    connect(m_headers, &QPlainTextEdit::textChanged, this, &EndpointDialog::check);
    connect(m_labels, &QPlainTextEdit::textChanged, this, &EndpointDialog::check);
    connect(m_auth, &QComboBox::currentIndexChanged, this, &EndpointDialog::check);
}

void EndpointDialog::buildAuth(QVBoxLayout* column) {
    auto* holder = new QWidget(this);
    auto* row = new QHBoxLayout(holder);
    row->setContentsMargins(0, 0, 0, 0);
    row->setSpacing(8);
    m_auth = new QComboBox(holder);
    m_auth->addItems({tr("None"), tr("Basic"), tr("Bearer"), tr("OAuth2")});
    m_auth->setAccessibleName(tr("Kind of authentication"));
    m_user = monoField(tr("user"), holder);
    m_user->setAccessibleName(tr("User"));
    const bool hasPassword = m_base.http.hasBasicAuth && !m_base.http.basicAuth.password.empty();
    m_password = monoField(hasPassword ? tr("password, unchanged") : tr("password"), holder);
    m_password->setAccessibleName(tr("Password"));
    m_token =
        monoField(m_base.http.hasAuthorization ? tr("token, unchanged") : tr("token"), holder);
    m_token->setAccessibleName(tr("Token"));
    m_password->setEchoMode(QLineEdit::Password);
    m_token->setEchoMode(QLineEdit::Password);
    row->addWidget(m_auth);
    row->addWidget(m_user, 1);
    row->addWidget(m_password, 1);
    row->addWidget(m_token, 2);
    m_clientId = monoField(tr("client id"), holder);
    m_clientId->setAccessibleName(tr("Client id"));
    row->addWidget(m_clientId, 2);
    row->addStretch(0);
    m_authField = addField(column, tr("Authentication"), holder);
    buildOAuth2(column);
}

void EndpointDialog::buildPresets(QVBoxLayout* column) {
    m_preset = new QComboBox(this);
    for (int i = 0; i < kEndpointPresets; ++i) {
        m_preset->addItem(presetName(static_cast<EndpointPreset>(i)));
    }
    const Field field = addField(column, tr("Service"), m_preset);
    m_presetHint = field.problem;
    m_presetHint->setToken(Token::Hint);
    connect(m_preset, &QComboBox::activated, this, [this](int index) {
        usePreset(static_cast<EndpointPreset>(index));
    });
}

/// What was typed about labels and headers stays.
void EndpointDialog::usePreset(EndpointPreset preset) {
    m_base = withPreset(m_base, preset);
    EndpointForm form = formOf(m_base);
    form.headers = m_headers->toPlainText();
    form.externalLabels = m_labels->toPlainText();
    fill(form);
    m_presetHint->setText(presetHint(preset));
    check();
}

void EndpointDialog::buildOAuth2(QVBoxLayout* below) {
    m_oauth2 = new QWidget(this);
    auto* grid = new QGridLayout(m_oauth2);
    grid->setContentsMargins(0, 0, 0, 8);
    grid->setHorizontalSpacing(8);
    grid->setVerticalSpacing(4);
    const auto field = [this, grid](const QString& name, const QString& hint, int row, int column) {
        auto* edit = monoField(hint, m_oauth2);
        edit->setAccessibleName(name);
        edit->setToolTip(name);
        grid->addWidget(edit, row, column + 1, 1, row == 0 ? 2 : 1);
        return edit;
    };
    const QStringList labels{tr("Token URL"), tr("Client secret"), tr("If it wants them")};
    for (int row = 0; row < labels.size(); ++row) {
        auto* label = new PlainLabel(labels[row], 13, Token::Muted, QFont::Normal, m_oauth2);
        label->setFixedWidth(kLabelWidth);
        grid->addWidget(label, row < 2 ? row : row + 1, 0);
    }
    grid->addWidget(
        makeWrappedLabel(
            tr("Typed, it is forgotten when the program ends; a file is read when needed"),
            12,
            Token::Hint,
            m_oauth2
        ),
        2,
        1,
        1,
        2
    );
    const bool hasSecret = !m_base.http.oauth2.clientSecret.value.empty();
    m_tokenUrl = field(tr("Token URL"), tr("https://auth.example/oauth/token"), 0, 0);
    m_clientSecret = field(
        tr("Client secret, kept until the program ends"),
        hasSecret ? tr("secret, unchanged") : tr("typed here"),
        1,
        0
    );
    m_clientSecret->setEchoMode(QLineEdit::Password);
    m_clientSecretFile = field(
        tr("File with the client secret, read when it is needed"), tr("or the path of a file"), 1, 1
    );
    m_audience = field(tr("Audience"), tr("audience"), 3, 0);
    m_scopes = field(tr("Scopes"), tr("scopes"), 3, 1);
    below->addWidget(m_oauth2);
}

void EndpointDialog::buildButtons(QVBoxLayout* column) {
    m_trial = new TrialView(this);
    column->addWidget(m_trial);
    auto* row = new QHBoxLayout;
    row->setSpacing(8);
    m_test = makeButton(tr("Test"), ButtonKind::Outlined, this);
    m_test->setToolTip(tr("Tries name, connection, TLS, token and an empty write; touches no queue"));
    auto* cancel = makeButton(tr("Cancel"), ButtonKind::Outlined, this);
    m_save = makeButton(tr("Save"), ButtonKind::Primary, this);
    m_save->setDefault(true);
    row->addWidget(m_test);
    row->addStretch(1);
    row->addWidget(cancel);
    row->addWidget(m_save);
    column->addLayout(row);
    connect(m_test, &QPushButton::clicked, this, [this] {
        m_trial->showWaiting(tr("Asking %1 …").arg(m_url->text()));
        Q_EMIT testRequested();
    });
    connect(cancel, &QPushButton::clicked, this, &QDialog::reject);
    connect(m_save, &QPushButton::clicked, this, &QDialog::accept);
}

void EndpointDialog::fill(const EndpointForm& form) {
    m_url->setText(form.url);
    m_name->setText(form.name);
    m_timeout->setText(form.timeout);
    m_auth->setCurrentIndex(static_cast<int>(form.auth));
    m_user->setText(form.username);
    m_clientId->setText(form.clientId);
    m_clientSecretFile->setText(form.clientSecretFile);
    m_tokenUrl->setText(form.tokenUrl);
    m_audience->setText(form.audience);
    m_scopes->setText(form.scopes);
    m_headers->setPlainText(form.headers.trimmed());
    m_labels->setPlainText(form.externalLabels.trimmed());
}

EndpointForm EndpointDialog::typed() const {
    return {
        m_url->text(),
        m_name->text(),
        m_timeout->text(),
        static_cast<AuthKind>(m_auth->currentIndex()),
        m_user->text(),
        m_password->text(),
        m_token->text(),
        m_clientId->text(),
        m_clientSecret->text(),
        m_clientSecretFile->text(),
        m_tokenUrl->text(),
        m_audience->text(),
        m_scopes->text(),
        m_headers->toPlainText(),
        m_labels->toPlainText()};
}

void EndpointDialog::showProblem(const Field& field, const QString& problem, bool touched) {
    field.problem->setToken(touched ? Token::Bad : Token::Hint);
    field.problem->setText(problem);
    field.widget->setProperty("mbWrong", touched && !problem.isEmpty());
    field.widget->setAccessibleDescription(problem);
    field.widget->update();
}

void EndpointDialog::check() {
    m_read = readForm(typed(), m_base, m_taken);
    const FormProblems& problems = m_read.problems;
    showProblem(m_urlField, problems.url, !m_url->text().isEmpty());
    showProblem(m_nameField, problems.name, true);
    showProblem(m_timeoutField, problems.timeout, true);
    showProblem(m_authField, problems.auth, true);
    showProblem(m_headersField, problems.headers, true);
    showProblem(m_labelsField, problems.externalLabels, true);
    const auto kind = static_cast<AuthKind>(m_auth->currentIndex());
    m_user->setVisible(kind == AuthKind::Basic);
    m_password->setVisible(kind == AuthKind::Basic);
    m_token->setVisible(kind == AuthKind::Bearer);
    m_clientId->setVisible(kind == AuthKind::OAuth2);
    m_oauth2->setVisible(kind == AuthKind::OAuth2);
    m_save->setEnabled(problems.none());
    m_test->setEnabled(problems.none());
}

void EndpointDialog::showTestOutcome(const pipeline::CommandOutcome& outcome) {
    if (outcome.steps.empty()) { // it was not even begun
        m_trial->showWaiting(wording::text(outcome.message));
        return;
    }
    m_trial->show(outcome.steps);
}

} // namespace meterbench::ui
