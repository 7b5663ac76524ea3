// LegendModel: one row per curve: name, last, min, max, average inside the visible window; while
// the crosshair is on the charts, the value there in place of the last one. Values change in place;
// rows come and go only when the curves of the chart are other ones. Meanings only, no colours. Gui
// thread.
#pragma once

// moc 6.4 stumbles over <compare> unless it has read a Qt header before.
// clang-format off
#include <QAbstractTableModel>
// clang-format on

#include "ui/charts/curve_set.h"
#include "ui/charts/time_window.h"

#include <array>

namespace meterbench::ui {

class LegendModel final : public QAbstractTableModel {
    Q_OBJECT

public:
    enum Column : quint8 { Series, Last, Min, Max, Average, kColumns };

    enum Role : int {
        StyleRole = Qt::UserRole + 1, ///< index for Theme::curveColor
        HiddenRole,
    };

    /// Both must outlive the model.
    LegendModel(CurveSet& curves, const TimeWindow& window, QObject* parent = nullptr);

    /// The curves are other ones now.
    void rebuild();
    /// New data, another window, another crosshair.
    void refresh();

    void setHidden(int row, bool isHidden);
    /// Shows only this one; all again when it was the only one already.
    void solo(int row);
    [[nodiscard]] bool isHidden(int row) const;

    [[nodiscard]] int rowCount(const QModelIndex& parent = {}) const override;
    [[nodiscard]] int columnCount(const QModelIndex& parent = {}) const override;
    [[nodiscard]] QVariant data(const QModelIndex& index, int role) const override;
    [[nodiscard]] QVariant
    headerData(int section, Qt::Orientation orientation, int role) const override;

Q_SIGNALS:
    /// A curve was hidden or shown.
    void visibilityChanged();

private:
    struct Row {
        QString name;
        std::array<QString, kColumns - 1> figures;
    };

    [[nodiscard]] Row rowOf(const ChartCurve& curve) const;
    void take(int row, Row now);
    void announce(int firstRow, int lastRow);

    CurveSet& m_curves;
    const TimeWindow& m_window;
    std::vector<Row> m_rows;
    QString m_lastTitle;
};

} // namespace meterbench::ui
