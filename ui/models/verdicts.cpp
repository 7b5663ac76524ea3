#include "ui/models/verdicts.h"

#include <QCoreApplication>

#include <utility>

namespace meterbench::ui {

namespace {

struct Words {
    Q_DECLARE_TR_FUNCTIONS(meterbench::ui::Verdicts)
};

/// More series than that were not looked at lately.
constexpr std::size_t kMostKnown = 200'000;

} // namespace

bool Verdicts::follow(const std::shared_ptr<const pipeline::MetererOptions>& options) {
    if (options == m_options) {
        return false;
    }
    m_options = options;
    m_meters.clear();
    m_known.clear();
    m_schema.reset();
    if (options == nullptr) {
        return true;
    }
    auto schema = metering::TaggingSchema::compile(options->schema);
    if (!schema) {
        return true; // the meters do not run with it either
    }
    m_schema = std::move(*schema);
    for (const metering::Meter& meter : options->meters) {
        if (auto selector = relabel::Selector::parse(meter.selector)) {
            m_meters.push_back(
                {std::move(*selector), !meter.dimension.empty(), meter.join.has_value()}
            );
        }
    }
    return true;
}

std::optional<metering::Verdict>
Verdicts::of(model::SeriesRef ref, const model::Labels& labels) const {
    if (m_meters.empty()) {
        return std::nullopt;
    }
    const auto known = m_known.find(ref);
    if (known != m_known.end()) {
        return known->second;
    }
    if (m_known.size() >= kMostKnown) {
        m_known.clear();
    }
    return m_known.emplace(ref, judge(labels)).first->second;
}

/// Billable by one meter is billable; else what it lacks.
std::optional<metering::Verdict> Verdicts::judge(const model::Labels& labels) const {
    std::optional<metering::Verdict> verdict;
    for (const Meter& meter : m_meters) {
        if (meter.isJoined || !meter.selector.matches(labels)) {
            continue;
        }
        metering::Verdict one = m_schema->judge(labels.views()).verdict;
        if (one == metering::Verdict::NoDimension && meter.hasDimension) {
            one = metering::Verdict::Billable;
        }
        verdict = !verdict || *verdict < one ? one : *verdict;
    }
    return verdict;
}

QString Verdicts::text(metering::Verdict verdict) {
    switch (verdict) {
    case metering::Verdict::NotMetered:
        return Words::tr("not metered");
    case metering::Verdict::NoCustomer:
        return Words::tr("no customer");
    case metering::Verdict::NoDimension:
        return Words::tr("no dimension");
    case metering::Verdict::MalformedId:
        return Words::tr("malformed id");
    case metering::Verdict::Duplicate:
        return Words::tr("duplicate");
    case metering::Verdict::Stale:
        return Words::tr("stale");
    case metering::Verdict::Billable:
        break;
    }
    return Words::tr("billable");
}

} // namespace meterbench::ui
