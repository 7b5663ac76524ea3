// RequestTemplate: what one layout looks like in the requests to one endpoint. External labels and
// write relabeling are done once, when it is made; afterwards only values and times are put in
// (pour). Young, it is the raw message, compressed anew for every batch: cheap to make. Pressed, it
// is the compressed message with holes: dear to make, one store a value. A batch with gaps, loose
// samples, exemplars or an unusual time takes the slow way (encode_batch.h), which starts from the
// same bytes. Constant once made; any thread. README.md shows the forms.
#pragma once

#include "core/model/batch.h"
#include "core/relabel/program.h"
#include "core/remote/hollow_stream.h"
#include "core/remote/request_body.h"

#include <cstdint>
#include <memory>
#include <optional>
#include <span>
#include <string>
#include <string_view>
#include <vector>

namespace meterbench::remote {

/// What an endpoint does to every series.
struct SeriesRules {
    model::Labels externalLabels; ///< added where absent, before the program
    relabel::Program program;
    std::uint32_t maxSamplesPerSend = 2'000;

    /// The rule that drops it, the number of rules when no label is left behind them; nothing: the
    /// labels to send are in the editor.
    [[nodiscard]] std::optional<std::uint32_t>
    droppedBy(std::span<const model::LabelView> labels, relabel::LabelEditor& editor) const;
    /// As apply() when there is no program, without copying texts: sorted labels in, sorted labels
    /// out.
    void merge(std::span<const model::LabelView> labels, std::vector<model::LabelView>& out) const;
};

/// Positions of the layout that follow each other in a piece.
struct PositionRun {
    std::uint32_t first = 0;
    std::uint32_t count = 0;
};

/// The same, dropped by a rule.
struct DroppedRun {
    std::uint32_t first = 0;
    std::uint32_t count = 0;
    std::uint32_t rule = 0;
};

/// Memory for what is put together on the way, kept from batch to batch. One thread.
struct EncodeScratch {
    std::string hollow; ///< a piece's raw message, unpacked
    std::string raw;    ///< the message with its values
    std::string packed; ///< compressed
};

/// At most maxSamplesPerSend series of a layout.
struct TemplatePiece {
    std::uint32_t series = 0;
    std::string raw;     ///< hollow series one after the other; empty once pressed
    HollowStream stream; ///< empty until pressed
    std::vector<PositionRun> runs;

    [[nodiscard]] bool isPressed() const { return raw.empty(); }

    /// Values and time in: appends to the body. The batch must have a value at every position of
    /// the runs.
    void pour(const model::Batch& batch, RequestBody& out, EncodeScratch& scratch) const;
    /// The raw message: the piece's own, or unpacked into the scratch.
    [[nodiscard]] std::string_view hollow(EncodeScratch& scratch) const;

private:
    void pourPressed(const model::Batch& batch, RequestBody& out) const;
    void fill(const model::Batch& batch, std::string& message) const;
};

/// Whether the batch has no values at these positions and values everywhere else.
[[nodiscard]] bool hasGapsAt(const model::Batch& batch, std::span<const std::uint32_t> gaps);
[[nodiscard]] std::vector<std::uint32_t> gapsOf(const model::Batch& batch);

class RequestTemplate {
public:
    /// Young.
    [[nodiscard]] static std::shared_ptr<const RequestTemplate>
    make(const model::Layout& layout, const SeriesRules& rules);
    [[nodiscard]] std::shared_ptr<const RequestTemplate> pressed(HollowCompressor& compressor
    ) const;
    /// Pressed, for batches that have no values at these positions (rising) and values everywhere
    /// else.
    [[nodiscard]] std::shared_ptr<const RequestTemplate> without(
        std::span<const std::uint32_t> gaps, HollowCompressor& compressor, EncodeScratch& scratch
    ) const;
    /// What metadata is made from, and nothing to pour into.
    [[nodiscard]] std::shared_ptr<const RequestTemplate> emptied() const;

    [[nodiscard]] const std::vector<TemplatePiece>& pieces() const { return m_pieces; }

    [[nodiscard]] bool isPressed() const { return m_form == Form::Pressed; }

    [[nodiscard]] bool isEmptied() const { return m_form == Form::Emptied; }

    [[nodiscard]] std::uint32_t seriesSent() const { return m_seriesSent; }

    [[nodiscard]] std::uint32_t seriesDropped() const { return m_seriesDropped; }

    /// Adds the batch's samples that each rule dropped; the last count is of series that had no label
    /// left. Makes room where there is none.
    void countDropped(const model::Batch& batch, std::vector<std::uint64_t>& byRule) const;

    [[nodiscard]] const std::shared_ptr<const model::FamilyTable>& families() const {
        return m_families;
    }

    [[nodiscard]] std::size_t sizeBytes() const;

private:
    enum class Form : std::uint8_t { Young, Pressed, Emptied };

    [[nodiscard]] std::shared_ptr<RequestTemplate> withoutPieces(Form form) const;

    std::vector<TemplatePiece> m_pieces;
    std::vector<DroppedRun> m_dropped; ///< rising
    std::shared_ptr<const model::FamilyTable> m_families;
    std::uint32_t m_seriesSent = 0;
    std::uint32_t m_seriesDropped = 0;
    Form m_form = Form::Young;
};

using RequestTemplatePtr = std::shared_ptr<const RequestTemplate>;

} // namespace meterbench::remote
