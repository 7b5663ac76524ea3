// What a type demands of each of its samples.
#include "core/base/number.h"
#include "core/exposition/lint_family.h"

#include <algorithm>
#include <cmath>

namespace meterbench::exposition {

namespace {

using model::MetricType;

const LintLabel* findLabel(const LintSample& sample, std::string_view name) {
    const auto at =
        std::find_if(sample.labels.begin(), sample.labels.end(), [&](const LintLabel& label) {
            return label.name == name;
        });
    return at == sample.labels.end() ? nullptr : &*at;
}

bool hasBuckets(MetricType type) {
    return type == MetricType::Histogram || type == MetricType::GaugeHistogram;
}

bool isWhole(double value) {
    return std::isfinite(value) && std::floor(value) == value;
}

void checkThreshold(const LintSample& sample, Format format, LintReport& report) {
    const LintLabel* le = findLabel(sample, "le");
    if (le == nullptr) {
        report.format(
            sample.at,
            "bucket-le",
            "a bucket has no le label",
            "le gives the upper bound, such as le=\"0.5\""
        );
        return;
    }
    const auto bound = base::parseNumber(le->value);
    if (!bound || std::isnan(*bound)) {
        report.format(
            le->at,
            "bucket-le",
            "le is not a number: " + quoted(le->value),
            "such as le=\"0.5\" or le=\"+Inf\""
        );
    } else if (std::isinf(*bound) && *bound > 0 && le->value != "+Inf" && format == Format::OpenMetrics) {
        report.format(
            le->at,
            "bucket-le",
            "le spells infinity as " + quoted(le->value),
            "le=\"+Inf\" is the only spelling"
        );
    }
}

void checkQuantile(const LintSample& sample, LintReport& report) {
    const LintLabel* quantile = findLabel(sample, "quantile");
    if (quantile == nullptr) {
        report.format(
            sample.at,
            "summary-quantile",
            "a summary's sample has no quantile label",
            "the plain name needs quantile=\"0.5\"; count and sum have suffixes"
        );
        return;
    }
    const auto rank = base::parseNumber(quantile->value);
    if (!rank || !(*rank >= 0 && *rank <= 1)) {
        report.format(
            quantile->at,
            "summary-quantile",
            "quantile is not between 0 and 1: " + quoted(quantile->value),
            "such as quantile=\"0.99\""
        );
    }
}

bool countsEvents(std::string_view suffix) {
    return suffix == "_total" || suffix == "_sum" || suffix == "_count" || suffix == "_bucket" ||
           suffix == "_gcount";
}

void checkCounted(std::string_view suffix, const LintSample& sample, LintReport& report) {
    const std::string what = "a value of " + std::string(suffix);
    if (std::isnan(sample.value) && (countsEvents(suffix) || suffix == "_gsum")) {
        report.format(
            sample.valueAt,
            "counter-value",
            what + " is NaN",
            "it counts, so it is a number from 0 on"
        );
    } else if (sample.value < 0 && countsEvents(suffix)) {
        report.format(
            sample.valueAt,
            "counter-value",
            what + " is negative",
            "it counts, so it is a number from 0 on"
        );
    } else if (!isWhole(sample.value) && (suffix == "_bucket" || suffix == "_count" || suffix == "_gcount")) {
        report.format(
            sample.valueAt, "counter-value", what + " is not a whole number", "it counts events"
        );
    } else if (suffix == "_created" && !std::isfinite(sample.value)) {
        report.format(
            sample.valueAt, "created-value", "_created is not a time", "seconds since 1970"
        );
    }
}

void checkState(const LintFamily& family, const LintSample& sample, LintReport& report) {
    if (findLabel(sample, family.name) == nullptr) {
        report.format(
            sample.at,
            "stateset-label",
            "a state has no label " + quoted(family.name),
            "the state's name is the value of the label named like the metric"
        );
    }
    if (sample.value != 0 && sample.value != 1) {
        report.format(
            sample.valueAt,
            "stateset-value",
            "a state is neither 0 nor 1",
            "1 when it is true, 0 when not"
        );
    }
}

void checkExemplar(
    MetricType type, std::string_view suffix, const LintSample& sample, LintReport& report
) {
    const LintExemplar& exemplar = *sample.exemplar;
    const bool allowed = (hasBuckets(type) && suffix == "_bucket") ||
                         (type == MetricType::Counter && suffix == "_total");
    if (!allowed) {
        report.format(
            exemplar.at,
            "exemplar-place",
            "an exemplar where none may be",
            "only buckets and a counter's _total have exemplars"
        );
    }
    std::size_t characters = 0;
    for (const LintLabel& label : exemplar.labels) {
        for (const char c : label.name + label.value) {
            characters += (static_cast<unsigned char>(c) & 0xc0U) != 0x80U ? 1 : 0;
        }
    }
    if (characters > 128) {
        report.format(
            exemplar.at,
            "exemplar-length",
            "the exemplar's labels have " + std::to_string(characters) + " characters",
            "names and values together may have 128"
        );
    }
    const LintLabel* le = suffix == "_bucket" ? findLabel(sample, "le") : nullptr;
    const auto bound = le != nullptr ? base::parseNumber(le->value) : std::nullopt;
    if (allowed && bound && exemplar.value > *bound) {
        report.format(
            exemplar.at,
            "exemplar-value",
            "the exemplar's value is above the bucket's bound " + le->value,
            "an exemplar belongs to a bucket that covers its value"
        );
    }
}

void checkReservedLabels(const LintSample& sample, Format format, LintReport& report) {
    for (const LintLabel& label : sample.labels) {
        if (format == Format::OpenMetrics && label.name.starts_with('_')) {
            report.format(
                label.at,
                "reserved-label",
                "label " + quoted(label.name) + " begins with an underscore",
                "such names are reserved by the standard"
            );
        } else if (label.name.starts_with("__")) {
            report.style(
                label.at,
                "reserved-label",
                "label " + quoted(label.name) + " begins with two underscores",
                "such names are for Prometheus's own use"
            );
        }
    }
}

} // namespace

void checkSample(
    const LintFamily& family,
    std::string_view suffix,
    const LintSample& sample,
    Format format,
    LintReport& report
) {
    const MetricType type = family.effectiveType();
    checkReservedLabels(sample, format, report);
    if (hasBuckets(type) && suffix == "_bucket") {
        checkThreshold(sample, format, report);
    }
    if (type == MetricType::Summary && suffix.empty()) {
        checkQuantile(sample, report);
    }
    if (format == Format::Text) {
        return;
    }
    checkCounted(suffix, sample, report);
    if (type == MetricType::Summary && suffix.empty() && sample.value < 0) {
        report.format(
            sample.valueAt,
            "quantile-value",
            "a quantile's value is negative",
            "a summary's values are numbers from 0 on, or NaN"
        );
    }
    if (type == MetricType::StateSet) {
        checkState(family, sample, report);
    }
    if (type == MetricType::Info && sample.value != 1) {
        report.format(
            sample.valueAt,
            "info-value",
            "the value of an info is not 1",
            "its meaning is in its labels"
        );
    }
    if (sample.exemplar && !family.badType) {
        checkExemplar(type, suffix, sample, report);
    }
}

} // namespace meterbench::exposition
