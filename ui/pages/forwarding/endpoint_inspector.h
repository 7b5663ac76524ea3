// EndpointInspector: the 400 px at the right of Forwarding: one endpoint with its actions, its
// problem in words, what came of its last test, its counters and settings. Gui thread.
#pragma once

#include "core/pipeline/snapshot.h"
#include "ui/pages/forwarding/usage_words.h"
#include "ui/widgets/basics.h"

class QPushButton;

namespace meterbench::ui {

class FactList;
class TrialView;

/// The last test of an endpoint; kept while the window is there.
struct LastTest {
    std::uint64_t command = 0; ///< of what is still asked; 0: there is an outcome
    std::int64_t timeMs = 0;   ///< of the outcome
    pipeline::CommandOutcome outcome;

    friend bool operator==(const LastTest& a, const LastTest& b) {
        return a.command == b.command && a.timeMs == b.timeMs;
    }
};

class EndpointInspector final : public Bar {
    Q_OBJECT

public:
    explicit EndpointInspector(QWidget* parent = nullptr);

    void showNothing();
    void show(
        const pipeline::EndpointView& endpoint,
        const std::vector<relabel::Rule>& billable,
        std::int64_t nowMs
    );
    void show(const UsageView& usage, std::int64_t nowMs);
    /// Of the endpoint that is shown; null: it was not tested.
    void showTest(const LastTest* test, std::int64_t nowMs);

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
    void buildBody(QWidget* body);
    void showHead(const std::string& name, const std::string& url, const PillText& pill, bool isPaused);
    void showProblem(const QString& problem);

    PlainLabel* m_name = nullptr;
    PlainLabel* m_url = nullptr;
    Pill* m_pill = nullptr;
    QPushButton* m_pause = nullptr;
    QPushButton* m_close = nullptr;
    QLabel* m_problem = nullptr;
    PlainLabel* m_tested = nullptr;
    TrialView* m_trial = nullptr;
    std::optional<LastTest> m_shownTest;
    QWidget* m_content = nullptr;
    EmptyState* m_empty = nullptr;
    FactList* m_facts = nullptr;
};

} // namespace meterbench::ui
