// ForwardingPage: the endpoints, what waits and what was lost; add, edit, test, pause, remove.
// Commands go to the engine; their outcome is said when it comes. Gui thread.
#pragma once

#include "ui/pages/forwarding/endpoints_model.h"
#include "ui/pages/page.h"

#include <QPointer>

class QTableView;

namespace meterbench::ui {

class Card;
class EmptyState;
class EndpointDialog;
class EndpointInspector;
class FilterField;
class LossesModel;
class PlainLabel;

class ForwardingPage final : public Page {
    Q_OBJECT

public:
    ForwardingPage(SnapshotFeed& feed, Navigator& navigator, QWidget* parent);

    void update(const pipeline::SnapshotPtr& before, const pipeline::SnapshotPtr& now) override;
    [[nodiscard]] QLineEdit* filterField() override;

    [[nodiscard]] int attentionCount(const pipeline::Snapshot& now) const override {
        return failingEndpoints(now);
    }

    void showEndpoint(const std::string& name);

    [[nodiscard]] QTableView* table() const { return m_table; }

    [[nodiscard]] EndpointsModel* model() const { return m_model; }

protected:
    void resizeEvent(QResizeEvent* event) override;
    void keyPressEvent(QKeyEvent* event) override;

private:
    QWidget* buildMain();
    QWidget* buildHead(QWidget* parent);
    QWidget* buildLosses(QWidget* parent);
    void buildTable(QWidget* parent);
    void buildTableActions();
    void connectInspector();
    void openInspector();
    void closeInspector();
    void place();
    /// Pixels that the table has, told by the page's own width: the layout may not have run yet.
    [[nodiscard]] int tableRoom() const;
    void refresh();
    void spanProblems();
    void showInspected();
    void onOutcome(const pipeline::CommandOutcome& outcome);
    void openDialog(const pipeline::EndpointPtr& edited);
    void togglePause();
    void askRemove();
    void testSelected();
    void test(const remote::EndpointOptions& options);
    [[nodiscard]] pipeline::EndpointPtr selected() const;

    SnapshotFeed& m_feed;
    Navigator& m_navigator;
    pipeline::SnapshotPtr m_now;
    std::string m_selected;
    EndpointsModel* m_model = nullptr;
    LossesModel* m_losses = nullptr;
    QTableView* m_table = nullptr;
    QWidget* m_lossesBox = nullptr;
    PlainLabel* m_lossesTitle = nullptr;
    FilterField* m_filter = nullptr;
    EmptyState* m_empty = nullptr;
    EndpointInspector* m_inspector = nullptr;
    QPointer<EndpointDialog> m_dialog;
    bool m_opened = false; ///< asked for on a narrow page
    std::uint64_t m_dialogTest = 0;
};

} // namespace meterbench::ui
