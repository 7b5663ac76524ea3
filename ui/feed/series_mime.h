// How series travel by drag and clipboard: a list of refs under our own type, and their text for
// everybody else.
#pragma once

#include "core/model/labels.h"

#include <QDataStream>
#include <QIODevice>
#include <QMimeData>

#include <vector>

namespace meterbench::ui {

inline constexpr auto kSeriesMimeType = "application/x-meterbench-series";

inline void
setSeries(QMimeData& mime, const std::vector<model::SeriesRef>& refs, const QString& text) {
    QByteArray bytes;
    QDataStream stream(&bytes, QIODevice::WriteOnly);
    for (const model::SeriesRef ref : refs) {
        stream << static_cast<quint64>(ref);
    }
    mime.setData(QString::fromLatin1(kSeriesMimeType), bytes);
    mime.setText(text);
}

inline std::vector<model::SeriesRef> seriesOf(const QMimeData& mime) {
    std::vector<model::SeriesRef> refs;
    const QByteArray bytes = mime.data(QString::fromLatin1(kSeriesMimeType));
    QDataStream stream(bytes);
    while (!stream.atEnd()) {
        quint64 ref = 0;
        stream >> ref;
        refs.push_back(ref);
    }
    return refs;
}

} // namespace meterbench::ui
