// Lines of the bench as text: which belong to a series, and how one text becomes another in a
// document without being written anew, so that what is selected in it stays selected. Gui thread.
#pragma once

#include <QString>
#include <QStringList>

class QTextDocument;

namespace meterbench::ui::bench {

/// Is this a line of the exposition of one of these names, with labels that begin so? Empty labels:
/// whatever they are.
[[nodiscard]] bool isLineOf(const QString& line, const QStringList& names, const QString& labels);

/// The document holds the lines of `before`, and then those of `after`. Lines that stay are not
/// touched, of one that changes only what differs is written. Answers whether lines came, went or
/// moved. Do not call within another cursor's edit block.
bool replaceLines(QTextDocument& document, const QStringList& before, const QStringList& after);

} // namespace meterbench::ui::bench
