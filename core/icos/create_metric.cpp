#include "core/icos/create_metric.h"

#include "core/base/number.h"
#include "core/instruments/definition_check.h"
#include "core/instruments/name_advice.h"
#include "core/model/labels.h"

#include <algorithm>
#include <cmath>
#include <cstdlib>
#include <optional>
#include <set>

namespace meterbench::icos {

namespace {

using instruments::Definition;
using instruments::Edit;
using instruments::Instrument;
using instruments::Type;
using Problem = std::optional<std::string>;

std::string_view trimmed(std::string_view text) {
    const std::size_t begin = text.find_first_not_of(" \t\r\n\f\v");
    return begin == std::string_view::npos
               ? std::string_view()
               : text.substr(begin, text.find_last_not_of(" \t\r\n\f\v") - begin + 1);
}

/// As Python's float(): blanks around it, single underscores between digits.
std::optional<double> pythonFloat(std::string_view text) {
    std::string plain;
    const std::string_view inner = trimmed(text);
    for (std::size_t i = 0; i < inner.size(); ++i) {
        const auto isDigit = [&](std::size_t at) {
            return at < inner.size() && inner[at] >= '0' && inner[at] <= '9';
        };
        if (inner[i] == '_' && i > 0 && isDigit(i - 1) && isDigit(i + 1)) {
            continue;
        }
        plain += inner[i];
    }
    if (const auto number = base::parseNumber(plain)) {
        return number;
    }
    // Out of range is infinite there.
    const bool isNumber = !plain.empty() && plain.find_first_not_of("0123456789+-.eE") ==
                                                std::string::npos;
    if (!isNumber) {
        return std::nullopt;
    }
    char* end = nullptr;
    const double value = std::strtod(plain.c_str(), &end);
    return *end == '\0' ? std::optional(value) : std::nullopt;
}

/// "'abc'", as Python shows a text.
std::string shown(std::string_view text) {
    const char quote = text.find('\'') != std::string_view::npos &&
                               text.find('"') == std::string_view::npos
                           ? '"'
                           : '\'';
    return quote + std::string(text) + quote;
}

std::string clash(const std::vector<std::string>& names) {
    std::string list;
    for (const std::string& name : names) {
        list += (list.empty() ? "'" : ", '") + name + "'";
    }
    return "Duplicated timeseries in CollectorRegistry: {" + list + "}";
}

class Creating {
public:
    Creating(const MetricItem& item, const BenchPort& port)
        : m_item(item)
        , m_port(port)
        , m_name(trimmed(item.name))
        , m_found(port.bench().find(m_name)) {}

    std::variant<std::vector<Edit>, std::string> edits() {
        Problem problem = checkGiven();
        problem = problem ? problem : m_found == nullptr ? define() : checkLabels();
        problem = problem ? problem : move();
        if (problem) {
            return *problem;
        }
        return std::move(m_edits);
    }

private:
    [[nodiscard]] Problem checkGiven() const {
        if (m_name.empty()) {
            return "metric_name is required.";
        }
        const auto* const text = std::get_if<std::string>(&m_item.value);
        if (text != nullptr && trimmed(*text).empty()) {
            return "value as str is required and cannot be empty or just whitespace.";
        }
        if (m_found != nullptr && m_found->definition.type != m_item.type) {
            return "Metric name matches an already registered metric with different type.";
        }
        return std::nullopt;
    }

    /// A metric that was made without labels passes over those sent later, as there (I8).
    [[nodiscard]] const std::vector<model::Label>& labels() const {
        static const std::vector<model::Label> none;
        const bool hasLabels = m_found == nullptr || !m_found->definition.labelNames.empty();
        return m_item.labels && hasLabels ? *m_item.labels : none;
    }

    Problem define() {
        if (!model::isLegacyMetricName(m_name)) {
            return "Invalid metric name: " + std::string(m_name);
        }
        Definition definition;
        definition.type = m_item.type;
        definition.name = instruments::familyOf(m_item.type, m_name);
        definition.help = m_item.info.value_or(std::string(m_name) + " info");
        for (const model::Label& label : labels()) {
            if (Problem problem = checkLabelName(label.name)) {
                return problem;
            }
            definition.labelNames.push_back(label.name);
        }
        if (m_item.type == Type::Enum) {
            if (Problem problem = checkStates(definition)) {
                return problem;
            }
        }
        std::vector<std::string> taken;
        for (const std::string& name : instruments::namesOf(definition)) {
            if (m_port.bench().find(name) != nullptr || m_port.isTaken(name)) {
                taken.push_back(name);
            }
        }
        if (!taken.empty()) {
            return clash(taken);
        }
        if (const base::Status status = instruments::checkDefinition(definition); !status) {
            return status.error().context;
        }
        m_states = definition.states;
        m_edits.emplace_back(instruments::Create{std::move(definition)});
        return std::nullopt;
    }

    static Problem checkLabelName(const std::string& name) {
        if (!model::isLegacyLabelName(name)) {
            return "Invalid label metric name: " + name;
        }
        return name.starts_with("__") ? Problem("Reserved label metric name: " + name)
                                      : std::nullopt;
    }

    Problem checkStates(Definition& definition) const {
        const auto isSame = [&](const model::Label& label) {
            return label.name == definition.name;
        };
        if (std::ranges::any_of(labels(), isSame)) {
            return "Overlapping labels for Enum metric: " + definition.name;
        }
        definition.states = m_item.states.value_or(std::vector<std::string>());
        std::set<std::string_view> seen;
        for (const std::string& state : definition.states) {
            if (!seen.insert(state).second) {
                return "states must differ: " + shown(state) + " is given twice";
            }
        }
        return definition.states.empty() ? Problem("state not in states.") : std::nullopt;
    }

    [[nodiscard]] Problem checkLabels() {
        const std::vector<std::string>& known = m_found->definition.labelNames;
        for (const model::Label& label : labels()) {
            if (std::ranges::find(known, label.name) == known.end()) {
                return "Request contains more or different labels than the registered metric.";
            }
        }
        m_states = m_found->definition.states;
        return std::nullopt;
    }

    [[nodiscard]] instruments::Place place() const { return {std::string(m_name), labels()}; }

    Problem move() {
        switch (m_item.type) {
        case Type::Counter:
            return count();
        case Type::Gauge:
            return set();
        case Type::Info:
            return describe();
        default:
            return choose();
        }
    }

    Problem count() {
        const auto* const number = std::get_if<double>(&m_item.value);
        if (number == nullptr) {
            return "value at counter metric must be a number.";
        }
        if (!(*number >= 0) || std::isinf(*number)) {
            return "Counters can only be incremented by non-negative amounts.";
        }
        m_edits.emplace_back(instruments::Increment{place(), *number});
        return std::nullopt;
    }

    Problem set() {
        double to = 0;
        if (const auto* const number = std::get_if<double>(&m_item.value)) {
            to = *number;
        } else if (const auto* const text = std::get_if<std::string>(&m_item.value)) {
            const auto read = pythonFloat(*text);
            if (!read) {
                return "could not convert string to float: " + shown(*text);
            }
            to = *read;
        } else {
            return "value at gauge metric must be a number, or text that is one.";
        }
        m_edits.emplace_back(instruments::SetValue{place(), to});
        return std::nullopt;
    }

    Problem describe() {
        const auto* const pairs = std::get_if<Dictionary>(&m_item.value);
        if (pairs == nullptr) {
            return "value at info metric must be a dictionary.";
        }
        std::vector<std::string> own;
        if (m_found != nullptr) {
            own = m_found->definition.labelNames;
        } else {
            for (const model::Label& label : labels()) {
                own.push_back(label.name);
            }
        }
        for (const auto& [key, value] : *pairs) {
            if (Problem problem = checkLabelName(key)) {
                return problem;
            }
            if (std::ranges::find(own, key) != own.end()) {
                return "Overlapping labels for Info metric, metric: ('" + key + "',) child: {'" +
                       key + "': " + shown(value) + "}";
            }
        }
        m_edits.emplace_back(instruments::SetInfo{place(), *pairs});
        return std::nullopt;
    }

    Problem choose() {
        const auto* const state = std::get_if<std::string>(&m_item.value);
        const auto has = [&](const std::vector<std::string>& states) {
            return state != nullptr && std::ranges::find(states, *state) != states.end();
        };
        const bool isGiven = m_item.states && !m_item.states->empty();
        if (state == nullptr || (isGiven && !has(*m_item.states))) {
            return "state not in states.";
        }
        if (!has(m_states)) {
            return shown(*state) + " is not in list";
        }
        m_edits.emplace_back(instruments::Choose{place(), *state});
        return std::nullopt;
    }

    const MetricItem& m_item;
    const BenchPort& m_port;
    std::string_view m_name;
    const Instrument* m_found;
    std::vector<std::string> m_states; ///< of the metric, or of the one that is made
    std::vector<Edit> m_edits;
};

} // namespace

std::variant<std::vector<Edit>, std::string>
editsFor(const MetricItem& item, const BenchPort& port) {
    return Creating(item, port).edits();
}

} // namespace meterbench::icos
