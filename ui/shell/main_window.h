// MainWindow: top bar, rail, the stack of pages, status bar, the line that says things, and the
// keys that work everywhere. It is the Navigator of the pages. It knows pages only through their
// list. Gui thread.
#pragma once

#include "ui/feed/address_feed.h"
#include "ui/feed/snapshot_feed.h"
#include "ui/feed/usage_feed.h"
#include "ui/pages/page.h"
#include "ui/shell/page_list.h"
#include "ui/shell/window.h"
#include "ui/widgets/theme.h"

#include <QKeySequence>
#include <QWidget>

#include <array>
#include <functional>
#include <string>
#include <vector>

class QAction;
class QHBoxLayout;
class QMenu;
class QStackedWidget;

namespace meterbench::ui {

class CommandPalette;
class Rail;
class Saving;
class StatusBar;
class Toast;
class TopBar;

class MainWindow final : public QWidget, public Navigator {
    Q_OBJECT

public:
    MainWindow(
        pipeline::Source& source,
        address::Source& address,
        usage::Source& usage,
        WindowActions actions,
        Settings settings,
        QString settingsFile,
        std::vector<PageEntry> pages
    );
    ~MainWindow() override;

    void showPage(PageId page) override;
    void showTarget(pipeline::TargetId target) override;
    void showEndpoint(const std::string& name) override;
    void addToChart(const std::vector<model::SeriesRef>& series) override;
    void inspectExporter() override;
    void openConfiguration() override;
    void runDemo() override;
    void say(const QString& text) override;
    [[nodiscard]] QByteArray remembered(const QString& table) const override;
    void remember(const QString& table, const QByteArray& state) override;

    /// Opens a configuration, or inspects a URL, and remembers it among the recent ones.
    void openFile(const QString& path);
    void inspect(const QString& url);
    /// What is wrong with a file, line by line; the text can be copied.
    void showProblems(const QString& title, const QStringList& lines);
    void setAppearance(Appearance appearance);
    /// From now on it closes at once, whatever is not saved: the program was told to end.
    void closeUnasked() { m_mayClose = true; }
    /// Runs it unless something is not saved: then it is asked first.
    void unlessUnsaved(std::function<void()> then);
    /// At the right of the pages, beside whichever is shown; becomes the window's child.
    void setSidePanel(QWidget* panel);

    [[nodiscard]] SnapshotFeed& feed() { return m_feed; }

    [[nodiscard]] AddressFeed& addressFeed() { return m_addressFeed; }

    [[nodiscard]] UsageFeed& usageFeed() { return m_usageFeed; }

    [[nodiscard]] PageId currentPage() const { return m_current; }

    /// Made when it was not yet; null when there is no such page.
    [[nodiscard]] Page* page(PageId id);

    [[nodiscard]] const Settings& settings() const { return m_settings; }

    /// Every action with its shortcut, for the palette and the key map.
    [[nodiscard]] const std::vector<QAction*>& allActions() const { return m_allActions; }

protected:
    void resizeEvent(QResizeEvent* event) override;
    void closeEvent(QCloseEvent* event) override;
    void dragEnterEvent(QDragEnterEvent* event) override;
    void dropEvent(QDropEvent* event) override;
    bool eventFilter(QObject* watched, QEvent* event) override;

private:
    void buildLayout();
    void buildActions();
    void buildPageActions();
    void buildMenu();
    void connectFeed();
    void restore();
    void keep();
    QAction*
    addWindowAction(const QString& text, const QKeySequence& keys, std::function<void()> run);
    void onChanged(const pipeline::SnapshotPtr& before, const pipeline::SnapshotPtr& now);
    void onOutcome(const pipeline::CommandOutcome& outcome);
    void refreshCounts(const pipeline::Snapshot& now);
    void selectAwaited(const pipeline::Snapshot& now);
    void focusFilter();
    void fitRail();
    void openPalette();
    void showKeyMap();
    void buildSaving();
    void showFile(const QString& name, bool isUnsaved);
    void nameWorkspace();
    void togglePaused();
    void fillRecent(QMenu& menu);
    [[nodiscard]] PageEntry* entryOf(PageId id);

    SnapshotFeed m_feed;
    AddressFeed m_addressFeed;
    UsageFeed m_usageFeed;
    WindowActions m_actions;
    Settings m_settings;
    QString m_settingsFile;
    std::vector<PageEntry> m_entries;
    std::vector<Page*> m_pages; ///< by entry; null until made
    PageId m_current = PageId::Overview;
    std::string m_awaitedUrl; ///< inspected a moment ago: selected as soon as the engine has it
    TopBar* m_top = nullptr;
    Rail* m_rail = nullptr;
    QStackedWidget* m_stack = nullptr;
    QHBoxLayout* m_middle = nullptr;
    QWidget* m_side = nullptr; ///< null: none
    StatusBar* m_status = nullptr;
    Toast* m_toast = nullptr;
    CommandPalette* m_palette = nullptr;
    Saving* m_saving = nullptr; ///< null: nothing is saved
    QString m_fileName;
    bool m_isUnsaved = false;
    bool m_mayClose = false;
    std::vector<QAction*> m_allActions;
};

} // namespace meterbench::ui
