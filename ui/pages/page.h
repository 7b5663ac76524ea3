// Page: what the shell knows of a page, and Navigator: what a page knows of the shell. Pages do not
// know each other. Only the visible page is fed. Gui thread.
#pragma once

#include "core/pipeline/snapshot.h"
#include "ui/feed/snapshot_feed.h"

#include <QByteArray>
#include <QString>
#include <QWidget>

#include <string>
#include <vector>

class QLineEdit;

namespace meterbench::ui {

enum class PageId : quint8 { Overview, Targets, Explore, Metrics, Gateway, Forwarding, Billing, Events };

/// How a page leads elsewhere. Implemented by the shell.
class Navigator {
public:
    Navigator() = default;
    Navigator(const Navigator&) = delete;
    Navigator& operator=(const Navigator&) = delete;
    virtual ~Navigator() = default;

    virtual void showPage(PageId page) = 0;
    /// Goes to Targets, with this target selected and inspected.
    virtual void showTarget(pipeline::TargetId target) = 0;
    virtual void showEndpoint(const std::string& name) = 0;
    /// Adds series to a new chart on Explore and goes there.
    virtual void addToChart(const std::vector<model::SeriesRef>& series) = 0;
    /// The three beginnings: ask for a URL, ask for a file, start the demo.
    virtual void inspectExporter() = 0;
    virtual void openConfiguration() = 0;
    virtual void runDemo() = 0;
    /// A line of a few seconds at the bottom of the window.
    virtual void say(const QString& text) = 0;

    /// How a table stood in the last run ("billing"), and that it stands so now; empty: not known.
    [[nodiscard]] virtual QByteArray remembered(const QString& table) const {
        Q_UNUSED(table);
        return {};
    }

    virtual void remember(const QString& table, const QByteArray& state) {
        Q_UNUSED(table);
        Q_UNUSED(state);
    }
};

class Page : public QWidget {
    Q_OBJECT

public:
    using QWidget::QWidget;

    /// Called while visible, after each new snapshot, and when the page is shown (before == nullptr
    /// then).
    virtual void update(const pipeline::SnapshotPtr& before, const pipeline::SnapshotPtr& now) = 0;

    /// Where Ctrl+F and / go; null when the page has no filter.
    [[nodiscard]] virtual QLineEdit* filterField() { return nullptr; }

    /// What gets the keyboard when the page is shown; null: its entry in the rail does. A focus proxy
    /// does as well, but Tab then leads to it from every side, past all that stands before it.
    [[nodiscard]] virtual QWidget* firstFocus() { return focusProxy(); }

    /// The count beside the page's name in the rail that calls for attention; 0 shows nothing.
    /// Called for hidden pages too.
    [[nodiscard]] virtual int attentionCount(const pipeline::Snapshot& now) const {
        Q_UNUSED(now);
        return 0;
    }
};

} // namespace meterbench::ui
