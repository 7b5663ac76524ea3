#include "ui/pages/billing/period_chooser.h"

#include "ui/pages/billing/billing_words.h"
#include "ui/widgets/buttons.h"

#include <QComboBox>
#include <QHBoxLayout>
#include <QPushButton>
#include <QSignalBlocker>
#include <QWheelEvent>

#include <algorithm>

namespace meterbench::ui {

namespace {

/// A list that a wheel turns by the way would read the journal again and again.
class StillList final : public QComboBox {
public:
    using QComboBox::QComboBox;

protected:
    void wheelEvent(QWheelEvent* event) override { event->ignore(); }
};

} // namespace

PeriodChooser::PeriodChooser(QWidget* parent)
    : QWidget(parent)
    , m_choices{std::nullopt} {
    auto* row = new QHBoxLayout(this);
    row->setContentsMargins(0, 0, 0, 0);
    row->setSpacing(4);
    m_present = makeButton(tr("Back to the present"), ButtonKind::Link, this);
    m_present->setToolTip(tr("Back to the present (Alt+Home)"));
    m_present->hide();
    m_earlier = makeButton(QStringLiteral("‹"), ButtonKind::Quiet, this);
    m_earlier->setAccessibleName(tr("Earlier period"));
    m_earlier->setToolTip(tr("Earlier (Alt+Left)"));
    m_list = new StillList(this);
    m_list->setAccessibleName(tr("Period"));
    m_list->setToolTip(tr("Periods that end in a month, as far back as there are records. Who has "
                          "a day of its own for them is seen with the one that ends in it."));
    m_list->setSizeAdjustPolicy(QComboBox::AdjustToContents);
    m_list->setMaxVisibleItems(12);
    m_list->setMinimumWidth(150);
    m_later = makeButton(QStringLiteral("›"), ButtonKind::Quiet, this);
    m_later->setAccessibleName(tr("Later period"));
    m_later->setToolTip(tr("Later (Alt+Right)"));
    for (QWidget* one :
         {static_cast<QWidget*>(m_present),
          static_cast<QWidget*>(m_earlier),
          static_cast<QWidget*>(m_list),
          static_cast<QWidget*>(m_later)}) {
        row->addWidget(one);
    }
    connect(m_present, &QPushButton::clicked, this, [this] { Q_EMIT chosen(std::nullopt); });
    connect(m_earlier, &QPushButton::clicked, this, [this] { step(-1); });
    connect(m_later, &QPushButton::clicked, this, [this] { step(1); });
    connect(m_list, &QComboBox::activated, this, [this](int at) {
        Q_EMIT chosen(m_choices[static_cast<std::size_t>(at)]);
    });
    m_list->addItem(tr("Present period"));
    showPlace();
}

void PeriodChooser::show(const usage::View& usage, const usage::PeriodChoice& chosen) {
    std::vector<usage::PeriodChoice> choices{std::nullopt};
    if (usage.workspace != nullptr) {
        for (const auto month :
             usage::monthsToChoose(*usage.workspace, usage.journalFromMs, usage.timeMs)) {
            choices.emplace_back(month);
        }
    }
    // What is shown is in the list, also when the journal says nothing of it.
    if (std::ranges::find(choices, chosen) == choices.end()) {
        const auto place = std::ranges::find_if(choices, [&](const usage::PeriodChoice& one) {
            return one && *one < *chosen;
        });
        choices.insert(place, chosen);
    }
    if (choices != m_choices) {
        fill(std::move(choices));
    }
    m_chosen = chosen;
    showPlace();
}

void PeriodChooser::fill(std::vector<usage::PeriodChoice> choices) {
    const QSignalBlocker blocker(m_list);
    m_choices = std::move(choices);
    m_list->clear();
    for (const usage::PeriodChoice& choice : m_choices) {
        m_list->addItem(choice ? monthText(*choice) : tr("Present period"));
    }
}

void PeriodChooser::showPlace() {
    const auto at = std::ranges::find(m_choices, m_chosen) - m_choices.begin();
    m_list->setCurrentIndex(static_cast<int>(at));
    m_present->setVisible(m_chosen.has_value());
    m_later->setEnabled(at > 0);
    m_earlier->setEnabled(at + 1 < std::ssize(m_choices));
}

void PeriodChooser::step(int later) {
    const auto at = std::ranges::find(m_choices, m_chosen) - m_choices.begin() - later;
    if (at >= 0 && at < std::ssize(m_choices)) {
        Q_EMIT chosen(m_choices[static_cast<std::size_t>(at)]);
    }
}

} // namespace meterbench::ui
