// ChartStack: the cards of Explore above each other, in a scroll area: they share the height there
// is, and scroll when it is not enough. Adds, removes, brings back, duplicates and moves them;
// series that are dropped onto free space make a new chart. Gui thread.
#pragma once

// moc 6.4 stumbles over <compare> unless it has read a Qt header before.
// clang-format off
#include <QScrollArea>
// clang-format on

#include "ui/pages/explore/chart_card.h"

#include <optional>
#include <vector>

class QVBoxLayout;

namespace meterbench::ui {

class ChartStack final : public QScrollArea {
    Q_OBJECT

public:
    explicit ChartStack(TimeWindow& window, QWidget* parent = nullptr);

    ChartCard* add(const ChartSpec& spec, bool choosesFunction, int place = -1);

    [[nodiscard]] const std::vector<ChartCard*>& cards() const { return m_cards; }

    [[nodiscard]] QStringList titles() const;
    /// Brings back what was removed last; null when there is nothing.
    ChartCard* undoRemove();

    [[nodiscard]] bool canUndo() const { return m_removed.has_value(); }

    /// All charts as one picture.
    [[nodiscard]] QImage picture();

Q_SIGNALS:
    /// Cards came, went or moved.
    void changed();
    void removed(const QString& title);
    void cardAdded(meterbench::ui::ChartCard* card);

protected:
    void resizeEvent(QResizeEvent* event) override;

private:
    struct Removed {
        ChartSpec spec;
        int place = 0;
    };

    void remove(ChartCard* card);
    void move(ChartCard* card, int places);
    void duplicate(const ChartCard* card);
    void arrange();
    [[nodiscard]] int placeOf(const ChartCard* card) const;

    TimeWindow& m_window;
    QWidget* m_inner = nullptr;
    QVBoxLayout* m_layout = nullptr;
    std::vector<ChartCard*> m_cards;
    std::optional<Removed> m_removed;
};

} // namespace meterbench::ui
