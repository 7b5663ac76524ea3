#include "core/metering/text_table.h"

#include "core/base/check.h"
#include "core/base/hash.h"

#include <algorithm>
#include <bit>

namespace meterbench::metering {

std::uint32_t TextTable::add(std::string_view text) {
    if ((m_ends.size() + 1) * 8 > m_slots.size() * 7) {
        // By a quarter, as they are a good part of what a text costs.
        growSlots(m_slots.size() + m_slots.size() / 4);
    }
    const std::uint64_t hash = base::hash64(text);
    std::uint32_t& slot = m_slots[slotOf(text, hash)];
    if (slot == kFree) {
        slot = slotFor(size(), hash);
        store(text);
    }
    return numberIn(slot);
}

std::optional<std::uint32_t> TextTable::find(std::string_view text) const {
    const std::uint32_t slot = m_slots.empty() ? kFree : m_slots[slotOf(text, base::hash64(text))];
    return slot == kFree ? std::nullopt : std::optional(numberIn(slot));
}

void TextTable::store(std::string_view text) {
    if (m_pages.empty() || m_pages.back().size() + text.size() > kPageBytes) {
        MB_CHECK(m_pages.size() < kFree >> kPageBits, "texts of one table are below 4 GB");
        m_pages.emplace_back().reserve(kPageBytes);
    }
    m_pages.back() += text;
    const std::size_t end = m_pages.back().size() & kPageBytes; // of no matter on a long page
    m_ends.push_back(static_cast<std::uint32_t>((m_pages.size() - 1) << kPageBits | end));
}

std::string_view TextTable::at(std::uint32_t number) const {
    const std::string_view page = m_pages[m_ends[number] >> kPageBits];
    if (page.size() > kPageBytes) {
        return page;
    }
    const bool isFirst =
        number == 0 || m_ends[number - 1] >> kPageBits != m_ends[number] >> kPageBits;
    const std::size_t begin = isFirst ? 0 : m_ends[number - 1] & kPageBytes;
    return page.substr(begin, (m_ends[number] & kPageBytes) - begin);
}

void TextTable::append(std::string& out) const {
    base::appendVarint(out, size());
    for (std::uint32_t number = 0; number < size(); ++number) {
        base::appendString(out, at(number));
    }
}

/// A text that is there twice would give what comes behind it another number.
bool TextTable::take(base::ByteReaderView& in) {
    std::uint64_t count = 0;
    if (!in.readVarint(count) || count > in.rest().size()) {
        return false;
    }
    reserve(count);
    for (std::uint64_t number = 0; number < count; ++number) {
        std::string_view text;
        if (!in.readString(text) || add(text) != number) {
            return false;
        }
    }
    return true;
}

/// The place is of the upper half of the hash, the part in the slot of the lower one.
std::size_t TextTable::slotOf(std::string_view text, std::uint64_t hash) const {
    std::size_t place = ((hash >> 32U) * m_slots.size()) >> 32U;
    for (;; place = place + 1 == m_slots.size() ? 0 : place + 1) {
        const std::uint32_t slot = m_slots[place];
        if (slot == kFree ||
            (slot == slotFor(numberIn(slot), hash) && at(numberIn(slot)) == text)) {
            return place;
        }
    }
}

std::uint32_t TextTable::slotFor(std::uint32_t number, std::uint64_t hash) const {
    return static_cast<std::uint32_t>(hash << m_numberBits) | number;
}

std::uint32_t TextTable::numberIn(std::uint32_t slot) const {
    return slot & ((1U << m_numberBits) - 1);
}

/// There are fewer numbers than slots, so that none has all its bits set and is taken for a free
/// one.
void TextTable::growSlots(std::size_t count) {
    count = std::max({count, m_slots.size(), std::size_t{8}});
    MB_CHECK(count < kFree / 2, "texts of one table are fewer than 2^31");
    m_slots = {}; // before there are others
    m_slots.assign(count, kFree);
    m_numberBits = static_cast<unsigned>(std::bit_width(count));
    for (std::uint32_t number = 0; number < size(); ++number) {
        const std::uint64_t hash = base::hash64(at(number));
        m_slots[slotOf(at(number), hash)] = slotFor(number, hash);
    }
}

} // namespace meterbench::metering
