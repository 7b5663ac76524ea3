#include "ui/charts/export.h"

#include "core/base/number.h"
#include "core/base/text.h"

#include <algorithm>
#include <cmath>
#include <map>

namespace meterbench::ui {

QString csvText(const QString& text) {
    QString field = text;
    static const QString kStarts = QStringLiteral("=+-@\t\r");
    if (!field.isEmpty() && kStarts.contains(field[0])) {
        field.prepend(QLatin1Char('\''));
    }
    const bool needsQuotes = std::any_of(field.begin(), field.end(), [](QChar c) {
        return c == QLatin1Char('"') || c == QLatin1Char(',') || c == QLatin1Char('\n') ||
               c == QLatin1Char('\r');
    });
    if (!needsQuotes) {
        return field;
    }
    field.replace(QLatin1Char('"'), QStringLiteral("\"\""));
    return QLatin1Char('"') + field + QLatin1Char('"');
}

QByteArray csvOf(const std::vector<ChartCurve>& curves, const TimeWindow& window) {
    QByteArray csv("time");
    std::map<std::int64_t, std::vector<double>> rows;
    std::vector<const Curve*> shown;
    for (const ChartCurve& curve : curves) {
        if (!curve.isHidden) {
            csv += ',' + csvText(curve.name).toUtf8();
            shown.push_back(curve.curve);
        }
    }
    csv += "\r\n";
    for (std::size_t i = 0; i < shown.size(); ++i) {
        const auto from = static_cast<std::int64_t>(std::ceil(window.startMs()));
        for (const CurvePoint& point :
             shown[i]->points(from, static_cast<std::int64_t>(window.endMs()))) {
            if (std::isfinite(point.value)) {
                rows.try_emplace(point.timestampMs, shown.size(), kBreak).first->second[i] =
                    point.value;
            }
        }
    }
    for (const auto& [time, values] : rows) {
        csv += base::formatTimeUtc(time).c_str();
        for (const double value : values) {
            csv += ',';
            csv += std::isnan(value) ? "" : base::formatNumber(value).c_str();
        }
        csv += "\r\n";
    }
    return csv;
}

QString fileNameOf(const QString& title) {
    QString name;
    for (const QChar c : title.toLower()) {
        if (c.isLetterOrNumber()) {
            name += c;
        } else if (!name.isEmpty() && !name.endsWith(QLatin1Char('-'))) {
            name += QLatin1Char('-');
        }
    }
    while (name.endsWith(QLatin1Char('-'))) {
        name.chop(1);
    }
    return name.isEmpty() ? QStringLiteral("chart") : name;
}

} // namespace meterbench::ui
