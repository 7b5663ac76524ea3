#include "core/instruments/bench.h"

#include "core/base/text.h"
#include "core/instruments/definition_check.h"
#include "core/instruments/name_advice.h"
#include "core/instruments/series_state.h"

#include <algorithm>
#include <utility>

namespace meterbench::instruments {

using base::Code;
using base::Error;

std::vector<std::string> namesOf(const Definition& definition) {
    std::vector<std::string> names{definition.name};
    const auto add = [&](const char* suffix) { names.push_back(definition.name + suffix); };
    switch (definition.type) {
    case Type::Counter:
        add("_total");
        add("_created");
        break;
    case Type::Info:
        add("_info");
        break;
    case Type::Histogram:
        add("_bucket");
        add("_sum");
        add("_count");
        add("_created");
        break;
    default:
        break;
    }
    return names;
}

base::Result<Edit> Bench::apply(const Edit& edit, std::int64_t nowMs) {
    auto inverse = std::visit([this, nowMs](const auto& one) { return run(one, nowMs); }, edit);
    m_generation += inverse ? 1 : 0;
    return inverse;
}

const Instrument* Bench::find(std::string_view name) const {
    const auto found = m_names.find(name);
    return found == m_names.end() ? nullptr : &m_instruments[found->second];
}

base::Result<std::size_t> Bench::indexOf(std::string_view name) const {
    const auto found = m_names.find(name);
    if (found == m_names.end()) {
        return Error{Code::NotFound, "there is no metric " + std::string(name)};
    }
    return found->second;
}

/// It is of the generation that the edit under way makes.
void Bench::touch(const Instrument& instrument) {
    m_changedAt[static_cast<std::size_t>(&instrument - m_instruments.data())] = m_generation + 1;
}

void Bench::numberNames() {
    m_names.clear();
    for (std::size_t i = 0; i < m_instruments.size(); ++i) {
        for (std::string& name : namesOf(m_instruments[i].definition)) {
            m_names.emplace(std::move(name), i);
        }
    }
}

void Bench::numberLast() {
    for (std::string& name : namesOf(m_instruments.back().definition)) {
        m_names.emplace(std::move(name), m_instruments.size() - 1);
    }
}

base::Status Bench::checkNew(const Definition& definition) const {
    if (base::Status status = checkDefinition(definition); !status) {
        return status;
    }
    for (const std::string& name : namesOf(definition)) {
        if (const Instrument* const other = find(name)) {
            const Definition& there = other->definition;
            return Error{
                Code::InvalidInput,
                "the name " + name + " belongs to the " + std::string(typeName(there.type)) + " " +
                    fullName(there.type, there.name) + " already"};
        }
        if (m_isTaken && m_isTaken(name)) {
            return Error{
                Code::InvalidInput, "the name " + name + " is held by what was pushed here"};
        }
    }
    return {};
}

base::Result<Edit> Bench::run(const Create& edit, std::int64_t nowMs) {
    Instrument made;
    made.definition = edit.definition;
    made.definition.name = familyOf(edit.definition.type, edit.definition.name);
    if (const base::Status status = checkNew(made.definition); !status) {
        return status.error();
    }
    if (made.definition.labelNames.empty()) {
        made.series.emplace(LabelValues{}, freshState(made.definition, nowMs));
    }
    Remove inverse{made.definition.name};
    m_instruments.push_back(std::move(made));
    m_changedAt.push_back(m_generation + 1);
    numberLast();
    return Edit(std::move(inverse));
}

base::Result<Edit> Bench::run(const Remove& edit, std::int64_t) {
    const auto index = indexOf(edit.name);
    if (!index) {
        return index.error();
    }
    PutInstrument inverse{std::move(m_instruments[*index]), *index};
    m_instruments.erase(m_instruments.begin() + static_cast<std::ptrdiff_t>(*index));
    m_changedAt.erase(m_changedAt.begin() + static_cast<std::ptrdiff_t>(*index));
    numberNames();
    return Edit(std::move(inverse));
}

base::Result<Edit> Bench::run(const SetHelp& edit, std::int64_t) {
    const auto index = indexOf(edit.name);
    if (!index) {
        return index.error();
    }
    if (!base::isValidUtf8(edit.help)) {
        return Error{Code::InvalidInput, "the help is not valid UTF-8"};
    }
    touch(m_instruments[*index]);
    Definition& definition = m_instruments[*index].definition;
    return Edit(SetHelp{definition.name, std::exchange(definition.help, edit.help)});
}

base::Result<Edit> Bench::run(const PutInstrument& edit, std::int64_t) {
    if (const base::Status status = checkNew(edit.instrument.definition); !status) {
        return status.error();
    }
    for (const auto& [values, state] : edit.instrument.series) {
        if (!fits(edit.instrument.definition, values, state)) {
            return misfit(edit.instrument.definition);
        }
    }
    const std::size_t at = std::min(edit.at, m_instruments.size());
    m_instruments.insert(m_instruments.begin() + static_cast<std::ptrdiff_t>(at), edit.instrument);
    m_changedAt.insert(m_changedAt.begin() + static_cast<std::ptrdiff_t>(at), m_generation + 1);
    if (at + 1 == m_instruments.size()) {
        numberLast(); // a bench that is read back is put together so, one behind the other
    } else {
        numberNames();
    }
    return Edit(Remove{edit.instrument.definition.name});
}

} // namespace meterbench::instruments
