// Billable rules: the tagging schema as write relabel rules, so that an endpoint is sent only what
// somebody can be billed for, and a Prometheus with the same configuration does the same: one keep
// rule for the customer, one for the dimension. What meters take a customer or a dimension for from
// elsewhere (a pod's time, by the labels of its pod) goes by its name, so that a receiver that joins
// has both. What a rule cannot say: whether two spellings that stand beside each other agree, and
// whose a series is that is joined; such series are kept. Pure; any thread. Errors: InvalidInput,
// naming the field.
#pragma once

#include "core/base/result.h"
#include "core/metering/preview.h"
#include "core/metering/tags.h"
#include "core/model/labels.h"
#include "core/relabel/rule.h"

#include <cstddef>
#include <cstdint>
#include <optional>
#include <span>
#include <string>
#include <vector>

namespace meterbench::metering {

inline constexpr std::size_t kBillableRules = 2;

/// Customer, then dimension.
[[nodiscard]] base::Result<std::vector<relabel::Rule>>
billableRules(const SchemaOptions& schema, const std::vector<Meter>& meters);

/// Where these rules stand among others, one behind the other; also as they were made for other
/// meters.
[[nodiscard]] std::optional<std::size_t>
findBillableRules(std::span<const relabel::Rule> rules, std::span<const relabel::Rule> billable);

/// What such rules would do to the series of a body.
struct BillableCut {
    struct Cause {
        Verdict verdict = Verdict::NoCustomer; ///< NoCustomer, NoDimension or MalformedId
        std::string label;                     ///< that is malformed
        std::uint64_t series = 0;
        std::vector<std::string> examples; ///< at most three
    };

    std::uint64_t series = 0;        ///< all
    std::uint64_t droppedBefore = 0; ///< by the rules that stand before
    std::uint64_t kept = 0;
    std::vector<Cause> dropped; ///< in the order of Verdict, then of labels
    /// Kept though the schema calls them malformed: two spellings disagree.
    Cause keptMalformed{Verdict::MalformedId, {}, 0, {}};
    /// Dropped though the schema calls them billable; the pattern cannot be written as such a rule.
    Cause lost{Verdict::Billable, {}, 0, {}};
    /// Kept though their own tags do not make them billable: by their name, as a meter takes the
    /// customer from another series, or has a dimension of its own for them.
    Cause keptForMeters;
    /// Among the dropped: the same of meters that name no metric. The meters here count it; a
    /// receiver that should do the same cannot.
    Cause neededByMeters;
};

/// `before`: the endpoint's other rules; external labels are added first, where absent.
[[nodiscard]] base::Result<BillableCut> billableCut(
    const SchemaOptions& schema,
    const std::vector<Meter>& meters,
    const std::vector<relabel::Rule>& before,
    const model::Labels& externalLabels,
    std::span<const SeenSeries> body
);

} // namespace meterbench::metering
