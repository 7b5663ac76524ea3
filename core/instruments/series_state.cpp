#include "core/instruments/series_state.h"

#include "core/instruments/name_advice.h"

namespace meterbench::instruments {

State freshState(const Definition& definition, std::int64_t nowMs) {
    State state;
    if (definition.type == Type::Histogram) {
        state.counts.assign(definition.bounds.size() + 1, 0);
    }
    if (definition.type == Type::Counter || definition.type == Type::Histogram) {
        state.createdMs = nowMs;
    }
    return state;
}

bool fits(const Definition& definition, const LabelValues& values, const State& state) {
    return values.size() == definition.labelNames.size() &&
           (definition.type != Type::Enum || state.chosen < definition.states.size()) &&
           (definition.type != Type::Histogram ||
            state.counts.size() == definition.bounds.size() + 1);
}

base::Error misfit(const Definition& definition) {
    return {
        base::Code::InvalidInput,
        "the state does not fit " + fullName(definition.type, definition.name)};
}

} // namespace meterbench::instruments
