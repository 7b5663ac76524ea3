// RuleList: the rules of one kind as rows that are written, moved and removed: a pattern, what it
// sets, and under it what is wrong or which of the held names it matches now. Gui thread.
#pragma once

#include "core/address/view.h"

#include <QWidget>

#include <vector>

class QComboBox;
class QLineEdit;
class QPushButton;
class QVBoxLayout;

namespace meterbench::ui {

class PlainLabel;

enum class RuleKind : quint8 {
    Policy, ///< pattern of families → policy
    Expiry, ///< pattern of families → duration
    Job,    ///< pattern of jobs
};

/// A rule as typed.
struct TypedRule {
    QString pattern = {};
    gateway::Policy policy = gateway::Policy::Sum;
    QString duration = {};
};

class RuleList final : public QWidget {
    Q_OBJECT

public:
    RuleList(RuleKind kind, address::AddressViewPtr held, QWidget* parent);

    void add(const TypedRule& rule);
    /// An empty rule at the end, its pattern focused.
    void addEmpty();
    [[nodiscard]] std::vector<TypedRule> rules() const;

    [[nodiscard]] bool isGood() const { return m_isGood; }

    [[nodiscard]] int ruleCount() const { return static_cast<int>(m_rows.size()); }

    /// What stands under a rule.
    [[nodiscard]] QString noteAt(int row) const;

Q_SIGNALS:
    void changed();

protected:
    /// Alt with Up and Down moves the rule.
    bool eventFilter(QObject* watched, QEvent* event) override;

private:
    struct Row {
        QWidget* holder = nullptr;
        QLineEdit* pattern = nullptr;
        QComboBox* policy = nullptr;
        QLineEdit* duration = nullptr;
        QPushButton* up = nullptr;
        QPushButton* down = nullptr;
        PlainLabel* note = nullptr;
    };

    void buildFields(Row& row, const TypedRule& rule);
    void buildButtons(Row& row, QWidget* holder);
    void move(QWidget* holder, int by);
    void removeRow(QWidget* holder);
    void check();
    [[nodiscard]] std::size_t placeOf(const QWidget* holder) const;
    [[nodiscard]] TypedRule typed(const Row& row) const;
    [[nodiscard]] QString problemOf(const TypedRule& rule) const;
    /// Of the names that no earlier rule took.
    [[nodiscard]] QString
    matchesOf(const TypedRule& rule, std::vector<std::uint8_t>& isTaken) const;
    RuleKind m_kind;
    address::AddressViewPtr m_held;
    std::vector<std::string> m_names;       ///< held families, or jobs
    std::vector<model::MetricType> m_types; ///< of families, in the order of the names
    std::vector<Row> m_rows;
    QVBoxLayout* m_column = nullptr;
    bool m_isGood = true;
};

} // namespace meterbench::ui
