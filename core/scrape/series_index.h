// SeriesIndex: hash of a series' raw text → position. Open addressing, 12 bytes an entry at most
// twice over; the texts are not kept: with 64 bits of XXH3 two texts of one target do not meet. Not
// thread-safe, not ordered.
#pragma once

#include <cstddef>
#include <cstdint>
#include <vector>

namespace meterbench::scrape {

inline constexpr std::uint32_t kUnknown = 0xffffffffU; ///< not in the index
inline constexpr std::uint32_t kDropped = 0xfffffffeU; ///< known, and dropped by metric relabeling
inline constexpr std::uint32_t kRepeated =
    0xfffffffdU; ///< a second line of the same series within one body

class SeriesIndex {
public:
    void clear() {
        m_keys.clear();
        m_positions.clear();
        m_size = 0;
    }

    void reserve(std::size_t count) {
        std::size_t slots = 16;
        while (slots < count * 2) {
            slots *= 2;
        }
        if (slots > m_keys.size()) {
            rehash(slots);
        }
    }

    [[nodiscard]] std::uint32_t find(std::uint64_t hash) const {
        if (m_keys.empty()) {
            return kUnknown;
        }
        const std::size_t mask = m_keys.size() - 1;
        for (std::size_t slot = hash & mask;; slot = (slot + 1) & mask) {
            if (m_keys[slot] == key(hash)) {
                return m_positions[slot];
            }
            if (m_keys[slot] == 0) {
                return kUnknown;
            }
        }
    }

    /// Adds, or changes the position of what is there.
    void put(std::uint64_t hash, std::uint32_t position) {
        if ((m_size + 1) * 2 > m_keys.size()) {
            rehash(m_keys.empty() ? 16 : m_keys.size() * 2);
        }
        const std::size_t mask = m_keys.size() - 1;
        std::size_t slot = hash & mask;
        while (m_keys[slot] != 0 && m_keys[slot] != key(hash)) {
            slot = (slot + 1) & mask;
        }
        m_size += m_keys[slot] == 0 ? 1 : 0;
        m_keys[slot] = key(hash);
        m_positions[slot] = position;
    }

    /// Every entry: visit(hash, position).
    template <class Visit>
    void forEach(Visit visit) const {
        for (std::size_t slot = 0; slot < m_keys.size(); ++slot) {
            if (m_keys[slot] != 0) {
                visit(m_keys[slot], m_positions[slot]);
            }
        }
    }

    [[nodiscard]] bool empty() const { return m_size == 0; }

    [[nodiscard]] std::size_t size() const { return m_size; }

    [[nodiscard]] std::size_t sizeBytes() const { return m_keys.capacity() * 12; }

private:
    static std::uint64_t key(std::uint64_t hash) { return hash == 0 ? 1 : hash; }

    void rehash(std::size_t slots) {
        std::vector<std::uint64_t> keys(slots, 0);
        std::vector<std::uint32_t> positions(slots, kUnknown);
        const std::size_t mask = slots - 1;
        forEach([&](std::uint64_t hash, std::uint32_t position) {
            std::size_t slot = hash & mask;
            while (keys[slot] != 0) {
                slot = (slot + 1) & mask;
            }
            keys[slot] = hash;
            positions[slot] = position;
        });
        m_keys.swap(keys);
        m_positions.swap(positions);
    }

    std::vector<std::uint64_t> m_keys; // 0: free
    std::vector<std::uint32_t> m_positions;
    std::size_t m_size = 0;
};

} // namespace meterbench::scrape
