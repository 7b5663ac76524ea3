// The window's frame: layout, pages made when they are first shown, feeding the visible one,
// navigation between them. Actions, menu and palette: main_window_actions.cpp.
#include "ui/shell/main_window.h"

#include "ui/pages/forwarding/secret_return.h"
#include "ui/secrets/keychain_store.h"
#include "ui/shell/command_palette.h"
#include "ui/shell/dialogs.h"
#include "ui/shell/rail.h"
#include "ui/shell/saving.h"
#include "ui/shell/status_bar.h"
#include "ui/shell/toast.h"
#include "ui/shell/top_bar.h"
#include "ui/wording/states.h"

#include <QApplication>
#include <QCloseEvent>
#include <QFileDialog>
#include <QFileInfo>
#include <QHBoxLayout>
#include <QStackedWidget>
#include <QVBoxLayout>

#include <algorithm>
#include <memory>

namespace meterbench::ui {

namespace {

constexpr int kNarrowBelow = 900;

} // namespace

MainWindow::MainWindow(
    pipeline::Source& source,
    address::Source& address,
    usage::Source& usage,
    WindowActions actions,
    Settings settings,
    QString settingsFile,
    std::vector<PageEntry> pages
)
    : m_feed(source)
    , m_addressFeed(address)
    , m_usageFeed(usage)
    , m_actions(std::move(actions))
    , m_settings(std::move(settings))
    , m_settingsFile(std::move(settingsFile))
    , m_entries(std::move(pages))
    , m_pages(m_entries.size(), nullptr) {
    setWindowTitle(QStringLiteral("Meterbench"));
    setMinimumSize(640, 480);
    setAcceptDrops(true);
    buildLayout();
    buildActions();
    buildMenu();
    connectFeed();
    restore();
    // Space and other keys that a focused control needs itself are left to it.
    qApp->installEventFilter(this);
}

MainWindow::~MainWindow() {
    // Pages hold on to the feed, which is a member and goes before the children would.
    delete m_stack;
}

void MainWindow::buildLayout() {
    auto* column = new QVBoxLayout(this);
    column->setContentsMargins(0, 0, 0, 0);
    column->setSpacing(0);
    m_top = new TopBar(this);
    m_rail = new Rail(this);
    m_stack = new QStackedWidget(this);
    m_status = new StatusBar(this);
    m_middle = new QHBoxLayout;
    m_middle->setSpacing(0);
    m_middle->addWidget(m_rail);
    m_middle->addWidget(m_stack, 1);
    column->addWidget(m_top);
    column->addLayout(m_middle, 1);
    column->addWidget(m_status);
    m_toast = new Toast(this);
    for (std::size_t i = 0; i < m_entries.size(); ++i) {
        const PageEntry& entry = m_entries[i];
        m_rail->addPage(entry.id, entry.icon, entry.title, tr("Ctrl+%1").arg(i + 1));
    }
    connect(m_rail, &Rail::pageRequested, this, &MainWindow::showPage);
    connect(m_status, &StatusBar::pageRequested, this, &MainWindow::showPage);
    connect(m_top, &TopBar::searchRequested, this, &MainWindow::openPalette);
    connect(m_top, &TopBar::pauseRequested, this, &MainWindow::togglePaused);
}

void MainWindow::setSidePanel(QWidget* panel) {
    m_side = panel;
    m_middle->addWidget(panel);
}

void MainWindow::connectFeed() {
    connect(&m_feed, &SnapshotFeed::changed, this, &MainWindow::onChanged);
    connect(&m_feed, &SnapshotFeed::arrived, this, [this](const pipeline::SnapshotPtr& now) {
        refreshCounts(*now);
        selectAwaited(*now);
    });
    new SecretReturn(m_feed, std::make_unique<KeychainStore>(), this);
    connect(&m_addressFeed, &AddressFeed::changed, this, [this] {
        refreshCounts(*m_feed.newest());
    });
    connect(&m_usageFeed, &UsageFeed::changed, this, [this] { refreshCounts(*m_feed.newest()); });
    connect(&m_feed, &SnapshotFeed::outcome, this, &MainWindow::onOutcome);
    connect(&m_feed, &SnapshotFeed::pausedChanged, this, [this] {
        refreshCounts(*m_feed.newest());
    });
    m_status->show(*m_feed.current());
    refreshCounts(*m_feed.newest());
}

void MainWindow::restore() {
    resize(1280, 800);
    if (!m_settings.windowGeometry.isEmpty()) {
        restoreGeometry(m_settings.windowGeometry);
    }
    setAppearance(
        m_settings.appearance == QLatin1String("dark")    ? Appearance::Dark
        : m_settings.appearance == QLatin1String("light") ? Appearance::Light
                                                          : Appearance::System
    );
    PageId first = m_entries.empty() ? PageId::Overview : m_entries.front().id;
    for (const PageEntry& entry : m_entries) {
        if (entry.key == m_settings.lastPage) {
            first = entry.id;
        }
    }
    showPage(first);
}

void MainWindow::keep() {
    if (m_settingsFile.isEmpty()) {
        return;
    }
    m_settings.windowGeometry = saveGeometry();
    if (const PageEntry* entry = entryOf(m_current)) {
        m_settings.lastPage = entry->key;
    }
    saveSettings(m_settings, m_settingsFile);
}

PageEntry* MainWindow::entryOf(PageId id) {
    const auto found = std::find_if(m_entries.begin(), m_entries.end(), [id](const PageEntry& e) {
        return e.id == id;
    });
    return found == m_entries.end() ? nullptr : &*found;
}

Page* MainWindow::page(PageId id) {
    const PageEntry* entry = entryOf(id);
    if (entry == nullptr) {
        return nullptr;
    }
    Page*& made = m_pages[static_cast<std::size_t>(entry - m_entries.data())];
    if (made == nullptr) {
        made = entry->make(Feeds{m_feed, m_addressFeed, m_usageFeed, m_actions.ownEndpoint}, *this, m_stack);
        made->setAccessibleName(entry->title);
        m_stack->addWidget(made);
    }
    return made;
}

void MainWindow::showPage(PageId id) {
    Page* shown = page(id);
    if (shown == nullptr) {
        return;
    }
    if (id != PageId::Targets) {
        m_awaitedUrl.clear();
    }
    m_current = id;
    m_rail->setCurrent(id);
    shown->update(nullptr, m_feed.current());
    m_stack->setCurrentWidget(shown);
    if (QWidget* first = shown->firstFocus()) {
        first->setFocus(Qt::OtherFocusReason);
    } else {
        m_rail->button(id)->setFocus(Qt::OtherFocusReason);
    }
    const auto& events = m_feed.newest()->events;
    if (id == PageId::Events && events != nullptr && !events->empty()) {
        m_status->setSeenEvent(events->back()->id);
        m_status->show(*m_feed.current());
    }
}

void MainWindow::showTarget(pipeline::TargetId target) {
    const PageEntry* entry = entryOf(PageId::Targets);
    if (entry != nullptr) {
        showPage(PageId::Targets);
        if (entry->showTarget) {
            entry->showTarget(*page(PageId::Targets), target);
        }
    }
}

void MainWindow::showEndpoint(const std::string& name) {
    const PageEntry* entry = entryOf(PageId::Forwarding);
    if (entry != nullptr) {
        showPage(PageId::Forwarding);
        if (entry->showEndpoint) {
            entry->showEndpoint(*page(PageId::Forwarding), name);
        }
    }
}

void MainWindow::addToChart(const std::vector<model::SeriesRef>& series) {
    const PageEntry* entry = entryOf(PageId::Explore);
    if (entry != nullptr && !series.empty()) {
        showPage(PageId::Explore);
        if (entry->addChart) {
            entry->addChart(*page(PageId::Explore), series);
        }
    }
}

void MainWindow::selectAwaited(const pipeline::Snapshot& now) {
    if (m_awaitedUrl.empty() || now.targets == nullptr) {
        return;
    }
    for (const pipeline::TargetPtr& target : *now.targets) {
        if (target->url == m_awaitedUrl) {
            m_awaitedUrl.clear();
            showTarget(target->id);
            return;
        }
    }
}

void MainWindow::onChanged(const pipeline::SnapshotPtr& before, const pipeline::SnapshotPtr& now) {
    if (m_current == PageId::Events && now->events != nullptr && !now->events->empty()) {
        m_status->setSeenEvent(now->events->back()->id);
    }
    m_status->show(*now);
    if (Page* shown = page(m_current)) {
        shown->update(before, now);
    }
}

void MainWindow::onOutcome(const pipeline::CommandOutcome& outcome) {
    if (!outcome.message.empty()) {
        say(wording::text(outcome.message));
    }
}

void MainWindow::refreshCounts(const pipeline::Snapshot& now) {
    for (std::size_t i = 0; i < m_entries.size(); ++i) {
        const PageEntry& entry = m_entries[i];
        int count = 0;
        if (m_pages[i] != nullptr) {
            count = m_pages[i]->attentionCount(now);
        } else if (entry.attention) {
            count = entry.attention(now);
        } else if (entry.addressAttention) {
            count = entry.addressAttention(*m_addressFeed.current());
        }
        m_rail->setAttention(entry.id, count);
    }
    const bool live =
        now.totals.scrapes > 0 || !now.endpoints.empty() || (now.targets && !now.targets->empty());
    m_top->setLiveness(
        m_feed.isPaused() ? Liveness::Paused
        : live            ? Liveness::Live
                          : Liveness::Waiting
    );
    nameWorkspace();
}

void MainWindow::say(const QString& text) {
    m_toast->say(text);
}

QByteArray MainWindow::remembered(const QString& table) const {
    return m_settings.columns.value(table);
}

void MainWindow::remember(const QString& table, const QByteArray& state) {
    m_settings.columns[table] = state;
}

void MainWindow::showProblems(const QString& title, const QStringList& lines) {
    auto* dialog = new ProblemsDialog(title, lines, this);
    dialog->setAttribute(Qt::WA_DeleteOnClose);
    dialog->open();
}

/// What a side panel takes is taken from the rail first, then from the page.
void MainWindow::fitRail() {
    const bool hasPanel = m_side != nullptr && m_side->isVisibleTo(this);
    m_rail->setNarrow(width() - (hasPanel ? m_side->width() : 0) < kNarrowBelow);
}

void MainWindow::resizeEvent(QResizeEvent* event) {
    QWidget::resizeEvent(event);
    fitRail();
    m_top->setNarrow(width() < kNarrowBelow);
    m_toast->place();
    if (m_palette != nullptr) {
        m_palette->hide();
    }
}

void MainWindow::closeEvent(QCloseEvent* event) {
    if (m_saving != nullptr && !m_mayClose) {
        m_saving->look();
        if (m_saving->isUnsaved()) {
            m_saving->unlessUnsaved([this] {
                m_mayClose = true;
                close();
            });
            event->ignore();
            return;
        }
    }
    keep();
    event->accept();
}

} // namespace meterbench::ui
