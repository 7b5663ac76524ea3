#include "core/metering/text_table.h"

#include "core/base/check.h"
#include "core/base/hash.h"

#include <algorithm>

namespace meterbench::metering {

std::uint32_t TextTable::add(std::string_view text) {
    if ((m_ends.size() + 1) * 4 > m_slots.size() * 3) {
        growSlots();
    }
    std::uint32_t& slot = m_slots[slotOf(text)];
    if (slot == kFree) {
        MB_CHECK(text.size() <= UINT32_MAX - m_bytes.size(), "texts of one table are below 4 GB");
        slot = size();
        m_bytes += text;
        m_ends.push_back(static_cast<std::uint32_t>(m_bytes.size()));
    }
    return slot;
}

std::optional<std::uint32_t> TextTable::find(std::string_view text) const {
    const std::uint32_t number = m_slots.empty() ? kFree : m_slots[slotOf(text)];
    return number == kFree ? std::nullopt : std::optional(number);
}

std::size_t TextTable::slotOf(std::string_view text) const {
    const std::size_t mask = m_slots.size() - 1;
    std::size_t place = base::hash64(text) & mask;
    while (m_slots[place] != kFree && at(m_slots[place]) != text) {
        place = (place + 1) & mask;
    }
    return place;
}

void TextTable::growSlots() {
    m_slots.assign(std::max<std::size_t>(8, m_slots.size() * 2), kFree);
    for (std::uint32_t number = 0; number < size(); ++number) {
        m_slots[slotOf(at(number))] = number;
    }
}

} // namespace meterbench::metering
