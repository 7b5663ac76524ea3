// Metering: which positions of a layout concern a meter, and the tables of what they point at.
#include "core/metering/metering_compiled.h"
#include "core/metering/metering_order.h"
#include "core/metering/thing.h"

#include <algorithm>
#include <utility>

namespace meterbench::metering {

const Metering::LayoutUse& Metering::useOf(const model::Layout& layout) {
    const auto [at, isNew] = m_layouts.try_emplace(layout.id);
    if (isNew) {
        compile(layout, at->second);
    }
    at->second.usedAt = m_groups;
    return at->second;
}

void Metering::compile(const model::Layout& layout, LayoutUse& use) {
    std::vector<Use> uses;
    for (std::uint32_t position = 0; position < layout.size(); ++position) {
        compileSeries(layout.labels.at(position), position, uses, use.says);
    }
    std::ranges::stable_sort(uses, {}, [this](const Use& one) {
        return std::uint32_t{m_live[one.live].meter};
    });
    use.uses = UseList(uses);
    use.says.shrink_to_fit(); // there are as many as live values, and they stay
}

void Metering::compileSeries(
    const model::Labels& labels,
    std::uint32_t position,
    std::vector<Use>& uses,
    std::vector<Says>& says
) {
    const auto views = labels.views();
    const Tags tags = m_compiled->schema.judge(views);
    const Owner said{
        std::string(tags.customer),
        std::string(tags.dimension),
        std::string(tags.label),
        tags.verdict};
    const auto keyOf = [&](std::uint32_t number) {
        const Compiled::Join& join = m_compiled->joins[number];
        return addKey(join.text + ' ' + textOf(views, join.on));
    };
    for (std::uint32_t join = 0; join < m_compiled->joins.size(); ++join) {
        if (m_compiled->joins[join].selector.matches(labels)) {
            says.push_back({position, keyOf(join), addOwner(said)});
        }
    }
    for (std::uint32_t meter = 0; meter < m_meters.size(); ++meter) {
        if (m_compiled->selectors[meter].matches(labels)) {
            const std::string text = metering::thingOf(m_meters[meter], views);
            if (m_order && !m_order->has(meter, text)) {
                continue;
            }
            const std::uint32_t live = addLive(meter, m_things.add(meter, text), m_origin->number);
            if (m_order) {
                m_order->note(live, meter, text);
            }
            const std::uint32_t owner = addOwner(billedBy(m_meters[meter], said));
            const std::uint32_t join = m_compiled->joinOf[meter];
            uses.push_back({position, live, owner, join == kNone ? Use::kNoKey : keyOf(join)});
        }
    }
}

/// A meter may name the dimension itself.
Owner Metering::billedBy(const Meter& meter, Owner owner) {
    if (!meter.dimension.empty()) {
        owner.dimension = meter.dimension;
        owner.verdict = owner.verdict == Verdict::NoDimension ? Verdict::Billable : owner.verdict;
    }
    return owner;
}

std::uint32_t Metering::addOwner(Owner owner) {
    const auto [at, isNew] =
        m_ownerOf.try_emplace(owner, static_cast<std::uint32_t>(m_owners.size()));
    if (isNew) {
        m_owners.push_back(std::move(owner));
    }
    return at->second;
}

/// At the place that the thing has under the meter.
std::uint32_t Metering::addLive(std::uint32_t meter, std::uint32_t place, std::uint32_t origin) {
    if (place == m_live.size()) {
        LiveValue& live = m_live.emplace_back();
        live.setMeter(meter);
        live.setOrigin(origin);
    }
    return place;
}

std::uint32_t Metering::addKey(std::string_view text) {
    const std::uint32_t key = m_keys.add(text);
    if (key == m_saidOwner.size()) {
        m_saidOwner.push_back(kNobody);
    }
    return key;
}

void Metering::forgetLayouts() {
    std::erase_if(m_layouts, [this](const auto& entry) {
        return entry.second.usedAt + kForgetAfter < m_groups;
    });
}

} // namespace meterbench::metering
