#include "core/metering/preview.h"

#include "core/metering/thing.h"
#include "core/relabel/selector.h"

#include <map>
#include <set>
#include <unordered_map>
#include <utility>

namespace meterbench::metering {

namespace {

using base::Error;
using base::Result;
using relabel::Selector;
using Why = NotCounted::Why;

Why whyOf(const Tags& tags) {
    return tags.verdict == Verdict::MalformedId   ? Why::MalformedId
           : tags.verdict == Verdict::NoDimension ? Why::NoDimension
                                                  : Why::NoCustomer;
}

/// One meter over one body; borrows both.
class MeterOverBody {
public:
    MeterOverBody(const TaggingSchema& schema, const Meter& meter, std::span<const SeenSeries> body)
        : m_schema(schema)
        , m_meter(meter)
        , m_body(body) {
        m_preview.meter = meter.name;
    }

    MeterPreview run(const Selector& selector, const Selector* join) {
        if (join != nullptr) {
            hearSays(*join);
        }
        for (const SeenSeries& series : m_body) {
            if (selector.matches(series.labels)) {
                ++m_preview.matched;
                judge(series);
            }
        }
        m_preview.things = m_things.size();
        for (auto& [key, cause] : m_causes) {
            m_preview.causes.push_back(std::move(cause));
        }
        return std::move(m_preview);
    }

private:
    void hearSays(const Selector& join) {
        for (const SeenSeries& series : m_body) {
            if (join.matches(series.labels)) {
                const auto views = series.labels.views();
                m_said[textOf(views, m_meter.join->on)] = m_schema.judge(views);
            }
        }
    }

    void judge(const SeenSeries& series) {
        const auto views = series.labels.views();
        Tags tags = m_schema.judge(views);
        bool isSaid = true;
        if (m_meter.join) {
            const auto said = m_said.find(textOf(views, m_meter.join->on));
            isSaid = said != m_said.end();
            tags = isSaid ? said->second : tags;
        }
        if (tags.verdict == Verdict::NoDimension && !m_meter.dimension.empty()) {
            tags.verdict = Verdict::Billable;
        }
        if (!base::Decimal::fromSample(series.value)) {
            refuse(series, Why::Unfit, {});
        } else if (const bool isNew = m_things.insert(thingOf(m_meter, views)).second;
                   !isNew && m_meter.combine == Combine::Refuse) {
            refuse(series, Why::Duplicate, {});
        } else if (tags.verdict == Verdict::Billable) {
            ++m_preview.counted;
        } else {
            const bool isUnsaid = !isSaid && tags.verdict == Verdict::NoCustomer;
            refuse(series, isUnsaid ? Why::NotSaid : whyOf(tags), tags.label);
        }
    }

    void refuse(const SeenSeries& series, Why why, std::string_view label) {
        NotCounted& cause = m_causes[{why, std::string(label)}];
        if (cause.series++ == 0) {
            cause.why = why;
            cause.label = label;
            cause.example = series.labels.toString();
        }
    }

    const TaggingSchema& m_schema;
    const Meter& m_meter;
    std::span<const SeenSeries> m_body;
    std::unordered_map<std::string, Tags> m_said; ///< views into the body
    std::set<std::string> m_things;
    std::map<std::pair<Why, std::string>, NotCounted> m_causes;
    MeterPreview m_preview;
};

Result<MeterPreview>
previewOf(const TaggingSchema& schema, const Meter& meter, std::span<const SeenSeries> body) {
    if (const base::Status checked = check(meter); !checked) {
        return checked.error();
    }
    const auto selector = Selector::parse(meter.selector);
    const auto join = meter.join ? Selector::parse(meter.join->selector) : Selector();
    if (!selector || !join) {
        return selector ? join.error() : selector.error();
    }
    return MeterOverBody(schema, meter, body).run(*selector, meter.join ? &*join : nullptr);
}

} // namespace

Result<std::vector<MeterPreview>> preview(
    const SchemaOptions& options, const std::vector<Meter>& meters, std::span<const SeenSeries> body
) {
    const auto schema = TaggingSchema::compile(options);
    if (!schema) {
        return schema.error();
    }
    std::vector<MeterPreview> previews;
    for (const Meter& meter : meters) {
        auto one = previewOf(*schema, meter, body);
        if (!one) {
            return one.error();
        }
        previews.push_back(std::move(one).value());
    }
    return previews;
}

} // namespace meterbench::metering
