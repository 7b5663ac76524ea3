#include "ui/pages/billing/record_words.h"

#include "core/metering/usage_totals.h"
#include "ui/pages/billing/billing_words.h"
#include "ui/wording/numbers.h"
#include "ui/wording/states.h"

#include <QCoreApplication>
#include <QDateTime>

namespace meterbench::ui {

namespace {

using usage::Delivered;

struct Words {
    Q_DECLARE_TR_FUNCTIONS(meterbench::ui::BillingPage)
};

constexpr std::int64_t kDayMs = 86'400'000;

QString deliveredText(Delivered how) {
    switch (how) {
    case Delivered::NotClosed:
        return Words::tr("window open");
    case Delivered::Waiting:
        return Words::tr("waiting");
    case Delivered::Accepted:
        return Words::tr("accepted");
    case Delivered::Refused:
        return Words::tr("refused");
    case Delivered::PassedOver:
        return Words::tr("not billable");
    }
    return {};
}

/// Worse, or earlier on the way, counts more.
int weightOf(Delivered how) {
    switch (how) {
    case Delivered::Refused:
        return 4;
    case Delivered::PassedOver:
        return 3;
    case Delivered::NotClosed:
        return 2;
    case Delivered::Waiting:
        return 1;
    case Delivered::Accepted:
        break;
    }
    return 0;
}

Token deliveredToken(Delivered how) {
    switch (how) {
    case Delivered::Accepted:
        return Token::Good;
    case Delivered::Refused:
        return Token::Bad;
    case Delivered::PassedOver:
        return Token::Attention;
    default:
        return Token::Muted;
    }
}

/// What is to be known of a record first: what happened to it on the way, else how it was measured.
LineCell standOf(const usage::RecordRow& record, const std::vector<std::string>& endpoints) {
    QStringList each;
    Delivered shown = record.sequence == 0 ? Delivered::NotClosed : Delivered::Accepted;
    for (std::size_t i = 0; i < record.delivered.size(); ++i) {
        const Delivered how = record.delivered[i];
        shown = weightOf(how) > weightOf(shown) ? how : shown;
        each += (i < endpoints.size() ? wording::text(endpoints[i]) + QStringLiteral(": ")
                                      : QString()) +
                deliveredText(how);
    }
    const bool isSent = !record.delivered.empty() || record.sequence == 0;
    LineCell cell{
        isSent ? deliveredText(shown) : Words::tr("closed"),
        isSent ? deliveredToken(shown) : Token::Muted};
    const metering::Evidence& evidence = record.record.evidence;
    const bool isWell = shown != Delivered::Refused && shown != Delivered::PassedOver;
    if (isWell && evidence.resets > 0) {
        cell = {Words::tr("reset seen, counted from 0"), Token::Attention};
    } else if (isWell && evidence.unmeteredMs > 0) {
        cell = {
            Words::tr("%1 not measured").arg(wording::duration(evidence.unmeteredMs)),
            Token::Attention};
    } else if (record.revision > 0) {
        cell.text = Words::tr("correction, %1").arg(cell.text);
    }
    cell.tip = each.join(QStringLiteral("\n"));
    return cell;
}

QString whenText(std::int64_t timeMs) {
    const QDateTime when = QDateTime::fromMSecsSinceEpoch(timeMs);
    const bool isToday = when.date() == QDate::currentDate();
    return when.toString(isToday ? QStringLiteral("HH:mm:ss") : QStringLiteral("MM-dd HH:mm"));
}

QString windowText(std::int64_t beginMs, std::int64_t endMs) {
    const QDateTime begin = QDateTime::fromMSecsSinceEpoch(beginMs, Qt::UTC);
    const QDateTime end = QDateTime::fromMSecsSinceEpoch(endMs, Qt::UTC);
    if (endMs - beginMs >= kDayMs - kDayMs / 24) {
        return begin.toString(QStringLiteral("yyyy-MM-dd"));
    }
    return begin.toString(QStringLiteral("MM-dd HH:mm")) + QStringLiteral(" – ") +
           end.toString(QStringLiteral("HH:mm"));
}

struct NamedValue {
    std::string name;
    std::string value;
};

/// Labels of a series as text; escaped values stay as they are written.
std::vector<NamedValue> labelsOf(const std::string& thing) {
    std::vector<NamedValue> labels;
    std::size_t at = thing.find('{');
    while (at != std::string::npos && at < thing.size()) {
        const std::size_t begin = at + 1;
        const std::size_t equals = thing.find("=\"", begin);
        if (equals == std::string::npos) {
            break;
        }
        std::size_t end = equals + 2;
        while (end < thing.size() && thing[end] != '"') {
            end += thing[end] == '\\' ? 2 : 1;
        }
        labels.push_back(
            {thing.substr(begin, equals - begin), thing.substr(equals + 2, end - equals - 2)}
        );
        at = thing.find(',', end);
    }
    return labels;
}

} // namespace

QString
shortThing(const std::string& thing, const std::string& customer, const std::string& dimension) {
    QString where;
    QStringList rest;
    for (const NamedValue& label : labelsOf(thing)) {
        const bool isPod = label.name == "pod";
        if (isPod || (label.name == "instance" && where.isEmpty())) {
            where = wording::text(label.value);
        } else if (label.name != "job" && label.name != "namespace" && label.name != "uid" && label.name != "instance" && label.value != customer && label.value != dimension) {
            rest += wording::text(label.value);
        }
    }
    if (where.isEmpty()) {
        return wording::text(thing);
    }
    rest.append(where); // last, as others may have the same
    return rest.join(QLatin1Char(' '));
}

std::vector<LineColumn> recordColumns() {
    return {
        {Words::tr("Window")},
        {Words::tr("Usage"), true},
        {Words::tr("Of")},
        {Words::tr("Stands")}};
}

LineRow recordRow(const usage::RecordRow& record, const std::vector<std::string>& endpoints) {
    const metering::UsageRecord& made = record.record;
    const std::int64_t whenMs = made.evidence.lastMs != 0 ? made.evidence.lastMs : made.endMs;
    LineCell when{whenText(whenMs), Token::Muted, false, true};
    when.tip = Words::tr("window %1 UTC\nsamples from %2 to %3\n%4 samples, %5 resets\nmeasured "
                         "%6, bridged %7, not measured %8")
                   .arg(
                       windowText(made.beginMs, made.endMs),
                       wording::dateAndTime(made.evidence.firstMs),
                       wording::dateAndTime(made.evidence.lastMs)
                   )
                   .arg(made.evidence.samples)
                   .arg(made.evidence.resets)
                   .arg(
                       wording::duration(made.evidence.measuredMs),
                       wording::duration(made.evidence.inferredMs),
                       wording::duration(made.evidence.unmeteredMs)
                   );
    const QString sign = record.units.isNegative() ? QString() : QStringLiteral("+");
    LineCell units{sign + unitsText(record.units, {}), Token::Text};
    units.tip = QString::fromStdString(record.units.toText());
    LineCell thing{shortThing(made.thing, made.customer, made.dimension), Token::Text, false, true};
    thing.tip = wording::text(made.thing);
    return {when, units, thing, standOf(record, endpoints)};
}

LineRow windowRow(const usage::WindowRow& window, const std::string& unit) {
    const auto covered = metering::coverage(window.evidence);
    LineCell stands{window.isOpen ? Words::tr("open") : Words::tr("closed"), Token::Muted};
    if (window.evidence.resets > 0) {
        stands.text += Words::tr(", %n reset(s)", nullptr, static_cast<int>(window.evidence.resets))
                           .replace(
                               QLatin1String("(s)"),
                               window.evidence.resets == 1 ? QLatin1String() : QLatin1String("s")
                           );
    }
    return {
        {windowText(window.beginMs, window.endMs), Token::Text, false, true, Words::tr("UTC")},
        {unitsText(window.units, unit),
         Token::Text,
         true,
         false,
         QString::fromStdString(window.units.toText())},
        {coverageText(covered), isCoverageLow(covered) ? Token::Attention : Token::Text},
        stands};
}

LineRow thingRow(const usage::ThingRow& thing, const std::string& unit, const usage::Drill& of) {
    const auto covered = metering::coverage(thing.evidence);
    return {
        {shortThing(thing.thing, of.customer, of.dimension),
         Token::Text,
         false,
         true,
         wording::text(thing.thing)},
        {unitsText(thing.units, unit), Token::Text, true},
        {wording::count(static_cast<std::uint64_t>(std::max<std::int64_t>(0, thing.evidence.samples)
        ))},
        {coverageText(covered), isCoverageLow(covered) ? Token::Attention : Token::Text}};
}

std::vector<Fact> evidenceFacts(const metering::Evidence& evidence) {
    const auto number = [](std::int64_t value) {
        return wording::count(static_cast<std::uint64_t>(std::max<std::int64_t>(0, value)));
    };
    std::vector<Fact> facts{
        {Words::tr("Samples"), number(evidence.samples)},
        {Words::tr("Measured"), wording::duration(evidence.measuredMs)},
        {Words::tr("Bridged over a missed scrape"), wording::duration(evidence.inferredMs)},
        {Words::tr("Not measured"),
         wording::duration(evidence.unmeteredMs),
         evidence.unmeteredMs > 0 ? Token::Attention : Token::Text},
        {Words::tr("Resets seen"),
         number(evidence.resets),
         evidence.resets > 0 ? Token::Attention : Token::Text}};
    if (evidence.possibleLosses > 0) {
        facts.push_back(
            {Words::tr("Resets in a gap: something may be lost"),
             number(evidence.possibleLosses),
             Token::Attention}
        );
    }
    return facts;
}

std::vector<Fact> deliveryFacts(const pipeline::Snapshot& now) {
    std::vector<Fact> facts;
    for (const auto& delivery : now.deliveries) {
        Fact head;
        head.name = wording::text(delivery->name);
        head.isHead = true;
        facts.push_back(head);
        facts.push_back({Words::tr("Address"), wording::text(delivery->url), Token::Text, true});
        facts.push_back({Words::tr("Accepted"), wording::count(delivery->accepted), Token::Good});
        facts.push_back(
            {Words::tr("Refused"),
             wording::count(delivery->refused),
             delivery->refused > 0 ? Token::Bad : Token::Text}
        );
        facts.push_back(
            {Words::tr("Waiting"),
             wording::count(static_cast<std::uint64_t>(
                 std::max<std::int64_t>(0, delivery->lastSequence - delivery->doneThrough)
             ))}
        );
        if (delivery->passedOver > 0) {
            facts.push_back(
                {Words::tr("Not billable, passed over"),
                 wording::count(delivery->passedOver),
                 Token::Attention}
            );
        }
        const QString answer = delivery->lastAnswerMs == 0
                                   ? Words::tr("none yet")
                                   : wording::httpStatus(delivery->lastStatus) +
                                         QStringLiteral(", ") +
                                         wording::ago(delivery->lastAnswerMs, now.timeMs);
        facts.push_back(
            {Words::tr("Last answer"),
             answer,
             delivery->lastError.empty() ? Token::Text : Token::Bad}
        );
        if (!delivery->lastError.empty()) {
            facts.push_back({Words::tr("Problem"), wording::text(delivery->lastError), Token::Bad});
        }
    }
    return facts;
}

} // namespace meterbench::ui
