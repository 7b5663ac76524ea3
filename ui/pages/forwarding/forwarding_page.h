// ForwardingPage: the endpoints of samples and of usage records, what waits and what was lost; add,
// edit, test, pause, remove. Commands go to the engine; their outcome is said when it comes. Gui
// thread.
#pragma once

#include "ui/feed/usage_feed.h"
#include "ui/pages/forwarding/billable_view.h"
#include "ui/pages/forwarding/endpoint_inspector.h"
#include "ui/pages/forwarding/endpoints_model.h"
#include "ui/pages/forwarding/kept_secret.h"
#include "ui/pages/page.h"
#include "ui/secrets/secret_store.h"

#include <QPointer>

#include <map>
#include <memory>

class QTableView;

namespace meterbench::ui {

class Card;
class EmptyState;
class EndpointDialog;
class FilterField;
class LossesModel;
class PlainLabel;

class ForwardingPage final : public Page {
    Q_OBJECT

public:
    /// usage: knows customers and plans, which a test record may name; null: only meters do.
    ForwardingPage(
        SnapshotFeed& feed,
        Navigator& navigator,
        QWidget* parent,
        const UsageFeed* usage = nullptr
    );

    void update(const pipeline::SnapshotPtr& before, const pipeline::SnapshotPtr& now) override;
    [[nodiscard]] QLineEdit* filterField() override;

    [[nodiscard]] int attentionCount(const pipeline::Snapshot& now) const override {
        return failingEndpoints(now);
    }

    void showEndpoint(const std::string& name);
    void showUsageEndpoint(const std::string& name);
    /// In place of the system's keychain and the usual folder for secrets.
    void keepSecretsIn(std::unique_ptr<SecretStore> keychain, QString folder);
    /// The dialog for a new endpoint.
    EndpointDialog* openNew();

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
    void select(EndpointKey key);
    EndpointDialog* openDialog(const std::optional<EndpointKey>& edited);
    void openSelected();
    void onAccepted(const std::optional<EndpointKey>& edited);
    void keepSecret(
        const std::string& name, const std::string& url, http::ClientOptions& options, SecretPlace place
    );
    void putUsage(const delivery::UsageEndpointOptions& options, const std::string& replaces);
    void removeEndpoint(const EndpointKey& key);
    void applyUsage(std::vector<delivery::UsageEndpointOptions> endpoints);
    void togglePause();
    void askRemove();
    void testSelected();
    [[nodiscard]] std::uint64_t testDialog();
    [[nodiscard]] bool isEmpty() const;
    [[nodiscard]] pipeline::EndpointPtr selected() const;
    [[nodiscard]] UsagePtr selectedUsage() const;

    SnapshotFeed& m_feed;
    Navigator& m_navigator;
    const UsageFeed* m_usage;
    pipeline::SnapshotPtr m_now;
    EndpointKey m_selected;
    std::map<EndpointKey, LastTest> m_tests;
    std::vector<relabel::Rule> m_billable; ///< the rules of the switch, by the present schema
    std::shared_ptr<const pipeline::MetererOptions> m_billableOf;
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
    std::unique_ptr<SecretStore> m_keychain;
    QString m_secretFolder;
};

} // namespace meterbench::ui
