#include "ui/pages/billing/plans_dialog.h"

#include "ui/pages/billing/billing_words.h"
#include "ui/pages/billing/line_table.h"
#include "ui/pages/billing/price_lines.h"
#include "ui/widgets/basics.h"
#include "ui/widgets/buttons.h"
#include "ui/wording/states.h"

#include <QComboBox>
#include <QHBoxLayout>
#include <QLineEdit>
#include <QPushButton>
#include <QSignalBlocker>
#include <QVBoxLayout>

#include <array>
#include <utility>

namespace meterbench::ui {

namespace {

QString tiersText(const std::vector<pricing::Tier>& tiers, const pricing::Currency& currency) {
    QStringList parts;
    for (const pricing::Tier& tier : tiers) {
        const QString each = eachText(tier.unitPrice, currency);
        parts += tier.upTo ? PlansDialog::tr("to %1: %2").arg(decimalText(*tier.upTo, 4), each)
                           : PlansDialog::tr("above: %1").arg(each);
    }
    return parts.join(QStringLiteral("; "));
}

struct ChargeText {
    const pricing::Currency& currency;

    QString operator()(const pricing::PerUnit& charge) const {
        return PlansDialog::tr("%1 each").arg(eachText(charge.unitPrice, currency));
    }

    QString operator()(const pricing::Package& charge) const {
        return PlansDialog::tr("%1 for each begun %2")
            .arg(moneyText(charge.price, currency), decimalText(charge.size, 4));
    }

    QString operator()(const pricing::Graduated& charge) const {
        return tiersText(charge.tiers, currency);
    }

    QString operator()(const pricing::Volume& charge) const {
        return PlansDialog::tr("all units: %1").arg(tiersText(charge.tiers, currency));
    }

    QString operator()(const pricing::Percentage& charge) const {
        return PlansDialog::tr("%1 % of the amount").arg(decimalText(charge.ratePercent, 4));
    }
};

LineRow chargeRow(const pricing::DimensionPrice& price, const pricing::Currency& currency) {
    QString words = std::visit(ChargeText{currency}, price.charge);
    if (!price.freeUnits.isZero()) {
        words += PlansDialog::tr(", %1 free").arg(decimalText(price.freeUnits, 4));
    }
    if (!price.increment.isZero()) {
        words += PlansDialog::tr(", in steps of %1 (%2)")
                     .arg(
                         decimalText(price.increment, 6),
                         QLatin1String(pricing::roundingName(price.rounding))
                     );
    }
    return {
        {wording::text(price.dimension)},
        {QLatin1String(pricing::modelName(price.charge)), Token::Muted},
        {words, Token::Text, false, false, words}};
}

} // namespace

PlansDialog::PlansDialog(std::shared_ptr<const config::Workspace> workspace, QWidget* parent)
    : QDialog(parent)
    , m_workspace(std::move(workspace)) {
    setWindowTitle(tr("Price plans"));
    setMinimumSize(640, 520);
    auto* column = new QVBoxLayout(this);
    column->setContentsMargins(20, 16, 20, 16);
    column->setSpacing(8);
    auto* top = new QHBoxLayout;
    top->addWidget(new PlainLabel(windowTitle(), 16, Token::Text, QFont::DemiBold, this));
    top->addStretch(1);
    m_plan = new QComboBox(this);
    m_plan->setMinimumWidth(180);
    m_plan->setAccessibleName(tr("Plan"));
    top->addWidget(m_plan);
    column->addLayout(top);
    m_words = makeWrappedLabel({}, 12, Token::Muted, this);
    column->addWidget(m_words);
    m_charges = new LineTable(
        {{tr("Dimension")}, {tr("Model")}, {tr("Price")}}, tr("Prices of the plan"), this
    );
    m_charges->setColumnWidth(0, 150);
    m_charges->setColumnWidth(1, 100);
    column->addWidget(m_charges, 1);
    auto* ask = new QHBoxLayout;
    ask->addWidget(new PlainLabel(tr("What would"), 13, Token::Text, QFont::Normal, this));
    m_units = new QLineEdit(QStringLiteral("1000"), this);
    m_units->setFont(Theme::of(this).monoFont());
    m_units->setFixedWidth(120);
    m_units->setAccessibleName(tr("So many units"));
    m_dimension = new QComboBox(this);
    m_dimension->setMinimumWidth(160);
    m_dimension->setAccessibleName(tr("Dimension"));
    ask->addWidget(m_units);
    ask->addWidget(new PlainLabel(tr("of"), 13, Token::Text, QFont::Normal, this));
    ask->addWidget(m_dimension);
    ask->addWidget(new PlainLabel(tr("cost in one period?"), 13, Token::Text, QFont::Normal, this));
    ask->addStretch(1);
    column->addLayout(ask);
    m_problem = makeWrappedLabel({}, 12, Token::Bad, this);
    column->addWidget(m_problem);
    m_tiers = new LineTable(tierColumns(), tr("What it would cost"), this);
    m_tiers->setStretched(0);
    m_tiers->setColumnWidth(1, 120);
    m_tiers->setColumnWidth(2, 140);
    m_tiers->setColumnWidth(3, 120);
    column->addWidget(m_tiers, 1);
    auto* close = makeButton(tr("Close"), ButtonKind::Outlined, this);
    auto* bottom = new QHBoxLayout;
    bottom->addWidget(
        makeWrappedLabel(
            tr("Prices are what the workspace says, and are estimates. Lines are rounded half away "
               "from "
               "zero to the currency's digits."),
            11,
            Token::Muted,
            this
        ),
        1
    );
    bottom->addWidget(close);
    column->addLayout(bottom);
    connect(close, &QPushButton::clicked, this, &QDialog::accept);
    for (const pricing::Plan& one : m_workspace->plans) {
        m_plan->addItem(wording::text(one.name.empty() ? one.id : one.name));
    }
    connect(m_plan, &QComboBox::currentIndexChanged, this, &PlansDialog::showPlan);
    connect(m_dimension, &QComboBox::currentIndexChanged, this, &PlansDialog::showPrice);
    connect(m_units, &QLineEdit::textChanged, this, &PlansDialog::showPrice);
    m_units->setFocus();
    m_units->selectAll();
    showPlan();
}

const pricing::Plan* PlansDialog::plan() const {
    const int at = m_plan->currentIndex();
    return at < 0 ? nullptr : &m_workspace->plans[static_cast<std::size_t>(at)];
}

void PlansDialog::choose(const std::string& plan, const std::string& dimension) {
    for (std::size_t i = 0; i < m_workspace->plans.size(); ++i) {
        if (m_workspace->plans[i].id == plan) {
            m_plan->setCurrentIndex(static_cast<int>(i));
        }
    }
    const int at = m_dimension->findText(wording::text(dimension));
    m_dimension->setCurrentIndex(at < 0 ? 0 : at);
}

void PlansDialog::showPlan() {
    const pricing::Plan* const shown = plan();
    const QSignalBlocker quiet(m_dimension);
    m_dimension->clear();
    std::vector<LineRow> rows;
    if (shown == nullptr) {
        m_words->setText(tr("The workspace has no price plans: add one under billing: plans:."));
    } else {
        QStringList words{
            tr("in %1").arg(QString::fromStdString(shown->currency.code)),
            tr("flat fee %1").arg(moneyText(shown->flatFee, shown->currency))};
        if (!shown->minimumCharge.isZero()) {
            words += tr("at least %1").arg(moneyText(shown->minimumCharge, shown->currency));
        }
        if (shown->proration == pricing::Proration::Days) {
            words += tr("both by days for a part of a period");
        }
        int customers = 0;
        for (const config::Customer& customer : m_workspace->customers) {
            customers += customer.plan == shown->id ? 1 : 0;
        }
        words += customers == 1 ? tr("1 customer") : tr("%1 customers").arg(customers);
        m_words->setText(words.join(QStringLiteral(", ")));
        for (const pricing::DimensionPrice& price : shown->charges) {
            rows.push_back(chargeRow(price, shown->currency));
            m_dimension->addItem(wording::text(price.dimension));
        }
    }
    m_charges->setRows(std::move(rows));
    showPrice();
}

void PlansDialog::showPrice() {
    const pricing::Plan* const shown = plan();
    const auto at = static_cast<std::size_t>(std::max(0, m_dimension->currentIndex()));
    const auto units = base::Decimal::parse(m_units->text().trimmed().toStdString());
    m_problem->setText(units ? QString() : wording::error(units.error()));
    m_problem->setVisible(!units);
    std::vector<LineRow> rows;
    if (units && shown != nullptr && at < shown->charges.size()) {
        const std::array<pricing::Usage, 1> usage{{{shown->charges[at].dimension, *units}}};
        const auto made = pricing::price(*shown, usage);
        if (made) {
            rows = tierRows(made->lines[at], shown->currency);
        } else {
            m_problem->setText(wording::error(made.error()));
            m_problem->setVisible(true);
        }
    }
    m_tiers->setRows(std::move(rows));
}

} // namespace meterbench::ui
