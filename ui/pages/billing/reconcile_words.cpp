#include "ui/pages/billing/reconcile_words.h"

#include "core/usage/priced_usage.h"
#include "ui/pages/billing/billing_words.h"
#include "ui/wording/numbers.h"
#include "ui/wording/states.h"

#include <QCoreApplication>

namespace meterbench::ui {

namespace {

using delivery::Cause;

struct Words {
    Q_DECLARE_TR_FUNCTIONS(meterbench::ui::ReconcileView)
};

constexpr qsizetype kMostUnits = 4;

QString recordsText(std::uint64_t records) {
    return wording::counted(
        Words::tr("%1 record(s)", nullptr, wording::numerus(records)), records
    );
}

QString rowsText(std::uint64_t rows) {
    return wording::counted(Words::tr("%1 row(s)", nullptr, wording::numerus(rows)), rows);
}

ReconcileVerdict equalVerdict(const usage::ReconcileAnswer& answer) {
    const usage::ReconcileCounts& counts = answer.counts;
    const QString known = answer.found.notAsked.empty()
                              ? Words::tr("metered, sent, accepted and billed are equal")
                              : Words::tr("metered, sent and accepted are equal");
    QString text = counts.underWay == 0
                       ? Words::tr("● All equal: in %1 with %2 %3.")
                             .arg(rowsText(counts.rows), recordsText(counts.records), known)
                       : Words::tr("● Nothing is wrong: %1 with %2. Not equal yet, because a "
                                   "window is open, a record waits or nobody is known: in %3.")
                             .arg(
                                 rowsText(counts.rows),
                                 recordsText(counts.records),
                                 rowsText(counts.underWay)
                             );
    return {text, Token::Good};
}

} // namespace

QString causeText(Cause cause) {
    switch (cause) {
    case Cause::WindowOpen:
        return Words::tr("window still open");
    case Cause::NoCustomer:
        return Words::tr("no customer");
    case Cause::NoDimension:
        return Words::tr("no dimension");
    case Cause::Waiting:
        return Words::tr("waiting to be sent");
    case Cause::Refused:
        return Words::tr("refused");
    case Cause::NotInLedger:
        return Words::tr("not in the receiver's ledger");
    case Cause::HasMore:
        return Words::tr("the receiver has more");
    case Cause::SumDiffers:
        return Words::tr("the receiver's sum differs");
    }
    return {};
}

QString differenceText(const delivery::Difference& one, const metering::Meter* meter) {
    const QString text =
        (delivery::isTrouble(one.cause) ? Words::tr("▲ %1: %2 in %3") : Words::tr("○ %1: %2 in %3"))
            .arg(
                causeText(one.cause), reconciledText(one.value, meter), recordsText(one.records)
            );
    return one.words.empty() ? text : text + QStringLiteral(": ") + wording::text(one.words);
}

QString adviceText(const delivery::Difference& one) {
    switch (one.cause) {
    case Cause::WindowOpen:
        return Words::tr("The window is not over: its record leaves when it ends. Nothing to do.");
    case Cause::NoCustomer:
        return Words::tr("The series name no customer, so nobody can be billed. Usage shows "
                         "below, under Not billable, which they are and how to repair it.");
    case Cause::NoDimension:
        return Words::tr("The series name no dimension, so it has no price. Usage shows below, "
                         "under Not billable, which they are and how to repair it.");
    case Cause::Waiting:
        return Words::tr("In the journal and not sent yet. It leaves as soon as the receiver "
                         "takes it; the inspector's tab Request shows the last answer.");
    case Cause::Refused:
        return Words::tr("The receiver will never take these records: its words say why. Set "
                         "right what they name there or in the workspace; the records stay in "
                         "the journal.");
    case Cause::NotInLedger:
        return Words::tr("The receiver said yes to these records, and its ledger has none of "
                         "them. Ask who runs it under which customer they were booked.");
    case Cause::HasMore:
        return Words::tr("The receiver bills more than was sent from here: records twice, or "
                         "from another sender. Compare their keys (the id of each record).");
    case Cause::SumDiffers:
        return Words::tr("The receiver has no more records, and another sum. Compare the records "
                         "of this customer and dimension one by one.");
    }
    return {};
}

QString reconciledText(base::Decimal value, const metering::Meter* meter) {
    const base::Decimal units = usage::unitsOf(value, meter);
    const std::string unit = meter == nullptr ? std::string() : meter->unit;
    constexpr int kMostDigits = 4;
    const bool vanishes =
        !units.isZero() && units.roundedTo(kMostDigits, base::Rounding::HalfAwayFromZero).isZero();
    return vanishes ? wording::text(units.toText()) + QChar(0x00a0) + unitWord(unit, false)
                    : unitsText(units, unit);
}

ReconcileVerdict verdictOf(const usage::ReconcileAnswer& answer) {
    if (!answer.problem.empty()) {
        return {
            Words::tr("▲ It could not be compared. %1").arg(wording::text(answer.problem)),
            Token::Bad};
    }
    const usage::ReconcileCounts& counts = answer.counts;
    if (counts.rows == 0) {
        return {Words::tr("○ Nothing was metered in this time, and nothing is billed."), Token::Muted};
    }
    if (counts.inTrouble == 0) {
        return equalVerdict(answer);
    }
    return {
        Words::tr("▲ Differences that time does not bring right: in %1 of %2. Still under way: "
                  "in %3.")
            .arg(
                wording::count(counts.inTrouble),
                rowsText(counts.rows),
                rowsText(counts.underWay)
            ),
        Token::Bad};
}

QStringList totalsOf(const usage::ReconcileAnswer& answer) {
    QStringList texts;
    for (const auto& [unit, sum] : answer.accepted) {
        if (texts.size() == kMostUnits) {
            break;
        }
        texts += unitsText(sum, unit);
    }
    return texts;
}

} // namespace meterbench::ui
