// PushReader: reads a body in the text format into a Push and refuses what must not be merged, with
// line and column. Lenient where Prometheus is (core/exposition); beyond that it refuses what the
// older gateway's parser does (late or second TYPE, second HELP, a name twice, a missing last line
// break), and Strict also negative and NaN counters, histograms that cannot be, sample timestamps
// and reserved names. Keeps its memory from push to push. One thread.
#pragma once

#include "core/exposition/pull_parser.h"
#include "core/gateway/push.h"
#include "core/gateway/refusal.h"
#include "core/gateway/slot_table.h"

#include <optional>
#include <string_view>
#include <vector>

namespace meterbench::gateway {

class PushReader {
public:
    explicit PushReader(Profile profile)
        : m_profile(profile) {}

    /// The path is what stands behind "/metrics", percent-encoded. Fills push, which lives no
    /// longer than the body; what it holds after a refusal is of no use.
    [[nodiscard]] std::optional<Refusal>
    read(std::string_view path, std::string_view body, Push& push);

    /// Puts other numbers, one for each sample, into a push that was read before, and looks them
    /// over as read() does. False: read() would refuse them and says why.
    [[nodiscard]] bool refill(Push& push, const std::vector<double>& values);

    [[nodiscard]] Profile profile() const { return m_profile; }

private:
    using Part = SamplePart;

    struct Place {
        std::uint32_t family = 0;
        Part part = Part::Value;
    };

    using Problem = std::optional<Refusal>;

    [[nodiscard]] Problem readEntries(exposition::PullParser& parser);
    [[nodiscard]] Problem readType(const exposition::PullParser& parser, const char* at);
    [[nodiscard]] Problem readHelp(const exposition::PullParser& parser, const char* at);
    [[nodiscard]] Problem readSample(exposition::PullParser& parser);
    [[nodiscard]] Problem readName(exposition::PullParser& parser, std::string_view& name);
    [[nodiscard]] Problem readKey(const Place& place, const char* at);
    [[nodiscard]] Problem
    readLabel(const model::LabelView& label, const Place& place, const char* at);
    [[nodiscard]] Problem
    readBound(const model::LabelView& label, const Place& place, const char* at);
    [[nodiscard]] Problem readClearMode(std::string_view word, const Place& place, const char* at);
    [[nodiscard]] Problem addValue(const Place& place, const exposition::Sample& sample);
    [[nodiscard]] Problem addPart(PushSeries& series, Part part, const exposition::Sample& sample);
    [[nodiscard]] Problem checkNumber(Part part, const exposition::Sample& sample) const;
    [[nodiscard]] bool refillPart(Distribution& into, const PushSample& sample, double value) const;
    [[nodiscard]] bool refinish(const PushSeries& series);
    [[nodiscard]] Problem finishDistribution(const PushSeries& series);
    [[nodiscard]] Problem finishHistogram(const PushSeries& series, Distribution& value);

    [[nodiscard]] std::uint32_t familyOf(std::string_view name);
    [[nodiscard]] std::uint32_t findFamily(std::string_view name, std::uint64_t hash) const;
    [[nodiscard]] Place placeOf(std::string_view name);
    [[nodiscard]] PushSeries& seriesOf(const Place& place, const char* at, bool& isNew);
    [[nodiscard]] std::uint32_t newDistribution();
    [[nodiscard]] Refusal refuse(const char* at, std::string_view message) const;
    [[nodiscard]] Refusal refuseLabels(const char* at, std::string message) const;
    [[nodiscard]] const char* lineStart(const exposition::PullParser& parser) const;
    [[nodiscard]] Refusal syntaxProblem(const exposition::ParseProblem& problem) const;
    [[nodiscard]] Problem duplicate(const PushSeries& series, const char* at) const;

    [[nodiscard]] bool isStrict() const { return m_profile == Profile::Strict; }

    Profile m_profile;
    std::string_view m_body;
    Push* m_push = nullptr;
    SlotTable m_families;
    SlotTable m_series;
    std::vector<model::LabelView> m_labels;
    std::uint32_t m_recent = SlotTable::kNone; ///< the family that was asked for last
    std::size_t m_keyStart = 0;                ///< of the sample at hand, in m_push->keys
    double m_bound = 0;
    bool m_hasBound = false;
    std::optional<Policy> m_policy;
    std::string_view m_lastName; ///< most samples go on with the name of the last
    Place m_lastPlace;
};

} // namespace meterbench::gateway
