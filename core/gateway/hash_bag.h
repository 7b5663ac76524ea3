// HashBag: a bag of 64-bit hashes: whether one is in it, in constant time and eight bytes a slot.
// The same hash can be in it more than once (two things that only share the hash). Open addressing,
// removal by moving back what follows. One thread.
#pragma once

#include <algorithm>
#include <cstddef>
#include <cstdint>
#include <vector>

namespace meterbench::gateway {

class HashBag {
public:
    [[nodiscard]] bool has(std::uint64_t hash) const {
        return !m_slots.empty() && m_slots[find(filled(hash))] != 0;
    }

    void add(std::uint64_t hash) {
        if ((m_count + 1) * 5 > m_slots.size() * 4) {
            grow();
        }
        put(filled(hash));
        ++m_count;
    }

    /// Only what is in it.
    void remove(std::uint64_t hash) {
        const std::size_t mask = m_slots.size() - 1;
        std::size_t hole = find(filled(hash));
        for (std::size_t at = (hole + 1) & mask; m_slots[at] != 0; at = (at + 1) & mask) {
            const std::size_t home = m_slots[at] & mask;
            if (((at - home) & mask) >= ((at - hole) & mask)) {
                m_slots[hole] = m_slots[at];
                hole = at;
            }
        }
        m_slots[hole] = 0;
        --m_count;
    }

    [[nodiscard]] std::size_t size() const { return m_count; }

private:
    /// 0 marks a free slot.
    static std::uint64_t filled(std::uint64_t hash) { return hash == 0 ? 1 : hash; }

    [[nodiscard]] std::size_t find(std::uint64_t hash) const {
        const std::size_t mask = m_slots.size() - 1;
        std::size_t at = hash & mask;
        while (m_slots[at] != 0 && m_slots[at] != hash) {
            at = (at + 1) & mask;
        }
        return at;
    }

    void put(std::uint64_t hash) {
        const std::size_t mask = m_slots.size() - 1;
        std::size_t at = hash & mask;
        while (m_slots[at] != 0) {
            at = (at + 1) & mask;
        }
        m_slots[at] = hash;
    }

    void grow() {
        std::vector<std::uint64_t> old(std::max<std::size_t>(64, m_slots.size() * 2));
        old.swap(m_slots);
        for (const std::uint64_t hash : old) {
            if (hash != 0) {
                put(hash);
            }
        }
    }

    std::vector<std::uint64_t> m_slots;
    std::size_t m_count = 0;
};

} // namespace meterbench::gateway
