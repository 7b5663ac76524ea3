// SlotTable: from a hash to a place in somebody else's vector; open addressing, eight bytes a slot.
// It keeps the upper half of the hash beside the place, so that nearly every miss ends without
// looking at the vector; whoever asks compares the rest. clear() keeps what a usual use needs of the
// memory. One thread.
#pragma once

#include <algorithm>
#include <cstdint>
#include <vector>

namespace meterbench::gateway {

class SlotTable {
public:
    static constexpr std::uint32_t kNone = 0xffffffffU;

    /// isIt(place) says whether the place is what is looked for.
    template <class IsIt>
    [[nodiscard]] std::uint32_t find(std::uint64_t hash, IsIt isIt) const {
        if (m_slots.empty()) {
            return kNone;
        }
        const std::size_t mask = m_slots.size() - 1;
        for (std::size_t at = hash & mask; m_slots[at].place != kNone; at = (at + 1) & mask) {
            if (m_slots[at].mark == markOf(hash) && isIt(m_slots[at].place)) {
                return m_slots[at].place;
            }
        }
        return kNone;
    }

    /// hashOf(place) is asked when the table grows.
    template <class HashOf>
    void insert(std::uint64_t hash, std::uint32_t place, HashOf hashOf) {
        if ((m_count + 1) * 4 > m_slots.size() * 3) {
            std::vector<Slot> old(std::max<std::size_t>(8, m_slots.size() * 2));
            old.swap(m_slots);
            for (const Slot& slot : old) {
                if (slot.place != kNone) {
                    put(hashOf(slot.place), slot.place);
                }
            }
        }
        put(hash, place);
        ++m_count;
    }

    void clear() {
        if (m_slots.size() > kMostKept) {
            m_slots = {}; // else one large push would make each later one pay for its size
        }
        std::fill(m_slots.begin(), m_slots.end(), Slot());
        m_count = 0;
    }

    [[nodiscard]] std::size_t sizeBytes() const { return m_slots.capacity() * sizeof(Slot); }

private:
    static constexpr std::size_t kMostKept = 8'192;

    struct Slot {
        std::uint32_t mark = 0;
        std::uint32_t place = kNone;
    };

    static std::uint32_t markOf(std::uint64_t hash) {
        return static_cast<std::uint32_t>(hash >> 32U);
    }

    void put(std::uint64_t hash, std::uint32_t place) {
        const std::size_t mask = m_slots.size() - 1;
        std::size_t at = hash & mask;
        while (m_slots[at].place != kNone) {
            at = (at + 1) & mask;
        }
        m_slots[at] = {markOf(hash), place};
    }

    std::vector<Slot> m_slots;
    std::size_t m_count = 0;
};

} // namespace meterbench::gateway
