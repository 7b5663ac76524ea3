#include "core/remote/template_cache.h"

#include <algorithm>
#include <vector>

namespace meterbench::remote {

namespace {

constexpr std::int64_t kLookEveryMs = 60'000;
/// Pressing costs as much as some twenty times compressing.
constexpr std::uint32_t kUsesBeforePressing = 8;
constexpr std::int64_t kEmptyEveryMs = 1'000;

} // namespace

RequestTemplatePtr TemplateCache::get(const model::LayoutPtr& layout, std::int64_t nowMs) {
    const auto [found, isNew] = m_entries.try_emplace(layout->id);
    Entry& entry = found->second;
    entry.usedMs = nowMs;
    ++entry.uses;
    if (isNew || entry.made->isEmptied()) {
        make(entry, layout, nowMs);
    } else if (entry.isYoung() && entry.uses >= kUsesBeforePressing) {
        replace(entry, entry.made->pressed(m_compressor));
    }
    const RequestTemplatePtr made = entry.made;
    if (m_bytes > m_limits.maxBytes) {
        shrink();
    }
    return made;
}

RequestTemplatePtr TemplateCache::getWithGaps(const model::Batch& batch, std::int64_t nowMs) {
    const RequestTemplatePtr made = get(batch.layout, nowMs);
    const auto found = m_entries.find(batch.layout->id);
    if (!made->isPressed() || found == m_entries.end()) {
        return nullptr;
    }
    Entry& entry = found->second;
    if (!hasGapsAt(batch, entry.gaps)) {
        dropWithGaps(entry);
        entry.gaps = gapsOf(batch);
        m_bytes += entry.gaps.capacity() * sizeof(std::uint32_t);
        return nullptr;
    }
    if (!entry.withGaps) {
        entry.withGaps = made->without(entry.gaps, m_compressor, m_scratch);
        m_bytes += entry.withGaps->sizeBytes();
    }
    return entry.withGaps;
}

void TemplateCache::dropWithGaps(Entry& entry) {
    m_bytes -= entry.gaps.capacity() * sizeof(std::uint32_t);
    m_bytes -= entry.withGaps ? entry.withGaps->sizeBytes() : 0;
    entry.gaps = {};
    entry.withGaps.reset();
}

void TemplateCache::make(Entry& entry, const model::LayoutPtr& layout, std::int64_t nowMs) {
    entry.layout = layout;
    entry.uses = 1;
    replace(entry, RequestTemplate::make(*layout, m_rules));
    if (m_youngBytes > m_limits.maxYoungBytes) {
        emptyAbandoned(nowMs);
    }
    if (m_youngBytes > m_limits.maxYoungBytes ||
        entry.made->sizeBytes() > m_limits.largestYoungBytes) {
        replace(entry, entry.made->pressed(m_compressor));
    }
}

void TemplateCache::replace(Entry& entry, RequestTemplatePtr made) {
    if (entry.made) {
        m_bytes -= entry.made->sizeBytes();
        m_youngBytes -= entry.isYoung() ? entry.made->sizeBytes() : 0;
    }
    entry.made = std::move(made);
    m_bytes += entry.made->sizeBytes();
    m_youngBytes += entry.isYoung() ? entry.made->sizeBytes() : 0;
}

/// Young templates of layouts that no source has any more.
void TemplateCache::emptyAbandoned(std::int64_t nowMs) {
    if (nowMs - m_emptiedMs < kEmptyEveryMs && nowMs >= m_emptiedMs) {
        return;
    }
    m_emptiedMs = nowMs;
    for (auto& [id, entry] : m_entries) {
        if (entry.isYoung() && entry.layout.expired()) {
            replace(entry, entry.made->emptied());
        }
    }
}

void TemplateCache::forgetUnused(std::int64_t nowMs) {
    if (nowMs - m_lookedMs < kLookEveryMs && nowMs >= m_lookedMs) {
        return;
    }
    m_lookedMs = nowMs;
    for (auto entry = m_entries.begin(); entry != m_entries.end();) {
        const std::int64_t unusedMs = nowMs - entry->second.usedMs;
        const bool isAbandoned = unusedMs > kLookEveryMs && entry->second.layout.expired();
        if (isAbandoned && !entry->second.made->isEmptied()) {
            dropWithGaps(entry->second);
            replace(entry->second, entry->second.made->emptied());
        }
        entry = unusedMs > m_limits.forgetAfterMs ? forget(entry) : std::next(entry);
    }
}

TemplateCache::Entries::iterator TemplateCache::forget(Entries::iterator entry) {
    dropWithGaps(entry->second);
    m_bytes -= entry->second.made->sizeBytes();
    m_youngBytes -= entry->second.isYoung() ? entry->second.made->sizeBytes() : 0;
    return m_entries.erase(entry);
}

// Down to three quarters, the longest unused first, so that this is seldom needed.
void TemplateCache::shrink() {
    std::vector<std::pair<std::int64_t, model::LayoutId>> byUse;
    byUse.reserve(m_entries.size());
    for (const auto& [id, entry] : m_entries) {
        byUse.emplace_back(entry.usedMs, id);
    }
    std::ranges::sort(byUse);
    for (const auto& [used, id] : byUse) {
        if (m_bytes <= m_limits.maxBytes / 4 * 3) {
            return;
        }
        forget(m_entries.find(id));
    }
}

void TemplateCache::forEachLayout(const std::function<void(const model::LayoutPtr&)>& visit) const {
    for (const auto& [id, entry] : m_entries) {
        if (const model::LayoutPtr layout = entry.layout.lock()) {
            visit(layout);
        }
    }
}

void TemplateCache::forEachTemplate(const std::function<void(const RequestTemplate&)>& visit
) const {
    for (const auto& [id, entry] : m_entries) {
        visit(*entry.made);
    }
}

} // namespace meterbench::remote
