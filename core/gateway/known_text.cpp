#include "core/gateway/known_text.h"

#include "core/base/number.h"

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

std::size_t KnownText::sizeBytes() const {
    std::size_t bytes = sizeof *this + m_body.capacity() + m_push.keys.capacity() +
                        m_push.families.capacity() * sizeof(PushFamily) +
                        m_push.series.capacity() * sizeof(PushSeries) +
                        m_push.samples.capacity() * sizeof(PushSample);
    for (const Distribution& value : m_push.distributions) {
        bytes += sizeof value + value.points.capacity() * sizeof(Point);
    }
    return bytes;
}

} // namespace meterbench::gateway
