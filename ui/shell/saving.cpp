#include "ui/shell/saving.h"

#include "ui/shell/save_words.h"
#include "ui/wording/states.h"

#include <QDir>
#include <QFileDialog>
#include <QFileInfo>
#include <QMessageBox>
#include <QPushButton>

#include <utility>

namespace meterbench::ui {

namespace {

QString nameOf(const QString& path) {
    return QFileInfo(path).fileName();
}

} // namespace

Saving::Saving(config::WorkspaceDesk& desk, QWidget* window)
    : QObject(window)
    , m_desk(desk)
    , m_window(window) {}

void Saving::look() {
    config::KeepState now = m_desk.look();
    const bool isSame = m_isShown && now.path == m_state.path &&
                        now.isChanged == m_state.isChanged && now.isDemo == m_state.isDemo;
    m_state = std::move(now);
    if (!isSame) {
        m_isShown = true;
        Q_EMIT fileChanged(nameOf(wording::text(m_state.path)), isUnsaved());
    }
}

bool Saving::isUnsaved() const {
    return m_state.isChanged && !m_state.isDemo;
}

void Saving::save() {
    look();
    if (m_state.isDemo) {
        Q_EMIT said(tr("The demo is made anew each time, and is not saved."));
    } else if (!m_state.isWorkspace && !m_state.isChanged && m_state.path.empty()) {
        Q_EMIT said(tr("There is nothing to save yet: open a configuration, or add an endpoint."));
    } else if (!m_state.isWorkspace) {
        saveAs();
    } else if (!m_state.isChanged) {
        Q_EMIT said(tr("%1 is as it is: nothing has changed.").arg(nameOf(wording::text(m_state.path))));
    } else {
        saveTo(wording::text(m_state.path), false);
    }
}

/// Beside the file that is open, and never that, when it is a prometheus.yml.
QString Saving::suggestion() const {
    const QString path = wording::text(m_state.path);
    const QDir folder = path.isEmpty() ? QDir::current() : QFileInfo(path).dir();
    return folder.filePath(m_state.isWorkspace ? nameOf(path) : QStringLiteral("workspace.yml"));
}

void Saving::saveAs() {
    look();
    if (m_state.isDemo) {
        Q_EMIT said(tr("The demo is made anew each time, and is not saved."));
        return;
    }
    auto* dialog = new QFileDialog(m_window, tr("Save workspace as"));
    dialog->setAttribute(Qt::WA_DeleteOnClose);
    dialog->setAcceptMode(QFileDialog::AcceptSave);
    dialog->setFileMode(QFileDialog::AnyFile);
    dialog->setDefaultSuffix(QStringLiteral("yml"));
    dialog->setNameFilters({tr("Workspaces (*.yml *.yaml)"), tr("All files (*)")});
    const QFileInfo suggested(suggestion());
    dialog->setDirectory(suggested.dir());
    dialog->selectFile(suggested.fileName());
    connect(dialog, &QFileDialog::fileSelected, this, [this](const QString& path) {
        saveTo(path, false);
    });
    connect(dialog, &QFileDialog::rejected, this, [this] { m_then = nullptr; });
    dialog->open();
}

void Saving::saveTo(const QString& path, bool isSure) {
    const config::SaveOutcome outcome =
        m_desk.save(QFileInfo(path).absoluteFilePath().toStdString(), isSure);
    switch (outcome.result) {
    case config::SaveResult::Saved:
        look();
        Q_EMIT saved(path);
        tell(path, outcome);
        return;
    case config::SaveResult::ChangedOutside:
    case config::SaveResult::WrittenByHand:
        askToOverwrite(path, outcome);
        return;
    case config::SaveResult::NotAWorkspace:
        Q_EMIT problemsFound(
            tr("%1 is not written over").arg(nameOf(path)),
            {tr("It is not a workspace: Prometheus or another program may read it."),
             tr("Save the workspace under another name.")}
        );
        break;
    default:
        Q_EMIT problemsFound(
            tr("%1 is not saved").arg(nameOf(path)),
            wording::text(outcome.problem).split(QLatin1Char('\n'))
        );
        break;
    }
    m_then = nullptr;
}

/// At length once; afterwards in a line.
void Saving::tell(const QString& path, const config::SaveOutcome& outcome) {
    const int missing = static_cast<int>(outcome.leftOut.size());
    const bool isNew = missing > 0 && outcome.leftOut != m_told;
    const QString title = tr("Saved in %1, without secrets").arg(nameOf(path));
    m_told = outcome.leftOut;
    if (isNew && m_then != nullptr) { // what waits may close the window
        QMessageBox* box =
            makeBox(tr("Saved"), title, leftOutLines(outcome.leftOut).join(QLatin1Char('\n')));
        box->addButton(QMessageBox::Close);
        connect(box, &QMessageBox::finished, this, &Saving::go);
        box->open();
        return;
    }
    if (isNew) {
        Q_EMIT problemsFound(
            title,
            leftOutLines(outcome.leftOut) +
                QStringList{tr("This window goes on with them, and finds those in the keychain again.")}
        );
    } else {
        Q_EMIT said(
            missing == 0 ? tr("Saved in %1.").arg(path)
                         : tr("Saved in %1, without secrets.").arg(path)
        );
    }
    go();
}

void Saving::go() {
    if (const auto then = std::exchange(m_then, nullptr)) {
        then();
    }
}

QMessageBox* Saving::makeBox(const QString& title, const QString& text, const QString& more) {
    auto* box = new QMessageBox(m_window);
    box->setAttribute(Qt::WA_DeleteOnClose);
    box->setTextFormat(Qt::PlainText);
    box->setWindowTitle(title);
    box->setText(text);
    box->setInformativeText(more);
    m_isAsking = true;
    connect(box, &QMessageBox::finished, this, [this] { m_isAsking = false; });
    return box;
}

void Saving::askToOverwrite(const QString& path, const config::SaveOutcome& outcome) {
    const bool isOutside = outcome.result == config::SaveResult::ChangedOutside;
    QStringList more{
        isOutside ? tr("What was changed there is lost when it is written over.")
                  : tr("It is written whole: comments are lost, and templates are written out.")};
    more += leftOutLines(outcome.leftOut);
    QMessageBox* box = makeBox(
        tr("Save workspace"),
        isOutside ? tr("%1 was changed outside since it was read.").arg(nameOf(path))
                  : tr("%1 was written by hand.").arg(nameOf(path)),
        more.join(QLatin1Char('\n'))
    );
    QPushButton* over = box->addButton(tr("Write over it"), QMessageBox::DestructiveRole);
    QPushButton* beside = box->addButton(tr("Save as…"), QMessageBox::AcceptRole);
    QPushButton* cancel = box->addButton(QMessageBox::Cancel);
    box->setDefaultButton(beside);
    box->setEscapeButton(cancel);
    m_told = isOutside ? m_told : outcome.leftOut;
    connect(box, &QMessageBox::finished, this, [this, box, over, beside, path] {
        if (box->clickedButton() == over) {
            saveTo(path, true);
        } else if (box->clickedButton() == beside) {
            saveAs();
        } else {
            m_then = nullptr;
        }
    });
    box->open();
}

void Saving::unlessUnsaved(std::function<void()> then) {
    look();
    if (!isUnsaved()) {
        then();
        return;
    }
    if (m_isAsking) {
        return;
    }
    const QString name = nameOf(wording::text(m_state.path));
    QMessageBox* box = makeBox(
        tr("Not saved"),
        name.isEmpty() ? tr("What you set up here is not saved.")
                       : tr("What you set up here is not saved in %1.").arg(name),
        m_state.isWorkspace || name.isEmpty()
            ? tr("It is lost when you go on without saving.")
            : tr("It is lost when you go on without saving. Save writes a workspace beside it.")
    );
    QPushButton* keep = box->addButton(QMessageBox::Save);
    QPushButton* lose = box->addButton(QMessageBox::Discard);
    box->addButton(QMessageBox::Cancel);
    box->setDefaultButton(keep);
    connect(box, &QMessageBox::finished, this, [this, box, keep, lose, then = std::move(then)] {
        if (box->clickedButton() == keep) {
            m_then = then;
            save();
        } else if (box->clickedButton() == lose) {
            then();
        }
    });
    box->open();
}

} // namespace meterbench::ui
