// RulesDialog: what merges and what expires: policies by family, expiry by family, jobs that
// re-send totals. Says while one types what is wrong and what matches; stays open until the address
// has taken the rules. Pushgateway mode has expiry alone; the other rules are kept as they are.
// Gui thread.
#pragma once

#include "core/address/view.h"

#include <QDialog>

class QLabel;
class QPushButton;
class QVBoxLayout;

namespace meterbench::ui {

class RuleList;
enum class RuleKind : quint8;

class RulesDialog final : public QDialog {
    Q_OBJECT

public:
    /// `held` has a gateway part.
    RulesDialog(const address::AddressViewPtr& held, QWidget* parent);

    /// As typed; only good when Save can be pressed.
    [[nodiscard]] gateway::StoreRules rules() const;
    void showProblem(const QString& problem);

    [[nodiscard]] RuleList* policies() const { return m_policies; }

    [[nodiscard]] RuleList* expiries() const { return m_expiries; }

    [[nodiscard]] RuleList* jobs() const { return m_jobs; }

Q_SIGNALS:
    void saveRequested();

private:
    RuleList*
    addSection(QVBoxLayout* column, RuleKind kind, const QString& title, const QString& sentence);
    void fill(const gateway::StoreRules& rules);
    void buildButtons(QVBoxLayout* column);
    void check();

    address::AddressViewPtr m_held;
    RuleList* m_policies = nullptr;
    RuleList* m_expiries = nullptr;
    RuleList* m_jobs = nullptr;
    QLabel* m_problem = nullptr;
    QPushButton* m_save = nullptr;
};

} // namespace meterbench::ui
