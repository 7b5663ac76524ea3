#include "core/remote/metadata_sender.h"

#include "core/remote/wire.h"

#include <algorithm>
#include <map>
#include <set>
#include <string_view>
#include <utility>

namespace meterbench::remote {

namespace {

/// The first round comes soon, but not before the sources of a program that just started have been
/// seen.
constexpr std::int64_t kFirstAfterNs = 10'000'000'000;

bool saysSomething(const model::Family& family) {
    return family.type != model::MetricType::Unknown || !family.help.empty() ||
           !family.unit.empty();
}

} // namespace

std::optional<MetadataRequest>
MetadataSender::next(const TemplateCache& templates, std::int64_t nowNs) {
    if (!m_options.send || m_inFlight != 0 || templates.size() == 0) {
        return std::nullopt;
    }
    const std::int64_t intervalNs = m_options.interval.count() * 1'000'000;
    if (!m_dueNs) {
        m_dueNs = nowNs + std::min(intervalNs, kFirstAfterNs);
    }
    if (m_waiting.empty() && nowNs >= *m_dueNs) {
        m_dueNs = nowNs + intervalNs;
        collect(templates);
    }
    if (m_waiting.empty()) {
        return std::nullopt;
    }
    MetadataRequest request = std::move(m_waiting.front());
    m_waiting.pop_front();
    m_inFlight = request.families;
    return request;
}

void MetadataSender::collect(const TemplateCache& templates) {
    std::set<const model::FamilyTable*> seen; // targets of a kind share one
    std::map<std::string_view, const model::Family*> byName;
    templates.forEachTemplate([&](const RequestTemplate& made) {
        const model::FamilyTable* table = made.families().get();
        if (table == nullptr || made.seriesSent() == 0 || !seen.insert(table).second) {
            return;
        }
        for (const model::Family& family : *table) {
            if (saysSomething(family)) {
                byName.try_emplace(family.name, &family);
            }
        }
    });
    std::string raw;
    std::string packed;
    std::uint32_t families = 0;
    const auto close = [&] {
        if (families != 0) {
            RequestBody body;
            body.compress(raw, {}, packed);
            m_waiting.push_back({body.wire(), families});
            raw.clear();
            families = 0;
        }
    };
    for (const auto& [name, family] : byName) {
        wire::appendMetadata(raw, *family);
        if (++families >= m_options.maxSamplesPerSend) {
            close();
        }
    }
    close();
}

std::uint32_t MetadataSender::answered(bool accepted) {
    if (!accepted) {
        m_waiting.clear();
    }
    const std::uint32_t families = std::exchange(m_inFlight, 0);
    return accepted ? families : 0;
}

std::optional<std::int64_t> MetadataSender::dueNs() const {
    return m_options.send && m_inFlight == 0 ? m_dueNs : std::nullopt;
}

} // namespace meterbench::remote
