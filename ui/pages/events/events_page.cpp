// The events page's head, table and keys.
#include "ui/pages/events/events_page.h"

#include "ui/pages/events/events_model.h"
#include "ui/widgets/buttons.h"
#include "ui/widgets/cell_delegate.h"
#include "ui/widgets/filter_field.h"
#include "ui/widgets/page_head.h"
#include "ui/wording/numbers.h"

#include <QAction>
#include <QEvent>
#include <QHeaderView>
#include <QMenu>
#include <QPushButton>
#include <QTableView>
#include <QVBoxLayout>

namespace meterbench::ui {

EventsPage::EventsPage(SnapshotFeed& feed, Navigator& navigator, QWidget* parent)
    : Page(parent)
    , m_navigator(navigator)
    , m_model(new EventsModel(this)) {
    Q_UNUSED(feed);
    auto* column = new QVBoxLayout(this);
    column->setContentsMargins(0, 0, 0, 0);
    column->setSpacing(0);
    buildHead();
    buildTable();
    m_empty = new EmptyState(tr("No event matches this filter."), tr("Clear the filter"), this);
    m_empty->hide();
    column->addWidget(m_table, 1);
    column->addWidget(m_empty, 1);
    connect(m_empty, &EmptyState::actionRequested, this, [this] {
        m_filter->clear();
        chooseLevel(base::LogLevel::Debug, tr("All"));
    });
}

void EventsPage::buildHead() {
    auto* head = new PageHead(tr("Events"), this);
    m_filter = new FilterField(tr("Filter events"), head);
    m_level = makeButton(tr("All"), ButtonKind::Outlined, head);
    auto* menu = new QMenu(m_level);
    const auto add = [this, menu](const QString& name, base::LogLevel level) {
        menu->addAction(name, this, [this, name, level] { chooseLevel(level, name); });
    };
    add(tr("All"), base::LogLevel::Debug);
    add(tr("Warnings and errors"), base::LogLevel::Warn);
    add(tr("Errors"), base::LogLevel::Error);
    m_level->setMenu(menu);
    m_level->setAccessibleName(tr("Level: all"));
    auto* copyButton = makeButton(tr("Copy"), ButtonKind::Outlined, head);
    copyButton->setToolTip(tr("Copies the selected rows, or all that are shown"));
    head->addWidget(m_filter, 1);
    head->addWidget(m_level);
    head->addWidget(copyButton);
    layout()->addWidget(head);
    connect(m_filter, &QLineEdit::textChanged, this, &EventsPage::applyFilter);
    connect(copyButton, &QPushButton::clicked, this, &EventsPage::copy);
}

void EventsPage::buildTable() {
    m_table = new QTableView(this);
    m_table->setModel(m_model);
    setUpTable(m_table, tr("Events, newest first"));
    QHeaderView* header = m_table->horizontalHeader();
    header->setMinimumSectionSize(60);
    const QFontMetrics mono(Theme::of(this).monoFont());
    m_table->setColumnWidth(
        EventsModel::Time, mono.horizontalAdvance(QStringLiteral("2026-11-21 11:42:07")) + 26
    );
    m_table->setColumnWidth(EventsModel::Kind, 176);
    m_table->setColumnWidth(EventsModel::Subject, 260);
    header->setStretchLastSection(true);
    m_table->viewport()->installEventFilter(this);
    setFocusProxy(m_table);
    auto* copyAction = new QAction(tr("Copy"), m_table);
    copyAction->setShortcut(QKeySequence::Copy);
    copyAction->setShortcutContext(Qt::WidgetShortcut);
    m_table->addAction(copyAction);
    m_table->setContextMenuPolicy(Qt::ActionsContextMenu);
    connect(copyAction, &QAction::triggered, this, &EventsPage::copy);
    connect(m_table, &QTableView::activated, this, [this](const QModelIndex& index) {
        openRow(index.row());
    });
}

QLineEdit* EventsPage::filterField() {
    return m_filter;
}

void EventsPage::chooseLevel(base::LogLevel level, const QString& name) {
    m_atLeast = level;
    m_level->setText(name);
    m_level->setAccessibleName(tr("Level: %1").arg(name));
    applyFilter();
}

void EventsPage::applyFilter() {
    m_model->setFilter(m_filter->text(), m_atLeast);
    showCount();
}

bool EventsPage::standsStill() const {
    return m_table->viewport()->underMouse();
}

void EventsPage::update(const pipeline::SnapshotPtr& before, const pipeline::SnapshotPtr& now) {
    m_now = now;
    if (before != nullptr && standsStill()) {
        showCount();
        return;
    }
    m_model->show(now->events);
    showCount();
}

void EventsPage::showCount() {
    using wording::count;
    const std::size_t shown = m_model->shownCount();
    QString text = tr("%1 of %2").arg(count(shown), count(m_model->allCount()));
    if (m_now != nullptr && m_now->events != nullptr &&
        m_now->events->size() > m_model->allCount()) {
        text += tr(", %1 new").arg(count(m_now->events->size() - m_model->allCount()));
    }
    m_filter->setCount(text);
    const bool none = shown == 0;
    const bool filtered = m_model->allCount() > 0;
    m_empty->setSentence(
        filtered ? tr("No event matches this filter.")
                 : tr("Here stands what happens, newest first. Nothing has happened yet.")
    );
    m_empty->button()->setVisible(filtered);
    m_empty->setVisible(none);
    m_table->setVisible(!none);
}

void EventsPage::copy() {
    if (!m_table->selectionModel()->hasSelection()) {
        m_table->selectAll();
        copySelectedRows(*m_table);
        m_table->clearSelection();
    } else {
        copySelectedRows(*m_table);
    }
    m_navigator.say(tr("Copied."));
}

void EventsPage::openRow(int row) {
    const pipeline::Event& event = m_model->event(row);
    if (m_now == nullptr) {
        return;
    }
    for (const pipeline::EndpointPtr& endpoint : m_now->endpoints) {
        if (endpoint->state.name == event.subject) {
            m_navigator.showEndpoint(event.subject);
            return;
        }
    }
    if (m_now->targets != nullptr) {
        for (const pipeline::TargetPtr& target : *m_now->targets) {
            if (target->url == event.subject) {
                m_navigator.showTarget(target->id);
                return;
            }
        }
    }
}

bool EventsPage::eventFilter(QObject* watched, QEvent* event) {
    if (watched == m_table->viewport() && event->type() == QEvent::Leave && m_now != nullptr) {
        m_model->show(m_now->events);
        showCount();
    }
    return Page::eventFilter(watched, event);
}

} // namespace meterbench::ui
