#include "core/gateway/group_shape.h"

#include "core/base/hash.h"
#include "core/base/number.h"

#include <cmath>
#include <cstring>
#include <utility>

namespace meterbench::gateway {

GroupShape::GroupShape(std::uint64_t id, std::string_view text, GroupBody&& body)
    : m_id(id)
    , m_text(text)
    , m_body(std::move(body))
    , m_hash(hashOf(text, m_body.places)) {
    m_body.values = {};
    m_body.places.shrink_to_fit();
}

std::uint64_t
GroupShape::hashOf(std::string_view text, const std::vector<ValuePlace>& places) {
    std::uint64_t hash = places.size();
    std::uint32_t at = 0;
    for (const ValuePlace& place : places) {
        hash = base::hash64(text.substr(at, place.begin - at), hash);
        at = place.end;
    }
    return base::hash64(text.substr(at), hash);
}

bool GroupShape::parse(std::string_view body, std::vector<double>& values) const {
    values.resize(m_body.places.size());
    const char* const kept = m_text.data();
    std::uint32_t at = 0; // in the kept text
    for (std::size_t i = 0; i < values.size(); ++i) {
        const ValuePlace& place = m_body.places[i];
        const std::size_t gap = place.begin - at;
        if (body.size() < gap || std::memcmp(body.data(), kept + at, gap) != 0) {
            return false;
        }
        body.remove_prefix(gap);
        const std::optional<double> value = base::takeNumber(body);
        if (!value || body.empty() || body.front() != '\n') {
            return false;
        }
        if (place.isCount && !(*value >= 0 && *value < 0x1p64)) {
            return false;
        }
        values[i] = place.isCount ? std::trunc(*value) : *value;
        at = place.end;
    }
    const std::size_t tail = m_text.size() - at;
    return body.size() == tail && std::memcmp(body.data(), kept + at, tail) == 0;
}

const GroupLayoutView& GroupShape::layoutOf(const PathLabels& labels) const {
    for (const auto& layout : m_layouts) {
        if (layout->suits(labels)) {
            return *layout;
        }
    }
    return *m_layouts.emplace_back(std::make_unique<GroupLayoutView>(m_body, labels));
}

} // namespace meterbench::gateway
