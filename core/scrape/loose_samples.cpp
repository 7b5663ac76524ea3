#include "core/scrape/loose_samples.h"

#include "core/scrape/series_index.h"

#include <cstring>

namespace meterbench::scrape {

namespace {

constexpr std::uint32_t kRememberedRounds = 64;

} // namespace

LooseVerdict LooseSamples::take(std::uint32_t position, std::int64_t timestampMs, double value) {
    m_seen.push_back(position);
    auto known = m_body.find(position);
    if (known == m_body.end()) {
        const auto before = m_last.find(position);
        if (before == m_last.end()) {
            m_body[position] = {timestampMs, value, 0};
            return LooseVerdict::Taken;
        }
        known = m_body.emplace(position, before->second).first;
    }
    Last& last = known->second;
    if (timestampMs > last.timestampMs) {
        last = {timestampMs, value, 0};
        return LooseVerdict::Taken;
    }
    if (timestampMs < last.timestampMs) {
        return LooseVerdict::OutOfOrder;
    }
    const bool same = std::memcmp(&value, &last.value, sizeof value) == 0;
    return same ? LooseVerdict::SameAgain : LooseVerdict::Duplicate;
}

void LooseSamples::commit() {
    ++m_round;
    for (const auto& [position, last] : m_body) {
        m_last[position] = {last.timestampMs, last.value, m_round};
    }
    if (m_round % kRememberedRounds == 0) {
        std::erase_if(m_last, [this](const auto& entry) {
            return m_round - entry.second.round >= kRememberedRounds;
        });
    }
    dropBody();
}

void LooseSamples::dropBody() {
    m_body.clear();
    m_seen.clear();
}

bool LooseSamples::wasInLastBody(std::uint32_t position) const {
    if (m_last.empty()) {
        return false;
    }
    const auto at = m_last.find(position);
    return at != m_last.end() && at->second.round == m_round;
}

std::vector<bool> LooseSamples::held(std::uint32_t positions) const {
    std::vector<bool> held = seen(positions);
    forEach([&](std::uint32_t position, std::int64_t) { held[position] = true; });
    return held;
}

std::vector<bool> LooseSamples::seen(std::uint32_t positions) const {
    std::vector<bool> seen(positions);
    for (const std::uint32_t position : m_seen) {
        seen[position] = true;
    }
    return seen;
}

void LooseSamples::move(const std::vector<std::uint32_t>& moved) {
    std::unordered_map<std::uint32_t, Last> last;
    for (const auto& [position, sample] : m_last) {
        if (moved[position] != kUnknown) {
            last.emplace(moved[position], sample);
        }
    }
    m_last = std::move(last);
}

} // namespace meterbench::scrape
