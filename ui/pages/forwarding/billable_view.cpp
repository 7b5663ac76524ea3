#include "ui/pages/forwarding/billable_view.h"

#include "core/config/yaml_writer.h"
#include "ui/models/present_series.h"
#include "ui/widgets/basics.h"
#include "ui/widgets/theme.h"
#include "ui/wording/numbers.h"
#include "ui/wording/states.h"

#include <QCheckBox>
#include <QCoreApplication>
#include <QPlainTextEdit>
#include <QPointer>
#include <QThreadPool>
#include <QVBoxLayout>

#include <utility>

namespace meterbench::ui {

namespace {

constexpr int kYamlHeight = 132;

struct Words {
    Q_DECLARE_TR_FUNCTIONS(meterbench::ui::BillableView)
};

QString firstName(const std::vector<std::string>& names) {
    return names.empty() ? QString() : wording::text(names.front());
}

QString
causeWords(const metering::BillableCut::Cause& cause, const metering::SchemaOptions& schema) {
    switch (cause.verdict) {
    case metering::Verdict::NoCustomer:
        return Words::tr("no customer: without %1").arg(firstName(schema.customerLabels));
    case metering::Verdict::NoDimension:
        return Words::tr("no dimension: without %1").arg(firstName(schema.dimensionLabels));
    default:
        return Words::tr("malformed: %1 is no id").arg(wording::text(cause.label));
    }
}

CutLine lineOf(const metering::BillableCut::Cause& cause, const QString& words, bool isWarning) {
    const QString example =
        cause.examples.empty() ? QString() : wording::text(cause.examples.front());
    return {wording::count(cause.series) + QStringLiteral("  ") + words, example, isWarning};
}

} // namespace

BillableSchema schemaOf(const pipeline::Snapshot& now) {
    BillableSchema schema;
    if (now.metered != nullptr && now.metered->options != nullptr) {
        schema = {now.metered->options->schema, now.metered->options->meters, true};
    }
    return schema;
}

std::vector<relabel::Rule> billableRulesOf(const BillableSchema& schema) {
    auto rules = metering::billableRules(schema.schema, schema.meters);
    return rules ? std::move(*rules) : std::vector<relabel::Rule>();
}

std::vector<relabel::Rule>
withoutBillable(std::vector<relabel::Rule> rules, const std::vector<relabel::Rule>& billable) {
    if (const auto at = metering::findBillableRules(rules, billable)) {
        const auto first = rules.begin() + static_cast<std::ptrdiff_t>(*at);
        rules.erase(first, first + static_cast<std::ptrdiff_t>(billable.size()));
    }
    return rules;
}

std::vector<CutLine>
cutLines(const metering::BillableCut& cut, const metering::SchemaOptions& schema) {
    std::vector<CutLine> lines;
    if (cut.lost.series > 0) {
        lines.push_back(lineOf(
            cut.lost,
            Words::tr("billable, and yet dropped: the pattern cannot be written as such a rule"),
            true
        ));
    }
    for (const metering::BillableCut::Cause& cause : cut.dropped) {
        lines.push_back(lineOf(cause, causeWords(cause, schema), false));
    }
    if (cut.droppedBefore > 0) {
        lines.push_back(
            {wording::count(cut.droppedBefore) + QStringLiteral("  ") +
                 Words::tr("dropped by the endpoint's other rules"),
             {},
             false}
        );
    }
    if (cut.keptForMeters.series > 0) {
        lines.push_back(lineOf(
            cut.keptForMeters,
            Words::tr("go by their name: your meters take customer or dimension from elsewhere, "
                      "and a rule cannot tell whose they are"),
            false
        ));
    }
    if (cut.neededByMeters.series > 0) {
        lines.push_back(lineOf(
            cut.neededByMeters,
            Words::tr("of the dropped are billed by meters whose selector names no metric; a "
                      "receiver that joins them itself would miss them"),
            true
        ));
    }
    if (cut.keptMalformed.series > 0) {
        lines.push_back(lineOf(
            cut.keptMalformed,
            Words::tr("go though two spellings disagree: a rule cannot compare labels"),
            true
        ));
    }
    return lines;
}

BillableView::BillableView(BillableSchema schema, pipeline::SnapshotPtr now, QWidget* parent)
    : QWidget(parent)
    , m_schema(std::move(schema))
    , m_now(std::move(now))
    , m_billable(billableRulesOf(m_schema)) {
    auto* column = new QVBoxLayout(this);
    column->setContentsMargins(0, 0, 0, 0);
    column->setSpacing(4);
    m_switch = new QCheckBox(tr("Send only billable series"), this);
    column->addWidget(m_switch);
    m_shown = new QWidget(this);
    auto* inner = new QVBoxLayout(m_shown);
    inner->setContentsMargins(0, 0, 0, 4);
    inner->setSpacing(4);
    m_summary = makeWrappedLabel({}, 13, Token::Text, m_shown);
    inner->addWidget(m_summary);
    m_lines = new QVBoxLayout;
    m_lines->setSpacing(2);
    inner->addLayout(m_lines);
    inner->addWidget(makeWrappedLabel(
        m_schema.isOfWorkspace
            ? tr("The rules, from the workspace's labels and patterns; Prometheus reads them too:")
            : tr("The rules, from the usual labels, as no workspace is open; Prometheus reads them "
                 "too:"),
        12,
        Token::Hint,
        m_shown
    ));
    m_yaml = new QPlainTextEdit(m_shown);
    m_yaml->setReadOnly(true);
    m_yaml->setFont(Theme::of(this).monoFont());
    m_yaml->setTabChangesFocus(true);
    m_yaml->setLineWrapMode(QPlainTextEdit::NoWrap);
    m_yaml->setFixedHeight(kYamlHeight);
    m_yaml->setAccessibleName(tr("The rules as YAML"));
    m_yaml->setPlainText(
        wording::text(config::relabelYaml("write_relabel_configs", m_billable)).trimmed()
    );
    inner->addWidget(m_yaml);
    column->addWidget(m_shown);
    m_shown->hide();
    m_switch->setEnabled(!m_billable.empty());
    connect(m_switch, &QCheckBox::toggled, this, &BillableView::toggle);
}

void BillableView::setRules(std::vector<relabel::Rule> rules) {
    const bool isOn = metering::findBillableRules(rules, m_billable).has_value();
    m_others = withoutBillable(std::move(rules), m_billable);
    m_switch->setChecked(isOn);
}

std::vector<relabel::Rule> BillableView::rules() const {
    std::vector<relabel::Rule> all = m_others;
    if (m_switch->isChecked()) {
        all.insert(all.end(), m_billable.begin(), m_billable.end());
    }
    return all;
}

void BillableView::setExternalLabels(const model::Labels& labels) {
    if (labels != m_externalLabels) {
        m_externalLabels = labels;
        startPreview();
    }
}

void BillableView::toggle() {
    m_isBroken = false;
    m_shown->setVisible(m_switch->isChecked());
    startPreview();
    Q_EMIT changed();
}

void BillableView::clearLines() {
    while (QLayoutItem* item = m_lines->takeAt(0)) {
        delete item->widget();
        delete item;
    }
}

void BillableView::startPreview() {
    const quint64 run = ++m_run;
    if (!m_switch->isChecked()) {
        return;
    }
    clearLines();
    if (m_now == nullptr) {
        m_summary->setText(tr("No series are there to try it on."));
        return;
    }
    m_summary->setText(tr("Trying it on the present series …"));
    const QPointer<BillableView> self(this);
    QThreadPool::globalInstance()->start([self,
                                          context = this,
                                          run,
                                          schema = m_schema,
                                          before = m_others,
                                          labels = m_externalLabels,
                                          now = m_now] {
        auto cut = metering::billableCut(
            schema.schema, schema.meters, before, labels, presentSeries(*now)
        );
        QMetaObject::invokeMethod(
            QCoreApplication::instance(),
            [self, context, run, cut = std::move(cut)] {
                if (!self.isNull() && context->m_run == run) {
                    context->showCut(cut);
                }
            },
            Qt::QueuedConnection
        );
    });
}

void BillableView::showCut(const base::Result<metering::BillableCut>& cut) {
    if (!cut) {
        m_summary->setText(wording::error(cut.error()));
        Q_EMIT previewed();
        return;
    }
    m_isBroken = cut->lost.series > 0;
    m_summary->setText(tr("Of %1 present, %2 would go on and %3 would not:")
                           .arg(
                               wording::counted(
                                   tr("%1 series", nullptr, wording::numerus(cut->series)),
                                   cut->series
                               ),
                               wording::count(cut->kept),
                               wording::count(cut->series - cut->kept)
                           ));
    for (const CutLine& line : cutLines(*cut, m_schema.schema)) {
        const Token token = line.isWarning ? Token::Attention : Token::Text;
        m_lines->addWidget(makeWrappedLabel(line.words, 12, token, m_shown));
        if (!line.example.isEmpty()) {
            auto* example = new PlainLabel(line.example, 12, Token::Muted, QFont::Normal, m_shown);
            example->setMono(true);
            example->setElided(true);
            m_lines->addWidget(example);
        }
    }
    Q_EMIT changed();
    Q_EMIT previewed();
}

} // namespace meterbench::ui
