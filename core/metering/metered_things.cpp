#include "core/metering/metered_things.h"

#include <utility>

namespace meterbench::metering {

std::uint32_t MeteredThings::add(std::uint32_t meter, std::string_view text) {
    std::string row;
    base::appendVarint(row, meter);
    m_pieces.appendRow(row, text);
    return m_rows.add(row);
}

std::optional<std::uint32_t> MeteredThings::find(std::uint32_t meter, std::string_view text) const {
    std::string row;
    base::appendVarint(row, meter);
    return m_pieces.findRow(row, text) ? m_rows.find(row) : std::nullopt;
}

std::string MeteredThings::textOf(std::uint32_t number) const {
    return m_pieces.textOf(rowOf(number));
}

/// Behind the meter.
std::string_view MeteredThings::rowOf(std::uint32_t number) const {
    base::ByteReaderView row(m_rows.at(number));
    std::uint64_t meter = 0;
    static_cast<void>(row.readVarint(meter));
    return row.rest();
}

std::vector<std::uint32_t> MeteredThings::append(std::string& out) const {
    TextTable rows;
    rows.reserve(size());
    std::vector<std::uint32_t> places(size());
    for (std::uint32_t number = 0; number < size(); ++number) {
        places[number] = rows.add(rowOf(number));
    }
    m_pieces.append(out);
    rows.append(out);
    return places;
}

std::optional<MeteredThings::Written> MeteredThings::take(base::ByteReaderView& in) {
    Written written;
    if (!m_pieces.take(in) || !written.rows.take(in)) {
        return std::nullopt;
    }
    for (std::uint32_t number = 0; number < written.rows.size(); ++number) {
        if (!m_pieces.isRow(written.rows.at(number))) {
            return std::nullopt;
        }
    }
    return written;
}

std::uint32_t
MeteredThings::add(std::uint32_t meter, const Written& written, std::uint32_t number) {
    std::string row;
    base::appendVarint(row, meter);
    row += written.rows.at(number);
    return m_rows.add(row);
}

} // namespace meterbench::metering
