// What can be done from everywhere: actions with their keys, the workspace's menu, the palette,
// dropped files and URLs.
#include "ui/shell/command_palette.h"
#include "ui/shell/dialogs.h"
#include "ui/shell/main_window.h"
#include "ui/shell/palette_entries.h"
#include "ui/shell/top_bar.h"

#include <QAbstractButton>
#include <QAction>
#include <QActionGroup>
#include <QApplication>
#include <QComboBox>
#include <QDragEnterEvent>
#include <QFileDialog>
#include <QFileInfo>
#include <QKeyEvent>
#include <QLineEdit>
#include <QMenu>
#include <QMimeData>
#include <QUrl>

namespace meterbench::ui {

namespace {

/// The file or the http URL that a drop carries; empty: nothing for us.
QUrl droppedUrl(const QMimeData& mime) {
    if (mime.hasUrls() && !mime.urls().isEmpty()) {
        return mime.urls().constFirst();
    }
    const QUrl url(mime.text().trimmed(), QUrl::StrictMode);
    return url.scheme().startsWith(QLatin1String("http")) ? url : QUrl();
}

QString plainMenuText(const QString& text) {
    return QString(text).replace(QLatin1Char('&'), QLatin1String("&&"));
}

} // namespace

QAction* MainWindow::addWindowAction(
    const QString& text, const QKeySequence& keys, std::function<void()> run
) {
    auto* action = new QAction(text, this);
    if (!keys.isEmpty()) {
        action->setShortcut(keys);
    }
    connect(action, &QAction::triggered, this, [run = std::move(run)] { run(); });
    addAction(action);
    m_allActions.push_back(action);
    return action;
}

void MainWindow::buildPageActions() {
    for (std::size_t i = 0; i < m_entries.size(); ++i) {
        const PageId id = m_entries[i].id;
        const QKeySequence keys(Qt::CTRL | static_cast<Qt::Key>(Qt::Key_1 + static_cast<int>(i)));
        addWindowAction(tr("Go to %1").arg(m_entries[i].title), keys, [this, id] { showPage(id); });
    }
}

void MainWindow::buildActions() {
    buildPageActions();
    if (m_actions.inspectUrl) {
        addWindowAction(tr("Inspect an exporter…"), QKeySequence(Qt::CTRL | Qt::Key_N), [this] {
            inspectExporter();
        });
    }
    if (m_actions.openConfiguration) {
        addWindowAction(tr("Open configuration or workspace…"), QKeySequence(Qt::CTRL | Qt::Key_O), [this] {
            openConfiguration();
        });
    }
    if (m_actions.reload) {
        addWindowAction(tr("Reload configuration"), QKeySequence(Qt::CTRL | Qt::Key_R), [this] {
            unlessUnsaved(m_actions.reload);
        });
    }
    buildSaving();
    if (m_actions.runDemo) {
        addWindowAction(tr("Run the demo"), {}, [this] { runDemo(); });
    }
    if (m_actions.runDirector) {
        addWindowAction(
            tr("Demo director"),
            QKeySequence(Qt::CTRL | Qt::Key_D),
            [this] { unlessUnsaved(m_actions.runDirector); }
        );
    }
    addWindowAction(tr("Pause or resume the view"), QKeySequence(Qt::Key_Space), [this] {
        togglePaused();
    });
    QAction* filter = addWindowAction(tr("Filter this page"), {}, [this] { focusFilter(); });
    filter->setShortcuts({QKeySequence(Qt::CTRL | Qt::Key_F), QKeySequence(Qt::Key_Slash)});
    addWindowAction(tr("Command palette"), QKeySequence(Qt::CTRL | Qt::Key_K), [this] {
        openPalette();
    });
    addWindowAction(tr("Appearance: follow the system"), {}, [this] {
        setAppearance(Appearance::System);
    });
    addWindowAction(tr("Appearance: dark"), {}, [this] { setAppearance(Appearance::Dark); });
    addWindowAction(tr("Appearance: light"), {}, [this] { setAppearance(Appearance::Light); });
    addWindowAction(tr("Keys"), QKeySequence(Qt::Key_F1), [this] { showKeyMap(); });
    addWindowAction(tr("Quit"), QKeySequence(Qt::CTRL | Qt::Key_Q), [this] { close(); });
}

void MainWindow::buildMenu() {
    auto* menu = new QMenu(this);
    // The actions after the pages, in their order; recent files in between.
    for (std::size_t i = m_entries.size(); i < m_allActions.size(); ++i) {
        QAction* action = m_allActions[i];
        if (action->shortcut() == QKeySequence(Qt::Key_Space)) {
            QMenu* recent = menu->addMenu(tr("Recent"));
            connect(recent, &QMenu::aboutToShow, this, [this, recent] { fillRecent(*recent); });
            menu->addSeparator();
        }
        menu->addAction(action);
    }
    m_top->setMenu(menu);
}

void MainWindow::fillRecent(QMenu& menu) {
    menu.clear();
    for (const QString& path : m_settings.recentFiles) {
        menu.addAction(plainMenuText(path), this, [this, path] { openFile(path); });
    }
    for (const QString& url : m_settings.recentUrls) {
        menu.addAction(plainMenuText(url), this, [this, url] { inspect(url); });
    }
    if (menu.isEmpty()) {
        menu.addAction(tr("Nothing opened yet"))->setEnabled(false);
    }
}

void MainWindow::inspectExporter() {
    auto* dialog = new InspectDialog(m_settings.recentUrls, this);
    dialog->setAttribute(Qt::WA_DeleteOnClose);
    connect(dialog, &QDialog::accepted, this, [this, dialog] { inspect(dialog->url()); });
    dialog->open();
}

void MainWindow::openConfiguration() {
    auto* dialog = new QFileDialog(this, tr("Open a configuration or a workspace"));
    dialog->setAttribute(Qt::WA_DeleteOnClose);
    dialog->setFileMode(QFileDialog::ExistingFile);
    dialog->setNameFilters({tr("Configurations and workspaces (*.yml *.yaml)"), tr("All files (*)")});
    connect(dialog, &QFileDialog::fileSelected, this, &MainWindow::openFile);
    dialog->open();
}

void MainWindow::runDemo() {
    if (m_actions.runDemo) {
        unlessUnsaved(m_actions.runDemo);
    }
}

void MainWindow::openFile(const QString& path) {
    if (m_actions.openConfiguration) {
        unlessUnsaved([this, path] {
            ui::remember(m_settings.recentFiles, QFileInfo(path).absoluteFilePath());
            m_actions.openConfiguration(path);
        });
    }
}

void MainWindow::inspect(const QString& url) {
    const TypedUrl read = readScrapeUrl(url);
    if (!read.problem.isEmpty()) {
        say(read.problem);
    } else if (m_actions.inspectUrl) {
        const QUrl shown(read.url);
        ui::remember(m_settings.recentUrls, shown.toString(QUrl::RemoveUserInfo));
        m_actions.inspectUrl(read.url);
        showPage(PageId::Targets);
        m_awaitedUrl = shown.toString(QUrl::RemoveUserInfo | QUrl::FullyEncoded).toStdString();
    }
}

void MainWindow::setAppearance(Appearance appearance) {
    static constexpr const char* kWords[] = {"system", "dark", "light"};
    m_settings.appearance = QLatin1String(kWords[static_cast<std::size_t>(appearance)]);
    if (auto* theme = qobject_cast<Theme*>(QApplication::style())) {
        theme->setAppearance(appearance);
    }
}

void MainWindow::togglePaused() {
    m_feed.setPaused(!m_feed.isPaused());
    say(m_feed.isPaused() ? tr("The view stands still; the data goes on. Space resumes.")
                          : tr("Live again."));
}

void MainWindow::focusFilter() {
    Page* shown = page(m_current);
    QLineEdit* field = shown == nullptr ? nullptr : shown->filterField();
    if (field != nullptr) {
        field->setFocus(Qt::ShortcutFocusReason);
        field->selectAll();
    }
}

void MainWindow::openPalette() {
    if (m_palette == nullptr) {
        m_palette = new CommandPalette(this);
    }
    std::vector<PaletteEntry> entries = actionEntries(m_allActions);
    appendSnapshotEntries(entries, m_feed.newest(), *this);
    const QWidget* button = m_top->searchButton();
    const QPoint at = button->mapTo(this, QPoint(0, 0));
    const int wide = std::max(button->width(), std::min(440, width() - at.x() - 12));
    m_palette->open(std::move(entries), QRect(at.x() - 8, at.y() - 8, wide + 16, 400));
}

void MainWindow::showKeyMap() {
    std::vector<std::pair<QString, QString>> keys;
    for (const QAction* action : m_allActions) {
        if (!action->shortcut().isEmpty()) {
            keys.emplace_back(
                action->text(),
                QKeySequence::listToString(action->shortcuts(), QKeySequence::NativeText)
            );
        }
    }
    keys.emplace_back(tr("Clear the filter"), tr("Esc"));
    keys.emplace_back(tr("Copy what is selected"), tr("Ctrl+C"));
    auto* dialog = new KeyMapDialog(keys, this);
    dialog->setAttribute(Qt::WA_DeleteOnClose);
    dialog->open();
}

void MainWindow::dragEnterEvent(QDragEnterEvent* event) {
    if (!droppedUrl(*event->mimeData()).isEmpty()) {
        event->acceptProposedAction();
    }
}

void MainWindow::dropEvent(QDropEvent* event) {
    const QUrl url = droppedUrl(*event->mimeData());
    if (url.isLocalFile()) {
        openFile(url.toLocalFile());
    } else if (const TypedUrl read = readScrapeUrl(url.toString()); !read.url.isEmpty()) {
        inspect(read.url);
    } else {
        say(read.problem);
    }
    event->acceptProposedAction();
}

bool MainWindow::eventFilter(QObject* watched, QEvent* event) {
    if (event->type() == QEvent::ShortcutOverride) {
        const auto* key = static_cast<QKeyEvent*>(event);
        // The current page's button in the rail has the focus after Ctrl+1 …; pressing it would do
        // nothing, so there Space pauses too.
        const auto* button = qobject_cast<QAbstractButton*>(watched);
        const bool isCurrent = button != nullptr && button->autoExclusive() && button->isChecked();
        const bool presses =
            (button != nullptr && !isCurrent) || qobject_cast<QComboBox*>(watched) != nullptr;
        if (key->key() == Qt::Key_Space && key->modifiers() == Qt::NoModifier && presses) {
            event->accept();
            return true;
        }
    }
    const bool isOther = event->type() == QEvent::Show || event->type() == QEvent::Hide ||
                         event->type() == QEvent::Resize;
    if (m_side != nullptr && watched == m_side && isOther) {
        fitRail();
    }
    return QWidget::eventFilter(watched, event);
}

} // namespace meterbench::ui
