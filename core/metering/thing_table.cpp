#include "core/metering/thing_table.h"

namespace meterbench::metering {

std::uint32_t ThingTable::add(std::string_view text) {
    std::string row;
    m_pieces.appendRow(row, text);
    return m_rows.add(row);
}

void ThingTable::append(std::string& out) const {
    m_pieces.append(out);
    m_rows.append(out);
}

bool ThingTable::take(base::ByteReaderView& in) {
    if (!m_pieces.take(in) || !m_rows.take(in)) {
        return false;
    }
    for (std::uint32_t number = 0; number < size(); ++number) {
        if (!m_pieces.isRow(m_rows.at(number))) {
            return false;
        }
    }
    return true;
}

} // namespace meterbench::metering
