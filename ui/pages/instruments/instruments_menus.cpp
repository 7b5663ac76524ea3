// InstrumentsPage: its menus and keys.
#include "ui/pages/instruments/bench_words.h"
#include "ui/pages/instruments/instruments_page.h"

#include <QApplication>
#include <QClipboard>
#include <QKeyEvent>
#include <QMenu>
#include <QPushButton>
#include <QTableView>

namespace meterbench::ui {

using instruments::Type;

void InstrumentsPage::buildMenus() {
    auto* copy = new QMenu(m_copy);
    copy->addAction(tr("curl"), this, [this] { copyAs(address::CopyForm::Curl); });
    copy->addAction(tr("Python"), this, [this] { copyAs(address::CopyForm::Python); });
    copy->addAction(tr("Go"), this, [this] { copyAs(address::CopyForm::Go); });
    copy->addSeparator();
    copy->addAction(tr("Exposition of all"), this, [this] {
        const address::AddressViewPtr& view = m_address.current();
        if (view->bench != nullptr) {
            QApplication::clipboard()->setText(QString::fromStdString(*view->bench->text));
        }
    });
    m_copy->setMenu(copy);
    auto* more = new QMenu(m_more);
    m_undoAction = more->addAction(tr("Undo"), this, &InstrumentsPage::undo);
    m_redoAction = more->addAction(tr("Redo"), this, &InstrumentsPage::redo);
    more->addSeparator();
    more->addAction(tr("Import…"), this, &InstrumentsPage::import);
    more->addAction(tr("Export as YAML…"), this, [this] { exportAs(address::BenchForm::Yaml); });
    more->addAction(tr("Export as exposition…"), this, [this] {
        exportAs(address::BenchForm::Text);
    });
    m_more->setMenu(more);
}

void InstrumentsPage::showMenu(const QPoint& at) {
    const BenchModel::Row* const row = current();
    if (row == nullptr) {
        return;
    }
    QMenu menu(this);
    if (!row->isGroup) {
        menu.addAction(
            bench::actionWords(row->instrument->definition.type), this, &InstrumentsPage::openMain
        );
        if (row->instrument->definition.type == Type::Counter) {
            menu.addAction(tr("Add more…"), this, &InstrumentsPage::openAddMany);
        }
        menu.addAction(tr("Show on a chart"), this, &InstrumentsPage::chartCurrent);
        menu.addSeparator();
        menu.addAction(tr("Drive…"), this, &InstrumentsPage::openDriver);
        if (row->instrument->drivers.contains(row->values)) {
            menu.addAction(
                row->instrument->drivers.at(row->values).isPaused ? tr("Start the driver")
                                                                  : tr("Pause the driver"),
                this,
                &InstrumentsPage::pauseDriver
            );
        }
        menu.addSeparator();
    }
    menu.addAction(
        m_model->isFolded(row->instrument->definition.name) ? tr("Unfold") : tr("Fold"),
        this,
        &InstrumentsPage::toggleFold
    );
    menu.addAction(tr("Add a label set…"), this, &InstrumentsPage::openAddSeries);
    menu.addAction(tr("Edit the help…"), this, &InstrumentsPage::openHelp);
    menu.addSeparator();
    menu.addAction(tr("Remove"), this, &InstrumentsPage::removeCurrent);
    menu.addSeparator();
    menu.addActions({m_undoAction, m_redoAction});
    menu.exec(m_table->viewport()->mapToGlobal(at));
}

/// Keys of the current row. The table would take letters for a search, so they are caught before
/// it; Enter in a field of the form belongs to the form.
bool InstrumentsPage::eventFilter(QObject* watched, QEvent* event) {
    const bool isKey = watched == m_table && event->type() == QEvent::KeyPress;
    return (isKey && actOnRow(*static_cast<QKeyEvent*>(event))) ||
           Page::eventFilter(watched, event);
}

/// Left folds the metric of the row, Right opens it, Space does either on its name.
bool InstrumentsPage::foldByKey(int key) {
    const BenchModel::Row* const row = current();
    if (row == nullptr) {
        return false;
    }
    const bool isFolded = m_model->isFolded(row->instrument->definition.name);
    const bool toggles = (key == Qt::Key_Left && !isFolded) || (key == Qt::Key_Right && isFolded) ||
                         (key == Qt::Key_Space && row->isGroup);
    if (toggles) {
        toggleFold();
    }
    return toggles;
}

bool InstrumentsPage::actOnRow(const QKeyEvent& event) {
    if ((event.modifiers() & (Qt::ControlModifier | Qt::AltModifier | Qt::MetaModifier)) != 0) {
        return false;
    }
    if (foldByKey(event.key())) {
        return true;
    }
    switch (event.key()) {
    case Qt::Key_Plus:
        addOne();
        return true;
    case Qt::Key_Return:
    case Qt::Key_Enter:
        openMain();
        return true;
    case Qt::Key_Delete:
        removeCurrent();
        return true;
    case Qt::Key_D:
        openDriver();
        return true;
    case Qt::Key_P:
        pauseDriver();
        return true;
    case Qt::Key_L:
        openAddSeries();
        return true;
    case Qt::Key_C:
        chartCurrent();
        return true;
    default:
        return false;
    }
}

void InstrumentsPage::keyPressEvent(QKeyEvent* event) {
    if (event->key() == Qt::Key_Insert) {
        openNew();
    } else if (event->key() == Qt::Key_Escape && !isWide() && m_showCode->isChecked()) {
        m_showCode->setChecked(false);
        m_table->setFocus();
    } else if (event->key() == Qt::Key_Z && event->modifiers().testFlag(Qt::ControlModifier)) {
        event->modifiers().testFlag(Qt::ShiftModifier) ? redo() : undo();
    } else {
        Page::keyPressEvent(event);
    }
}

} // namespace meterbench::ui
