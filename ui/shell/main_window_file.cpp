// What the window has to do with its file: the actions that save it, and its name with a mark while
// something is not saved.
#include "ui/shell/main_window.h"
#include "ui/shell/saving.h"
#include "ui/shell/top_bar.h"
#include "ui/wording/states.h"

#include <QFileInfo>
#include <QTimer>

namespace meterbench::ui {

namespace {

/// A mark that comes a quarter of a second late is soon enough.
constexpr int kLookMs = 250;

} // namespace

void MainWindow::buildSaving() {
    if (m_actions.file == nullptr) {
        return;
    }
    m_saving = new Saving(*m_actions.file, this);
    connect(m_saving, &Saving::said, this, &MainWindow::say);
    connect(m_saving, &Saving::problemsFound, this, &MainWindow::showProblems);
    connect(m_saving, &Saving::fileChanged, this, &MainWindow::showFile);
    connect(m_saving, &Saving::saved, this, [this](const QString& path) {
        ui::remember(m_settings.recentFiles, QFileInfo(path).absoluteFilePath());
        if (m_actions.saved) {
            m_actions.saved(path);
        }
    });
    addWindowAction(tr("Save workspace"), QKeySequence(Qt::CTRL | Qt::Key_S), [this] {
        m_saving->save();
    });
    addWindowAction(
        tr("Save workspace as…"),
        QKeySequence(Qt::CTRL | Qt::SHIFT | Qt::Key_S),
        [this] { m_saving->saveAs(); }
    );
    auto* timer = new QTimer(this);
    connect(timer, &QTimer::timeout, m_saving, &Saving::look);
    timer->start(kLookMs);
}

void MainWindow::unlessUnsaved(std::function<void()> then) {
    if (m_saving == nullptr) {
        then();
    } else {
        m_saving->unlessUnsaved(std::move(then));
    }
}

void MainWindow::showFile(const QString& name, bool isUnsaved) {
    m_fileName = name;
    m_isUnsaved = isUnsaved;
    nameWorkspace();
}

void MainWindow::nameWorkspace() {
    const auto& workspace = m_usageFeed.current()->workspace;
    const auto& config = m_feed.newest()->config;
    QString name = m_fileName;
    if (name.isEmpty() && workspace != nullptr) {
        name = QFileInfo(wording::text(workspace->path)).fileName();
    } else if (name.isEmpty() && config != nullptr) {
        name = QFileInfo(wording::text(config->path)).fileName();
    }
    m_top->setWorkspace(name, m_isUnsaved);
    const QString title = name.isEmpty() && m_isUnsaved ? tr("Unnamed") : name;
    setWindowTitle(
        title.isEmpty() ? QStringLiteral("Meterbench") : title + QStringLiteral("[*] – Meterbench")
    );
    setWindowModified(m_isUnsaved);
}

} // namespace meterbench::ui
