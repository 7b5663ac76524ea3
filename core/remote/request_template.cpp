#include "core/remote/request_template.h"

#include "core/base/check.h"
#include "core/remote/wire.h"

#include <cstring>

namespace meterbench::remote {

namespace {

/// The series of one piece before compression.
struct RawPiece {
    std::string bytes;
    std::vector<std::uint32_t> ends;
    std::vector<PositionRun> runs;

    void add(std::uint32_t position, std::span<const model::LabelView> labels) {
        wire::appendHollowSeries(bytes, labels);
        ends.push_back(static_cast<std::uint32_t>(bytes.size()));
        if (!runs.empty() && runs.back().first + runs.back().count == position) {
            ++runs.back().count;
        } else {
            runs.push_back({position, 1});
        }
    }

    void clear() {
        bytes.clear();
        ends.clear();
        runs.clear();
    }
};

/// As few pieces as possible, equally large: 2,100 series at 2,000 a request are two of 1,050.
std::size_t seriesPerPiece(std::size_t series, std::size_t limit) {
    const std::size_t pieces = (series + limit - 1) / limit;
    return pieces == 0 ? limit : (series + pieces - 1) / pieces;
}

} // namespace

bool SeriesRules::apply(std::span<const model::LabelView> labels, relabel::LabelEditor& editor)
    const {
    editor.reset(labels);
    for (const model::Label& label : externalLabels) {
        if (editor.get(label.name).empty()) {
            editor.set(label.name, label.value);
        }
    }
    return (program.empty() || program.apply(editor)) && !editor.labels().empty();
}

void TemplatePiece::pour(const model::Batch& batch, RequestBody& out) const {
    const std::size_t before = out.elements.size();
    const std::string_view elements = std::string_view(stream.bytes).substr(stream.preambleBytes);
    out.elements.append(elements);
    // Offsets count from the preamble, which stays behind.
    char* const base = out.elements.data() + before;
    const std::size_t shift = stream.preambleBytes;
    for (const std::uint32_t at : stream.timestampsAt) {
        wire::storeTimestamp(base + (at - shift), batch.timestampMs);
    }
    HollowStream::ValueWalkView walk(stream);
    for (const PositionRun& run : runs) {
        MB_CHECK(
            run.first + run.count <= batch.values.size(),
            "a batch has a value for every position of its layout"
        );
        const double* value = batch.values.data() + run.first;
        for (const double* const end = value + run.count; value != end; ++value) {
            std::memcpy(base + (walk.next() - shift), value, sizeof *value);
        }
    }
    out.rawBytes += stream.rawBytes;
    out.cargo.addSamples(stream.series, batch.timestampMs);
}

RequestTemplatePtr RequestTemplate::make(
    const model::Layout& layout, const SeriesRules& rules, HollowCompressor& compressor
) {
    auto made = std::make_shared<RequestTemplate>();
    const std::size_t perPiece =
        seriesPerPiece(layout.size(), std::max<std::uint32_t>(rules.maxSamplesPerSend, 1));
    RawPiece raw;
    const auto closePiece = [&] {
        if (!raw.ends.empty()) {
            raw.runs.shrink_to_fit();
            made->m_pieces.push_back({compressor.compress(raw.bytes, raw.ends), raw.runs});
            raw.clear();
        }
    };
    relabel::LabelEditor editor;
    std::vector<model::LabelView> labels;
    for (std::uint32_t position = 0; position < layout.size(); ++position) {
        layout.labels.labelsAt(position, labels);
        if (!rules.apply(labels, editor)) {
            ++made->m_seriesDropped;
            continue;
        }
        raw.add(position, editor.labels());
        ++made->m_seriesSent;
        if (raw.ends.size() == perPiece) {
            closePiece();
        }
    }
    closePiece();
    made->m_pieces.shrink_to_fit();
    made->m_families = layout.families;
    return made;
}

std::size_t RequestTemplate::sizeBytes() const {
    std::size_t bytes = sizeof *this;
    for (const TemplatePiece& piece : m_pieces) {
        bytes += piece.stream.sizeBytes() + piece.runs.capacity() * sizeof(PositionRun);
    }
    return bytes;
}

} // namespace meterbench::remote
