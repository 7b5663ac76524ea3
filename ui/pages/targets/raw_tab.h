// RawTab: the body of the last scrape as it came, with search. Gui thread.
#pragma once

#include "ui/pages/targets/inspector_tab.h"

namespace meterbench::ui {

class EmptyState;
class FilterField;
class PlainLabel;
class RawView;

class RawTab final : public InspectorTab {
    Q_OBJECT

public:
    explicit RawTab(QWidget* parent);

    void update(const pipeline::TargetPtr& target, const pipeline::Snapshot& now) override;
    [[nodiscard]] QLineEdit* searchField() override;
    void goToLine(int line);

    [[nodiscard]] RawView* view() const { return m_view; }

protected:
    bool eventFilter(QObject* watched, QEvent* event) override;

private:
    void tellHits();

    FilterField* m_search = nullptr;
    PlainLabel* m_summary = nullptr;
    RawView* m_view = nullptr;
    EmptyState* m_empty = nullptr;
};

} // namespace meterbench::ui
