#include "ui/pages/billing/statement_forms.h"

#include "core/metering/calendar.h"
#include "core/pricing/statement_writer.h"
#include "core/usage/statements.h"
#include "ui/pages/billing/statement_sheet.h"
#include "ui/statement/statement_pdf.h"
#include "ui/widgets/theme.h"

#include <QBuffer>

namespace meterbench::ui {

namespace {

pricing::Heading headingOf(const usage::CustomerRow& customer) {
    return {
        customer.id,
        metering::timeText(customer.period.beginMs),
        metering::timeText(customer.period.endMs)};
}

QByteArray csvOf(const usage::CustomerRow& customer, std::int64_t) {
    std::string out = pricing::csvHeader();
    pricing::appendCsv(out, headingOf(customer), *customer.statement);
    return QByteArray::fromStdString(out);
}

QByteArray jsonOf(const usage::CustomerRow& customer, std::int64_t) {
    return QByteArray::fromStdString(pricing::toJson(headingOf(customer), *customer.statement));
}

QByteArray pdfOf(const usage::CustomerRow& customer, std::int64_t nowMs) {
    QBuffer buffer;
    buffer.open(QIODevice::WriteOnly);
    const Theme light(Appearance::Light);
    const PaperInk ink{
        light.color(Token::Text), light.color(Token::Muted), light.color(Token::Line)};
    const StatementPaper paper = statementPaper(customer, nowMs);
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

QString statementFileName(const usage::CustomerRow& customer, const StatementForm& form) {
    return QString::fromStdString(usage::statementFileName(customer)) + QLatin1Char('.') +
           form.suffix;
}

} // namespace meterbench::ui
