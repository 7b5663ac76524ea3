// The 28 px at the bottom: targets, samples in, series, log, samples out, events. Each item is a
// button that leads to its page. Items never grow narrower, so nothing dances when digits change.
// Gui thread.
#pragma once

#include "core/pipeline/snapshot.h"
#include "ui/pages/page.h"
#include "ui/widgets/basics.h"

#include <QAbstractButton>

#include <utility>
#include <vector>

namespace meterbench::ui {

/// A run of text and the token it is drawn in; figures are heavier.
struct StatusRun {
    QString text;
    Token token = Token::Muted;
    bool strong = false;
};

class StatusItem final : public QAbstractButton {
    Q_OBJECT

public:
    explicit StatusItem(const QString& tip, QWidget* parent);
    void setRuns(std::vector<StatusRun> runs);
    [[nodiscard]] QSize sizeHint() const override;

    [[nodiscard]] QSize minimumSizeHint() const override { return {0, 27}; }

protected:
    void paintEvent(QPaintEvent* event) override;
    void keyPressEvent(QKeyEvent* event) override;

private:
    std::vector<StatusRun> m_runs;
    int m_width = 0;
};

class StatusBar final : public Bar {
    Q_OBJECT

public:
    explicit StatusBar(QWidget* parent = nullptr);
    void show(const pipeline::Snapshot& now);

    /// Events up to this one have been seen.
    void setSeenEvent(std::uint64_t id) { m_seenEvent = id; }

    [[nodiscard]] StatusItem* item(PageId page) const;

Q_SIGNALS:
    void pageRequested(meterbench::ui::PageId page);

protected:
    void resizeEvent(QResizeEvent* event) override;

private:
    StatusItem* add(PageId page, const QString& tip);

    std::vector<std::pair<PageId, StatusItem*>> m_items;
    StatusItem* m_targets = nullptr;
    StatusItem* m_in = nullptr;
    StatusItem* m_series = nullptr;
    StatusItem* m_log = nullptr;
    StatusItem* m_out = nullptr;
    StatusItem* m_events = nullptr;
    std::uint64_t m_seenEvent = 0;
};

} // namespace meterbench::ui
