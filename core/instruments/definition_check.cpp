#include "core/instruments/definition_check.h"

#include "core/base/number.h"
#include "core/base/text.h"
#include "core/instruments/name_advice.h"
#include "core/model/labels.h"

#include <algorithm>
#include <cmath>

namespace meterbench::instruments {

namespace {

using base::Code;
using base::Error;
using base::Status;

Status checkStates(const Definition& definition) {
    if (definition.type != Type::Enum) {
        return definition.states.empty() ? Status()
                                         : Error{Code::InvalidInput, "only an enum has states"};
    }
    if (definition.states.empty()) {
        return Error{Code::InvalidInput, "an enum needs at least one state"};
    }
    for (auto state = definition.states.begin(); state != definition.states.end(); ++state) {
        if (std::find(definition.states.begin(), state, *state) != state) {
            return Error{Code::InvalidInput, "the state \"" + *state + "\" is there twice"};
        }
        if (!base::isValidUtf8(*state)) {
            return Error{Code::InvalidInput, "a state is not valid UTF-8"};
        }
    }
    const auto& labels = definition.labelNames;
    if (std::ranges::find(labels, definition.name) != labels.end()) {
        return Error{
            Code::InvalidInput,
            "the label " + definition.name +
                " has the enum's own name, which is the label of its states"};
    }
    return {};
}

Status checkBounds(const Definition& definition) {
    if (definition.type != Type::Histogram) {
        return definition.bounds.empty() ? Status()
                                         : Error{Code::InvalidInput, "only a histogram has bounds"};
    }
    double before = -INFINITY;
    for (const double bound : definition.bounds) {
        if (!std::isfinite(bound) || bound <= before) {
            return Error{
                Code::InvalidInput,
                "bounds grow and are finite (+Inf is added): " + base::formatNumber(bound) +
                    " does not fit"};
        }
        before = bound;
    }
    return {};
}

Error named(const NameAdvice& advice, std::string_view what, std::string_view name) {
    std::string words = std::string(what) + " \"" + std::string(name) + "\": " + advice.problem;
    if (!advice.proposal.empty()) {
        words += "; " + advice.proposal + " would be right";
    }
    return {Code::InvalidInput, std::move(words)};
}

} // namespace

Status checkDefinition(const Definition& definition) {
    const NameAdvice name =
        adviseName(definition.type, fullName(definition.type, definition.name), definition.unit);
    if (definition.name.empty() || !name.isUsable) {
        return named(
            definition.name.empty() ? adviseName(definition.type, "", "") : name,
            "name",
            definition.name
        );
    }
    std::vector<std::string> before;
    for (const std::string& label : definition.labelNames) {
        const NameAdvice advice = adviseLabel(definition.type, label, before);
        if (!advice.isUsable) {
            return named(advice, "label", label);
        }
        before.push_back(label);
    }
    if (!base::isValidUtf8(definition.help)) {
        return Error{Code::InvalidInput, "the help is not valid UTF-8"};
    }
    if (Status states = checkStates(definition); !states) {
        return states;
    }
    return checkBounds(definition);
}

Status checkInfo(const Definition& definition, const InfoPairs& info) {
    for (const auto& [name, value] : info) {
        const NameAdvice advice = adviseLabel(Type::Info, name, definition.labelNames);
        if (!advice.isUsable) {
            return named(advice, "info key", name);
        }
        if (!base::isValidUtf8(value)) {
            return Error{Code::InvalidInput, "the value of " + name + " is not valid UTF-8"};
        }
    }
    return {};
}

} // namespace meterbench::instruments
