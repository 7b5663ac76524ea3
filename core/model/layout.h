// Layout: what one source exposes, in order. For each position the final labels (after relabeling,
// with the target's labels), their SeriesRef and the family. Constant and shared: everything that
// is a function of labels alone is computed when a layout is made and never again. A source has a
// main layout, one for its report series, and a small one for what came later until the parts are
// worth melting together (core/scrape/README.md). Not: values, times, or the text of a body (scrape
// keeps that).
#pragma once

#include "core/model/labels.h"
#include "core/model/metric_type.h"

#include <cstdint>
#include <memory>
#include <vector>

namespace meterbench::model {

/// XXH3 over source and refs: the same content has the same id in every run, so the log and the
/// endpoints know it again.
using LayoutId = std::uint64_t;
/// The identity of a target (its hash) or of another source inside the program; decides the lane in
/// which it is sent.
using SourceId = std::uint64_t;

inline constexpr std::uint32_t kNoFamily = 0xffffffffU;

using FamilyTable = std::vector<Family>;

struct Layout {
    LayoutId id = 0;
    SourceId source = 0;
    LabelTable labels;
    std::vector<SeriesRef> refs;
    std::vector<std::uint32_t>
        familyAt; ///< per position, an index into families, or kNoFamily; may be empty: none known
    std::shared_ptr<const FamilyTable> families;
    bool isReport = false; ///< up, scrape_duration_seconds …

    [[nodiscard]] std::size_t size() const { return refs.size(); }

    [[nodiscard]] const Family* family(std::size_t position) const;
    [[nodiscard]] std::size_t sizeBytes() const;
};

using LayoutPtr = std::shared_ptr<const Layout>;

/// Makes a layout position by position; give the labels sorted.
class LayoutBuilder {
public:
    explicit LayoutBuilder(SourceId source);
    void append(std::span<const LabelView> sortedLabels, std::uint32_t family = kNoFamily);

    [[nodiscard]] std::size_t size() const { return m_layout->refs.size(); }

    /// Seals; the builder is empty afterwards.
    [[nodiscard]] LayoutPtr
    finish(std::shared_ptr<const FamilyTable> families, bool isReport = false);

private:
    std::shared_ptr<Layout> m_layout;
};

} // namespace meterbench::model
