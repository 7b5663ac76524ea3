#include "core/remote/template_cache.h"

#include <algorithm>
#include <vector>

namespace meterbench::remote {

namespace {

constexpr std::int64_t kLookEveryMs = 60'000;

} // namespace

RequestTemplatePtr TemplateCache::get(const model::LayoutPtr& layout, std::int64_t nowMs) {
    const auto [found, isNew] = m_entries.try_emplace(layout->id);
    Entry& entry = found->second;
    entry.usedMs = nowMs;
    if (isNew) {
        entry.made = RequestTemplate::make(*layout, m_rules, m_compressor);
        entry.layout = layout;
        m_bytes += entry.made->sizeBytes();
        if (m_bytes > m_limits.maxBytes) {
            const RequestTemplatePtr made = entry.made;
            shrink();
            return made;
        }
    }
    return entry.made;
}

void TemplateCache::forgetUnused(std::int64_t nowMs) {
    if (nowMs - m_lookedMs < kLookEveryMs && nowMs >= m_lookedMs) {
        return;
    }
    m_lookedMs = nowMs;
    for (auto entry = m_entries.begin(); entry != m_entries.end();) {
        const bool unused = nowMs - entry->second.usedMs > m_limits.forgetAfterMs;
        entry = unused ? forget(entry) : std::next(entry);
    }
}

TemplateCache::Entries::iterator TemplateCache::forget(Entries::iterator entry) {
    m_bytes -= entry->second.made->sizeBytes();
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
