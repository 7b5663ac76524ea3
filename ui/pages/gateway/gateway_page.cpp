// How the page follows the address. Its parts: gateway_page_parts.cpp; where they stand:
// gateway_page_places.cpp; what it says of the address: gateway_standing.cpp; what a click does:
// gateway_actions.cpp and gateway_erase.cpp.
#include "ui/pages/gateway/gateway_page.h"

#include "ui/pages/gateway/first_push.h"
#include "ui/pages/gateway/rules_dialog.h"
#include "ui/pages/gateway/selector_dialog.h"
#include "ui/widgets/filter_field.h"

#include <QHBoxLayout>
#include <QStackedWidget>
#include <QTabBar>
#include <QTimer>

#include <algorithm>
#include <utility>

namespace meterbench::ui {

namespace {

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
