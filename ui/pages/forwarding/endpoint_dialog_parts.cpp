// The dialog's fields, buttons, and what connects them.
#include "ui/pages/forwarding/endpoint_dialog.h"
#include "ui/pages/forwarding/trial_view.h"
#include "ui/widgets/basics.h"
#include "ui/widgets/buttons.h"

#include <QComboBox>
#include <QHBoxLayout>
#include <QLabel>
#include <QLineEdit>
#include <QPlainTextEdit>
#include <QPushButton>
#include <QScrollArea>
#include <QScrollBar>
#include <QVBoxLayout>

namespace meterbench::ui {

namespace {

constexpr int kSides = 20;

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
    field->setFixedHeight(48);
    return field;
}

} // namespace

void EndpointDialog::buildHead(QVBoxLayout* column, const QString& title) {
    auto* row = new QHBoxLayout;
    row->setContentsMargins(kSides, 0, kSides, 0);
    row->addWidget(new PlainLabel(title, 16, Token::Text, QFont::DemiBold, this));
    column->addLayout(row);
}

void EndpointDialog::buildScroll(QVBoxLayout* column) {
    m_scroll = new QScrollArea(this);
    m_scroll->setFrameShape(QFrame::NoFrame);
    m_scroll->setWidgetResizable(true);
    m_scroll->setHorizontalScrollBarPolicy(Qt::ScrollBarAlwaysOff);
    m_scroll->viewport()->setAutoFillBackground(false);
    m_scroll->setWidget(buildFields());
    m_scroll->widget()->setAutoFillBackground(false);
    column->addWidget(m_scroll, 1);
}

EndpointDialog::Field
EndpointDialog::addField(QVBoxLayout* column, const QString& label, QWidget* widget) {
    Field field;
    field.widget = widget;
    field.row = new QWidget(this);
    auto* whole = new QVBoxLayout(field.row);
    whole->setContentsMargins(0, 0, 0, 0);
    whole->setSpacing(2);
    auto* row = new QHBoxLayout;
    row->setSpacing(kFieldGap);
    auto* name = new PlainLabel(label, 13, Token::Muted, QFont::Normal, field.row);
    name->setFixedWidth(kFieldLabelWidth);
    row->addWidget(name);
    row->addWidget(widget, 1);
    whole->addLayout(row);
    field.problem = new PlainLabel({}, 12, Token::Bad, QFont::Normal, field.row);
    field.problem->setElided(true);
    field.problem->setFixedHeight(16);
    auto* below = new QHBoxLayout;
    below->addSpacing(kFieldLabelWidth + kFieldGap);
    below->addWidget(field.problem, 1);
    whole->addLayout(below);
    column->addWidget(field.row);
    widget->setAccessibleName(label);
    return field;
}

QWidget* EndpointDialog::buildFields() {
    auto* fields = new QWidget(m_scroll);
    auto* column = new QVBoxLayout(fields);
    column->setContentsMargins(kSides, 0, kSides, 0);
    column->setSpacing(2);
    if (m_subject.base.url.empty()) {
        buildPresets(column);
    }
    m_url = monoField({}, this);
    m_name = monoField(tr("the host, when left empty"), this);
    m_timeout = monoField(QStringLiteral("30s"), this);
    m_records = monoField(QStringLiteral("100"), this);
    m_urlField = addField(column, tr("Address"), m_url);
    m_nameField = addField(column, tr("Name"), m_name);
    m_timeoutField = addField(column, tr("Timeout"), m_timeout);
    column->addWidget(m_auth);
    m_recordsField = addField(column, tr("Records a request"), m_records);
    buildMore(column);
    column->addStretch(1);
    return fields;
}

/// What only one of the two kinds has.
void EndpointDialog::buildMore(QVBoxLayout* column) {
    m_headers = linesField(QStringLiteral("X-Scope-OrgID: tenant"), this);
    m_labels = linesField(QStringLiteral("cluster=\"eu-1\""), this);
    m_headersField = addField(column, tr("Headers"), m_headers);
    m_labelsField = addField(column, tr("External labels"), m_labels);
    m_billableRow = new QWidget(this);
    auto* row = new QHBoxLayout(m_billableRow);
    row->setContentsMargins(kFieldLabelWidth + kFieldGap, 0, 0, 4);
    m_billable = new BillableView(
        m_subject.now == nullptr ? BillableSchema() : schemaOf(*m_subject.now),
        m_subject.now,
        m_billableRow
    );
    row->addWidget(m_billable);
    column->addWidget(m_billableRow);
    m_beginning = makeWrappedLabel({}, 12, Token::Muted, this);
    m_beginning->setIndent(kFieldLabelWidth + kFieldGap);
    column->addWidget(m_beginning);
    m_trialRecord = new TrialRecordFields(m_subject.choices, this);
    column->addWidget(m_trialRecord);
    m_trial = new TrialView(this);
    column->addWidget(m_trial);
}

void EndpointDialog::buildPresets(QVBoxLayout* column) {
    m_preset = new QComboBox(this);
    for (int i = 0; i < kEndpointPresets; ++i) {
        m_preset->addItem(presetName(static_cast<EndpointPreset>(i)));
    }
    m_presetField = addField(column, tr("Service"), m_preset);
    connect(m_preset, &QComboBox::activated, this, [this](int index) {
        usePreset(static_cast<EndpointPreset>(index));
    });
}

void EndpointDialog::buildButtons(QVBoxLayout* column) {
    auto* row = new QHBoxLayout;
    row->setContentsMargins(kSides, 0, kSides, 0);
    row->setSpacing(kFieldGap);
    m_test = makeButton(tr("Test"), ButtonKind::Outlined, this);
    m_test->setToolTip(tr("Tries name, connection, TLS, token and an empty request, which bills "
                          "nobody; then a record, "
                          "if one is to be sent. Touches no queue"));
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
        reveal(m_trial);
        Q_EMIT testRequested();
    });
    connect(cancel, &QPushButton::clicked, this, &QDialog::reject);
    connect(m_save, &QPushButton::clicked, this, &QDialog::accept);
}

void EndpointDialog::connectFields() {
    for (QLineEdit* field : {m_url, m_name, m_timeout, m_records}) {
        connect(field, &QLineEdit::textChanged, this, &EndpointDialog::check);
    }
    connect(m_headers, &QPlainTextEdit::textChanged, this, &EndpointDialog::check);
    connect(m_labels, &QPlainTextEdit::textChanged, this, &EndpointDialog::check);
    connect(m_auth, &AuthFields::changed, this, &EndpointDialog::check);
    connect(m_billable, &BillableView::changed, this, &EndpointDialog::check);
    connect(m_trialRecord, &TrialRecordFields::changed, this, &EndpointDialog::check);
    connect(m_trialRecord, &TrialRecordFields::opened, this, [this] { reveal(m_trialRecord); });
    connect(m_billable, &BillableView::previewed, this, [this] { reveal(m_billableRow); });
    connect(
        m_scroll->verticalScrollBar(),
        &QScrollBar::rangeChanged,
        this,
        &EndpointDialog::scrollToRevealed
    );
}

} // namespace meterbench::ui
