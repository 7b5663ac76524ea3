#include "core/metering/tags.h"

#include <algorithm>
#include <utility>

namespace meterbench::metering {

namespace {

using base::Code;
using base::Error;
using base::Result;

bool isLower(char c) {
    return c >= 'a' && c <= 'z';
}

bool isUpper(char c) {
    return c >= 'A' && c <= 'Z';
}

bool isDigit(char c) {
    return c >= '0' && c <= '9';
}

Result<relabel::Matcher> compilePattern(const char* field, const std::string& pattern) {
    auto matcher = relabel::Matcher::compile(pattern);
    if (!matcher) {
        return Error{Code::InvalidInput, std::string(field) + ": " + matcher.error().context};
    }
    return matcher;
}

} // namespace

std::string kubernetesLabelName(std::string_view name) {
    std::string out = "label_";
    for (std::size_t i = 0; i < name.size(); ++i) {
        const char c = name[i];
        if (isUpper(c) && i > 0 && (isLower(name[i - 1]) || isDigit(name[i - 1]))) {
            out += '_';
        }
        out += isUpper(c) ? static_cast<char>(c - 'A' + 'a') : isLower(c) || isDigit(c) ? c : '_';
    }
    return out;
}

std::vector<std::string> spellingsOf(const std::vector<std::string>& names) {
    std::vector<std::string> all = names;
    for (const std::string& name : names) {
        const std::string other = kubernetesLabelName(name);
        for (const char* const suffix : {"", "_conflict1", "_conflict2"}) {
            if (std::ranges::find(all, other + suffix) == all.end()) {
                all.push_back(other + suffix);
            }
        }
    }
    return all;
}

Result<TaggingSchema> TaggingSchema::compile(const SchemaOptions& options) {
    for (const auto* const names : {&options.customerLabels, &options.dimensionLabels}) {
        const char* const field =
            names == &options.customerLabels ? "customer_labels" : "dimension_labels";
        if (names->empty() || std::ranges::find(*names, std::string()) != names->end()) {
            return Error{Code::InvalidInput, std::string(field) + ": at least one label name"};
        }
    }
    auto customer = compilePattern("customer_pattern", options.customerPattern);
    if (!customer) {
        return customer.error();
    }
    auto dimension = compilePattern("dimension_pattern", options.dimensionPattern);
    if (!dimension) {
        return dimension.error();
    }
    return TaggingSchema(
        {spellingsOf(options.customerLabels), std::move(customer).value()},
        {spellingsOf(options.dimensionLabels), std::move(dimension).value()}
    );
}

/// Two spellings may stand beside each other; they must then say the same.
TaggingSchema::Found TaggingSchema::find(const Tag& tag, std::span<const model::LabelView> labels) {
    Found found;
    for (const std::string& name : tag.names) {
        const auto at = std::ranges::lower_bound(labels, name, {}, &model::LabelView::name);
        if (at == labels.end() || at->name != name) {
            continue;
        }
        if (found.label.empty()) {
            found = {at->value, at->name, !tag.pattern.matches(at->value)};
        } else if (at->value != found.value) {
            found.label = at->name;
            found.isBad = true;
        }
    }
    return found;
}

Tags TaggingSchema::judge(std::span<const model::LabelView> sortedLabels) const {
    const Found customer = find(m_customer, sortedLabels);
    const Found dimension = find(m_dimension, sortedLabels);
    Tags tags{Verdict::Billable, customer.value, dimension.value, {}};
    if (customer.isBad || dimension.isBad) {
        tags.verdict = Verdict::MalformedId;
        tags.label = customer.isBad ? customer.label : dimension.label;
    } else if (customer.label.empty()) {
        tags.verdict = Verdict::NoCustomer;
    } else if (dimension.label.empty()) {
        tags.verdict = Verdict::NoDimension;
    }
    return tags;
}

} // namespace meterbench::metering
