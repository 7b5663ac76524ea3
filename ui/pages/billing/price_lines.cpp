#include "ui/pages/billing/price_lines.h"

#include "ui/pages/billing/billing_words.h"
#include "ui/wording/states.h"

#include <QCoreApplication>

namespace meterbench::ui {

namespace {

struct Words {
    Q_DECLARE_TR_FUNCTIONS(meterbench::ui::BillingPage)
};

constexpr int kUnitDigits = 4;

QString tierText(const pricing::Part& part, std::size_t place) {
    const bool isFirst = part.from.isZero();
    if (!part.to) {
        return isFirst ? (place == 0 ? Words::tr("each unit") : Words::tr("rest"))
                       : Words::tr("above %1").arg(decimalText(part.from, kUnitDigits));
    }
    const base::Decimal wide = (*part.to - part.from).value_or(*part.to);
    return isFirst ? Words::tr("first %1").arg(decimalText(wide, kUnitDigits))
                   : Words::tr("next %1").arg(decimalText(wide, kUnitDigits));
}

LineRow
rowOf(const QString& name, const QString& units, const QString& each, const QString& price) {
    return {{name}, {units}, {each}, {price, Token::Text, true}};
}

} // namespace

QString partText(const pricing::Part& part, std::size_t place) {
    switch (part.kind) {
    case pricing::PartKind::Packages:
        return Words::tr("%1 package(s)").arg(decimalText(part.count, 0));
    case pricing::PartKind::Share:
        return Words::tr("share of the amount");
    case pricing::PartKind::Events:
        return Words::tr("%1 event(s)").arg(decimalText(part.count, 0));
    case pricing::PartKind::Units:
        break;
    }
    return tierText(part, place);
}

std::vector<LineColumn> tierColumns() {
    return {
        {Words::tr("Tier")},
        {Words::tr("Units"), true},
        {Words::tr("Each"), true},
        {Words::tr("Price"), true}};
}

std::vector<LineRow> tierRows(const pricing::Line& line, const pricing::Currency& currency) {
    std::vector<LineRow> rows;
    if (!line.freeUnits.isZero()) {
        rows.push_back(rowOf(
            Words::tr("free"),
            decimalText(line.freeUnits, kUnitDigits),
            Words::tr("free"),
            moneyText(base::Decimal(), currency)
        ));
    }
    for (std::size_t i = 0; i < line.parts.size(); ++i) {
        const pricing::Part& part = line.parts[i];
        const bool isShare = part.kind == pricing::PartKind::Share;
        const QString each = isShare ? Words::tr("%1 %").arg(decimalText(part.unitPrice, 4))
                                     : eachText(part.unitPrice, currency);
        const QString price = moneyText(
            part.amount.roundedTo(currency.exponent, base::Rounding::HalfAwayFromZero), currency
        );
        rows.push_back(rowOf(partText(part, i), decimalText(part.units, kUnitDigits), each, price));
        rows.back()[3].tip = moneyText(part.amount, currency);
        if (!part.flatFee.isZero()) {
            rows.back()[2].tip = Words::tr("and %1 once").arg(moneyText(part.flatFee, currency));
            rows.back()[2].text += QStringLiteral(" + ") + moneyText(part.flatFee, currency);
        }
    }
    rows.push_back(rowOf(
        Words::tr("Total"),
        decimalText(line.unitsBilled, kUnitDigits),
        {},
        moneyText(line.amount, currency)
    ));
    for (LineCell& cell : rows.back()) {
        cell.isStrong = true;
    }
    return rows;
}

std::vector<LineRow> statementRows(const pricing::Statement& statement) {
    std::vector<LineRow> rows;
    for (const pricing::Line& line : statement.lines) {
        rows.push_back(rowOf(
            wording::text(line.dimension),
            decimalText(line.unitsBilled, kUnitDigits),
            {},
            moneyText(line.amount, statement.currency)
        ));
    }
    const auto fee = [&](const QString& name, base::Decimal amount) {
        if (!amount.isZero()) {
            rows.push_back(rowOf(name, {}, {}, moneyText(amount, statement.currency)));
        }
    };
    fee(Words::tr("Flat fee"), statement.flatFee);
    fee(Words::tr("To the minimum charge"), statement.topUp);
    for (const pricing::Usage& usage : statement.unpriced) {
        rows.push_back(
            rowOf(wording::text(usage.dimension), decimalText(usage.units, kUnitDigits), {}, {})
        );
        rows.back()[3] = {Words::tr("no price"), Token::Attention};
    }
    rows.push_back(rowOf(Words::tr("Total"), {}, {}, moneyText(statement.total, statement.currency))
    );
    rows.back()[0].isStrong = true;
    return rows;
}

} // namespace meterbench::ui
