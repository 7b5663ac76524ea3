#include "ui/charts/units.h"

#include <QLocale>

#include <algorithm>
#include <array>
#include <cmath>

namespace meterbench::ui {

namespace {

struct Step {
    double divisor;
    const char* unit;
};

constexpr double kKibi = 1024.0;
constexpr std::array kByteSteps{
    Step{kKibi * kKibi * kKibi * kKibi, "TiB"},
    Step{kKibi * kKibi * kKibi, "GiB"},
    Step{kKibi * kKibi, "MiB"},
    Step{kKibi, "KiB"},
    Step{1, "B"},
};
constexpr std::array kSecondSteps{
    Step{86'400, "d"},
    Step{3'600, "h"},
    Step{60, "min"},
    Step{1, "s"},
    Step{1e-3, "ms"},
    Step{1e-6, "µs"},
    Step{1e-9, "ns"},
};
constexpr std::array kPlainSteps{
    Step{1e12, "T"}, Step{1e9, "G"}, Step{1e6, "M"}, Step{1e3, "k"}, Step{1, ""}};

template <std::size_t N>
Scale pick(const std::array<Step, N>& steps, double largest) {
    for (const Step& step : steps) {
        // Two minutes read better as seconds, two days as hours.
        const double reach =
            step.divisor > 1 && step.divisor < 1e5 && N == kSecondSteps.size() ? 2 : 1;
        if (largest >= step.divisor * reach * 0.9995) {
            return {step.divisor, QString::fromUtf8(step.unit)};
        }
    }
    return {steps.back().divisor, QString::fromUtf8(steps.back().unit)};
}

bool hasWord(std::string_view name, std::string_view word) {
    std::string_view rest = name;
    for (const std::string_view end : {"_total", "_sum", "_bucket", "_count"}) {
        if (rest.size() > end.size() && rest.substr(rest.size() - end.size()) == end) {
            rest.remove_suffix(end.size());
            break;
        }
    }
    return rest.size() > word.size() && rest.substr(rest.size() - word.size()) == word;
}

bool isCount(std::string_view name) {
    return name.size() > 6 && name.substr(name.size() - 6) == "_count";
}

Unit unitOf(const model::Family& family, std::string_view name) {
    // A moment is no duration: 1.7e9 seconds since 1970 as days says nothing.
    if (hasWord(name, "_time_seconds") || hasWord(name, "timestamp_seconds") ||
        hasWord(name, "_created")) {
        return Unit::None;
    }
    if (family.unit == "bytes" || hasWord(name, "_bytes")) {
        return Unit::Bytes;
    }
    if (family.unit == "seconds" || hasWord(name, "_seconds")) {
        return Unit::Seconds;
    }
    if (family.unit == "ratio" || hasWord(name, "_ratio")) {
        return Unit::Ratio;
    }
    return hasWord(name, "_percent") ? Unit::Percent : Unit::None;
}

int decimalsFor(double scaled) {
    const double size = std::abs(scaled);
    return size >= 99.95 || size == 0 ? 0
           : size >= 9.995            ? 1
           : size >= 0.0995           ? 2
           : size >= 0.00995          ? 3
                                      : 4;
}

QString written(double number, int decimals) {
    static const QLocale locale(QLocale::English, QLocale::UnitedStates);
    const QString text = locale.toString(number, 'f', decimals);
    return text.startsWith(QLatin1Char('-')) &&
                   text.count(QLatin1Char('0')) + text.count(QLatin1Char('.')) + 1 == text.size()
               ? text.mid(1)
               : text;
}

bool isTiny(double number) {
    return number != 0 && std::abs(number) < 0.0005;
}

} // namespace

Quantity quantityOf(const model::Family& family, std::string_view metricName, Function function) {
    Quantity quantity;
    const bool isOwnUnit =
        !isCount(metricName) && !(function != Function::Quantile && metricName.size() > 7 &&
                                  metricName.substr(metricName.size() - 7) == "_bucket");
    quantity.unit = isOwnUnit ? unitOf(family, metricName) : Unit::None;
    quantity.isPerSecond = function == Function::Rate;
    if (quantity.isPerSecond && quantity.unit != Unit::Bytes) {
        quantity.unit = Unit::None; // seconds per second are a share of one
    }
    return quantity;
}

Scale scaleFor(const Quantity& quantity, double largest) {
    const double size = std::isfinite(largest) ? std::abs(largest) : 0;
    Scale scale;
    switch (quantity.unit) {
    case Unit::Bytes:
        scale = pick(kByteSteps, size == 0 ? 1 : size);
        break;
    case Unit::Seconds:
        scale = pick(kSecondSteps, size == 0 ? 1 : size);
        break;
    case Unit::Ratio:
        return {0.01, QStringLiteral("%")};
    case Unit::Percent:
        return {1, QStringLiteral("%")};
    case Unit::None:
        scale = pick(kPlainSteps, size);
        scale.isPrefix = true;
        break;
    }
    if (quantity.isPerSecond) {
        const QString space =
            scale.isPrefix && !scale.unit.isEmpty() ? QStringLiteral(" ") : QString();
        scale.unit += space + QStringLiteral("/s");
    }
    return scale;
}

QString axisLabel(const Quantity& quantity, double value, double step, double largest, bool isTop) {
    if (value == 0 || std::abs(value) < step * 1e-6) {
        return QStringLiteral("0");
    }
    // On an axis of plain numbers each label has its own prefix (500, 1 k, 1.5 k); of units, all
    // have the same.
    const Scale scale = scaleFor(quantity, quantity.unit == Unit::None ? value : largest);
    const double scaledStep = step / scale.divisor;
    int decimals = 0;
    while (decimals < 9 &&
           std::abs(
               scaledStep * std::pow(10, decimals) - std::round(scaledStep * std::pow(10, decimals))
           ) > 1e-6) {
        ++decimals;
    }
    QString number = written(value / scale.divisor, decimals);
    if (number.contains(QLatin1Char('.'))) {
        while (number.endsWith(QLatin1Char('0'))) {
            number.chop(1);
        }
        if (number.endsWith(QLatin1Char('.'))) {
            number.chop(1);
        }
    }
    QString unit = scale.unit;
    if (!isTop && quantity.isPerSecond && unit.endsWith(QStringLiteral("/s"))) {
        unit.chop(2); // said once, at the top
        unit = unit.trimmed();
    }
    return unit.isEmpty() ? number : number + QLatin1Char(' ') + unit;
}

QString figure(const Quantity& quantity, double value, double largest, bool withUnit) {
    if (std::isnan(value)) {
        return QStringLiteral("–");
    }
    if (std::isinf(value)) {
        return value > 0 ? QStringLiteral("+Inf") : QStringLiteral("-Inf");
    }
    const double size = std::isfinite(largest) ? std::abs(largest) : std::abs(value);
    Scale scale = scaleFor(quantity, size);
    if (scale.isPrefix && size < 1e6) {
        scale = Scale{1, quantity.isPerSecond ? QStringLiteral("/s") : QString(), true};
    }
    const double number = value / scale.divisor;
    const double rowNumber = size / scale.divisor;
    const bool isWhole =
        quantity == Quantity{} && scale.divisor == 1 && number == std::round(number);
    QString text;
    if (isTiny(number) && isTiny(rowNumber)) {
        text = QString::number(number, 'g', 3);
    } else {
        text = written(number, isWhole ? 0 : decimalsFor(rowNumber));
    }
    return withUnit && !scale.unit.isEmpty() ? text + QLatin1Char(' ') + scale.unit : text;
}

} // namespace meterbench::ui
