// Saving: saves what was set up in the window, with the questions that belong to it: where to, whether
// a file may be written over, and what becomes of changes when something else is opened or the window
// closes. Decides nothing about the file itself: config::WorkspaceDesk does. Never waits: a question
// is answered later. Gui thread.
#pragma once

#include "core/config/workspace_desk.h"

#include <QObject>
#include <QString>

#include <functional>

class QMessageBox;
class QWidget;

namespace meterbench::ui {

class Saving final : public QObject {
    Q_OBJECT

public:
    /// `desk` must outlive this; `window` is the parent of the questions.
    Saving(config::WorkspaceDesk& desk, QWidget* window);

    void save();
    void saveAs();
    /// At once when nothing would be lost; else after Save or Discard, and never after Cancel.
    void unlessUnsaved(std::function<void()> then);
    [[nodiscard]] bool isUnsaved() const;
    /// Looks whether something has changed.
    void look();

Q_SIGNALS:
    /// The file's name, without its folder; empty: none.
    void fileChanged(const QString& name, bool isUnsaved);
    void saved(const QString& path);
    void said(const QString& text);
    void problemsFound(const QString& title, const QStringList& lines);

private:
    void saveTo(const QString& path, bool isSure);
    void askToOverwrite(const QString& path, const config::SaveOutcome& outcome);
    void tell(const QString& path, const config::SaveOutcome& outcome);
    void go();
    [[nodiscard]] QMessageBox* makeBox(const QString& title, const QString& text, const QString& more);
    [[nodiscard]] QString suggestion() const;

    config::WorkspaceDesk& m_desk;
    QWidget* m_window;
    config::KeepState m_state;
    bool m_isShown = false;     ///< m_state was told
    bool m_isAsking = false;    ///< one question at a time
    std::function<void()> m_then; ///< what waits for the file to be saved
    std::vector<config::LeftOut> m_told; ///< secrets that were told of at length
};

} // namespace meterbench::ui
