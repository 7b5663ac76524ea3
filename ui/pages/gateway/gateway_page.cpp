// How the page follows the address. Its parts: gateway_page_parts.cpp; what a click does:
// gateway_actions.cpp.
#include "ui/pages/gateway/gateway_page.h"

#include "ui/pages/gateway/first_push.h"
#include "ui/pages/gateway/gateway_words.h"
#include "ui/pages/gateway/rules_dialog.h"
#include "ui/pages/gateway/selector_dialog.h"
#include "ui/widgets/filter_field.h"
#include "ui/wording/numbers.h"
#include "ui/wording/states.h"

#include <QAction>
#include <QHBoxLayout>
#include <QKeyEvent>
#include <QPushButton>
#include <QStackedWidget>
#include <QTabBar>
#include <QTimer>

#include <algorithm>
#include <utility>

namespace meterbench::ui {

namespace {

constexpr int kBesideFrom = 900; ///< narrower, the inspector slides over the page when asked for
constexpr int kNameRoom = 190;   ///< pixels that a name needs
constexpr int kLabelRoom = 250;  ///< pixels that a group's labels need
constexpr int kRowHeight = 30;
constexpr qsizetype kMostKnownSentences = 1'000;
constexpr std::int64_t kAgesEveryMs = 1'000;

} // namespace

GatewayPage::GatewayPage(
    AddressFeed& address, SnapshotFeed& feed, Navigator& navigator, QWidget* parent
)
    : Page(parent)
    , m_address(address)
    , m_feed(feed)
    , m_navigator(navigator)
    , m_view(address.current()) {
    auto* row = new QHBoxLayout(this);
    row->setContentsMargins(0, 0, 0, 0);
    row->setSizeConstraint(QLayout::SetNoConstraint);
    row->addWidget(buildMain(), 1);
    // Not in the layout: beside the table on a wide page, over it on a narrow one.
    m_inspector = new GatewayInspector(this);
    connectInspector();
    buildActions();
    connect(m_tabs, &QTabBar::currentChanged, this, [this] {
        watch();
        refresh();
    });
    connect(&m_address, &AddressFeed::changed, this, [this](const auto&, const auto& now) {
        m_view = now;
        m_passedMs = 0;
        if (isVisible()) {
            refresh();
        }
    });
    connect(&m_address, &AddressFeed::outcome, this, &GatewayPage::onOutcome);
    m_second = new QTimer(this);
    m_second->setInterval(static_cast<int>(kAgesEveryMs));
    connect(m_second, &QTimer::timeout, this, [this] {
        m_passedMs += kAgesEveryMs;
        showAges();
    });
    refresh();
}

void GatewayPage::update(const pipeline::SnapshotPtr& before, const pipeline::SnapshotPtr& now) {
    m_snapshotMs = now->timeMs;
    m_passedMs = 0;
    if (before == nullptr) {
        refresh();
    } else if (nowMs() - m_agesMs >= kAgesEveryMs) {
        showAges();
    }
}

void GatewayPage::showAges() {
    if (m_view->gateway == nullptr) {
        return;
    }
    m_agesMs = nowMs();
    if (tab() == Families) {
        m_families->setNow(m_agesMs);
    } else if (tab() == Groups) {
        m_groups->setNow(m_agesMs);
    }
    showInspected();
}

std::int64_t GatewayPage::nowMs() const {
    return std::max(m_snapshotMs, m_view->timeMs) + m_passedMs;
}

QSize GatewayPage::minimumSizeHint() const {
    return {560, 320};
}

QLineEdit* GatewayPage::filterField() {
    return m_filter;
}

int GatewayPage::attentionCount(const pipeline::Snapshot& now) const {
    Q_UNUSED(now);
    return static_cast<int>(m_address.current()->refusedPushes);
}

RulesDialog* GatewayPage::rulesDialog() const {
    return m_rules;
}

SelectorDialog* GatewayPage::selectorDialog() const {
    return m_selector;
}

QString GatewayPage::notice() const {
    return m_noticeBar->isVisibleTo(this) ? m_notice->text() : QString();
}

void GatewayPage::showTab(Tab tab) {
    m_tabs->setCurrentIndex(tab);
}

GatewayPage::Tab GatewayPage::tab() const {
    return static_cast<Tab>(m_tabs->currentIndex());
}

void GatewayPage::setFilter(const QString& text) {
    auto parsed = Filter::parse(text.toStdString());
    m_filter->setProblem(parsed ? QString() : QString::fromStdString(parsed.error().context));
    if (parsed) {
        m_filterTerms = std::make_shared<const Filter>(std::move(*parsed));
        refresh();
    }
}

void GatewayPage::refresh() {
    showStanding();
    showTabNames();
    if (m_view->gateway != nullptr) {
        m_agesMs = nowMs();
        refreshTable();
        return;
    }
    if (m_view->url.empty()) {
        m_first->setView(*m_view);
        m_stack->setCurrentWidget(m_first);
    }
    showInspected();
}

// A long table stands a moment later; the rest follows when it does.
void GatewayPage::refreshTable() {
    const GatewayViewPtr& held = m_view->gateway;
    if (tab() == Families) {
        m_families->show(held, m_filterTerms, nowMs());
    } else if (tab() == Groups) {
        m_groups->show(held, m_filterTerms, nowMs());
    } else {
        m_pushes->show(held, m_filterTerms);
    }
}

void GatewayPage::onArranged(Tab tab) {
    if (tab != this->tab()) {
        return;
    }
    if (tab == Pushes) {
        spanProblems();
    }
    if (take(m_tables[tab]->currentIndex())) {
        watch();
    }
    showCounts();
    showInspected();
}

void GatewayPage::showCounts() {
    const std::size_t all = tab() == Families ? m_families->allCount()
                            : tab() == Groups ? m_groups->allCount()
                                              : m_view->gateway->pushes.size();
    const int rows = tab() == Pushes ? m_pushes->pushCount() : m_tables[tab()]->model()->rowCount();
    const auto shown = static_cast<std::uint64_t>(rows);
    m_filter->setCount(
        all == 0 ? QString() : tr("%1 of %2").arg(wording::count(shown), wording::count(all))
    );
    if (all == 0) {
        m_first->setView(*m_view);
        m_stack->setCurrentWidget(m_first);
    } else if (shown == 0) {
        m_none->setSentence(tr("Nothing here matches the filter."));
        m_stack->setCurrentWidget(m_none);
    } else {
        m_stack->setCurrentWidget(m_tables[tab()]);
    }
}

void GatewayPage::showStanding() {
    const bool listens = !m_view->url.empty();
    m_listens->setPill(
        listens ? PillText{tr("listening"), Tone::Good, Sign::Dot}
                : PillText{tr("not listening"), Tone::Bad, Sign::Triangle}
    );
    m_url->setText(wording::text(m_view->url));
    m_url->setVisible(listens);
    m_mode->setText(
        m_view->mode == address::Mode::Aggregation
            ? tr("%1 · %2").arg(modeWord(m_view->mode), profileWord(m_view->profile))
            : modeWord(m_view->mode)
    );
    m_mode->setToolTip(
        m_view->mode == address::Mode::Aggregation
            ? modeSentence(m_view->mode) + QLatin1Char('\n') + profileSentence(m_view->profile)
            : modeSentence(m_view->mode)
    );
    const gateway::StoreCounts& counts = m_view->counts;
    m_totals->setText(tr("%1 series · pushes: %2 taken, %3 refused")
                          .arg(
                              wording::count(counts.series),
                              wording::count(counts.pushes),
                              wording::count(counts.refused)
                          ));
    m_totals->setToolTip(
        tr("%1 series have expired since the start").arg(wording::count(counts.expired))
    );
    // Where nothing is held the empty page says it.
    const bool isSaid = isEverythingEmpty() && !listens;
    m_problem->setText(addressProblem(*m_view));
    m_problem->setVisible(!isSaid && !m_problem->text().isEmpty());
    m_undoButton->setVisible(!undoWords().isEmpty());
    m_undoButton->setToolTip(tr("Undo: %1 (Ctrl+Z). Possible until the next delete or the end of "
                                "the program, unless it is pushed again.")
                                 .arg(undoWords())
                                 .toHtmlEscaped());
    m_wipeButton->setEnabled(!isEverythingEmpty());
    m_rulesButton->setEnabled(m_view->gateway != nullptr);
    m_copyButton->setEnabled(listens);
}

void GatewayPage::showTabNames() {
    const auto name = [this](Tab tab, const QString& text) {
        if (m_tabs->tabText(tab) != text) {
            m_tabs->setTabText(tab, text);
        }
    };
    const gateway::StoreCounts& counts = m_view->counts;
    name(Families, tr("Families %1").arg(wording::count(counts.families)));
    name(Groups, tr("Groups %1").arg(wording::count(counts.groups)));
    name(
        Pushes,
        m_view->refusedPushes == 0
            ? tr("Last pushes")
            : tr("Last pushes, %1 refused").arg(wording::count(m_view->refusedPushes))
    );
}

bool GatewayPage::isEverythingEmpty() const {
    return m_view->counts.series == 0 && m_view->counts.families == 0 && m_view->counts.groups == 0;
}

bool GatewayPage::take(const QModelIndex& current) {
    const int row = current.row();
    if (tab() == Families) {
        const gateway::FamilyRow* one = m_families->rowAt(row);
        const std::string former =
            std::exchange(m_family, one == nullptr ? std::string() : one->name);
        return former != m_family;
    }
    if (tab() == Groups) {
        const gateway::GroupRow* one = m_groups->rowAt(row);
        const auto former =
            std::exchange(m_group, one == nullptr ? std::nullopt : std::optional(one->labels));
        return former != m_group;
    }
    const PushLine* line = m_pushes->rowAt(row);
    return std::exchange(m_push, line == nullptr ? 0 : line->mark->id) != m_push;
}

void GatewayPage::watch() {
    address::Watch wanted;
    if (isVisible()) {
        wanted.gateway = true;
        wanted.selection = selection().value_or(gateway::Selection());
    }
    m_address.setWatch(this, std::move(wanted));
}

void GatewayPage::spanProblems() {
    // The sentence under a refused push runs over all columns but the first, on as many lines as it
    // needs. Rows that stay keep their span and height, so nothing is done for them.
    const int room = tableRoom() - m_tables[Pushes]->columnWidth(LastPushesModel::Time);
    if (m_spannedWidth != room) {
        m_spannedWidth = room;
        m_sentenceHeights.clear();
        spanRows(0, m_pushes->rowCount() - 1);
    }
}

void GatewayPage::spanRows(int first, int last) {
    QTableView* table = m_tables[Pushes];
    for (int row = first; row <= last; ++row) {
        const bool isProblem = m_pushes->isProblemRow(row);
        const int wanted = isProblem ? LastPushesModel::Columns - 1 : 1;
        if (table->columnSpan(row, LastPushesModel::Outcome) != wanted) {
            table->setSpan(row, LastPushesModel::Outcome, 1, wanted);
        }
        const int height = isProblem ? sentenceHeight(*m_pushes->rowAt(row)->mark) : kRowHeight;
        if (table->rowHeight(row) != height) {
            table->setRowHeight(row, height);
        }
    }
}

int GatewayPage::sentenceHeight(const address::PushMark& mark) {
    // Pushes are mostly refused for the same reason many times, and to break lines is slow.
    const QString sentence = refusalSentence(mark);
    const auto known = m_sentenceHeights.constFind(sentence);
    if (known != m_sentenceHeights.constEnd()) {
        return *known;
    }
    const int height = sentenceRowHeight(Theme::of(this), sentence, m_spannedWidth);
    if (m_sentenceHeights.size() >= kMostKnownSentences) {
        m_sentenceHeights.clear();
    }
    m_sentenceHeights.insert(sentence, height);
    return height;
}

const gateway::FamilyRow* GatewayPage::family() const {
    return m_families->rowAt(m_families->placeOfName(m_family));
}

const gateway::GroupRow* GatewayPage::group() const {
    return m_group ? m_groups->rowAt(m_groups->placeOfLabels(*m_group)) : nullptr;
}

address::PushMarkPtr GatewayPage::push() const {
    const PushLine* line = m_pushes->rowAt(m_pushes->placeOfId(m_push));
    return line == nullptr ? nullptr : line->mark;
}

bool GatewayPage::hasInspected() const {
    return m_stack->currentWidget() == m_tables[tab()] && m_view->gateway != nullptr;
}

void GatewayPage::showInspected() {
    const gateway::FamilyRow* oneFamily = tab() == Families ? family() : nullptr;
    const gateway::GroupRow* oneGroup = tab() == Groups ? group() : nullptr;
    const address::PushMarkPtr onePush = tab() == Pushes ? push() : nullptr;
    if (m_view->gateway == nullptr) {
        m_inspector->showNothing({});
    } else if (oneFamily != nullptr) {
        m_inspector->showFamily(*oneFamily, *m_view, nowMs());
    } else if (oneGroup != nullptr) {
        m_inspector->showGroup(*oneGroup, *m_view, nowMs());
    } else if (onePush != nullptr) {
        m_inspector->showPush(*onePush, nowMs());
    } else {
        m_inspector->showNothing(tr("Select a row to see what is behind it."));
    }
    place();
}

void GatewayPage::openInspector() {
    m_opened = true;
    place();
}

void GatewayPage::closeInspector() {
    m_opened = false;
    place();
    m_tables[tab()]->setFocus();
}

int GatewayPage::tableRoom() const {
    return width() - (hasInspected() && width() >= kBesideFrom ? m_inspector->width() : 0);
}

void GatewayPage::place() {
    const bool beside = width() >= kBesideFrom;
    const bool shown = hasInspected() && (beside || m_opened);
    const int wide = m_inspector->width();
    m_inspector->setCloseable(!beside);
    m_inspector->setGeometry(width() - wide, 0, wide, height());
    m_inspector->setVisible(shown);
    m_inspector->raise();
    layout()->setContentsMargins(0, 0, shown && beside ? wide : 0, 0);
    // The inspector has these too, so they go first when names have no room.
    const bool merges = m_view->mode == address::Mode::Aggregation;
    const int room = tableRoom() - kNameRoom;
    const int labelRoom = tableRoom() - kLabelRoom;
    m_tables[Families]->setColumnHidden(PushedFamiliesModel::Policy, !merges);
    m_tables[Families]->setColumnHidden(PushedFamiliesModel::Type, room < (merges ? 504 : 368));
    m_tables[Groups]->setColumnHidden(PushGroupsModel::Families, labelRoom < 552);
    m_tables[Groups]->setColumnHidden(PushGroupsModel::Pushes, labelRoom < 476);
    m_tables[Pushes]->setColumnHidden(LastPushesModel::Series, room < 484);
}

void GatewayPage::keyPressEvent(QKeyEvent* event) {
    if (event->key() == Qt::Key_Escape && m_noticeBar->isVisible()) {
        say({});
        return;
    }
    if (event->key() == Qt::Key_Escape && m_opened) {
        closeInspector();
        return;
    }
    Page::keyPressEvent(event);
}

QWidget* GatewayPage::firstFocus() {
    QWidget* shown = m_stack->currentWidget();
    return shown == m_tables[tab()] ? shown : m_filter;
}

void GatewayPage::focusInEvent(QFocusEvent* event) {
    Page::focusInEvent(event);
    firstFocus()->setFocus(event->reason());
}

void GatewayPage::resizeEvent(QResizeEvent* event) {
    Page::resizeEvent(event);
    place();
    spanProblems();
}

void GatewayPage::showEvent(QShowEvent* event) {
    Page::showEvent(event);
    m_view = m_address.current();
    m_passedMs = 0;
    m_second->start();
    watch();
    refresh();
}

void GatewayPage::hideEvent(QHideEvent* event) {
    Page::hideEvent(event);
    m_second->stop();
    watch();
}

} // namespace meterbench::ui
