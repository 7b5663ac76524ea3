// GatewayInspector: the 400 px at the right of Gateway: a family or a group with its series, or a
// push with, if it was refused, its body and the place at fault. Shows; what is asked for goes out
// as a signal. Gui thread.
#pragma once

#include "ui/pages/gateway/gateway_models.h"
#include "ui/pages/gateway/push_table.h"
#include "ui/widgets/basics.h"

class QMenu;
class QVBoxLayout;

namespace meterbench::ui {

class FactList;
class PushBody;
struct Fact;

class GatewayInspector final : public Bar {
    Q_OBJECT

public:
    enum class Copy : quint8 { Push, Delete, Scrape };

    explicit GatewayInspector(QWidget* parent);

    void showNothing(const QString& sentence);
    void
    showFamily(const gateway::FamilyRow& row, const address::AddressView& view, std::int64_t nowMs);
    void
    showGroup(const gateway::GroupRow& row, const address::AddressView& view, std::int64_t nowMs);
    void showPush(const address::PushMark& mark, std::int64_t nowMs);
    void setCloseable(bool closeable);

    /// Those selected in its table; without any, all.
    [[nodiscard]] std::vector<const gateway::SeriesRow*> chosenSeries() const;

    /// All of its table: those of the family or group that it shows, never of a former one.
    [[nodiscard]] std::vector<const gateway::SeriesRow*> shownSeries() const;

    [[nodiscard]] const HeldSeriesModel* series() const { return m_series; }

    [[nodiscard]] QTableView* table() const { return m_table; }

    /// "Its pushers seem to re-send totals"; empty when it is not said.
    [[nodiscard]] QString proposal() const;

    [[nodiscard]] PushBody* body() const { return m_body; }

Q_SIGNALS:
    void closeRequested();
    void deleteRequested();
    void deleteSomeRequested();
    void chartRequested();
    void acceptRequested();
    void copyRequested(meterbench::ui::GatewayInspector::Copy what);

private:
    void buildHead(QVBoxLayout* column);
    void buildActions(QVBoxLayout* column);
    void buildProposal(QVBoxLayout* column);
    void buildSeries(QVBoxLayout* column);
    void setHead(const QString& title, const QString& below);
    void showProposal();
    /// Which of the parts below the head are to be seen.
    void showParts(bool isHeld, bool hasBody);
    void showSeries(
        const address::AddressView& view,
        std::vector<model::Label> omitted,
        const std::string& family,
        std::int64_t nowMs
    );

    PlainLabel* m_title = nullptr;
    PlainLabel* m_below = nullptr;
    QPushButton* m_close = nullptr;
    QWidget* m_actions = nullptr;
    QPushButton* m_copy = nullptr;
    QAction* m_copyDelete = nullptr;
    QWidget* m_proposal = nullptr;
    QLabel* m_proposalText = nullptr;
    QPushButton* m_accept = nullptr;
    QLabel* m_problem = nullptr;
    FactList* m_facts = nullptr;
    QWidget* m_seriesPart = nullptr;
    PlainLabel* m_seriesTitle = nullptr;
    PushTable* m_table = nullptr;
    HeldSeriesModel* m_series = nullptr;
    PushBody* m_body = nullptr;
    QWidget* m_filler = nullptr;
    QWidget* m_content = nullptr;
    EmptyState* m_empty = nullptr;
};

} // namespace meterbench::ui
