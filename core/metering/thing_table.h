// ThingTable: what is measured, by number. The text of a thing is a series with its labels, a
// hundred bytes and more, and most of its labels stand in many others too. So it is cut behind each
// label, a piece is kept once, and a thing is the row of its pieces' numbers: a dozen bytes. Where
// exactly it is cut is of no matter for what is the same: the pieces end to end are the text.
// One thread.
#pragma once

#include "core/base/bytes.h"
#include "core/metering/text_table.h"

#include <cstdint>
#include <optional>
#include <string>
#include <string_view>

namespace meterbench::metering {

class ThingTable {
public:
    /// The thing's number, which it gets when it is new: 0, 1, 2 …
    [[nodiscard]] std::uint32_t add(std::string_view text);

    [[nodiscard]] std::optional<std::uint32_t> find(std::string_view text) const;

    [[nodiscard]] std::string textOf(std::uint32_t number) const;

    [[nodiscard]] std::uint32_t size() const { return m_rows.size(); }

    void append(std::string& out) const;
    /// Into an empty one. False for bytes that append() does not make.
    [[nodiscard]] bool take(base::ByteReaderView& in);

private:
    [[nodiscard]] bool isRow(std::string_view row) const;

    TextTable m_pieces;
    TextTable m_rows; ///< per thing: varints
};

} // namespace meterbench::metering
