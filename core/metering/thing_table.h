// ThingTable: texts of things by number, each once. One thread.
#pragma once

#include "core/base/bytes.h"
#include "core/metering/piece_table.h"
#include "core/metering/text_table.h"

#include <cstdint>
#include <string>
#include <string_view>

namespace meterbench::metering {

class ThingTable {
public:
    /// The thing's number, which it gets when it is new: 0, 1, 2 …
    [[nodiscard]] std::uint32_t add(std::string_view text);

    [[nodiscard]] std::string textOf(std::uint32_t number) const {
        return m_pieces.textOf(m_rows.at(number));
    }

    [[nodiscard]] std::uint32_t size() const { return m_rows.size(); }

    void append(std::string& out) const;
    /// Into an empty one. False for bytes that append() does not make.
    [[nodiscard]] bool take(base::ByteReaderView& in);

private:
    PieceTable m_pieces;
    TextTable m_rows; ///< per thing
};

} // namespace meterbench::metering
