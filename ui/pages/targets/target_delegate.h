// TargetDelegate: draws the cells of the targets table: pills, label tags, numbers, and the rows
// that run over all columns (pools, and why a target is down). Takes every colour from the Theme.
// Gui thread.
#pragma once

#include "ui/widgets/theme.h"

#include <QStyledItemDelegate>

namespace meterbench::ui {

class TargetsModel;

class TargetDelegate final : public QStyledItemDelegate {
    Q_OBJECT

public:
    TargetDelegate(const TargetsModel& model, QObject* parent);

    void paint(QPainter* painter, const QStyleOptionViewItem& option, const QModelIndex& index)
        const override;
    [[nodiscard]] QSize
    sizeHint(const QStyleOptionViewItem& option, const QModelIndex& index) const override;

    /// Where "Show history" stands in a row that runs from `left` to `right`.
    [[nodiscard]] QRect linkRect(const Theme& theme, const QRect& row, const QString& text) const;
    [[nodiscard]] static QString linkText();

    void setHoveredRow(int row) { m_hoveredRow = row; }

private:
    void paintTarget(
        QPainter& painter, const QStyleOptionViewItem& option, const QModelIndex& index
    ) const;
    void paintLabels(QPainter& painter, const Theme& theme, const QRect& rect, int row) const;
    void paintGroup(QPainter& painter, const Theme& theme, const QRect& row, int at) const;
    void paintProblem(QPainter& painter, const Theme& theme, const QRect& row, const QString& text)
        const;

    const TargetsModel& m_model;
    int m_hoveredRow = -1;
};

} // namespace meterbench::ui
