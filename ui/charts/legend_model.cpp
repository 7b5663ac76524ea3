#include "ui/charts/legend_model.h"

#include <QDateTime>

#include <algorithm>
#include <cmath>
#include <utility>

namespace meterbench::ui {

LegendModel::LegendModel(CurveSet& curves, const TimeWindow& window, QObject* parent)
    : QAbstractTableModel(parent)
    , m_curves(curves)
    , m_window(window)
    , m_lastTitle(tr("last")) {}

void LegendModel::rebuild() {
    beginResetModel();
    m_rows.clear();
    for (const ChartCurve& curve : m_curves.curves()) {
        m_rows.push_back(rowOf(curve));
    }
    endResetModel();
}

void LegendModel::refresh() {
    if (m_rows.size() != m_curves.curves().size()) {
        rebuild();
        return;
    }
    QString title = tr("last");
    if (m_window.crosshairMs()) {
        const auto at = static_cast<std::int64_t>(*m_window.crosshairMs());
        title = QDateTime::fromMSecsSinceEpoch(at).toString(QStringLiteral("HH:mm:ss"));
    }
    if (title != m_lastTitle) {
        m_lastTitle = title;
        Q_EMIT headerDataChanged(Qt::Horizontal, Last, Last);
    }
    for (std::size_t i = 0; i < m_rows.size(); ++i) {
        take(static_cast<int>(i), rowOf(m_curves.curves()[i]));
    }
}

// Cell by cell: a view repaints all of itself when it hears of more than one at a time, and most of
// the names, smallest and largest values stay.
void LegendModel::take(int row, Row now) {
    const Row before = std::exchange(m_rows[static_cast<std::size_t>(row)], std::move(now));
    const Row& after = m_rows[static_cast<std::size_t>(row)];
    if (after.name != before.name) {
        announce(row, row);
        return;
    }
    for (int column = Last; column < kColumns; ++column) {
        const auto figure = static_cast<std::size_t>(column) - 1;
        if (after.figures[figure] != before.figures[figure]) {
            Q_EMIT dataChanged(index(row, column), index(row, column));
        }
    }
}

LegendModel::Row LegendModel::rowOf(const ChartCurve& curve) const {
    const auto figures = curve.curve->figures(
        static_cast<std::int64_t>(m_window.startMs()), static_cast<std::int64_t>(m_window.endMs())
    );
    double last = figures.last;
    if (m_window.crosshairMs()) {
        const std::int64_t reach = std::max<std::int64_t>(gapLimitMs(m_curves.intervalMs()), 1'000);
        const auto point =
            curve.curve->nearest(static_cast<std::int64_t>(*m_window.crosshairMs()), reach);
        last = point ? point->value : kBreak;
    }
    const double largest =
        figures.count == 0 ? kBreak : std::max(std::abs(figures.min), std::abs(figures.max));
    const Quantity& quantity = m_curves.quantity();
    return {
        curve.name,
        {figure(quantity, last, largest, true),
         figure(quantity, figures.min, largest, false),
         figure(quantity, figures.max, largest, false),
         figure(quantity, figures.average(), largest, false)}};
}

void LegendModel::setHidden(int row, bool isHidden) {
    m_curves.setHidden(static_cast<std::size_t>(row), isHidden);
    announce(row, row);
    Q_EMIT visibilityChanged();
}

void LegendModel::solo(int row) {
    const auto& curves = m_curves.curves();
    const auto shown = std::count_if(curves.begin(), curves.end(), [](const ChartCurve& c) {
        return !c.isHidden;
    });
    const bool isAlone = shown == 1 && !isHidden(row);
    for (std::size_t i = 0; i < curves.size(); ++i) {
        m_curves.setHidden(i, !isAlone && static_cast<int>(i) != row);
    }
    announce(0, rowCount() - 1);
    Q_EMIT visibilityChanged();
}

bool LegendModel::isHidden(int row) const {
    return m_curves.curves()[static_cast<std::size_t>(row)].isHidden;
}

void LegendModel::announce(int firstRow, int lastRow) {
    Q_EMIT dataChanged(index(firstRow, 0), index(lastRow, kColumns - 1));
}

int LegendModel::rowCount(const QModelIndex& parent) const {
    return parent.isValid() ? 0 : static_cast<int>(m_rows.size());
}

int LegendModel::columnCount(const QModelIndex& parent) const {
    return parent.isValid() ? 0 : kColumns;
}

QVariant LegendModel::data(const QModelIndex& index, int role) const {
    const auto row = static_cast<std::size_t>(index.row());
    if (!index.isValid() || row >= m_rows.size() || row >= m_curves.curves().size()) {
        return {};
    }
    const Row& shown = m_rows[row];
    const ChartCurve& curve = m_curves.curves()[row];
    switch (role) {
    case Qt::DisplayRole:
        return index.column() == Series
                   ? shown.name
                   : shown.figures[static_cast<std::size_t>(index.column()) - 1];
    case Qt::ToolTipRole:
        return index.column() == Series ? shown.name.toHtmlEscaped() : QVariant();
    case Qt::TextAlignmentRole:
        return QVariant::fromValue(
            index.column() == Series ? Qt::AlignLeft | Qt::AlignVCenter
                                     : Qt::AlignRight | Qt::AlignVCenter
        );
    case Qt::AccessibleTextRole:
        return tr("%1, last %2, smallest %3, largest %4, average %5%6")
            .arg(shown.name, shown.figures[0], shown.figures[1], shown.figures[2], shown.figures[3])
            .arg(curve.isHidden ? tr(", hidden") : QString());
    case StyleRole:
        return curve.style;
    case HiddenRole:
        return curve.isHidden;
    default:
        return {};
    }
}

QVariant LegendModel::headerData(int section, Qt::Orientation orientation, int role) const {
    if (orientation != Qt::Horizontal) {
        return {};
    }
    if (role == Qt::TextAlignmentRole) {
        return QVariant::fromValue(
            section == Series ? Qt::AlignLeft | Qt::AlignVCenter : Qt::AlignRight | Qt::AlignVCenter
        );
    }
    if (role != Qt::DisplayRole) {
        return {};
    }
    switch (section) {
    case Series:
        return tr("Series");
    case Last:
        return m_lastTitle;
    case Min:
        return tr("min");
    case Max:
        return tr("max");
    case Average:
        return tr("avg");
    default:
        return {};
    }
}

} // namespace meterbench::ui
