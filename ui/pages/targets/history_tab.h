// HistoryTab: up and duration over the last scrapes: a strip in which each scrape is a bar (good:
// full, failed: half and with a triangle), under it the duration as a line, with the scrape under
// the pointer in words. Gui thread.
#pragma once

#include "ui/pages/targets/inspector_tab.h"

namespace meterbench::ui {

class EmptyState;
class PlainLabel;

class HistoryPicture final : public QWidget {
    Q_OBJECT

public:
    explicit HistoryPicture(QWidget* parent);
    void setMarks(std::shared_ptr<const std::vector<pipeline::ScrapeMark>> marks);

    /// Index of the scrape at this x, or -1.
    [[nodiscard]] int markAt(int x) const;

Q_SIGNALS:
    void pointed(int mark);

protected:
    void paintEvent(QPaintEvent* event) override;
    void mouseMoveEvent(QMouseEvent* event) override;
    void leaveEvent(QEvent* event) override;

private:
    [[nodiscard]] QRect plot() const;
    void paintStrip(QPainter& painter) const;
    void paintDurations(QPainter& painter) const;

    std::shared_ptr<const std::vector<pipeline::ScrapeMark>> m_marks;
    int m_pointed = -1;
};

class HistoryTab final : public InspectorTab {
    Q_OBJECT

public:
    explicit HistoryTab(QWidget* parent);
    void update(const pipeline::TargetPtr& target, const pipeline::Snapshot& now) override;

private:
    void describe(int mark);

    std::shared_ptr<const std::vector<pipeline::ScrapeMark>> m_marks;
    PlainLabel* m_summary = nullptr;
    PlainLabel* m_durations = nullptr;
    PlainLabel* m_pointed = nullptr;
    HistoryPicture* m_picture = nullptr;
    EmptyState* m_empty = nullptr;
};

} // namespace meterbench::ui
