// TaggingSchema: which labels make a series billable, and what each series is by it. A customer and
// a dimension are each known by one label, which may have several spellings: kube-state-metrics
// writes paigoCustomerID as label_paigo_customer_id, and a second such label as
// label_paigo_customer_id_conflict1 (facts 4.1). Values must match a pattern, anchored. Constant
// after compile; any thread. Errors: InvalidInput, naming the field.
#pragma once

#include "core/base/result.h"
#include "core/model/labels.h"
#include "core/relabel/matcher.h"

#include <cstdint>
#include <span>
#include <string>
#include <string_view>
#include <vector>

namespace meterbench::metering {

/// What is to be said of a series, worst first.
enum class Verdict : std::uint8_t {
    NotMetered,  ///< no meter asks for it
    NoCustomer,  ///< metered, and kept as usage without an owner
    NoDimension, ///< carries a customer and no dimension
    MalformedId, ///< one of the two does not match its pattern, or two spellings disagree
    Duplicate,   ///< the same thing is metered from another series or target
    Stale,       ///< was metered and ended
    Billable,
};

struct SchemaOptions {
    /// Spellings in the order in which they are looked for.
    std::vector<std::string> customerLabels{"paigoCustomerID", "paigoCustomerId"};
    std::vector<std::string> dimensionLabels{"paigoDimensionId"};
    std::string customerPattern = ".+";
    std::string dimensionPattern = ".+";

    friend bool operator==(const SchemaOptions&, const SchemaOptions&) = default;
};

/// What the labels of one series say. The views borrow from the labels.
struct Tags {
    Verdict verdict = Verdict::NoCustomer; ///< NoCustomer, NoDimension, MalformedId or Billable
    std::string_view customer;             ///< empty: none
    std::string_view dimension;
    std::string_view label; ///< the one that is malformed
};

/// As kube-state-metrics writes the name of a label of a Kubernetes object: label_ before it, a
/// lower letter or digit followed by an upper one parted by _, all lower, other bytes _
/// (kube-state-metrics internal/store/utils.go).
[[nodiscard]] std::string kubernetesLabelName(std::string_view name);
/// These names and the spellings of kube-state-metrics, in the order in which they are looked for.
[[nodiscard]] std::vector<std::string> spellingsOf(const std::vector<std::string>& names);

class TaggingSchema {
public:
    [[nodiscard]] static base::Result<TaggingSchema> compile(const SchemaOptions& options);

    [[nodiscard]] Tags judge(std::span<const model::LabelView> sortedLabels) const;

private:
    struct Tag {
        std::vector<std::string> names; ///< with the spellings of Kubernetes
        relabel::Matcher pattern;
    };

    struct Found {
        std::string_view value;
        std::string_view label;
        bool isBad = false;
    };

    TaggingSchema(Tag customer, Tag dimension)
        : m_customer(std::move(customer))
        , m_dimension(std::move(dimension)) {}

    [[nodiscard]] static Found find(const Tag& tag, std::span<const model::LabelView> labels);

    Tag m_customer;
    Tag m_dimension;
};

} // namespace meterbench::metering
