// InstrumentsPage: files and the clipboard.
#include "ui/pages/instruments/instruments_page.h"

#include <QApplication>
#include <QClipboard>
#include <QFile>
#include <QFileDialog>
#include <QFileInfo>

namespace meterbench::ui {

void InstrumentsPage::import() {
    const QString path = QFileDialog::getOpenFileName(
        this, tr("Import metrics"), {}, tr("Metrics (*.yaml *.yml *.prom *.txt);;All files (*)")
    );
    if (path.isEmpty()) {
        return;
    }
    QFile file(path);
    if (!file.open(QIODevice::ReadOnly)) {
        m_navigator.say(
            tr("%1 cannot be read: %2").arg(QFileInfo(path).fileName(), file.errorString())
        );
        return;
    }
    post(
        address::ImportBench{
            file.readAll().toStdString(), QFileInfo(path).fileName().toStdString()},
        [this](const address::Outcome& outcome) {
            m_navigator.say(outcome.ok ? tr("Imported") : QString::fromStdString(outcome.message));
        }
    );
}

void InstrumentsPage::exportAs(address::BenchForm form) {
    const QString name = form == address::BenchForm::Yaml ? QStringLiteral("metrics.yaml")
                                                          : QStringLiteral("metrics.prom");
    const QString path = QFileDialog::getSaveFileName(this, tr("Export metrics"), name);
    if (path.isEmpty()) {
        return;
    }
    post(address::ExportBench{form}, [this, path](const address::Outcome& outcome) {
        QFile file(path);
        const bool isWritten = outcome.ok && file.open(QIODevice::WriteOnly) &&
                               file.write(QByteArray::fromStdString(outcome.text)) >= 0;
        m_navigator.say(
            isWritten    ? tr("Exported to %1").arg(path)
            : outcome.ok ? tr("%1 cannot be written: %2").arg(path, file.errorString())
                         : QString::fromStdString(outcome.message)
        );
    });
}

void InstrumentsPage::copyAs(address::CopyForm form) {
    const BenchModel::Row* const row = current();
    post(
        address::CopyAs{row == nullptr ? std::string() : row->instrument->definition.name, form},
        [this](const address::Outcome& outcome) {
            if (outcome.ok) {
                QApplication::clipboard()->setText(QString::fromStdString(outcome.text));
            }
            m_navigator.say(outcome.ok ? tr("Copied") : QString::fromStdString(outcome.message));
        }
    );
}

} // namespace meterbench::ui
