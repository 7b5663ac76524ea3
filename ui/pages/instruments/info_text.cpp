#include "ui/pages/instruments/info_text.h"

#include <QCoreApplication>
#include <QHash>
#include <QStringList>

namespace meterbench::ui::bench {

namespace {

struct Words {
    Q_DECLARE_TR_FUNCTIONS(meterbench::ui::InstrumentsPage)
};

} // namespace

QString readInfo(const QString& text, instruments::InfoPairs& pairs) {
    QHash<QString, int> seen;
    int number = 0;
    for (const QString& line : text.split(QLatin1Char('\n'))) {
        ++number;
        if (line.trimmed().isEmpty()) {
            continue;
        }
        const qsizetype equals = line.indexOf(QLatin1Char('='));
        if (equals < 0) {
            return Words::tr("Line %1 has no =; write name=value").arg(number);
        }
        const QString name = line.left(equals).trimmed();
        if (name.isEmpty()) {
            return Words::tr("Line %1 has no name before =").arg(number);
        }
        if (seen.contains(name)) {
            return Words::tr("Line %1: %2 is on line %3 already; keep one of them")
                .arg(QString::number(number), name, QString::number(seen.value(name)));
        }
        seen.insert(name, number);
        pairs[name.toStdString()] = line.mid(equals + 1).trimmed().toStdString();
    }
    return {};
}

QString writeInfo(const instruments::InfoPairs& pairs) {
    QStringList lines;
    for (const auto& [name, value] : pairs) {
        lines << QString::fromStdString(name) + QLatin1Char('=') + QString::fromStdString(value);
    }
    return lines.join(QLatin1Char('\n'));
}

} // namespace meterbench::ui::bench
