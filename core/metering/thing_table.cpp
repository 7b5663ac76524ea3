#include "core/metering/thing_table.h"

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

void appendTexts(std::string& out, const TextTable& texts) {
    base::appendVarint(out, texts.size());
    for (std::uint32_t number = 0; number < texts.size(); ++number) {
        base::appendString(out, texts.at(number));
    }
}

/// A text that is there twice would give what comes behind it another number.
template <class IsGood>
bool takeTexts(ByteReaderView& in, TextTable& texts, IsGood isGood) {
    std::uint64_t count = 0;
    if (!in.readVarint(count)) {
        return false;
    }
    for (std::uint64_t number = 0; number < count; ++number) {
        std::string_view text;
        if (!in.readString(text) || !isGood(text) || texts.add(text) != number) {
            return false;
        }
    }
    return true;
}

} // namespace

std::uint32_t ThingTable::add(std::string_view text) {
    std::string row;
    for (std::string_view mark = "{"; !text.empty(); mark = "\",") {
        base::appendVarint(row, m_pieces.add(cutBehind(text, mark)));
    }
    return m_rows.add(row);
}

std::optional<std::uint32_t> ThingTable::find(std::string_view text) const {
    std::string row;
    for (std::string_view mark = "{"; !text.empty(); mark = "\",") {
        const std::optional<std::uint32_t> piece = m_pieces.find(cutBehind(text, mark));
        if (!piece) {
            return std::nullopt;
        }
        base::appendVarint(row, *piece);
    }
    return m_rows.find(row);
}

std::string ThingTable::textOf(std::uint32_t number) const {
    std::string text;
    ByteReaderView row(m_rows.at(number));
    for (std::uint64_t piece = 0; row.readVarint(piece);) {
        text += m_pieces.at(static_cast<std::uint32_t>(piece));
    }
    return text;
}

void ThingTable::append(std::string& out) const {
    appendTexts(out, m_pieces);
    appendTexts(out, m_rows);
}

bool ThingTable::take(ByteReaderView& in) {
    return takeTexts(in, m_pieces, [](std::string_view) { return true; }) &&
           takeTexts(in, m_rows, [this](std::string_view row) { return isRow(row); });
}

/// Numbers of pieces that are there.
bool ThingTable::isRow(std::string_view row) const {
    ByteReaderView in(row);
    for (std::uint64_t piece = 0; !in.empty();) {
        if (!in.readVarint(piece) || piece >= m_pieces.size()) {
            return false;
        }
    }
    return true;
}

} // namespace meterbench::metering
