#include "ui/pages/billing/statement_forms.h"

#include "core/metering/calendar.h"
#include "core/pricing/statement_writer.h"
#include "ui/pages/billing/statement_sheet.h"
#include "ui/statement/statement_pdf.h"
#include "ui/widgets/theme.h"

#include <QBuffer>
#include <QDateTime>

namespace meterbench::ui {

namespace {

pricing::Heading headingOf(const usage::CustomerRow& customer, usage::Period period) {
    return {customer.id, metering::timeText(period.beginMs), metering::timeText(period.endMs)};
}

QByteArray csvOf(const usage::CustomerRow& customer, usage::Period period, std::int64_t) {
    std::string out = pricing::csvHeader();
    pricing::appendCsv(out, headingOf(customer, period), *customer.statement);
    return QByteArray::fromStdString(out);
}

QByteArray jsonOf(const usage::CustomerRow& customer, usage::Period period, std::int64_t) {
    return QByteArray::fromStdString(
        pricing::toJson(headingOf(customer, period), *customer.statement)
    );
}

QByteArray
pdfOf(const usage::CustomerRow& customer, usage::Period period, std::int64_t nowMs) {
    QBuffer buffer;
    buffer.open(QIODevice::WriteOnly);
    const Theme light(Appearance::Light);
    const PaperInk ink{
        light.color(Token::Text), light.color(Token::Muted), light.color(Token::Line)};
    const StatementPaper paper = statementPaper(customer, period, nowMs);
    const QString problem = writeStatementPdf(paper, ink, buffer);
    return problem.isEmpty() ? buffer.data() : QByteArray();
}

} // namespace

const std::vector<StatementForm>& statementForms() {
    static const std::vector<StatementForm> all{
        {QStringLiteral("CSV"), QStringLiteral("csv"), &csvOf},
        {QStringLiteral("JSON"), QStringLiteral("json"), &jsonOf},
        {QStringLiteral("PDF"), QStringLiteral("pdf"), &pdfOf},
    };
    return all;
}

QString statementFileName(
    const usage::CustomerRow& customer, usage::Period period, const StatementForm& form
) {
    QString who;
    for (const QChar c : QString::fromStdString(customer.id)) {
        const bool isPlain = c.isLetterOrNumber() || c == QLatin1Char('-') || c == QLatin1Char('_');
        who += isPlain ? c : QLatin1Char('_');
    }
    const QString month =
        QDateTime::fromMSecsSinceEpoch(period.beginMs, Qt::UTC).toString(QStringLiteral("yyyy-MM"));
    return QStringLiteral("statement-%1-%2.%3").arg(who, month, form.suffix);
}

} // namespace meterbench::ui
