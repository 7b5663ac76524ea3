#include "ui/pages/billing/statement_sheet.h"

#include "ui/pages/billing/billing_words.h"
#include "ui/pages/billing/price_lines.h"
#include "ui/wording/states.h"

#include <QCoreApplication>
#include <QDateTime>
#include <QLocale>

#include <algorithm>
#include <string_view>

namespace meterbench::ui {

namespace {

struct Words {
    Q_DECLARE_TR_FUNCTIONS(meterbench::ui::BillingPage)
};

constexpr int kAllDigits = 12;

QString dayText(std::int64_t timeMs) {
    return QLocale().toString(
        QDateTime::fromMSecsSinceEpoch(timeMs, Qt::UTC).date(), QStringLiteral("d MMMM yyyy")
    );
}

QString momentText(std::int64_t timeMs) {
    return QDateTime::fromMSecsSinceEpoch(timeMs, Qt::UTC)
        .toString(QStringLiteral("yyyy-MM-dd HH:mm"));
}

QString modelText(std::string_view model) {
    if (model == "perUnit") {
        return Words::tr("per unit");
    }
    if (model == "package") {
        return Words::tr("in packages");
    }
    if (model == "graduated") {
        return Words::tr("graduated: each unit at its tier's price");
    }
    if (model == "volume") {
        return Words::tr("volume: all units at the price of the last one's tier");
    }
    return model == "percentage" ? Words::tr("share of an amount") : wording::text(model);
}

/// What the view knows of a dimension: several meters can share one.
struct Seen {
    std::string unit;
    std::optional<double> coverage;
};

Seen seenOf(const usage::CustomerRow& customer, const std::string& dimension) {
    Seen seen;
    for (const usage::DimensionPtr& row : customer.dimensions) {
        if (row->dimension != dimension) {
            continue;
        }
        seen.unit = seen.unit.empty() ? row->unit : seen.unit;
        if (row->coverage) {
            seen.coverage = std::min(seen.coverage.value_or(1), *row->coverage);
        }
    }
    return seen;
}

QString allUnits(base::Decimal units, const std::string& unit) {
    const QString text = decimalText(units, kAllDigits);
    return unit.empty()
               ? text
               : text + QChar(0x00a0) + unitWord(unit, units == base::Decimal::fromInteger(1));
}

QString detailText(const pricing::Line& line, const Seen& seen) {
    QString text = modelText(line.model);
    if (line.unitsMetered != line.unitsBilled) {
        text += Words::tr(" · metered %1").arg(allUnits(line.unitsMetered, seen.unit));
    }
    return seen.coverage ? text + Words::tr(" · coverage %1").arg(coverageText(seen.coverage))
                         : text;
}

/// One price for all units: nothing that a row of its own would tell.
bool isPlain(const pricing::Line& line) {
    return line.freeUnits.isZero() && line.parts.size() == 1 &&
           line.parts[0].kind == pricing::PartKind::Units && line.parts[0].from.isZero() &&
           !line.parts[0].to && line.parts[0].flatFee.isZero();
}

PaperRow partRow(const pricing::Part& part, std::size_t place, const pricing::Currency& currency) {
    const bool isShare = part.kind == pricing::PartKind::Share;
    const bool isEvents = part.kind == pricing::PartKind::Events;
    PaperRow row;
    row.name = partText(part, place);
    if (!part.flatFee.isZero()) {
        row.name += Words::tr(", and %1 once").arg(moneyText(part.flatFee, currency));
    }
    row.units = isEvents ? QString() : decimalText(part.units, kAllDigits);
    row.unitPrice = isShare ? Words::tr("%1 %").arg(decimalText(part.unitPrice, kAllDigits))
                            : eachText(part.unitPrice, currency);
    row.amount = moneyText(part.amount, currency);
    row.isPart = true;
    return row;
}

void addLine(StatementPaper& paper, const usage::CustomerRow& customer, const pricing::Line& line) {
    const pricing::Currency& currency = customer.statement->currency;
    const Seen seen = seenOf(customer, line.dimension);
    PaperRow row;
    row.name = wording::text(line.dimension);
    row.detail = detailText(line, seen);
    row.units = allUnits(line.unitsBilled, seen.unit);
    row.unitPrice = isPlain(line) ? eachText(line.parts[0].unitPrice, currency) : QString();
    row.amount = moneyText(line.amount, currency);
    paper.rows.push_back(row);
    if (isPlain(line)) {
        return;
    }
    if (!line.freeUnits.isZero()) {
        const QString units = decimalText(line.freeUnits, kAllDigits);
        const QString nothing = moneyText(base::Decimal(), currency);
        paper.rows.push_back({Words::tr("free"), {}, units, {}, nothing, true});
    }
    for (std::size_t i = 0; i < line.parts.size(); ++i) {
        paper.rows.push_back(partRow(line.parts[i], i, currency));
    }
}

void addUnpriced(
    StatementPaper& paper, const usage::CustomerRow& customer, const pricing::Usage& usage
) {
    const Seen seen = seenOf(customer, usage.dimension);
    paper.rows.push_back(
        {wording::text(usage.dimension),
         Words::tr("the plan has no price for it"),
         allUnits(usage.units, seen.unit),
         {},
         Words::tr("no price")}
    );
}

void addSums(StatementPaper& paper, const pricing::Statement& statement) {
    const auto money = [&](base::Decimal amount) { return moneyText(amount, statement.currency); };
    paper.total = money(statement.total);
    if (statement.flatFee.isZero() && statement.topUp.isZero()) {
        return;
    }
    base::Decimal lines;
    for (const pricing::Line& line : statement.lines) {
        lines = (lines + line.amount).value_or(lines); // the total is in range, so this is
    }
    paper.sums.push_back({Words::tr("Usage"), money(lines)});
    if (!statement.flatFee.isZero()) {
        paper.sums.push_back({Words::tr("Flat fee"), money(statement.flatFee)});
    }
    if (!statement.topUp.isZero()) {
        paper.sums.push_back(
            {Words::tr("To the minimum of %1").arg(money(statement.minimumCharge)),
             money(statement.topUp)}
        );
    }
}

void addOpen(StatementPaper& paper, const usage::CustomerRow& customer, std::int64_t nowMs) {
    if (nowMs < customer.period.beginMs) {
        paper.open.push_back(Words::tr("The period has not begun."));
    } else if (nowMs < customer.period.endMs) {
        paper.open.push_back(Words::tr("The period is not over: this is what was used until %1 UTC."
        )
                                 .arg(momentText(nowMs)));
        if (customer.projected) {
            paper.open.push_back(
                Words::tr("If usage goes on like this, the total at its end will be %1.")
                    .arg(moneyText(*customer.projected, customer.statement->currency))
            );
        }
    }
    std::uint64_t records = 0;
    for (const usage::DimensionPtr& row : customer.dimensions) {
        records += row->open;
    }
    if (records > 0) {
        paper.open.push_back(
            Words::tr("Usage records that are not closed yet, and may still grow: %1.").arg(records)
        );
    }
}

void addNotes(StatementPaper& paper, const usage::CustomerRow& customer) {
    const pricing::Statement& statement = *customer.statement;
    static_assert(pricing::kLineRounding == base::Rounding::HalfAwayFromZero);
    paper.notes = {
        Words::tr("An estimate from the price plans typed in Meterbench, not an invoice. No taxes, "
                  "no credits."),
        Words::tr("The amount of each dimension is rounded half away from zero to %1 digits; its "
                  "parts are shown as they were before. The total is the sum of the rounded "
                  "amounts and fees.")
            .arg(statement.currency.exponent)};
    if (const QString share = shareText(statement); !share.isEmpty()) {
        paper.notes.push_back(share);
    }
    for (const std::string& dimension : customer.withoutFees) {
        paper.notes.push_back(
            Words::tr("Without the fee for each event of %1: events are not metered.")
                .arg(wording::text(dimension))
        );
    }
    if (!paper.coverage.isEmpty()) {
        paper.notes.push_back(
            Words::tr("Coverage is the share of the expected samples that were seen.")
        );
    }
}

} // namespace

QString shareText(const pricing::Statement& statement) {
    if (statement.share.isWhole()) {
        return {};
    }
    const QString days = Words::tr("%1 of the %2 days of the period")
                             .arg(statement.share.days)
                             .arg(statement.share.ofDays);
    if (!statement.isProrated) {
        return Words::tr("%1; flat fee and minimum are those of a whole period, as the plan does "
                         "not count them by days.")
            .arg(days);
    }
    return Words::tr("%1: flat fee (%2 for a whole period) and minimum count by days and are "
                     "rounded half away from zero. Usage, free units and tiers are not scaled.")
        .arg(days, moneyText(statement.wholeFlatFee, statement.currency));
}

StatementPaper statementPaper(const usage::CustomerRow& customer, std::int64_t nowMs) {
    const pricing::Statement& statement = *customer.statement;
    StatementPaper paper;
    paper.standing = Words::tr("Estimate, not an invoice");
    paper.customer = customerText(customer);
    paper.customerId = wording::text(customer.id);
    paper.plan = wording::text(customer.plan);
    paper.period = Words::tr("%1 to %2 (UTC)")
                       .arg(dayText(customer.period.beginMs), dayText(customer.period.endMs - 1));
    paper.currency = wording::text(statement.currency.code);
    paper.coverage = customer.coverage ? coverageText(customer.coverage) : QString();
    for (const pricing::Line& line : statement.lines) {
        addLine(paper, customer, line);
    }
    for (const pricing::Usage& usage : statement.unpriced) {
        addUnpriced(paper, customer, usage);
    }
    addSums(paper, statement);
    addOpen(paper, customer, nowMs);
    addNotes(paper, customer);
    return paper;
}

} // namespace meterbench::ui
