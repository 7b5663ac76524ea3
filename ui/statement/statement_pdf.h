// A statement as a page that one would send: A4, as many pages as it takes. Every number comes as
// the text that shall stand there; nothing is calculated or rounded here. All texts are drawn as
// plain text, wrapped, and cut with "…" where they are too long; numbers are never cut. Needs a
// QGuiApplication (fonts); gui thread. Errors: a sentence for people, empty when all went well.
#pragma once

#include <QColor>
#include <QString>
#include <QStringList>

#include <vector>

class QIODevice;

namespace meterbench::ui {

/// One row of the table: a dimension, or (isPart) a tier, package or fee that it consists of.
struct PaperRow {
    QString name;   ///< "api_calls", of a part "next 1,000"
    QString detail; ///< small, below the name: model, coverage; may be empty
    QString units;
    QString unitPrice;
    QString amount;
    bool isPart = false; ///< its amount is within the one of the row it belongs to

    friend bool operator==(const PaperRow&, const PaperRow&) = default;
};

/// A line below the table: "Flat fee", "To the minimum of € 50.00".
struct PaperSum {
    QString name;
    QString amount;

    friend bool operator==(const PaperSum&, const PaperSum&) = default;
};

struct StatementPaper {
    QString standing; ///< below the title: "Estimate, not an invoice"
    QString customer;
    QString customerId;
    QString plan;
    QString period;
    QString currency; ///< "EUR"
    QString coverage;
    std::vector<PaperRow> rows;
    std::vector<PaperSum> sums; ///< what is added to the rows; without the total
    QString total;
    QStringList open;  ///< what is still open, a sentence each
    QStringList notes; ///< what one must know: an estimate, how lines are rounded
};

/// The colours of a page; one that is not set is black. Paper has no dark form.
struct PaperInk {
    QColor text;
    QColor muted;
    QColor line;
};

/// Writes it as PDF to a device that is open for writing.
[[nodiscard]] QString
writeStatementPdf(const StatementPaper& paper, const PaperInk& ink, QIODevice& device);

} // namespace meterbench::ui
