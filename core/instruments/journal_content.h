// A bench as what a journal keeps: edits are read back, a snapshot is a record for each instrument.
// Not the file handling: core/journal. One thread.
#pragma once

#include "core/base/result.h"
#include "core/instruments/bench.h"
#include "core/journal/journal_file.h"

#include <string>
#include <string_view>

namespace meterbench::instruments {

class BenchContent final : public journal::Content {
public:
    [[nodiscard]] base::Status take(std::string_view payload) override;
    [[nodiscard]] base::Status write(journal::Snapshot& snapshot) const override;
    [[nodiscard]] std::string words() const override;

    Bench bench;
};

} // namespace meterbench::instruments
