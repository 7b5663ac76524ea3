#include "ui/wording/numbers.h"

#include <QCoreApplication>
#include <QDateTime>
#include <QLocale>
#include <QRegularExpression>

#include <algorithm>
#include <array>
#include <cmath>
#include <limits>

namespace meterbench::ui::wording {

namespace {

struct Words {
    Q_DECLARE_TR_FUNCTIONS(meterbench::ui::wording)
};

// The C locale groups nothing and is what a bare environment gives; English is meant then.
QLocale locale() {
    QLocale chosen;
    if (chosen.language() == QLocale::C) {
        chosen = QLocale(QLocale::English, QLocale::UnitedStates);
    }
    return chosen;
}

QString decimals(double value, int places) {
    return locale().toString(value, 'f', places);
}

int placesFor(double magnitude) {
    if (magnitude >= 100) {
        return 0;
    }
    return magnitude >= 10 ? 1 : 2;
}

QString trimmed(double value, int places) {
    QString text = decimals(value, places);
    const QString point = locale().decimalPoint();
    if (places > 0 && text.contains(point)) {
        while (text.endsWith(QLatin1Char('0'))) {
            text.chop(1);
        }
        if (text.endsWith(point)) {
            text.chop(point.size());
        }
    }
    return text;
}

QString special(double value) {
    if (std::isnan(value)) {
        return QStringLiteral("NaN");
    }
    return value > 0 ? QStringLiteral("+Inf") : QStringLiteral("-Inf");
}

bool endsWith(std::string_view text, std::string_view end) {
    return text.size() >= end.size() && text.substr(text.size() - end.size()) == end;
}

std::string_view withoutSuffix(std::string_view name) {
    for (const std::string_view suffix : {"_total", "_sum", "_bucket", "_created"}) {
        if (endsWith(name, suffix)) {
            return name.substr(0, name.size() - suffix.size());
        }
    }
    return name;
}

} // namespace

QString count(std::uint64_t value) {
    return locale().toString(static_cast<qulonglong>(value));
}

QString counted(const QString& text, std::uint64_t n) {
    return QString(text)
        .replace(QLatin1String("(s)"), n == 1 ? QLatin1String() : QLatin1String("s"))
        .arg(count(n));
}

int numerus(std::uint64_t n) {
    return static_cast<int>(std::min<std::uint64_t>(n, std::numeric_limits<int>::max()));
}

QString spaced(QString text) {
    static const QRegularExpression duration(QStringLiteral("\\bwithin (\\d+)(ms|s)\\b"));
    static const QRegularExpression oneSample(QStringLiteral("(?<![\\d,.])1 samples\\b"));
    return text.replace(duration, QStringLiteral("within \\1 \\2"))
        .replace(oneSample, QStringLiteral("1 sample"));
}

QString number(double value) {
    if (!std::isfinite(value)) {
        return special(value);
    }
    const double size = std::abs(value);
    if (size == 0) {
        return QStringLiteral("0");
    }
    if (size < 0.001 || size >= 1e15) {
        return QString::number(value, 'g', 3);
    }
    static constexpr std::array<std::pair<double, const char*>, 3> kLarge{
        {{1e12, "T"}, {1e9, "G"}, {1e6, "M"}}};
    for (const auto& [factor, sign] : kLarge) {
        if (size >= factor) {
            return trimmed(value / factor, 2) + QLatin1Char(' ') + QLatin1String(sign);
        }
    }
    if (size >= 1'000) {
        return decimals(value, 0);
    }
    return trimmed(value, size < 0.1 ? 4 : size < 1 ? 3 : placesFor(size));
}

QString duration(std::int64_t milliseconds) {
    if (milliseconds < 10'000) {
        return Words::tr("%1 s").arg(trimmed(static_cast<double>(milliseconds) / 1'000, 1));
    }
    const qint64 seconds = milliseconds / 1'000;
    const qint64 minutes = seconds / 60;
    const qint64 hours = minutes / 60;
    if (minutes == 0) {
        return Words::tr("%1 s").arg(seconds);
    }
    if (hours == 0) {
        return seconds % 60 == 0 ? Words::tr("%1 min").arg(minutes)
                                 : Words::tr("%1 min %2 s").arg(minutes).arg(seconds % 60);
    }
    if (hours < 24) {
        return minutes % 60 == 0 ? Words::tr("%1 h").arg(hours)
                                 : Words::tr("%1 h %2 min").arg(hours).arg(minutes % 60);
    }
    const qint64 days = hours / 24;
    return hours % 24 == 0 ? Words::tr("%1 d").arg(days)
                           : Words::tr("%1 d %2 h").arg(days).arg(hours % 24);
}

QString took(double seconds) {
    const double ms = seconds * 1'000;
    if (ms < 1) {
        return Words::tr("%1 ms").arg(trimmed(ms, ms < 0.095 ? 2 : 1));
    }
    if (ms < 999.5) {
        return Words::tr("%1 ms").arg(decimals(ms, 0));
    }
    if (seconds < 100) {
        return Words::tr("%1 s").arg(decimals(seconds, seconds < 10 ? 2 : 1));
    }
    return duration(static_cast<std::int64_t>(ms));
}

QString ago(std::int64_t thenMs, std::int64_t nowMs) {
    if (thenMs <= 0) {
        return Words::tr("never");
    }
    const std::int64_t age = nowMs - thenMs;
    if (age < 1'000) {
        return Words::tr("just now");
    }
    return Words::tr("%1 ago").arg(duration(age / 1'000 * 1'000));
}

QString bytes(double value) {
    if (!std::isfinite(value)) {
        return special(value);
    }
    constexpr double kGiB = 1024.0 * 1024 * 1024;
    const double size = std::abs(value);
    if (size >= kGiB * 1024) {
        return Words::tr("%1 TiB").arg(trimmed(value / kGiB / 1024, placesFor(size / kGiB / 1024)));
    }
    if (size >= kGiB) {
        return Words::tr("%1 GiB").arg(trimmed(value / kGiB, placesFor(size / kGiB)));
    }
    if (size >= 999'500) {
        return Words::tr("%1 MB").arg(trimmed(value / 1e6, size >= 1e7 ? placesFor(size / 1e6) : 1)
        );
    }
    if (size >= 1'000) {
        return Words::tr("%1 kB").arg(trimmed(value / 1e3, size >= 1e4 ? 0 : 1));
    }
    return Words::tr("%1 B").arg(trimmed(value, 0));
}

QString rate(double perSecond) {
    const double size = std::abs(perSecond);
    const QString text = std::isfinite(perSecond) && size >= 100 && size < 1e6
                             ? decimals(perSecond, 0)
                             : number(perSecond);
    return Words::tr("%1 /s").arg(text);
}

QString byteRate(double perSecond) {
    return Words::tr("%1/s").arg(bytes(perSecond));
}

QString clockTime(std::int64_t timeMs) {
    return QDateTime::fromMSecsSinceEpoch(timeMs).toString(QStringLiteral("HH:mm:ss"));
}

QString dateAndTime(std::int64_t timeMs) {
    return QDateTime::fromMSecsSinceEpoch(timeMs).toString(QStringLiteral("yyyy-MM-dd HH:mm:ss"));
}

Unit unitOf(std::string_view metricName, std::string_view unit) {
    const std::string_view name = withoutSuffix(metricName);
    const auto is = [&](std::string_view word) {
        return unit.empty() ? name == word || endsWith(name, std::string("_").append(word))
                            : unit == word;
    };
    if (is("bytes")) {
        return Unit::Bytes;
    }
    if (endsWith(metricName, "_created") || endsWith(name, "_timestamp_seconds") ||
        endsWith(name, "_time_seconds")) {
        return endsWith(name, "_boot_time_seconds") || endsWith(name, "_start_time_seconds") ||
                       endsWith(name, "_timestamp_seconds") || endsWith(metricName, "_created")
                   ? Unit::Timestamp
                   : Unit::Seconds;
    }
    if (is("seconds")) {
        return Unit::Seconds;
    }
    if (is("ratio")) {
        return Unit::Ratio;
    }
    if (is("celsius")) {
        return Unit::Celsius;
    }
    return is("volts") ? Unit::Volts : Unit::None;
}

QString value(double value, Unit unit) {
    if (!std::isfinite(value)) {
        return special(value);
    }
    switch (unit) {
    case Unit::None:
        return number(value);
    case Unit::Bytes:
        return bytes(value);
    case Unit::Seconds:
        if (value == 0) {
            return Words::tr("0 s");
        }
        if (std::abs(value) < 1e-3) {
            return Words::tr("%1 µs").arg(number(value * 1e6));
        }
        return value < 0 || value >= 100 ? Words::tr("%1 s").arg(number(value)) : took(value);
    case Unit::Ratio:
        return Words::tr("%1 %").arg(trimmed(value * 100, placesFor(std::abs(value * 100))));
    case Unit::Celsius:
        return Words::tr("%1 °C").arg(number(value));
    case Unit::Volts:
        return Words::tr("%1 V").arg(number(value));
    case Unit::Timestamp:
        return value > 1e8 && value < 1e11 ? dateAndTime(static_cast<std::int64_t>(value * 1'000))
                                           : number(value);
    }
    return number(value);
}

QString valueRate(double perSecond, Unit unit) {
    if (unit == Unit::Bytes) {
        return byteRate(perSecond);
    }
    if (unit == Unit::Seconds && std::isfinite(perSecond)) {
        return Words::tr("%1 s/s").arg(number(perSecond));
    }
    return rate(perSecond);
}

} // namespace meterbench::ui::wording
