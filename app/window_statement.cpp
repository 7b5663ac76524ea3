// The PDF of statements, in the window's module: the same form as the statement dialog's.
#include "app/statement_pdf.h"
#include "ui/pages/billing/statement_forms.h"

#include <QApplication>

#include <algorithm>
#include <cstdio>

using namespace meterbench;

extern "C" Q_DECL_EXPORT void meterbenchStatementPdf(
    const std::vector<usage::CustomerPtr>& statements,
    std::int64_t nowMs,
    std::vector<std::string>& files,
    std::string& problem
) {
    // What the platform remarks on its surroundings is nothing to whoever waits for a file.
    qInstallMessageHandler([](QtMsgType type, const QMessageLogContext&, const QString& text) {
        if (type == QtCriticalMsg || type == QtFatalMsg) {
            std::fprintf(stderr, "meterbench: %s\n", qPrintable(text));
        }
    });
    // Whoever has a display does not need it, and who has none need not know the variable.
    qputenv("QT_QPA_PLATFORM", "offscreen");
    int argc = 1;
    std::string name = "meterbench";
    char* argv[] = {name.data(), nullptr};
    const QApplication application(argc, argv);
    QApplication::setApplicationName(QStringLiteral("meterbench"));
    const auto form =
        std::ranges::find(ui::statementForms(), QStringLiteral("pdf"), &ui::StatementForm::suffix);
    for (const usage::CustomerPtr& one : statements) {
        const QByteArray bytes = form->bytes(*one, nowMs);
        if (bytes.isEmpty()) {
            problem = "the PDF of customer \"" + one->id + "\" cannot be made";
            return;
        }
        files.push_back(bytes.toStdString());
    }
}
