// PieceTable: texts that have most of their parts in common, as rows of numbers. The text of a
// thing is a series with its labels, a hundred bytes and more, and most of its labels stand in many
// others too. So it is cut behind each label, a piece is kept once, and what is left of a text is
// the row of its pieces' numbers: a dozen bytes. Where exactly it is cut is of no matter for what
// is the same: the pieces end to end are the text. One thread.
#pragma once

#include "core/base/bytes.h"
#include "core/metering/text_table.h"

#include <string>
#include <string_view>

namespace meterbench::metering {

class PieceTable {
public:
    /// Appends the text's pieces, which get numbers when they are new.
    void appendRow(std::string& row, std::string_view text);
    /// False if one of them is not there.
    [[nodiscard]] bool findRow(std::string& row, std::string_view text) const;

    [[nodiscard]] std::string textOf(std::string_view row) const;

    /// Numbers of pieces that are there.
    [[nodiscard]] bool isRow(std::string_view row) const;

    void append(std::string& out) const { m_pieces.append(out); }

    [[nodiscard]] bool take(base::ByteReaderView& in) { return m_pieces.take(in); }

private:
    TextTable m_pieces;
};

} // namespace meterbench::metering
