#include "ui/pages/billing/repair_dialog.h"

#include "ui/pages/billing/billing_words.h"
#include "ui/models/present_series.h"
#include "ui/widgets/basics.h"
#include "ui/widgets/buttons.h"
#include "ui/wording/numbers.h"
#include "ui/wording/states.h"

#include <QClipboard>
#include <QComboBox>
#include <QFormLayout>
#include <QGuiApplication>
#include <QLineEdit>
#include <QPlainTextEdit>
#include <QPointer>
#include <QPushButton>
#include <QRadioButton>
#include <QThreadPool>
#include <QVBoxLayout>

#include <set>
#include <utility>

namespace meterbench::ui {

namespace {

const std::string& firstOf(const std::vector<std::string>& names) {
    static const std::string kNone;
    return names.empty() ? kNone : names.front();
}

/// The label that is missing or wrong.
std::string wantedLabel(const UnbilledCause& cause, const metering::SchemaOptions& schema) {
    if (!cause.label.empty()) {
        return cause.label;
    }
    return cause.verdict == metering::Verdict::NoDimension ? firstOf(schema.dimensionLabels)
                                                           : firstOf(schema.customerLabels);
}

} // namespace

RepairDialog::RepairDialog(
    UnbilledCause cause,
    std::shared_ptr<const config::Workspace> workspace,
    pipeline::SnapshotPtr now,
    QWidget* parent
)
    : QDialog(parent)
    , m_cause(std::move(cause))
    , m_workspace(std::move(workspace))
    , m_now(std::move(now)) {
    m_repair.label = wantedLabel(m_cause, m_workspace->schema);
    m_repair.jobs = jobsOf(*m_now, m_cause.sources);
    m_repair.addresses = addressesOf(*m_now, m_cause.sources);
    setWindowTitle(tr("Make it billable"));
    setMinimumWidth(560);
    auto* column = new QVBoxLayout(this);
    column->setContentsMargins(20, 16, 20, 16);
    column->setSpacing(8);
    column->addWidget(new PlainLabel(windowTitle(), 16, Token::Text, QFont::DemiBold, this));
    const QString why = verdictText(m_cause.verdict, m_cause.label, m_workspace->schema);
    column->addWidget(makeWrappedLabel(
        tr("%1: %2, for example %3")
            .arg(
                wording::counted(
                    tr("%1 series", nullptr, wording::numerus(m_cause.series)), m_cause.series
                ),
                why,
                wording::text(m_cause.example)
            ),
        12,
        Token::Muted,
        this
    ));
    column->addWidget(buildFields());
    m_preview = makeWrappedLabel({}, 13, Token::Text, this);
    column->addWidget(m_preview);
    m_yaml = new QPlainTextEdit(this);
    m_yaml->setReadOnly(true);
    m_yaml->setFont(Theme::of(this).monoFont());
    m_yaml->setTabChangesFocus(true);
    m_yaml->setFixedHeight(124);
    m_yaml->setAccessibleName(tr("The rule as YAML"));
    column->addWidget(m_yaml);
    column->addWidget(buildButtons());
    fillLabels();
    m_value->setFocus();
    read();
}

QWidget* RepairDialog::buildFields() {
    auto* fields = new QWidget(this);
    auto* form = new QFormLayout(fields);
    form->setContentsMargins(0, 4, 0, 4);
    form->setHorizontalSpacing(12);
    const QString label = wording::text(m_repair.label);
    m_onTarget = new QRadioButton(tr("Set %1 on these targets").arg(label), fields);
    m_fromLabel = new QRadioButton(tr("Take %1 from another label").arg(label), fields);
    m_value = new QLineEdit(fields);
    m_value->setFont(Theme::of(this).monoFont());
    m_value->setPlaceholderText(tr("acme"));
    m_from = new QComboBox(fields);
    m_regex = new QLineEdit(wording::text(m_repair.regex), fields);
    m_replacement = new QLineEdit(wording::text(m_repair.replacement), fields);
    for (QLineEdit* field : {m_regex, m_replacement}) {
        field->setFont(Theme::of(this).monoFont());
    }
    m_onTarget->setChecked(true);
    form->addRow(m_onTarget);
    form->addRow(tr("Value"), m_value);
    form->addRow(m_fromLabel);
    form->addRow(tr("Label"), m_from);
    form->addRow(tr("Matches"), m_regex);
    form->addRow(tr("Becomes"), m_replacement);
    m_value->setAccessibleName(tr("Value of %1").arg(label));
    m_from->setAccessibleName(tr("Label that the value is in"));
    m_regex->setAccessibleName(tr("What of it matches"));
    m_replacement->setAccessibleName(tr("What it becomes"));
    for (QLineEdit* field : {m_value, m_regex, m_replacement}) {
        connect(field, &QLineEdit::textChanged, this, &RepairDialog::read);
    }
    connect(m_from, &QComboBox::currentTextChanged, this, &RepairDialog::read);
    connect(m_onTarget, &QRadioButton::toggled, this, &RepairDialog::read);
    return fields;
}

QWidget* RepairDialog::buildButtons() {
    auto* box = new QWidget(this);
    auto* row = new QHBoxLayout(box);
    row->setContentsMargins(0, 4, 0, 0);
    m_copy = makeButton(tr("Copy YAML"), ButtonKind::Outlined, box);
    m_apply = makeButton(tr("Apply now"), ButtonKind::Primary, box);
    auto* cancel = makeButton(tr("Cancel"), ButtonKind::Outlined, box);
    m_apply->setToolTip(
        tr("Into the configuration that runs. The file stays as it is: a reload takes it back.")
    );
    m_apply->setDefault(true);
    row->addWidget(m_copy);
    row->addStretch(1);
    row->addWidget(cancel);
    row->addWidget(m_apply);
    connect(cancel, &QPushButton::clicked, this, &QDialog::reject);
    connect(m_copy, &QPushButton::clicked, this, [this] {
        QGuiApplication::clipboard()->setText(m_yaml->toPlainText());
    });
    connect(m_apply, &QPushButton::clicked, this, [this] {
        Q_EMIT applyRequested(m_repair);
        accept();
    });
    return box;
}

/// Labels that the series concerned have, other than the one that is wanted.
void RepairDialog::fillLabels() {
    std::set<std::string> names;
    std::vector<model::LabelView> labels;
    if (m_now->targets != nullptr) {
        for (const pipeline::TargetPtr& target : *m_now->targets) {
            if (!std::ranges::binary_search(m_cause.sources, target->id)) {
                continue;
            }
            for (const model::BatchPtr& batch : target->batches) {
                const std::size_t most = std::min<std::size_t>(batch->layout->size(), 2'000);
                for (std::size_t i = 0; i < most; ++i) {
                    batch->layout->labels.labelsAt(i, labels);
                    for (const model::LabelView& label : labels) {
                        if (label.name != model::kMetricName && label.name != m_repair.label) {
                            names.emplace(label.name);
                        }
                    }
                }
            }
        }
    }
    for (const std::string& name : names) {
        m_from->addItem(wording::text(name));
    }
    m_fromLabel->setEnabled(!names.empty());
}

void RepairDialog::read() {
    m_repair.isOnTarget = m_onTarget->isChecked();
    m_repair.value = m_value->text().trimmed().toStdString();
    m_repair.from = m_from->currentText().toStdString();
    m_repair.regex = m_regex->text().toStdString();
    m_repair.replacement = m_replacement->text().toStdString();
    m_value->setEnabled(m_repair.isOnTarget);
    m_from->setEnabled(!m_repair.isOnTarget);
    m_regex->setEnabled(!m_repair.isOnTarget);
    m_replacement->setEnabled(!m_repair.isOnTarget);
    m_yaml->setPlainText(wording::text(yamlOf(m_repair)));
    const base::Status status = check(m_repair);
    m_apply->setEnabled(status.ok());
    m_copy->setEnabled(status.ok());
    if (!status) {
        ++m_run;
        m_preview->setText(wording::error(status.error()));
        return;
    }
    startPreview();
}

void RepairDialog::startPreview() {
    const quint64 run = ++m_run;
    m_preview->setText(tr("Trying it on the present series …"));
    const QPointer<RepairDialog> self(this);
    QThreadPool::globalInstance()->start([self,
                                          context = this,
                                          run,
                                          repair = m_repair,
                                          workspace = m_workspace,
                                          now = m_now,
                                          cause = m_cause] {
        auto made = preview(repair, *workspace, cause.meters, *now, cause.sources);
        QMetaObject::invokeMethod(
            QCoreApplication::instance(),
            [self, context, run, made = std::move(made)] {
                if (!self.isNull() && context->m_run == run) {
                    context->showPreview(made);
                }
            },
            Qt::QueuedConnection
        );
    });
}

void RepairDialog::showPreview(const base::Result<RepairPreview>& made) {
    if (!made) {
        m_preview->setText(wording::error(made.error()));
    } else {
        QString text =
            tr("Of %1 that meters ask for, %2 would be billable then; now %3 are.")
                .arg(
                    wording::counted(
                        tr("%1 series", nullptr, wording::numerus(made->matched)), made->matched
                    ),
                    wording::count(made->after),
                    wording::count(made->before)
                );
        if (!made->still.empty()) {
            text += tr(" Still not: %1").arg(wording::text(made->still));
        }
        m_preview->setText(text);
    }
    Q_EMIT previewed();
}

QString RepairDialog::previewText() const {
    return m_preview->text();
}

} // namespace meterbench::ui
