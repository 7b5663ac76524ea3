#include "ui/pages/explore/chart_stack.h"

#include "ui/charts/legend_view.h"

#include <QVBoxLayout>

#include <algorithm>

namespace meterbench::ui {

namespace {

constexpr int kGap = 10;
constexpr int kLowest = 200;
constexpr int kHighest = 320;
constexpr int kNarrowExtra = 96;
constexpr int kNarrow = 620;

} // namespace

ChartStack::ChartStack(TimeWindow& window, QWidget* parent)
    : QScrollArea(parent)
    , m_window(window) {
    setFrameShape(QFrame::NoFrame);
    setWidgetResizable(true);
    setHorizontalScrollBarPolicy(Qt::ScrollBarAlwaysOff);
    setFocusPolicy(Qt::NoFocus);
    m_inner = new QWidget(this);
    m_layout = new QVBoxLayout(m_inner);
    m_layout->setContentsMargins(16, 0, 16, 16);
    m_layout->setSpacing(kGap);
    m_layout->addStretch(1);
    setWidget(m_inner);
    viewport()->setAutoFillBackground(false);
    m_inner->setAutoFillBackground(false);
}

ChartCard* ChartStack::add(const ChartSpec& spec, bool choosesFunction, int place) {
    const int at = place < 0 ? static_cast<int>(m_cards.size())
                             : std::min(place, static_cast<int>(m_cards.size()));
    auto* card = new ChartCard(spec, choosesFunction, m_window, m_inner);
    m_cards.insert(m_cards.begin() + at, card);
    m_layout->insertWidget(at, card);
    connect(card, &ChartCard::removeRequested, this, [this, card] { remove(card); });
    connect(card, &ChartCard::duplicateRequested, this, [this, card] { duplicate(card); });
    connect(card, &ChartCard::moveRequested, this, [this, card](int places) {
        move(card, places);
    });
    arrange();
    Q_EMIT cardAdded(card);
    Q_EMIT changed();
    return card;
}

int ChartStack::placeOf(const ChartCard* card) const {
    return static_cast<int>(std::find(m_cards.begin(), m_cards.end(), card) - m_cards.begin());
}

void ChartStack::remove(ChartCard* card) {
    m_removed = Removed{card->spec(), placeOf(card)};
    const QString title = card->title();
    m_cards.erase(m_cards.begin() + m_removed->place);
    m_layout->removeWidget(card);
    card->hide();
    card->deleteLater();
    arrange();
    Q_EMIT changed();
    Q_EMIT removed(title);
}

ChartCard* ChartStack::undoRemove() {
    if (!m_removed) {
        return nullptr;
    }
    const Removed removed = *std::exchange(m_removed, std::nullopt);
    return add(removed.spec, false, removed.place);
}

void ChartStack::duplicate(const ChartCard* card) {
    add(card->spec(), card->choosesFunction(), placeOf(card) + 1);
}

void ChartStack::move(ChartCard* card, int places) {
    const int from = placeOf(card);
    const int to = std::clamp(from + places, 0, static_cast<int>(m_cards.size()) - 1);
    if (from == to) {
        return;
    }
    m_cards.erase(m_cards.begin() + from);
    m_cards.insert(m_cards.begin() + to, card);
    m_layout->removeWidget(card);
    m_layout->insertWidget(to, card);
    arrange();
    Q_EMIT changed();
}

QStringList ChartStack::titles() const {
    QStringList titles;
    for (const ChartCard* card : m_cards) {
        titles.append(card->title());
    }
    return titles;
}

QImage ChartStack::picture() {
    return m_inner->grab().toImage();
}

void ChartStack::arrange() {
    if (m_cards.empty()) {
        return;
    }
    const int count = static_cast<int>(m_cards.size());
    const int extra = viewport()->width() - 32 < kNarrow ? kNarrowExtra : 0;
    const int share = (viewport()->height() - 16 - (count - 1) * kGap) / count;
    const int height = std::clamp(share, kLowest + extra, kHighest + extra);
    QWidget* before = nullptr;
    for (int i = 0; i < count; ++i) {
        ChartCard* card = m_cards[static_cast<std::size_t>(i)];
        card->setFixedHeight(height);
        card->setPosition(i == 0, i == count - 1);
        if (before != nullptr) {
            setTabOrder(before, card->chart());
        }
        before = card->legend();
    }
}

void ChartStack::resizeEvent(QResizeEvent* event) {
    QScrollArea::resizeEvent(event);
    arrange();
}

} // namespace meterbench::ui
