// SampleIndex: how many samples stand before some places of one segment, a mark each MiB, so that a
// loss can be told in numbers without reading a segment from its start. 2 KiB for a full segment.
#pragma once

#include <cstdint>
#include <vector>

namespace meterbench::wal {

class SampleIndex {
public:
    struct Mark {
        std::uint64_t offsetBytes = 0; ///< between two records
        std::uint64_t samples = 0;     ///< in all groups before it
    };

    /// A group that ends there; ascending.
    void add(std::uint64_t endBytes, std::uint64_t samples) {
        m_total += samples;
        if (endBytes - m_lastMark >= kSpacingBytes) {
            m_marks.push_back({endBytes, m_total});
            m_lastMark = endBytes;
        }
    }

    [[nodiscard]] std::uint64_t total() const { return m_total; }

    /// The last mark at or before an offset.
    [[nodiscard]] Mark before(std::uint64_t offsetBytes) const {
        Mark best;
        for (const Mark& mark : m_marks) {
            if (mark.offsetBytes > offsetBytes) {
                break;
            }
            best = mark;
        }
        return best;
    }

private:
    static constexpr std::uint64_t kSpacingBytes = 1ULL << 20;

    std::vector<Mark> m_marks;
    std::uint64_t m_lastMark = 0;
    std::uint64_t m_total = 0;
};

} // namespace meterbench::wal
