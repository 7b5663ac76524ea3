#include "core/pipeline/trial_record.h"

#include "core/base/hash.h"
#include "core/base/number.h"
#include "core/metering/calendar.h"
#include "core/remote/request_template.h"

#include <array>
#include <cstdio>
#include <utility>

namespace meterbench::pipeline {

namespace {

constexpr std::int64_t kMinuteMs = 60'000;
constexpr std::int64_t kDayMs = 86'400'000;
constexpr const char* kMark = "meterbench-test";
constexpr const char* kSeries = "meterbench_test";

std::string hexOf(std::uint64_t number) {
    std::array<char, 17> text{};
    std::snprintf(text.data(), text.size(), "%016llx", static_cast<unsigned long long>(number));
    return text.data();
}

/// Different for each customer, dimension and value: one key may not come with two contents.
std::string idOf(const TrialRecord& record, const std::string& day) {
    const std::string content =
        record.customer + '\0' + record.dimension + '\0' + record.value.toText();
    return std::string(kMark) + "-" + day + "-" + hexOf(base::hash64(content));
}

model::Labels labelsOf(const TrialRecord& record, const metering::SchemaOptions& schema) {
    model::Labels labels;
    labels.set("__name__", kSeries);
    if (!schema.customerLabels.empty()) {
        labels.set(schema.customerLabels.front(), record.customer);
    }
    if (!schema.dimensionLabels.empty()) {
        labels.set(schema.dimensionLabels.front(), record.dimension);
    }
    return labels;
}

base::Result<remote::SeriesRules> rulesOf(const remote::EndpointOptions& options) {
    auto program = relabel::Program::compile(options.writeRelabelRules);
    if (!program) {
        return program.error();
    }
    remote::SeriesRules rules;
    rules.externalLabels = options.externalLabels;
    rules.program = std::move(*program);
    return rules;
}

} // namespace

metering::StoredRecord usageOf(const TrialRecord& record, std::int64_t nowMs) {
    metering::StoredRecord made;
    made.madeMs = nowMs;
    metering::UsageRecord& usage = made.record;
    usage.meter = kMark;
    usage.thing = kSeries;
    usage.customer = record.customer;
    usage.dimension = record.dimension;
    usage.beginMs = nowMs - nowMs % kDayMs;
    usage.endMs = usage.beginMs + 1;
    usage.value = record.value;
    made.id = idOf(record, metering::timeText(usage.beginMs).substr(0, 10));
    return made;
}

base::Result<std::string> writeOf(
    const TrialRecord& record,
    const metering::SchemaOptions& schema,
    const remote::EndpointOptions& options,
    std::int64_t nowMs
) {
    const auto rules = rulesOf(options);
    if (!rules) {
        return rules.error();
    }
    const model::Labels labels = labelsOf(record, schema);
    model::LayoutBuilder builder(0);
    builder.append(labels.views());
    model::Batch batch;
    batch.layout = builder.finish(nullptr);
    batch.timestampMs = nowMs - nowMs % kMinuteMs;
    batch.values = {base::parseNumber(record.value.toText()).value_or(0)};
    const remote::RequestTemplatePtr made = remote::RequestTemplate::make(*batch.layout, *rules);
    if (made->seriesSent() == 0) {
        return base::Error{
            base::Code::InvalidInput,
            "its write relabeling drops " + std::string(kSeries) +
                " with these labels: the sample was not sent"};
    }
    remote::RequestBody body;
    remote::EncodeScratch scratch;
    for (const remote::TemplatePiece& piece : made->pieces()) {
        piece.pour(batch, body, scratch);
    }
    return body.wire();
}

} // namespace meterbench::pipeline
