// An edit with its time as bytes and back: the payload of the journal's records (README.md lists
// every field). Doubles keep their bits, NaN's among them; times are milliseconds since 1970. What
// is read may be anything: never past the end, nothing reserved that the bytes cannot hold, nothing
// accepted that would not be written. Errors: Corrupt; Unsupported for a kind that is not known.
#pragma once

#include "core/base/result.h"
#include "core/instruments/edit.h"

#include <cstdint>
#include <string>
#include <string_view>

namespace meterbench::instruments {

struct TimedEdit {
    std::int64_t timeMs = 0;
    Edit edit;
};

void appendEdit(std::string& out, const Edit& edit, std::int64_t timeMs);

/// As appendEdit of a PutInstrument, without a copy of the instrument.
void appendPutInstrument(
    std::string& out, const Instrument& instrument, std::size_t at, std::int64_t timeMs
);

[[nodiscard]] base::Result<TimedEdit> decodeEdit(std::string_view bytes);

} // namespace meterbench::instruments
