// PeriodChooser: which periods Billing is about: the present ones, or those that end in a month;
// one step earlier or later, and back to the present. It asks, and shows what the page says is in
// force. Gui thread.
#pragma once

#include "core/usage/view.h"

#include <QWidget>

class QComboBox;
class QPushButton;

namespace meterbench::ui {

class PeriodChooser final : public QWidget {
    Q_OBJECT

public:
    explicit PeriodChooser(QWidget* parent = nullptr);

    /// What the journal lets choose, and what was chosen.
    void show(const usage::View& usage, const usage::PeriodChoice& chosen);
    /// Later, or with less than 0 earlier; nothing where there is none.
    void step(int later);

    [[nodiscard]] QComboBox* list() const { return m_list; }

    [[nodiscard]] QPushButton* toPresent() const { return m_present; }

Q_SIGNALS:
    void chosen(const meterbench::usage::PeriodChoice& choice);

private:
    void fill(std::vector<usage::PeriodChoice> choices);
    void showPlace();

    std::vector<usage::PeriodChoice> m_choices; ///< newest first, as in the list
    usage::PeriodChoice m_chosen;
    QPushButton* m_present = nullptr;
    QPushButton* m_earlier = nullptr;
    QComboBox* m_list = nullptr;
    QPushButton* m_later = nullptr;
};

} // namespace meterbench::ui
