// FamilyDelegate: draws the rows of the Metrics tab: type, name and how many series; a small curve;
// the value. Series stand indented under their family. Gui thread.
#pragma once

#include <QStyledItemDelegate>

namespace meterbench::ui {

class FamiliesModel;

class FamilyDelegate final : public QStyledItemDelegate {
    Q_OBJECT

public:
    FamilyDelegate(const FamiliesModel& model, QObject* parent);

    void paint(QPainter* painter, const QStyleOptionViewItem& option, const QModelIndex& index)
        const override;
    [[nodiscard]] QSize
    sizeHint(const QStyleOptionViewItem& option, const QModelIndex& index) const override;

private:
    const FamiliesModel& m_model;
};

} // namespace meterbench::ui
