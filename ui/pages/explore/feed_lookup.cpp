#include "ui/pages/explore/feed_lookup.h"

#include <algorithm>

namespace meterbench::ui {

const pipeline::TargetState* FeedLookup::target(std::uint64_t targetId) const {
    const auto& targets = m_feed.current()->targets;
    if (targets == nullptr) {
        return nullptr;
    }
    const auto known = m_places.find(targetId);
    if (known != m_places.end() && known->second < targets->size() &&
        (*targets)[known->second]->id == targetId) {
        return (*targets)[known->second].get();
    }
    for (std::size_t i = 0; i < targets->size(); ++i) {
        if ((*targets)[i]->id == targetId) {
            m_places[targetId] = i;
            return (*targets)[i].get();
        }
    }
    return nullptr;
}

std::int64_t FeedLookup::intervalMs(std::uint64_t targetId) const {
    const pipeline::TargetState* state = target(targetId);
    return state == nullptr ? 0 : state->intervalMs;
}

std::vector<FailedSpan>
failedSpans(const std::vector<pipeline::ScrapeMark>& history, std::int64_t intervalMs) {
    std::vector<FailedSpan> spans;
    bool isOpen = false;
    for (const pipeline::ScrapeMark& mark : history) {
        if (!mark.up && !isOpen) {
            spans.push_back({mark.timestampMs, mark.timestampMs});
        }
        if (!mark.up || isOpen) {
            spans.back().toMs = mark.up ? mark.timestampMs : mark.timestampMs + intervalMs;
        }
        isOpen = !mark.up;
    }
    return spans;
}

std::vector<FailedSpan> FeedLookup::failures(const std::set<std::uint64_t>& targets) const {
    std::vector<FailedSpan> all;
    for (const std::uint64_t id : targets) {
        const pipeline::TargetState* state = target(id);
        if (state != nullptr && state->history != nullptr) {
            const std::vector<FailedSpan> spans = failedSpans(*state->history, state->intervalMs);
            all.insert(all.end(), spans.begin(), spans.end());
        }
    }
    std::sort(all.begin(), all.end(), [](const FailedSpan& a, const FailedSpan& b) {
        return a.fromMs < b.fromMs;
    });
    std::vector<FailedSpan> merged;
    for (const FailedSpan& span : all) {
        if (!merged.empty() && span.fromMs <= merged.back().toMs) {
            merged.back().toMs = std::max(merged.back().toMs, span.toMs);
        } else {
            merged.push_back(span);
        }
    }
    return merged;
}

} // namespace meterbench::ui
