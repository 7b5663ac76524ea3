// LooseSamples: what a target's series with timestamps of their own said last, so that a time that
// does not move is not repeated and one that goes back is refused. A body under way is kept apart
// until it is whole (commit) or refused (dropBody). What no body had for 64 rounds is forgotten, so
// series that come and go do not gather. Pipe thread only. Source: prometheus scrape/scrape.go
// scrapeLoop.append; facts 3.4, 3.5.
#pragma once

#include <cstdint>
#include <unordered_map>
#include <vector>

namespace meterbench::scrape {

enum class LooseVerdict : std::uint8_t {
    Taken,
    SameAgain,  ///< same time, same value
    Duplicate,  ///< same time, another value
    OutOfOrder, ///< an earlier time
};

class LooseSamples {
public:
    [[nodiscard]] LooseVerdict take(std::uint32_t position, std::int64_t timestampMs, double value);

    /// The series is in the body, but its sample cannot be taken.
    void see(std::uint32_t position) { m_seen.push_back(position); }

    void commit();
    void dropBody();

    /// No series has a timestamp of its own, in this body or before.
    [[nodiscard]] bool empty() const { return m_last.empty() && m_seen.empty(); }

    [[nodiscard]] bool wasInLastBody(std::uint32_t position) const;
    /// Positions whose series must be kept: in this body, or remembered.
    [[nodiscard]] std::vector<bool> held(std::uint32_t positions) const;
    /// Positions in this body.
    [[nodiscard]] std::vector<bool> seen(std::uint32_t positions) const;

    /// visit(position, timestampMs) of what is remembered; true: forget it.
    template <class Visit>
    void forgetIf(Visit visit) {
        std::erase_if(m_last, [&](const auto& entry) {
            return visit(entry.first, entry.second.timestampMs);
        });
    }

    template <class Visit>
    void forEach(Visit visit) const {
        for (const auto& [position, last] : m_last) {
            visit(position, last.timestampMs);
        }
    }

    /// Old position → new one, or kUnknown.
    void move(const std::vector<std::uint32_t>& moved);

private:
    struct Last {
        std::int64_t timestampMs = 0;
        double value = 0;
        std::uint32_t round = 0; ///< the body that had it last
    };

    std::unordered_map<std::uint32_t, Last> m_last;
    std::unordered_map<std::uint32_t, Last> m_body;
    std::vector<std::uint32_t> m_seen;
    std::uint32_t m_round = 0;
};

} // namespace meterbench::scrape
