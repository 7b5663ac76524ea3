#include "ui/pages/instruments/recording_text.h"

#include "core/base/number.h"
#include "ui/pages/instruments/panel_fields.h"

#include <QCoreApplication>
#include <QDateTime>
#include <QStringList>

#include <optional>

namespace meterbench::ui::bench {

namespace {

struct Words {
    Q_DECLARE_TR_FUNCTIONS(meterbench::ui::InstrumentsPage)
};

/// Seconds, or a time of RFC 3339.
std::optional<double> secondsIn(const QString& cell) {
    if (const auto number = base::parseNumber(cell.toStdString())) {
        return *number;
    }
    const QDateTime time = QDateTime::fromString(cell, Qt::ISODateWithMs);
    return time.isValid() ? std::optional(static_cast<double>(time.toMSecsSinceEpoch()) / 1'000)
                          : std::nullopt;
}

void beginWithZero(std::vector<double>& seconds) {
    const double first = seconds.empty() ? 0 : seconds.front();
    for (double& one : seconds) {
        one -= first;
    }
}

} // namespace

QString readRecording(const QString& text, instruments::Recording& recording) {
    int number = 0;
    for (QString line : text.split(QLatin1Char('\n'))) {
        ++number;
        line = line.trimmed();
        if (line.isEmpty()) {
            continue;
        }
        line.replace(QLatin1Char(';'), QLatin1Char(' '))
            .replace(QLatin1Char(','), QLatin1Char(' '));
        const QStringList cells = line.simplified().split(QLatin1Char(' '));
        const std::optional<double> seconds = secondsIn(cells.value(0));
        const auto value = base::parseNumber(cells.value(1).toStdString());
        if (!seconds || !value) {
            if (number == 1) {
                continue;
            }
            return Words::tr("Line %1 is not a time and a value: write 5,12.5").arg(number);
        }
        recording.seconds.push_back(*seconds);
        recording.values.push_back(*value);
    }
    beginWithZero(recording.seconds);
    return {};
}

QString writeRecording(const instruments::Recording& recording) {
    QStringList lines;
    for (std::size_t i = 0; i < recording.seconds.size(); ++i) {
        lines << plain(recording.seconds[i]) + QLatin1Char(',') + plain(recording.values[i]);
    }
    return lines.join(QLatin1Char('\n'));
}

} // namespace meterbench::ui::bench
