// Metering: what is made of the meters once. Constant after make(). Only for metering*.cpp.
#pragma once

#include "core/metering/metering.h"
#include "core/relabel/selector.h"

#include <string>
#include <utility>
#include <vector>

namespace meterbench::metering {

struct Metering::Compiled {
    struct Join {
        std::string text; ///< its selector as it was written: what its keys begin with
        relabel::Selector selector;
        std::vector<std::string> on;
    };

    TaggingSchema schema;
    std::vector<relabel::Selector> selectors; ///< per meter
    std::vector<MeterRule> rules;
    std::vector<std::uint32_t> joinOf; ///< per meter, into joins; kNone
    std::vector<Join> joins;

    explicit Compiled(TaggingSchema made)
        : schema(std::move(made)) {}

    [[nodiscard]] base::Status addMeter(const Meter& meter);
    [[nodiscard]] base::Status addJoin(const Meter& meter);
};

} // namespace meterbench::metering
