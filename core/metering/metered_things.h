// MeteredThings: a thing under a meter, by number. There are as many as live values, whose places
// the numbers are, so that nothing else has to lead from one to the other: a thing under two meters
// is there twice, its pieces once. One thread.
#pragma once

#include "core/base/bytes.h"
#include "core/metering/piece_table.h"
#include "core/metering/text_table.h"

#include <cstdint>
#include <optional>
#include <string>
#include <string_view>
#include <vector>

namespace meterbench::metering {

class MeteredThings {
public:
    /// The number, which it gets when it is new: 0, 1, 2 …
    [[nodiscard]] std::uint32_t add(std::uint32_t meter, std::string_view text);
    [[nodiscard]] std::optional<std::uint32_t>
    find(std::uint32_t meter, std::string_view text) const;

    /// Of the thing, without its meter.
    [[nodiscard]] std::string textOf(std::uint32_t number) const;

    [[nodiscard]] std::uint32_t size() const { return m_rows.size(); }

    /// As a table of things without meters; where in it each one is.
    [[nodiscard]] std::vector<std::uint32_t> append(std::string& out) const;

    /// What append() made, from before meters are known; add() with it.
    struct Written {
        TextTable rows;
    };

    /// There will be so many.
    void reserve(std::size_t count) { m_rows.reserve(count); }

    /// Into an empty one. Nothing for bytes that append() does not make.
    [[nodiscard]] std::optional<Written> take(base::ByteReaderView& in);
    [[nodiscard]] std::uint32_t
    add(std::uint32_t meter, const Written& written, std::uint32_t number);

    [[nodiscard]] std::string textOf(const Written& written, std::uint32_t number) const {
        return m_pieces.textOf(written.rows.at(number));
    }

private:
    [[nodiscard]] std::string_view rowOf(std::uint32_t number) const;

    PieceTable m_pieces;
    TextTable m_rows; ///< the meter, as a varint, then pieces
};

} // namespace meterbench::metering
