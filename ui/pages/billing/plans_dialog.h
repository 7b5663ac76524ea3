// PlansDialog: the price plans of the workspace, and what so many units would cost. Gui thread.
#pragma once

#include "core/config/workspace.h"

#include <QDialog>

#include <memory>

class QComboBox;
class QLabel;
class QLineEdit;

namespace meterbench::ui {

class LineTable;

class PlansDialog final : public QDialog {
    Q_OBJECT

public:
    PlansDialog(std::shared_ptr<const config::Workspace> workspace, QWidget* parent);
    void choose(const std::string& plan, const std::string& dimension);

    [[nodiscard]] QLineEdit* units() const { return m_units; }

    [[nodiscard]] LineTable* tiers() const { return m_tiers; }

private:
    void showPlan();
    void showPrice();
    [[nodiscard]] const pricing::Plan* plan() const;

    std::shared_ptr<const config::Workspace> m_workspace;
    QComboBox* m_plan = nullptr;
    QLabel* m_words = nullptr;
    LineTable* m_charges = nullptr;
    QLineEdit* m_units = nullptr;
    QComboBox* m_dimension = nullptr;
    LineTable* m_tiers = nullptr;
    QLabel* m_problem = nullptr;
};

} // namespace meterbench::ui
