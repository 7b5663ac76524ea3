#include "core/instruments/journal_content.h"

#include "core/base/text.h"
#include "core/instruments/edit_codec.h"

namespace meterbench::instruments {

namespace {

using base::Code;
using base::Error;
using base::Result;
using base::Status;

std::string contentOf(const Bench& bench) {
    std::size_t series = 0;
    for (const Instrument& instrument : bench.instruments()) {
        series += instrument.series.size();
    }
    return base::counted(bench.instruments().size(), "metric") + " with " + std::to_string(series) +
           " series";
}

} // namespace

JournalScan readInto(Bench& bench, std::string_view bytes) {
    return scanJournal(bytes, [&bench](std::string_view payload) -> Status {
        const auto timed = decodeEdit(payload);
        if (!timed) {
            return timed.error();
        }
        const auto done = bench.apply(timed->edit, timed->timeMs);
        return done ? Status()
                    : Error{Code::Corrupt, "the edit cannot be done: " + done.error().context};
    });
}

std::string keptWords(const JournalScan& scan, const Bench& bench) {
    return base::counted(scan.records, "record") + " before it (" + contentOf(bench) + ")";
}

Result<std::string> snapshotOf(const Bench& bench, std::uint64_t number) {
    std::string records;
    std::string payload;
    std::size_t at = 0;
    for (const Instrument& instrument : bench.instruments()) {
        payload.clear();
        appendPutInstrument(payload, instrument, at++, 0);
        const std::uint64_t offset = kJournalHeaderBytes + records.size();
        if (const Status added = appendRecord(records, number, offset, payload); !added) {
            return added.error();
        }
    }
    return journalHeader(number, records.size()) + records;
}

} // namespace meterbench::instruments
