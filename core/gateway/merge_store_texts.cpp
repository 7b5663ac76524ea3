// MergeStore: what is known of texts and paths, so that a push that was seen before costs little.
#include "core/base/hash.h"
#include "core/gateway/merge_store.h"

#include <algorithm>
#include <utility>

namespace meterbench::gateway {

namespace {

/// Of a body that is kept, and of all that are.
constexpr std::size_t kMostBodyBytes = 8U << 20U;
constexpr std::size_t kMostTextBytes = 64U << 20U;
constexpr std::size_t kMostPaths = 1'000'000;

} // namespace

std::size_t MergeStore::TextHash::operator()(std::string_view text) const {
    return static_cast<std::size_t>(base::hash64(text));
}

KnownText* MergeStore::textAt(std::uint64_t id) {
    const auto found = m_texts.find(id);
    return found == m_texts.end() ? nullptr : found->second.get();
}

/// The known text that this body has, with its numbers in m_values: the path's own, else the one
/// that came last under any path, for jobs push alike.
KnownText* MergeStore::textOf(const Path* path, std::string_view body) {
    const std::uint64_t own = path == nullptr ? 0 : path->text;
    for (const std::uint64_t id : {own, m_lastText}) {
        KnownText* const text = id == 0 ? nullptr : textAt(id);
        if (text != nullptr && text->parse(body, m_values)) {
            m_lastText = id;
            m_textUses[id] = m_counts.pushes;
            return text;
        }
        if (own == m_lastText) {
            break;
        }
    }
    return nullptr;
}

/// The push is moved into it.
KnownText* MergeStore::learn(Push& push, std::string_view body, std::uint64_t id) {
    m_textCount = std::max(m_textCount, id);
    if (body.size() > kMostBodyBytes || push.series.empty()) {
        return nullptr;
    }
    auto text = KnownText::adopt(push, body, id);
    if (!text || !text->parse(body, m_values)) {
        return nullptr;
    }
    KnownText* const kept = text.get();
    m_textBytes += text->sizeBytes();
    m_texts.insert_or_assign(id, std::move(text));
    m_textUses[id] = m_counts.pushes;
    m_lastText = id;
    if (m_textBytes > kMostTextBytes && !m_isReplaying) {
        forgetTexts();
    }
    return m_texts.contains(id) ? kept : nullptr;
}

/// The half that was not used for longest. Records of the journal that are still to be read name
/// texts by number, so nothing is forgotten while it is read back.
void MergeStore::forgetTexts() {
    std::vector<std::pair<std::uint64_t, std::uint64_t>> order;
    for (const auto& [id, use] : m_textUses) {
        order.emplace_back(use, id);
    }
    std::ranges::sort(order);
    for (const auto& [use, id] : order) {
        if (m_textBytes <= kMostTextBytes / 2) {
            break;
        }
        m_textBytes -= m_texts.at(id)->sizeBytes();
        m_texts.erase(id);
        m_textUses.erase(id);
    }
}

void MergeStore::keepPath(std::string_view rawPath, std::uint32_t group, const KnownText* text) {
    if (m_paths.size() >= kMostPaths) {
        m_paths.clear(); // whoever pushes chooses the paths
    }
    auto found = m_paths.find(rawPath);
    if (found == m_paths.end()) {
        found = m_paths.emplace(rawPath, Path()).first;
    }
    Path& path = found->second;
    const std::uint64_t id = text == nullptr ? 0 : text->id();
    if (path.text != id || path.group != group) {
        path = Path();
    }
    path.group = group;
    path.text = id;
    path.plan = m_plan;
    if (text != nullptr) {
        watch(path, *text);
    }
}

/// Looks whether a path's pusher re-sends totals: none of them falls from push to push.
void MergeStore::watch(Path& path, const KnownText& text) const {
    if (path.last.size() == m_values.size()) {
        const auto isSame = [&](std::uint32_t at) { return m_values[at] == path.last[at]; };
        const bool falls = std::ranges::any_of(text.totals(), [&](std::uint32_t at) {
            return !(m_values[at] >= path.last[at]);
        });
        path.steady = falls || text.totals().empty() ? 0 : path.steady + 1;
        path.hasGrown =
            path.steady != 0 && (path.hasGrown || !std::ranges::all_of(text.totals(), isSame));
        path.isCreatedSame =
            !text.creations().empty() && std::ranges::all_of(text.creations(), isSame);
    }
    path.last = m_values;
}

bool MergeStore::looksCumulative(const Path& path) {
    return path.hasGrown && path.steady >= (path.isCreatedSame ? 1U : 2U);
}

bool MergeStore::isCumulative(const PathLabels& path) const {
    if (m_rules.cumulative.empty()) {
        return false;
    }
    const auto job = std::ranges::find(path, "job", &model::Label::name);
    const std::string_view name = job == path.end() ? std::string_view() : job->value;
    return std::ranges::any_of(m_rules.cumulative, [name](const std::string& pattern) {
        return matchesPattern(pattern, name);
    });
}

/// What the pushers of these groups sent last counts as their totals: only what they send beyond is
/// new. Answers the totals by number of the group.
std::map<std::uint32_t, PusherTotals> MergeStore::lastTotals(const std::set<std::uint32_t>& groups
) {
    std::map<std::uint32_t, PusherTotals> totals;
    for (const auto& [rawPath, path] : m_paths) {
        KnownText* const text = groups.contains(path.group) ? textAt(path.text) : nullptr;
        if (text != nullptr && !m_reader.read(rawPath, text->body(), m_push) &&
            m_reader.refill(m_push, path.last)) {
            totals[path.group].remember(m_push);
        }
    }
    return totals;
}

} // namespace meterbench::gateway
