// Statements as PDF, read back with poppler's tools: texts stand there literally, pages are
// numbered, long tables go on with their heads. MB_SHOTS=folder keeps the files.
#include "ui/statement/page_flow.h"
#include "ui/statement/statement_pdf.h"

#include <QBuffer>
#include <QFile>
#include <QProcess>
#include <QRegularExpression>
#include <QStandardPaths>
#include <QTemporaryDir>
#include <QTest>

#include <cmath>

namespace meterbench::ui {
namespace {

StatementPaper smallPaper() {
    StatementPaper paper;
    paper.standing = QStringLiteral("Estimate, not an invoice");
    paper.customer = QStringLiteral("<b>Acme</b> & Söhne");
    paper.customerId = QStringLiteral("acme-17");
    paper.plan = QStringLiteral("Pro");
    paper.period = QStringLiteral("1 November 2026 to 30 November 2026 (UTC)");
    paper.currency = QStringLiteral("EUR");
    paper.coverage = QStringLiteral("99.8 %");
    paper.rows = {
        {QStringLiteral("api_calls"),
         QStringLiteral("graduated · coverage 99.8 %"),
         QStringLiteral("12,480"),
         {},
         QStringLiteral("€ 41.86")},
        {QStringLiteral("first 1,000"),
         {},
         QStringLiteral("1,000"),
         QStringLiteral("€ 0.01"),
         QStringLiteral("€ 10.00"),
         true},
        {QStringLiteral("rest"),
         {},
         QStringLiteral("11,480"),
         QStringLiteral("€ 0.002775261324"),
         QStringLiteral("€ 31.859999999520"),
         true},
        {QStringLiteral("minutes"),
         QStringLiteral("per unit"),
         QStringLiteral("111.1"),
         QStringLiteral("€ 0.01"),
         QStringLiteral("€ 1.11")},
    };
    paper.sums = {
        {QStringLiteral("Usage"), QStringLiteral("€ 42.97")},
        {QStringLiteral("Flat fee"), QStringLiteral("€ 5.00")},
        {QStringLiteral("To the minimum of € 50.00"), QStringLiteral("€ 2.03")}};
    paper.total = QStringLiteral("€ 50.00");
    paper.open = {QStringLiteral("The period is not over: 2 usage windows are not closed yet.")};
    paper.notes = {
        QStringLiteral("An estimate from the price plans typed in Meterbench, not an invoice. No "
                       "taxes, no credits."),
        QStringLiteral("Each line is rounded half away from zero to 2 digits.")};
    return paper;
}

StatementPaper longPaper(int rows) {
    StatementPaper paper = smallPaper();
    paper.rows.clear();
    for (int i = 1; i <= rows; ++i) {
        paper.rows.push_back(
            {QStringLiteral("dimension_%1").arg(i),
             QStringLiteral("per unit · coverage 100 %"),
             QString::number(1'111 * i),
             QStringLiteral("€ 0.01"),
             QStringLiteral("€ %1").arg(11.11 * i, 0, 'f', 2)}
        );
    }
    return paper;
}

class StatementPdfTest : public QObject {
    Q_OBJECT

private Q_SLOTS:

    void initTestCase() {
        QVERIFY(m_folder.isValid());
        if (QStandardPaths::findExecutable(QStringLiteral("pdftotext")).isEmpty()) {
            QSKIP("poppler-utils is not installed");
        }
    }

    void aSmallStatementIsOnePage() {
        const QString text = textOf(smallPaper(), QStringLiteral("small"));
        for (const char* expected :
             {"<b>Acme</b> & Söhne",
              "acme-17",
              "Estimate, not an invoice",
              "1 November 2026 to 30 November 2026 (UTC)",
              "12,480",
              "111.1",
              "€ 1.11",
              "graduated · coverage 99.8 %",
              "€ 31.859999999520",
              "To the minimum of € 50.00",
              "€ 2.03",
              "Total",
              "€ 50.00",
              "2 usage windows are not closed yet",
              "An estimate from the price plans typed in Meterbench",
              "Page 1 of 1"}) {
            QVERIFY2(text.contains(QString::fromUtf8(expected)), expected);
        }
    }

    void anEmptyStatementIsOnePage() {
        const QString text = textOf({}, QStringLiteral("empty"));
        QVERIFY(text.contains(QStringLiteral("Statement")));
        QVERIFY(text.contains(QStringLiteral("Nothing was used.")));
        QVERIFY(text.contains(QStringLiteral("Page 1 of 1")));
    }

    void aLongStatementRepeatsItsHeads() {
        const QString text = textOf(longPaper(60), QStringLiteral("long"));
        const QStringList pages = text.split(QLatin1Char('\f'), Qt::SkipEmptyParts);
        QVERIFY(pages.size() >= 3); // how many depends on the fonts that there are
        for (qsizetype i = 0; i < pages.size(); ++i) {
            const QString number = QStringLiteral("Page %1 of %2").arg(i + 1).arg(pages.size());
            QVERIFY(pages[i].contains(number));
            QVERIFY(pages[i].contains(QStringLiteral("<b>Acme</b>")));
            QCOMPARE(
                pages[i].contains(QStringLiteral("Unit price")),
                pages[i].contains(QStringLiteral("dimension_"))
            );
        }
        for (int i = 1; i <= 60; ++i) {
            const QRegularExpression row(QStringLiteral("\\bdimension_%1\\b").arg(i));
            QCOMPARE(text.count(row), 1);
        }
        QVERIFY(pages.back().contains(QStringLiteral("Total")));
    }

    void aNameWithoutEndIsCut() {
        StatementPaper paper = smallPaper();
        paper.customer = QString(100'000, QLatin1Char('W'));
        paper.rows[0].name = QStringLiteral("line\nbreak\u202eevil ") + QString(500, u'x');
        const QString text = textOf(paper, QStringLiteral("names"));
        QVERIFY(text.contains(QStringLiteral("line break evil")));
        QVERIFY(text.contains(QStringLiteral("Page 1 of 1")));
        QVERIFY(text.size() < 4'000);
    }

    /// A number is never cut; it is only made smaller where a long name leaves no room.
    void unitsWithManyDigitsKeepTheirSize() {
        StatementPaper paper = smallPaper();
        paper.rows[0].units = QStringLiteral("377.259808333333 GB hours");
        const auto heightOf = [](const QString& boxes, const QString& word) {
            const QRegularExpression box(
                QStringLiteral("yMin=\"([0-9.]+)\" xMax=\"[0-9.]+\" yMax=\"([0-9.]+)\">") +
                QRegularExpression::escape(word) + QStringLiteral("<")
            );
            const auto found = box.match(boxes);
            return found.captured(2).toDouble() - found.captured(1).toDouble();
        };
        const QString words = textOf(paper, QStringLiteral("digits"), QStringLiteral("-bbox"));
        const double usual = heightOf(words, QStringLiteral("111.1"));
        QVERIFY(usual > 5);
        QVERIFY(std::abs(heightOf(words, QStringLiteral("377.259808333333")) - usual) < 0.1);
        paper.rows[0].name = QString(80, u'W');
        const QString tight = textOf(paper, QStringLiteral("tight"), QStringLiteral("-bbox"));
        QVERIFY(heightOf(tight, QStringLiteral("377.259808333333")) < usual - 0.5);
    }

    void aDeviceThatIsNotOpenIsNamed() {
        QBuffer buffer;
        QVERIFY(writeStatementPdf(smallPaper(), {}, buffer).contains(QStringLiteral("not open")));
        QVERIFY(buffer.data().isEmpty());
    }

    void blocksThatStayTogetherMoveTogether() {
        const Block row{30, {}, true, false};
        const Block head{30, {}, true, true};
        const auto pages = pagesOf({row, row, head, row}, 100, 10);
        QCOMPARE(pages.size(), 2U);
        QCOMPARE(pages[0].end, 2U);
        QCOMPARE(pages[1].first, 2U);
        QVERIFY(pages[1].withHeads);
    }

    void aBlockHigherThanAPageStandsAlone() {
        const auto pages = pagesOf({{300, {}, true, true}, {300, {}, true, true}}, 100, 10);
        QCOMPARE(pages.size(), 2U);
    }

private:
    /// The text of all pages, a form feed behind each.
    QString textOf(
        const StatementPaper& paper,
        const QString& name,
        const QString& form = QStringLiteral("-layout")
    ) {
        const QString shots = qEnvironmentVariable("MB_SHOTS", m_folder.path());
        QFile file(shots + QLatin1Char('/') + name + QStringLiteral(".pdf"));
        if (!file.open(QIODevice::WriteOnly) || !writeStatementPdf(paper, {}, file).isEmpty()) {
            return {};
        }
        file.close();
        QProcess process;
        process.start(
            QStringLiteral("pdftotext"),
            {form,
             QStringLiteral("-enc"),
             QStringLiteral("UTF-8"),
             file.fileName(),
             QStringLiteral("-")}
        );
        process.waitForFinished();
        return QString::fromUtf8(process.readAllStandardOutput());
    }

    QTemporaryDir m_folder;
};

} // namespace
} // namespace meterbench::ui

QTEST_MAIN(meterbench::ui::StatementPdfTest)
#include "statement_pdf_test.moc"
