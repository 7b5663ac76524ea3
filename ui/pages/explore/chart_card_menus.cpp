// The menus of a chart: function, grouping, and everything else.
#include "ui/pages/explore/chart_card.h"

#include <QMenu>
#include <QPushButton>

namespace meterbench::ui {

namespace {

QMenu* newMenu(QWidget* parent) {
    auto* menu = new QMenu(parent);
    menu->setAttribute(Qt::WA_DeleteOnClose);
    return menu;
}

QAction* addChoice(QMenu* menu, const QString& text, bool isChosen) {
    QAction* action = menu->addAction(text);
    action->setCheckable(true);
    action->setChecked(isChosen);
    return action;
}

} // namespace

void ChartCard::popUp(QMenu* menu, QPushButton* below) {
    menu->popup(below->mapToGlobal(QPoint(0, below->height() + 2)));
}

QMenu* ChartCard::functionMenu() {
    QMenu* menu = newMenu(this);
    for (const Function function :
         {Function::Value,
          Function::Rate,
          Function::Increase,
          Function::Delta,
          Function::Quantile}) {
        if (function == Function::Quantile && !m_curves.hasBuckets()) {
            continue;
        }
        QAction* action = addChoice(
            menu, QString::fromLatin1(functionWord(function).data()), function == spec().function
        );
        connect(action, &QAction::triggered, this, [this, function] {
            ChartSpec changed = spec();
            changed.function = function;
            m_choosesFunction = false;
            changeSpec(changed);
        });
    }
    return menu;
}

QMenu* ChartCard::groupingMenu() {
    QMenu* menu = newMenu(this);
    const bool isQuantile = spec().function == Function::Quantile;
    const auto add = [&](const QString& text, bool isSummed, const std::string& label) {
        const bool isChosen =
            isSummed == spec().isSummed && (!isSummed || label == spec().sumLabel);
        connect(
            addChoice(menu, text, isChosen),
            &QAction::triggered,
            this,
            [this, isSummed, label] {
                ChartSpec changed = spec();
                changed.isSummed = isSummed;
                changed.sumLabel = label;
                changeSpec(changed);
            }
        );
    };
    add(isQuantile ? tr("all series") : tr("each series"), false, {});
    if (!isQuantile) {
        add(tr("sum of all"), true, {});
    }
    if (!m_curves.groupingLabels().empty()) {
        menu->addSeparator();
    }
    for (const std::string& label : m_curves.groupingLabels()) {
        const QString name = QString::fromStdString(label);
        add(isQuantile ? tr("by %1").arg(name) : tr("sum by %1").arg(name), true, label);
    }
    return menu;
}

QMenu* ChartCard::moreMenu() {
    QMenu* menu = newMenu(this);
    menu->addAction(tr("Save picture (PNG)…"), this, &ChartCard::pngRequested);
    menu->addAction(tr("Save visible window (CSV)…"), this, &ChartCard::csvRequested);
    menu->addAction(tr("Copy as CSV"), this, &ChartCard::copyRequested);
    menu->addSeparator();
    menu->addAction(tr("Rename"), this, &ChartCard::startRename);
    menu->addAction(tr("Duplicate"), this, &ChartCard::duplicateRequested);
    menu->addAction(
            tr("Move up"), this, [this] { Q_EMIT moveRequested(-1); }
    )->setEnabled(!m_isFirst);
    menu->addAction(
            tr("Move down"), this, [this] { Q_EMIT moveRequested(1); }
    )->setEnabled(!m_isLast);
    menu->addSeparator();
    menu->addAction(tr("Remove"), this, &ChartCard::removeRequested);
    return menu;
}

} // namespace meterbench::ui
