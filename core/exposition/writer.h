// Writer: families and samples as a body in text 0.0.4 or OpenMetrics 1.0.0; for our own /metrics,
// instruments and the demo. It writes what it is given in the order it is given: the caller keeps
// families together and gives the samples the names that their type wants (_total, _bucket …, in
// both formats the same). It escapes, quotes names outside the legacy set, and translates what
// differs: the family of a counter is foo_total in the text format and foo in OpenMetrics; units
// and exemplars exist only in OpenMetrics; times are milliseconds or seconds. One thread.
#pragma once

#include "core/exposition/pull_parser.h"
#include "core/model/labels.h"
#include "core/model/metric_type.h"

#include <cstdint>
#include <optional>
#include <span>
#include <string>
#include <string_view>

namespace meterbench::exposition {

/// What to send as Content-Type.
[[nodiscard]] std::string_view contentTypeOf(Format format);

/// How values are written: as short as they can be, or as Python's prometheus_client writes them.
enum class Numbers : std::uint8_t { Shortest, PythonClient };

class Writer {
public:
    explicit Writer(Format format, Numbers numbers = Numbers::Shortest)
        : m_format(format)
        , m_numbers(numbers) {}

    /// TYPE, HELP and UNIT; an empty help or unit is left out.
    void family(const model::Family& family);
    /// The labels are written in their order; empty values too.
    void sample(
        std::string_view name,
        std::span<const model::LabelView> labels,
        double value,
        std::optional<std::int64_t> timestampMs = std::nullopt
    );
    /// As above; the exemplar is left out in the text format, and when its labels have more than
    /// 128 characters.
    void sample(
        std::string_view name,
        std::span<const model::LabelView> labels,
        double value,
        std::optional<std::int64_t> timestampMs,
        const ExemplarEntry& exemplar
    );
    /// The body, with # EOF where it belongs; the writer is empty afterwards.
    [[nodiscard]] std::string finish();

private:
    void metadata(std::string_view word, std::string_view name, std::string_view text);
    void series(std::string_view name, std::span<const model::LabelView> labels);
    void label(const model::LabelView& label);
    void time(std::int64_t timestampMs);
    void valueAndTime(double value, std::optional<std::int64_t> timestampMs);

    Format m_format;
    Numbers m_numbers;
    std::string m_body;
};

} // namespace meterbench::exposition
