// The three dialogs. They are small, and each says what it wants in one line.
#include "ui/shell/dialogs.h"

#include "ui/widgets/basics.h"
#include "ui/widgets/buttons.h"

#include <QClipboard>
#include <QCompleter>
#include <QGridLayout>
#include <QGuiApplication>
#include <QHBoxLayout>
#include <QLineEdit>
#include <QPlainTextEdit>
#include <QPushButton>
#include <QUrl>
#include <QVBoxLayout>

namespace meterbench::ui {

namespace {

QVBoxLayout* dialogColumn(QDialog* dialog, const QString& title) {
    dialog->setWindowTitle(title);
    auto* column = new QVBoxLayout(dialog);
    column->setContentsMargins(20, 16, 20, 16);
    column->setSpacing(8);
    auto* head = new PlainLabel(title, 16, Token::Text, QFont::DemiBold, dialog);
    column->addWidget(head);
    column->addSpacing(4);
    return column;
}

} // namespace

TypedUrl readScrapeUrl(const QString& typed) {
    QString text = typed.trimmed();
    if (text.isEmpty()) {
        return {
            {},
            InspectDialog::tr("Type an address, such as localhost:9100 or https://host/metrics")};
    }
    if (!text.contains(QLatin1String("://"))) {
        text.prepend(QLatin1String("http://"));
    }
    QUrl url(text, QUrl::StrictMode);
    if (!url.isValid() || url.host().isEmpty()) {
        return {
            {},
            InspectDialog::tr(
                "Not an address: a host is missing or a character is not allowed in a URL"
            )};
    }
    if (url.scheme() != QLatin1String("http") && url.scheme() != QLatin1String("https")) {
        return {
            {},
            InspectDialog::tr("%1:// cannot be scraped; use http:// or https://")
                .arg(url.scheme())};
    }
    if (url.path().isEmpty() || url.path() == QLatin1String("/")) {
        url.setPath(QStringLiteral("/metrics"));
    }
    url.setFragment({});
    return {QString::fromLatin1(url.toEncoded()), {}};
}

InspectDialog::InspectDialog(const QStringList& recent, QWidget* parent)
    : QDialog(parent) {
    QVBoxLayout* column = dialogColumn(this, tr("Inspect an exporter"));
    m_field = new QLineEdit(this);
    m_field->setFont(Theme::of(this).monoFont());
    m_field->setPlaceholderText(QStringLiteral("localhost:9100"));
    m_field->setAccessibleName(tr("Address of the exporter"));
    m_field->setMinimumWidth(440);
    auto* completer = new QCompleter(recent, m_field);
    completer->setFilterMode(Qt::MatchContains);
    m_field->setCompleter(completer);
    m_hint = new PlainLabel({}, 12, Token::Muted, QFont::Normal, this);
    m_hint->setElided(true);
    m_ok = makeButton(tr("Inspect"), ButtonKind::Primary, this);
    m_ok->setDefault(true);
    auto* cancel = makeButton(tr("Cancel"), ButtonKind::Outlined, this);
    auto* row = new QHBoxLayout;
    row->setSpacing(8);
    row->addStretch(1);
    row->addWidget(cancel);
    row->addWidget(m_ok);
    column->addWidget(m_field);
    column->addWidget(m_hint);
    column->addSpacing(8);
    column->addLayout(row);
    connect(m_field, &QLineEdit::textChanged, this, &InspectDialog::check);
    connect(m_ok, &QPushButton::clicked, this, &QDialog::accept);
    connect(cancel, &QPushButton::clicked, this, &QDialog::reject);
    check();
}

void InspectDialog::check() {
    const TypedUrl read = readScrapeUrl(m_field->text());
    m_url = read.url;
    const bool wrong = !read.problem.isEmpty() && !m_field->text().trimmed().isEmpty();
    m_field->setProperty("mbWrong", wrong);
    m_field->update();
    m_hint->setToken(wrong ? Token::Bad : Token::Muted);
    m_hint->setText(
        read.problem.isEmpty() ? tr("Scrapes %1 every 5 s").arg(read.url) : read.problem
    );
    m_ok->setEnabled(!m_url.isEmpty());
}

KeyMapDialog::KeyMapDialog(const std::vector<std::pair<QString, QString>>& keys, QWidget* parent)
    : QDialog(parent) {
    QVBoxLayout* column = dialogColumn(this, tr("Keys"));
    auto* grid = new QGridLayout;
    grid->setHorizontalSpacing(32);
    grid->setVerticalSpacing(6);
    int row = 0;
    for (const auto& [name, key] : keys) {
        auto* keyLabel = new PlainLabel(key, 12, Token::Muted, QFont::Normal, this);
        keyLabel->setMono(true);
        grid->addWidget(new PlainLabel(name, 13, Token::Text, QFont::Normal, this), row, 0);
        grid->addWidget(keyLabel, row, 1);
        ++row;
    }
    grid->setColumnStretch(0, 1);
    column->addLayout(grid);
    column->addSpacing(8);
    auto* close = makeButton(tr("Close"), ButtonKind::Outlined, this);
    connect(close, &QPushButton::clicked, this, &QDialog::accept);
    column->addWidget(close, 0, Qt::AlignRight);
    setMinimumWidth(440);
}

ProblemsDialog::ProblemsDialog(const QString& title, const QStringList& lines, QWidget* parent)
    : QDialog(parent) {
    QVBoxLayout* column = dialogColumn(this, title);
    auto* text = new QPlainTextEdit(lines.join(QLatin1Char('\n')), this);
    text->setReadOnly(true);
    text->setFont(Theme::of(this).monoFont());
    text->setAccessibleName(title);
    text->setMinimumSize(640, 220);
    auto* copy = makeButton(tr("Copy"), ButtonKind::Outlined, this);
    auto* close = makeButton(tr("Close"), ButtonKind::Primary, this);
    auto* row = new QHBoxLayout;
    row->setSpacing(8);
    row->addStretch(1);
    row->addWidget(copy);
    row->addWidget(close);
    column->addWidget(text, 1);
    column->addLayout(row);
    connect(copy, &QPushButton::clicked, this, [text] {
        QGuiApplication::clipboard()->setText(text->toPlainText());
    });
    connect(close, &QPushButton::clicked, this, &QDialog::accept);
}

} // namespace meterbench::ui
