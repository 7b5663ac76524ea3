#include "core/instruments/journal_content.h"

#include "core/base/text.h"
#include "core/instruments/edit_codec.h"

namespace meterbench::instruments {

using base::Code;
using base::Error;
using base::Status;

Status BenchContent::take(std::string_view payload) {
    const auto timed = decodeEdit(payload);
    if (!timed) {
        return timed.error();
    }
    const auto done = bench.apply(timed->edit, timed->timeMs);
    return done ? Status()
                : Error{Code::Corrupt, "the edit cannot be done: " + done.error().context};
}

Status BenchContent::write(journal::Snapshot& snapshot) const {
    std::string payload;
    std::size_t at = 0;
    for (const Instrument& instrument : bench.instruments()) {
        payload.clear();
        appendPutInstrument(payload, instrument, at++, 0);
        if (Status added = snapshot.add(payload); !added) {
            return added;
        }
    }
    return {};
}

std::string BenchContent::words() const {
    std::size_t series = 0;
    for (const Instrument& instrument : bench.instruments()) {
        series += instrument.series.size();
    }
    return base::counted(bench.instruments().size(), "metric") + " with " + std::to_string(series) +
           " series";
}

} // namespace meterbench::instruments
