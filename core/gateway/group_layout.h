// GroupLayout: how the metrics of one body look in groups whose labels have certain names: which
// label comes from the body and which from the group (the group's win; instance="" where neither
// has one), the part of each series' identity that does not depend on the group's values, and the
// sample lines as pieces of text with places for the group's labels and the number. Made once for
// all groups with the same text and the same names. Not for the values: those are the parts'. It
// borrows from the body. One thread.
#pragma once

#include "core/gateway/group_body.h"
#include "core/gateway/path_labels.h"

#include <array>
#include <cstdint>
#include <memory>
#include <string>
#include <string_view>
#include <vector>

namespace meterbench::gateway {

/// The part of a series' identity that a label brings; the order does not matter, and an empty
/// value is no label.
[[nodiscard]] std::uint64_t labelIdentity(std::string_view name, std::string_view value);

/// name="value"; a name outside the classic set stands in quotes.
void appendSeriesLabel(std::string& out, std::string_view name, std::string_view value);

inline constexpr std::uint16_t kFromBody = 0xffff;

struct LabelSource {
    std::string_view name;
    std::string_view value;          ///< when it is not the group's
    std::uint16_t group = kFromBody; ///< which of the group's labels
};

/// Text up to literalEnd, then the group's labels [from, to).
struct LinePiece {
    std::uint32_t literalEnd = 0;
    std::uint16_t from = 0;
    std::uint16_t to = 0;
};

struct SampleLine {
    std::uint32_t literalBegin = 0;
    std::uint32_t firstPiece = 0;
    std::uint32_t endPiece = 0;
    std::uint32_t literalEnd = 0; ///< of what stands behind the last piece
    std::uint32_t slot = kNoSlot; ///< kNoSlot: 0
};

struct LineSet {
    std::string literals;
    std::vector<LinePiece> pieces;
    std::vector<SampleLine> lines;
    std::vector<std::uint32_t> firstLine; ///< of each metric, and the end
};

class GroupLayoutView {
public:
    GroupLayoutView(const GroupBody& body, const PathLabels& labels);

    [[nodiscard]] bool suits(const PathLabels& labels) const;

    /// Sorted by name.
    [[nodiscard]] std::vector<LabelSource> labels(std::uint32_t metric) const;

    [[nodiscard]] std::uint64_t identity(std::uint32_t metric) const { return m_identities[metric]; }

    [[nodiscard]] std::uint32_t metricCount() const { return m_body.metrics; }

    [[nodiscard]] const GroupFamily& familyOf(std::uint32_t metric) const;

    [[nodiscard]] const GroupMetric& metric(std::uint32_t number) const {
        const GroupFamily& family = familyOf(number);
        return family.metrics[number - family.firstMetric];
    }

    /// Made when first asked for.
    [[nodiscard]] const LineSet& lines(bool isOpenMetrics) const;

    [[nodiscard]] std::size_t sizeBytes() const;

private:
    void addLines(LineSet& set, std::uint32_t number, bool isOpenMetrics) const;

    const GroupBody& m_body;
    std::vector<std::string> m_names; ///< of the group's labels
    std::vector<std::uint64_t> m_identities;
    std::vector<std::uint32_t> m_families; ///< of each metric
    mutable std::array<std::unique_ptr<LineSet>, 2> m_lines;
};

} // namespace meterbench::gateway
