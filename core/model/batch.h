// Batch: a layout, one time, and a column of values. Sealed when the body ends, constant from then
// on, shared by everything downstream. A position without a sample holds kAbsent. Samples with a
// timestamp of their own, and second samples of one series, stand in `loose` (their position in the
// column is then kAbsent unless it has a plain sample too).
#pragma once

#include "core/model/layout.h"
#include "core/model/special_values.h"

#include <cstdint>
#include <memory>
#include <optional>
#include <string>
#include <vector>

namespace meterbench::model {

/// A sample whose time is not the batch's.
struct LooseSample {
    std::uint32_t position = 0;
    std::int64_t timestampMs = 0;
    double value = 0;

    friend bool operator==(const LooseSample&, const LooseSample&) = default;
};

/// OpenMetrics 1.0 "Exemplars".
struct Exemplar {
    std::uint32_t position = 0;
    Labels labels;
    double value = 0;
    std::int64_t timestampMs = 0; ///< the sample's own when the exposition gave none
};

struct Batch {
    LayoutPtr layout;
    std::int64_t timestampMs = 0;
    std::vector<double> values;    ///< one per position of the layout
    std::uint32_t absentCount = 0; ///< how many of the values are kAbsent
    std::vector<LooseSample> loose;
    std::vector<Exemplar> exemplars;

    /// Samples, stale markers included.
    [[nodiscard]] std::size_t sampleCount() const {
        return values.size() - absentCount + loose.size();
    }

    /// What it costs to keep, without the layout.
    [[nodiscard]] std::size_t sizeBytes() const;
};

using BatchPtr = std::shared_ptr<const Batch>;

} // namespace meterbench::model
