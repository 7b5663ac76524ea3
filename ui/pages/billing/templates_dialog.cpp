#include "ui/pages/billing/templates_dialog.h"

#include "core/metering/templates.h"
#include "ui/pages/billing/billing_words.h"
#include "ui/pages/billing/line_table.h"
#include "ui/models/present_series.h"
#include "ui/widgets/basics.h"
#include "ui/widgets/buttons.h"
#include "ui/wording/numbers.h"
#include "ui/wording/states.h"

#include <QClipboard>
#include <QCoreApplication>
#include <QGuiApplication>
#include <QHBoxLayout>
#include <QItemSelectionModel>
#include <QPlainTextEdit>
#include <QPointer>
#include <QPushButton>
#include <QThreadPool>
#include <QVBoxLayout>

#include <utility>

namespace meterbench::ui {

namespace {

using metering::MeterTemplate;
using metering::NotCounted;
using Previews = base::Result<std::vector<metering::MeterPreview>>;

QString yamlOf(const MeterTemplate& one) {
    return QStringLiteral("# under billing: meters:\n- template: %1\n")
        .arg(wording::text(one.meter.name));
}

QString whyText(const NotCounted& cause) {
    switch (cause.why) {
    case NotCounted::Why::NoCustomer:
        return TemplatesDialog::tr("without a customer");
    case NotCounted::Why::NotSaid:
        return TemplatesDialog::tr("of which nothing says whose they are");
    case NotCounted::Why::NoDimension:
        return TemplatesDialog::tr("without a dimension");
    case NotCounted::Why::MalformedId:
        return TemplatesDialog::tr("with a wrong %1").arg(wording::text(cause.label));
    case NotCounted::Why::Duplicate:
        return TemplatesDialog::tr("of things that another series has");
    case NotCounted::Why::Unfit:
        return TemplatesDialog::tr("whose value is no number");
    }
    return {};
}

QString previewWords(const metering::MeterPreview& preview) {
    if (preview.matched == 0) {
        return TemplatesDialog::tr("No present series matches its selector.");
    }
    QStringList parts{TemplatesDialog::tr("Of %1 present series that match, %2 would count.")
                          .arg(wording::count(preview.matched), wording::count(preview.counted))};
    for (const NotCounted& cause : preview.causes) {
        parts +=
            TemplatesDialog::tr("Not %1 %2, for example %3.")
                .arg(wording::count(cause.series), whyText(cause), wording::text(cause.example));
    }
    return parts.join(QLatin1Char(' '));
}

} // namespace

TemplatesDialog::TemplatesDialog(
    std::shared_ptr<const config::Workspace> workspace, pipeline::SnapshotPtr now, QWidget* parent
)
    : QDialog(parent)
    , m_workspace(std::move(workspace))
    , m_now(std::move(now)) {
    setWindowTitle(tr("Meter templates"));
    setMinimumSize(720, 520);
    auto* column = new QVBoxLayout(this);
    column->setContentsMargins(20, 16, 20, 16);
    column->setSpacing(8);
    column->addWidget(new PlainLabel(windowTitle(), 16, Token::Text, QFont::DemiBold, this));
    m_list = new LineTable(
        {{tr("Template")}, {tr("Would count"), true}, {tr("Measures")}}, windowTitle(), this
    );
    m_list->setSelectionMode(QAbstractItemView::SingleSelection);
    m_list->setColumnWidth(0, 190);
    m_list->setColumnWidth(1, 100);
    column->addWidget(m_list, 3);
    m_words = makeWrappedLabel({}, 12, Token::Muted, this);
    m_count = makeWrappedLabel(tr("Counting the present series …"), 13, Token::Text, this);
    column->addWidget(m_count);
    column->addWidget(m_words);
    m_yaml = new QPlainTextEdit(this);
    m_yaml->setReadOnly(true);
    m_yaml->setTabChangesFocus(true);
    m_yaml->setFont(Theme::of(this).monoFont());
    m_yaml->setFixedHeight(56);
    m_yaml->setAccessibleName(tr("The meter as YAML"));
    column->addWidget(m_yaml);
    auto* buttons = new QHBoxLayout;
    auto* copy = makeButton(tr("Copy YAML"), ButtonKind::Primary, this);
    auto* close = makeButton(tr("Close"), ButtonKind::Outlined, this);
    buttons->addStretch(1);
    buttons->addWidget(close);
    buttons->addWidget(copy);
    column->addLayout(buttons);
    connect(close, &QPushButton::clicked, this, &QDialog::accept);
    connect(copy, &QPushButton::clicked, this, [this] {
        QGuiApplication::clipboard()->setText(m_yaml->toPlainText());
    });
    connect(
        m_list->selectionModel(),
        &QItemSelectionModel::currentRowChanged,
        this,
        &TemplatesDialog::showChosen
    );
    showPreviews(std::vector<metering::MeterPreview>());
    choose(0);
    m_list->setFocus();
    startPreview();
}

void TemplatesDialog::choose(int row) {
    m_list->setCurrentIndex(m_list->model()->index(row, 0));
}

void TemplatesDialog::startPreview() {
    const QPointer<TemplatesDialog> self(this);
    QThreadPool::globalInstance()->start(
        [self,
         context = this,
         now = m_now,
         schema = m_workspace == nullptr ? metering::SchemaOptions() : m_workspace->schema] {
            std::vector<metering::Meter> meters;
            for (const MeterTemplate& one : metering::meterTemplates()) {
                meters.push_back(one.meter);
            }
            Previews made = metering::preview(schema, meters, presentSeries(*now));
            QMetaObject::invokeMethod(
                QCoreApplication::instance(),
                [self, context, made = std::move(made)] {
                    if (!self.isNull()) {
                        context->showPreviews(made);
                    }
                },
                Qt::QueuedConnection
            );
        }
    );
}

void TemplatesDialog::showPreviews(const Previews& made) {
    if (made) {
        m_previews = *made;
    } else {
        m_count->setText(wording::error(made.error()));
    }
    std::vector<LineRow> rows;
    const std::vector<MeterTemplate>& all = metering::meterTemplates();
    for (std::size_t i = 0; i < all.size(); ++i) {
        const bool isKnown = i < m_previews.size();
        const std::uint64_t counted = isKnown ? m_previews[i].counted : 0;
        rows.push_back(
            {{wording::text(all[i].meter.name), Token::Text, false, true},
             {isKnown ? wording::count(counted) : QStringLiteral("…"),
              counted > 0 ? Token::Good : Token::Muted},
             {wording::text(all[i].what), Token::Text, false, false, wording::text(all[i].what)}}
        );
    }
    m_list->setRows(std::move(rows));
    showChosen();
    if (!m_previews.empty()) {
        Q_EMIT previewed();
    }
}

void TemplatesDialog::showChosen() {
    const int row = m_list->currentIndex().row();
    if (row < 0) {
        return;
    }
    const auto at = static_cast<std::size_t>(row);
    const MeterTemplate& one = metering::meterTemplates()[at];
    m_words->setText(
        tr("%1\nNeeds: %2\n%3")
            .arg(wording::text(one.limits), wording::text(one.needs), meterText(one.meter))
    );
    m_yaml->setPlainText(yamlOf(one));
    if (at < m_previews.size()) {
        m_count->setText(previewWords(m_previews[at]));
    }
}

QString TemplatesDialog::previewText() const {
    return m_count->text();
}

} // namespace meterbench::ui
