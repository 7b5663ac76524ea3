// A bench from its edits, at a fixed time, for tests.
#pragma once

#include "core/instruments/bench.h"

#include <QtGlobal>

#include <span>

namespace meterbench::instruments {

constexpr std::int64_t kNowMs = 1'500;

inline Bench benchOf(const std::vector<Edit>& edits) {
    Bench bench;
    for (const Edit& edit : edits) {
        if (const auto done = bench.apply(edit, kNowMs); !done) {
            qFatal("%s", done.error().context.c_str());
        }
    }
    return bench;
}

/// A histogram's series; counts are of each bucket alone.
inline PutState
observed(std::string name, LabelValues values, double sum, std::vector<std::uint64_t> counts) {
    State state;
    state.value = sum;
    state.counts = std::move(counts);
    state.createdMs = kNowMs;
    return {std::move(name), std::move(values), std::move(state), {}};
}

} // namespace meterbench::instruments
