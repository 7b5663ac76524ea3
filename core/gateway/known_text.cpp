#include "core/gateway/known_text.h"

#include "core/base/number.h"

#include <cstring>

namespace meterbench::gateway {

std::variant<std::shared_ptr<KnownText>, Refusal> KnownText::learn(
    PushReader& reader, std::string_view path, std::string_view body, std::uint64_t id
) {
    std::shared_ptr<KnownText> known(new KnownText);
    known->m_id = id;
    known->m_body = body;
    if (auto refusal = reader.read(path, known->m_body, known->m_push)) {
        return std::move(*refusal);
    }
    return known;
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
