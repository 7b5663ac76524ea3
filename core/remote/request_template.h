// RequestTemplate: what one layout looks like in the requests to one endpoint. External labels and
// write relabeling are done once, when it is made; afterwards a batch costs one store a value
// (pour). A batch with gaps, loose samples, exemplars or an unusual time takes the slow way
// (encode_batch.h), which starts from the same bytes. Constant once made; any thread. README.md
// shows the form.
#pragma once

#include "core/model/batch.h"
#include "core/relabel/program.h"
#include "core/remote/hollow_stream.h"
#include "core/remote/request_body.h"

#include <cstdint>
#include <memory>
#include <span>
#include <string>
#include <vector>

namespace meterbench::remote {

/// What an endpoint does to every series.
struct SeriesRules {
    model::Labels externalLabels; ///< added where absent, before the program
    relabel::Program program;
    std::uint32_t maxSamplesPerSend = 2'000;

    /// False: dropped. Leaves the labels to send in the editor.
    [[nodiscard]] bool
    apply(std::span<const model::LabelView> labels, relabel::LabelEditor& editor) const;
};

/// Positions of the layout that follow each other in a piece.
struct PositionRun {
    std::uint32_t first = 0;
    std::uint32_t count = 0;
};

/// At most maxSamplesPerSend series of a layout.
struct TemplatePiece {
    HollowStream stream;
    std::vector<PositionRun> runs;

    /// Values and time in: appends to the body. The batch must have a value at every position of
    /// the runs.
    void pour(const model::Batch& batch, RequestBody& out) const;
};

class RequestTemplate {
public:
    [[nodiscard]] static std::shared_ptr<const RequestTemplate>
    make(const model::Layout& layout, const SeriesRules& rules, HollowCompressor& compressor);

    [[nodiscard]] const std::vector<TemplatePiece>& pieces() const { return m_pieces; }

    [[nodiscard]] std::uint32_t seriesSent() const { return m_seriesSent; }

    [[nodiscard]] std::uint32_t seriesDropped() const { return m_seriesDropped; }

    [[nodiscard]] const std::shared_ptr<const model::FamilyTable>& families() const {
        return m_families;
    }

    [[nodiscard]] std::size_t sizeBytes() const;

private:
    std::vector<TemplatePiece> m_pieces;
    std::shared_ptr<const model::FamilyTable> m_families;
    std::uint32_t m_seriesSent = 0;
    std::uint32_t m_seriesDropped = 0;
};

using RequestTemplatePtr = std::shared_ptr<const RequestTemplate>;

} // namespace meterbench::remote
