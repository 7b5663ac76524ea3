// The tabs of the inspector that speak in lines: Changes, Labels, Lint. Gui thread; a body is
// linted in the thread pool.
#pragma once

#include "ui/pages/targets/inspector_tab.h"
#include "ui/pages/targets/lines_view.h"

#include <memory>
#include <string>

namespace meterbench::ui {

class EmptyState;

/// A list, or one sentence where there is nothing to list.
class LinesTab : public InspectorTab {
    Q_OBJECT

public:
    LinesTab(const QString& name, QWidget* parent);

    [[nodiscard]] LinesView* view() const { return m_view; }

protected:
    void show(std::vector<Line> lines, const QString& otherwise);

private:
    LinesView* m_view = nullptr;
    EmptyState* m_empty = nullptr;
};

/// What differs between the last two scrapes.
class ChangesTab final : public LinesTab {
    Q_OBJECT

public:
    explicit ChangesTab(QWidget* parent);
    void update(const pipeline::TargetPtr& target, const pipeline::Snapshot& now) override;

private:
    pipeline::TargetPtr m_shown;
};

/// How the labels came to be what they are; also of one series, when asked.
class LabelsTab final : public LinesTab {
    Q_OBJECT

public:
    explicit LabelsTab(QWidget* parent);
    void update(const pipeline::TargetPtr& target, const pipeline::Snapshot& now) override;
    /// Adds the metric relabeling of this series below; empty takes it away.
    void setSeries(const model::Labels& series);

private:
    pipeline::TargetId m_target = 0;
    std::shared_ptr<const config::Config> m_config;
    model::Labels m_series;
    bool m_stale = true;
};

/// What a strict reader would say about the body.
class LintTab final : public LinesTab {
    Q_OBJECT

public:
    explicit LintTab(QWidget* parent);
    void update(const pipeline::TargetPtr& target, const pipeline::Snapshot& now) override;

    [[nodiscard]] int problemCount() const { return m_count; }

Q_SIGNALS:
    void countChanged(int count);
    void lineRequested(int line);

private:
    void run(const pipeline::InspectedBody& body);
    void take(std::vector<Line> lines, int count);

    std::shared_ptr<const std::string> m_body;
    quint64 m_run = 0;
    int m_count = 0;
};

} // namespace meterbench::ui
