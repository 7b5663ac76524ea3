// EndpointInspector: the 400 px at the right of Forwarding: one endpoint with its actions, its
// problem in words, its counters and settings. Gui thread.
#pragma once

#include "core/pipeline/snapshot.h"
#include "ui/widgets/basics.h"

class QPushButton;

namespace meterbench::ui {

class FactList;

class EndpointInspector final : public Bar {
    Q_OBJECT

public:
    explicit EndpointInspector(QWidget* parent = nullptr);

    /// Null shows that nothing is selected.
    void show(const pipeline::EndpointPtr& endpoint, std::int64_t nowMs);

    /// Shows a button that closes it, for when it lies over the page.
    void setCloseable(bool closeable);

Q_SIGNALS:
    void closeRequested();
    void editRequested();
    void testRequested();
    void pauseRequested();
    void removeRequested();

private:
    void buildHead(QWidget* head);

    PlainLabel* m_name = nullptr;
    PlainLabel* m_url = nullptr;
    Pill* m_pill = nullptr;
    QPushButton* m_pause = nullptr;
    QPushButton* m_close = nullptr;
    QLabel* m_problem = nullptr;
    QWidget* m_content = nullptr;
    EmptyState* m_empty = nullptr;
    FactList* m_facts = nullptr;
};

} // namespace meterbench::ui
