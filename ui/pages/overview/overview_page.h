// OverviewPage: four figures, the pipeline as a picture, the newest events; the start page when
// nothing is configured. Gui thread.
#pragma once

#include "ui/pages/page.h"

class QStackedLayout;

namespace meterbench::ui {

class FigureCard;
class PipelinePicture;
class RecentEvents;
class StartPage;

class OverviewPage final : public Page {
    Q_OBJECT

public:
    OverviewPage(SnapshotFeed& feed, Navigator& navigator, QWidget* parent);

    void update(const pipeline::SnapshotPtr& before, const pipeline::SnapshotPtr& now) override;
    [[nodiscard]] bool showsStart() const;

    [[nodiscard]] PipelinePicture* picture() const { return m_picture; }

    [[nodiscard]] StartPage* start() const { return m_start; }

private:
    QWidget* buildLive();
    void showFigures(const pipeline::Snapshot& now);

    SnapshotFeed& m_feed;
    Navigator& m_navigator;
    QStackedLayout* m_stack = nullptr;
    StartPage* m_start = nullptr;
    QWidget* m_live = nullptr;
    FigureCard* m_in = nullptr;
    FigureCard* m_out = nullptr;
    FigureCard* m_unsent = nullptr;
    FigureCard* m_series = nullptr;
    PipelinePicture* m_picture = nullptr;
    RecentEvents* m_events = nullptr;
};

} // namespace meterbench::ui
