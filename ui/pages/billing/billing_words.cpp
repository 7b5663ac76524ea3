#include "ui/pages/billing/billing_words.h"

#include "ui/wording/numbers.h"
#include "ui/wording/states.h"

#include <QCoreApplication>
#include <QDateTime>
#include <QLocale>

#include <algorithm>
#include <array>
#include <cmath>

namespace meterbench::ui {

namespace {

struct Words {
    Q_DECLARE_TR_FUNCTIONS(meterbench::ui::BillingPage)
};

QLocale locale() {
    const QLocale chosen;
    return chosen.language() == QLocale::C ? QLocale(QLocale::English, QLocale::UnitedStates)
                                           : chosen;
}

/// Plain digits ("-1250.50") with the locale's groups and point.
QString grouped(const std::string& plain) {
    QString text = QString::fromStdString(plain);
    const bool isNegative = text.startsWith(QLatin1Char('-'));
    text = isNegative ? text.mid(1) : text;
    const qsizetype point = text.indexOf(QLatin1Char('.'));
    QString whole = point < 0 ? text : text.left(point);
    for (qsizetype at = whole.size() - 3; at > 0; at -= 3) {
        whole.insert(at, locale().groupSeparator());
    }
    const QString rest = point < 0 ? QString() : locale().decimalPoint() + text.mid(point + 1);
    return (isNegative ? QStringLiteral("−") : QString()) + whole + rest;
}

struct ShortUnit {
    const char* name;
    const char* sign;
};

constexpr std::array<ShortUnit, 13> kShort{{
    {"second", "s"},
    {"minute", "min"},
    {"hour", "h"},
    {"day", "d"},
    {"byte", "B"},
    {"kilobyte", "kB"},
    {"megabyte", "MB"},
    {"gigabyte", "GB"},
    {"terabyte", "TB"},
    {"gibibyte", "GiB"},
    {"gigabyte hour", "GBh"},
    {"gibibyte hour", "GiBh"},
    {"megabyte hour", "MBh"},
}};

QString currencySign(const pricing::Currency& currency) {
    if (currency.code == "EUR") {
        return QStringLiteral("€");
    }
    if (currency.code == "USD") {
        return QStringLiteral("$");
    }
    return currency.code == "GBP" ? QStringLiteral("£") : QString::fromStdString(currency.code);
}

QString withSign(const QString& digits, const pricing::Currency& currency) {
    return currencySign(currency) + QChar(0x00a0) + digits;
}

} // namespace

QString decimalText(base::Decimal value, int mostFractionDigits) {
    return grouped(value.roundedTo(mostFractionDigits, base::Rounding::HalfAwayFromZero).toText());
}

QString moneyText(base::Decimal amount, const pricing::Currency& currency) {
    return withSign(grouped(amount.toText(currency.exponent)), currency);
}

QString eachText(base::Decimal price, const pricing::Currency& currency) {
    return price.isZero() ? Words::tr("free") : moneyText(price, currency);
}

QString unitWord(const std::string& unit, bool isOne) {
    const auto known =
        std::ranges::find_if(kShort, [&](const ShortUnit& one) { return unit == one.name; });
    if (known != kShort.end()) {
        return QString::fromLatin1(known->sign);
    }
    const QString word = wording::text(unit);
    const bool takesS =
        !isOne && !word.isEmpty() && !word.endsWith(QLatin1Char('s')) && word.back().isLower();
    return takesS ? word + QLatin1Char('s') : word;
}

QString unitsText(base::Decimal units, const std::string& unit) {
    const base::Decimal size = units.isNegative() ? -units : units;
    const base::Decimal one = base::Decimal::fromInteger(1);
    const base::Decimal tenth = base::Decimal::fromParts({0, 0, 100'000'000'000}).value_or(one);
    const int digits = size < tenth                               ? 4
                       : size < base::Decimal::fromInteger(10)    ? 2
                       : size < base::Decimal::fromInteger(1'000) ? 1
                                                                  : 0;
    const base::Decimal shown = units.roundedTo(digits, base::Rounding::HalfAwayFromZero);
    const QString text = decimalText(shown, digits);
    return unit.empty() ? text : text + QChar(0x00a0) + unitWord(unit, shown == one);
}

QString changeText(double perSecond, const std::string& unit) {
    if (perSecond == 0) {
        return QStringLiteral("0");
    }
    const QString sign = perSecond > 0 ? QStringLiteral("+") : QStringLiteral("−");
    const double size = std::abs(perSecond);
    const bool isShort =
        std::ranges::any_of(kShort, [&](const ShortUnit& one) { return unit == one.name; });
    const QString word = isShort ? unitWord(unit, false) : QString();

    struct Per {
        double seconds;
        QString text;
    };

    const std::array<Per, 3> pers{
        {{1, Words::tr("s")}, {60, Words::tr("min")}, {3'600, Words::tr("h")}}};
    for (const Per& per : pers) {
        if (size * per.seconds >= 0.95 || per.seconds > 3'000) {
            const double shown = size * per.seconds;
            const QString digits =
                wording::number(shown >= 10 ? std::round(shown) : std::round(shown * 100) / 100);
            return sign + digits + QChar(0x00a0) + word + QLatin1Char('/') + per.text;
        }
    }
    return {};
}

QString coverageText(std::optional<double> coverage) {
    if (!coverage) {
        return QStringLiteral("–");
    }
    const double tenths = std::floor(*coverage * 1'000 + 1e-9);
    const QString digits =
        tenths >= 1'000 ? QStringLiteral("100") : locale().toString(tenths / 10, 'f', 1);
    return Words::tr("%1 %").arg(digits);
}

bool isCoverageLow(std::optional<double> coverage) {
    return coverage && *coverage < 0.95;
}

QString monthText(std::chrono::year_month month) {
    const auto first = usage::momentIn(month, 0);
    return locale().toString(
        QDateTime::fromMSecsSinceEpoch(first, Qt::UTC), QStringLiteral("MMMM yyyy")
    );
}

QString periodText(usage::Period period, std::int64_t nowMs, bool isShort) {
    constexpr std::int64_t kDayMs = 86'400'000;
    const QDateTime begin = QDateTime::fromMSecsSinceEpoch(period.beginMs, Qt::UTC);
    const std::int64_t days = (period.endMs - period.beginMs + kDayMs / 2) / kDayMs;
    const std::int64_t day =
        std::clamp<std::int64_t>((nowMs - period.beginMs) / kDayMs + 1, 1, days);
    const QString month = isShort ? QStringLiteral("MMM yyyy") : QStringLiteral("MMMM yyyy");
    const QString day1 = QStringLiteral("d ") + month;
    const QDateTime last = QDateTime::fromMSecsSinceEpoch(period.endMs - 1, Qt::UTC);
    const bool isMonth = period == usage::monthOf(period.beginMs);
    const QString when =
        isMonth ? locale().toString(begin, month)
                : Words::tr("%1 to %2")
                      .arg(locale().toString(begin, day1), locale().toString(last, day1));
    return nowMs >= period.endMs ? Words::tr("%1 · ended").arg(when)
                                 : Words::tr("%1, day %2 of %3").arg(when).arg(day).arg(days);
}

QString meterText(const metering::Meter& meter) {
    const QString selector = wording::text(meter.selector);
    QString what;
    switch (meter.measure) {
    case metering::Measure::Increase:
        what = Words::tr("increase of %1").arg(selector);
        break;
    case metering::Measure::LevelTime:
        what = Words::tr("%1 over time").arg(selector);
        break;
    case metering::Measure::StateTime:
        what = Words::tr("time in which %1 is not 0").arg(selector);
        break;
    case metering::Measure::Average:
        what = Words::tr("average of %1").arg(selector);
        break;
    case metering::Measure::Max:
        what = Words::tr("highest %1").arg(selector);
        break;
    case metering::Measure::Min:
        what = Words::tr("lowest %1").arg(selector);
        break;
    case metering::Measure::Last:
        what = Words::tr("last %1").arg(selector);
        break;
    case metering::Measure::Count:
        what = Words::tr("samples of %1").arg(selector);
        break;
    case metering::Measure::Unique:
        what = Words::tr("different things of %1").arg(selector);
        break;
    }
    QStringList parts{what};
    if (!meter.unit.empty()) {
        parts += Words::tr("per %1").arg(wording::text(meter.unit));
    }
    if (meter.window != metering::Window::None) {
        parts += Words::tr("%1 windows").arg(wording::text(metering::windowName(meter.window)));
    }
    return parts.join(QStringLiteral(", "));
}

QString dimensionText(const usage::DimensionRow& row) {
    return row.dimension.empty() ? Words::tr("%1 (no dimension)").arg(wording::text(row.meter))
                                 : wording::text(row.dimension);
}

QString customerText(const usage::CustomerRow& customer) {
    if (customer.id.empty()) {
        return Words::tr("No customer");
    }
    return customer.name.empty() ? wording::text(customer.id) : wording::text(customer.name);
}

QString nobodyText(const usage::View& usage) {
    const bool isAny = usage.customers != nullptr && !usage.customers->empty() &&
                       usage.customers->back()->id.empty();
    if (!isAny) {
        return {};
    }
    std::vector<const usage::DimensionRow*> used;
    for (const usage::DimensionPtr& row : usage.customers->back()->dimensions) {
        if (!row->usage.isZero()) {
            used.push_back(row.get());
        }
    }
    if (used.size() > 1) {
        return Words::tr("usage of nobody: %1 dimensions").arg(used.size());
    }
    return used.empty()
               ? QString()
               : Words::tr("%1 of nobody").arg(unitsText(used.front()->usage, used.front()->unit));
}

QString verdictText(
    metering::Verdict verdict, const std::string& label, const metering::SchemaOptions& schema
) {
    const auto first = [](const std::vector<std::string>& names) {
        return names.empty() ? Words::tr("label") : wording::text(names.front());
    };
    switch (verdict) {
    case metering::Verdict::NotMetered:
        return Words::tr("no meter asks for it");
    case metering::Verdict::NoCustomer:
        return Words::tr("no %1").arg(first(schema.customerLabels));
    case metering::Verdict::NoDimension:
        return Words::tr("no %1").arg(first(schema.dimensionLabels));
    case metering::Verdict::MalformedId:
        return Words::tr("%1 is not an id").arg(wording::text(label));
    case metering::Verdict::Duplicate:
        return Words::tr("measured twice");
    case metering::Verdict::Stale:
        return Words::tr("ended");
    case metering::Verdict::Billable:
        break;
    }
    return Words::tr("billable");
}

} // namespace meterbench::ui
