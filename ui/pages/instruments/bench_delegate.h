// BenchDelegate: how the rows of the page look: a raised row for an instrument, and for a series
// its labels, its value, the buttons of its type, the line of its last minutes, its driver. A click
// on a button is told. Gui thread.
#pragma once

#include "ui/pages/instruments/bench_model.h"

#include <QStyledItemDelegate>

namespace meterbench::ui {

class BenchDelegate final : public QStyledItemDelegate {
    Q_OBJECT

public:
    enum class Button : quint8 { Main, More };

    BenchDelegate(const BenchModel& model, QObject* parent);

    void paint(QPainter* painter, const QStyleOptionViewItem& option, const QModelIndex& index)
        const override;
    [[nodiscard]] QSize
    sizeHint(const QStyleOptionViewItem& option, const QModelIndex& index) const override;
    bool editorEvent(
        QEvent* event,
        QAbstractItemModel* model,
        const QStyleOptionViewItem& option,
        const QModelIndex& index
    ) override;

Q_SIGNALS:
    /// The arrow before the name of a metric.
    void foldPressed(int row);
    void pressed(int row, meterbench::ui::BenchDelegate::Button button);

private:
    [[nodiscard]] QRect
    buttonRect(const QRect& cell, const BenchModel::Row& row, Button button) const;
    void paintGroup(
        QPainter& painter, const QStyleOptionViewItem& option, const BenchModel::Row& row
    ) const;
    void paintSeries(
        QPainter& painter,
        const QStyleOptionViewItem& option,
        const BenchModel::Row& row,
        const QModelIndex& index
    ) const;
    void paintButton(
        QPainter& painter,
        const QStyleOptionViewItem& option,
        const QRect& rect,
        const QString& text,
        bool isMain
    ) const;

    const BenchModel& m_model;
};

} // namespace meterbench::ui
