#include "core/gateway/known_text.h"

#include "core/base/hash.h"
#include "core/base/number.h"
#include "core/gateway/series_key.h"

#include <algorithm>
#include <cstddef>
#include <cstring>
#include <utility>

namespace meterbench::gateway {

std::shared_ptr<KnownText> KnownText::adopt(Push& push, std::string_view body, std::uint64_t id) {
    std::shared_ptr<KnownText> known(new KnownText);
    known->m_id = id;
    known->m_body = body;
    std::swap(known->m_push, push);
    if (!known->borrow(body)) {
        return nullptr;
    }
    known->classify();
    known->measure();
    return known;
}

/// What points into the body that was read points into the own one from here on.
bool KnownText::borrow(std::string_view from) {
    for (PushFamily& family : m_push.families) {
        const std::ptrdiff_t at = family.name.data() - from.data();
        if (at < 0 || static_cast<std::size_t>(at) + family.name.size() > from.size()) {
            return false;
        }
        family.name =
            std::string_view(m_body).substr(static_cast<std::size_t>(at), family.name.size());
    }
    for (PushSeries& series : m_push.series) {
        series.at = m_body.data() + (series.at - from.data());
    }
    return true;
}

void KnownText::classify() {
    for (const PushFamily& family : m_push.families) {
        m_familyCount += family.series != 0 ? 1 : 0;
    }
    for (std::uint32_t i = 0; i < m_push.samples.size(); ++i) {
        const PushSample& sample = m_push.samples[i];
        const PushFamily& family = m_push.families[m_push.series[sample.series].family];
        const bool isCounter = family.type == model::MetricType::Counter;
        if (isCounter || sample.part == SamplePart::Bucket || sample.part == SamplePart::Count) {
            m_totals.push_back(i);
        } else if (family.name.ends_with("_created")) {
            m_creations.push_back(i);
        }
    }
}

bool KnownText::parse(std::string_view body, std::vector<double>& values) const {
    values.resize(m_push.samples.size());
    const char* const kept = m_body.data();
    std::uint32_t at = 0; // in the kept body
    for (std::size_t i = 0; i < values.size(); ++i) {
        const PushSample& sample = m_push.samples[i];
        const std::size_t gap = sample.valueBegin - at;
        if (body.size() < gap || std::memcmp(body.data(), kept + at, gap) != 0) {
            return false;
        }
        body.remove_prefix(gap);
        const std::optional<double> value = base::takeNumber(body);
        if (!value) {
            return false;
        }
        values[i] = *value;
        at = sample.valueEnd;
    }
    const std::size_t tail = m_body.size() - at;
    return body.size() == tail && std::memcmp(body.data(), kept + at, tail) == 0;
}

/// No label of the body has a name that the path has: reading it would have refused that.
void KnownText::takeBodyKeys() {
    m_firstLabels.push_back(0);
    for (const PushSeries& series : m_push.series) {
        std::string_view key = m_push.key(series);
        while (!key.empty()) {
            const std::string_view label = takeLabel(key);
            const std::string_view name = label.substr(0, label.find('='));
            if (std::ranges::find(m_push.path, name, &model::Label::name) == m_push.path.end()) {
                m_bodyLabels.push_back(
                    {static_cast<std::uint32_t>(m_bodyKeys.size()),
                     static_cast<std::uint32_t>(name.size())}
                );
                m_bodyKeys.append(label) += ',';
            }
        }
        m_firstLabels.push_back(static_cast<std::uint32_t>(m_bodyLabels.size()));
    }
    m_bodyLabels.push_back({static_cast<std::uint32_t>(m_bodyKeys.size()), 0});
}

const Push*
KnownText::moveTo(std::string_view rawPath, PushReader& reader, const std::vector<double>& values) {
    auto labels = readPathLabels(rawPath, reader.profile());
    auto* const path = std::get_if<PathLabels>(&labels);
    const auto isBound = [](const model::Label& label) {
        return label.name == "le" || label.name == "quantile"; // of the body they are in no key
    };
    if (path == nullptr || m_push.hidesLabels || std::ranges::any_of(*path, isBound)) {
        return nullptr;
    }
    if (m_firstLabels.empty()) {
        takeBodyKeys();
    }
    m_push.path = std::move(*path);
    m_push.keys.clear();
    for (std::size_t i = 0; i < m_push.series.size(); ++i) {
        if (!writeKey(i, reader.profile())) {
            return nullptr;
        }
    }
    return refill(reader, values);
}

/// False when the body has a label of the path too.
bool KnownText::writeKey(std::size_t series, Profile profile) {
    const std::size_t start = m_push.keys.size();
    const auto takeLabels = [&](std::uint32_t from, std::uint32_t to) { // of the body, in one piece
        if (from != to) {
            const std::uint32_t begin = m_bodyLabels[from].begin;
            m_push.keys.append(m_push.keys.size() == start ? "" : ",")
                .append(m_bodyKeys, begin, m_bodyLabels[to].begin - begin - 1);
        }
    };
    std::uint32_t at = m_firstLabels[series];
    const std::uint32_t end = m_firstLabels[series + 1];
    for (const model::Label& label : m_push.path) {
        const std::uint32_t from = at;
        std::string_view name;
        for (; at < end; ++at) {
            name = std::string_view(m_bodyKeys)
                       .substr(m_bodyLabels[at].begin, m_bodyLabels[at].nameSize);
            if (name >= label.name) {
                break;
            }
        }
        if (at < end && name == label.name) {
            return false;
        }
        takeLabels(from, at);
        if (isInKeys(label, profile)) {
            appendLabel(m_push.keys, start, label.name, label.value);
        }
    }
    takeLabels(at, end);
    PushSeries& moved = m_push.series[series];
    moved.keyStart = static_cast<std::uint32_t>(start);
    moved.keySize = static_cast<std::uint32_t>(m_push.keys.size() - start);
    moved.hash = base::hash64(m_push.key(moved));
    return true;
}

void KnownText::measure() {
    m_sizeBytes = sizeof *this + m_body.capacity() + 2 * m_push.keys.capacity() +
                  m_push.families.capacity() * sizeof(PushFamily) +
                  m_push.series.capacity() * sizeof(PushSeries) +
                  m_push.samples.capacity() * sizeof(PushSample) +
                  m_push.series.capacity() * 4 * sizeof(BodyLabel);
    for (const Distribution& value : m_push.distributions) {
        m_sizeBytes += sizeof value + value.points.capacity() * sizeof(Point);
    }
}

} // namespace meterbench::gateway
