// UsageCurve: how usage of today grew, from its begin to now, with a scale at the left and times
// below. Painted without Qt Charts: one line, no zoom. Gui thread.
#pragma once

#include "core/usage/history.h"

#include <QWidget>

namespace meterbench::ui {

class UsageCurve final : public QWidget {
    Q_OBJECT

public:
    explicit UsageCurve(QWidget* parent = nullptr);
    /// Sums up the slots; `nowMs` is where the last one ends.
    void setSlots(
        const usage::Slots& used, std::int64_t beginMs, std::int64_t slotMs, std::int64_t nowMs
    );

    [[nodiscard]] QSize sizeHint() const override { return {360, 150}; }

protected:
    void paintEvent(QPaintEvent* event) override;

private:
    struct Point {
        double ms = 0;
        double sum = 0;
    };

    std::vector<Point> m_points;
    std::int64_t m_beginMs = 0;
    std::int64_t m_nowMs = 0;
};

} // namespace meterbench::ui
