// SeriesIndex: hash of a series' raw text → position. The texts are not kept: with 64 bits of XXH3
// two texts of one target do not meet. Entries stand in the order in which they came, and the first
// guess is the entry behind the one found last: exporters that change the order of their families
// keep the order within them, so most look-ups walk straight on through memory. Otherwise open
// addressing; 20 to 28 bytes an entry. Not thread-safe.
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
    /// Forgets all entries and keeps the memory.
    void clear() {
        m_hashes.clear();
        m_positions.clear();
        m_slots.assign(m_slots.size(), 0);
        m_guess = 0;
    }

    void reserve(std::size_t count) {
        std::size_t slots = 16;
        while (slots < count * 2) {
            slots *= 2;
        }
        m_hashes.reserve(count);
        m_positions.reserve(count);
        if (slots > m_slots.size()) {
            rehash(slots);
        }
    }

    [[nodiscard]] std::uint32_t find(std::uint64_t hash) {
        if (m_guess < m_hashes.size() && m_hashes[m_guess] == hash) [[likely]] {
            return m_positions[m_guess++];
        }
        if (m_slots.empty()) {
            return kUnknown;
        }
        const std::uint32_t entry = m_slots[slotOf(hash)];
        if (entry == 0) {
            return kUnknown;
        }
        m_guess = entry; // the one behind: slots count from one
        return m_positions[entry - 1];
    }

    /// Adds, or changes the position of what is there.
    void put(std::uint64_t hash, std::uint32_t position) {
        if ((m_hashes.size() + 1) * 2 > m_slots.size()) {
            rehash(m_slots.empty() ? 16 : m_slots.size() * 2);
        }
        std::uint32_t& entry = m_slots[slotOf(hash)];
        if (entry != 0) {
            m_positions[entry - 1] = position;
            return;
        }
        m_hashes.push_back(hash);
        m_positions.push_back(position);
        entry = static_cast<std::uint32_t>(m_hashes.size());
    }

    /// Old position → new one, or kUnknown: as if it had never been put.
    void move(const std::vector<std::uint32_t>& moved) {
        for (std::uint32_t& position : m_positions) {
            position = position < moved.size() ? moved[position] : position;
        }
    }

    /// Every entry, in the order in which they came: visit(hash, position).
    template <class Visit>
    void forEach(Visit visit) const {
        for (std::size_t i = 0; i < m_hashes.size(); ++i) {
            visit(m_hashes[i], m_positions[i]);
        }
    }

    [[nodiscard]] bool empty() const { return m_hashes.empty(); }

    [[nodiscard]] std::size_t size() const { return m_hashes.size(); }

    [[nodiscard]] std::size_t sizeBytes() const {
        return m_hashes.capacity() * sizeof(std::uint64_t) +
               (m_positions.capacity() + m_slots.capacity()) * sizeof(std::uint32_t);
    }

private:
    /// Where the hash stands, or the free slot where it would.
    [[nodiscard]] std::size_t slotOf(std::uint64_t hash) const {
        const std::size_t mask = m_slots.size() - 1;
        std::size_t slot = hash & mask;
        while (m_slots[slot] != 0 && m_hashes[m_slots[slot] - 1] != hash) {
            slot = (slot + 1) & mask;
        }
        return slot;
    }

    void rehash(std::size_t slots) {
        m_slots.assign(slots, 0);
        for (std::size_t i = 0; i < m_hashes.size(); ++i) {
            m_slots[slotOf(m_hashes[i])] = static_cast<std::uint32_t>(i + 1);
        }
    }

    std::vector<std::uint64_t> m_hashes;
    std::vector<std::uint32_t> m_positions;
    std::vector<std::uint32_t> m_slots; // entry + 1; 0: free
    std::size_t m_guess = 0;
};

} // namespace meterbench::scrape
