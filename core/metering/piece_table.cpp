#include "core/metering/piece_table.h"

#include <optional>

namespace meterbench::metering {

namespace {

using base::ByteReaderView;

/// Takes the front of the text, up to and with the mark, or all of it.
std::string_view cutBehind(std::string_view& text, std::string_view mark) {
    const std::size_t at = text.find(mark);
    const std::string_view piece =
        text.substr(0, at == std::string_view::npos ? at : at + mark.size());
    text.remove_prefix(piece.size());
    return piece;
}

} // namespace

void PieceTable::appendRow(std::string& row, std::string_view text) {
    for (std::string_view mark = "{"; !text.empty(); mark = "\",") {
        base::appendVarint(row, m_pieces.add(cutBehind(text, mark)));
    }
}

bool PieceTable::findRow(std::string& row, std::string_view text) const {
    for (std::string_view mark = "{"; !text.empty(); mark = "\",") {
        const std::optional<std::uint32_t> piece = m_pieces.find(cutBehind(text, mark));
        if (!piece) {
            return false;
        }
        base::appendVarint(row, *piece);
    }
    return true;
}

std::string PieceTable::textOf(std::string_view row) const {
    std::string text;
    ByteReaderView in(row);
    for (std::uint64_t piece = 0; in.readVarint(piece);) {
        text += m_pieces.at(static_cast<std::uint32_t>(piece));
    }
    return text;
}

bool PieceTable::isRow(std::string_view row) const {
    ByteReaderView in(row);
    for (std::uint64_t piece = 0; !in.empty();) {
        if (!in.readVarint(piece) || piece >= m_pieces.size()) {
            return false;
        }
    }
    return true;
}

} // namespace meterbench::metering
