#include "core/remote/request_template.h"

#include "core/base/check.h"
#include "core/remote/wire.h"

#include <snappy.h>

#include <cstring>

namespace meterbench::remote {

namespace {

/// As few pieces as possible, equally large: 2,100 series at 2,000 a request are two of 1,050.
std::size_t seriesPerPiece(std::size_t series, std::size_t limit) {
    const std::size_t pieces = (series + limit - 1) / limit;
    return pieces == 0 ? limit : (series + pieces - 1) / pieces;
}

void addSeries(
    TemplatePiece& piece, std::uint32_t position, std::span<const model::LabelView> labels
) {
    wire::appendHollowSeries(piece.raw, labels);
    ++piece.series;
    if (!piece.runs.empty() && piece.runs.back().first + piece.runs.back().count == position) {
        ++piece.runs.back().count;
    } else {
        piece.runs.push_back({position, 1});
    }
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

void TemplatePiece::pour(const model::Batch& batch, RequestBody& out, EncodeScratch& scratch)
    const {
    for (const PositionRun& run : runs) {
        MB_CHECK(
            run.first + run.count <= batch.values.size(),
            "a batch has a value for every position of its layout"
        );
    }
    if (isPressed()) {
        pourPressed(batch, out);
        return;
    }
    fill(batch, scratch.raw);
    Cargo cargo;
    cargo.addSamples(series, batch.timestampMs);
    out.compress(scratch.raw, cargo, scratch.packed);
}

void TemplatePiece::pourPressed(const model::Batch& batch, RequestBody& out) const {
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
        const double* value = batch.values.data() + run.first;
        for (const double* const end = value + run.count; value != end; ++value) {
            std::memcpy(base + (walk.next() - shift), value, sizeof *value);
        }
    }
    out.rawBytes += stream.rawBytes;
    out.cargo.addSamples(series, batch.timestampMs);
}

void TemplatePiece::fill(const model::Batch& batch, std::string& message) const {
    char time[wire::kTimestampBytes];
    wire::storeTimestamp(time, batch.timestampMs);
    message.assign(raw);
    std::string_view rest = raw;
    const char* const begin = raw.data();
    for (const PositionRun& run : runs) {
        const double* value = batch.values.data() + run.first;
        for (const double* const end = value + run.count; value != end; ++value) {
            const std::string_view one = wire::takeSeries(rest);
            char* const at = message.data() + (one.data() + one.size() - begin) - wire::kValueToEnd;
            std::memcpy(at, value, sizeof *value);
            std::memcpy(at + sizeof *value + 1, time, sizeof time);
        }
    }
}

std::string_view TemplatePiece::hollow(EncodeScratch& scratch) const {
    if (!isPressed()) {
        return raw;
    }
    scratch.hollow.resize(stream.rawBytes);
    const bool ok =
        snappy::RawUncompress(stream.bytes.data(), stream.bytes.size(), scratch.hollow.data());
    MB_CHECK(ok, "a template is a valid snappy block");
    return scratch.hollow;
}

RequestTemplatePtr RequestTemplate::make(const model::Layout& layout, const SeriesRules& rules) {
    auto made = std::make_shared<RequestTemplate>();
    made->m_families = layout.families;
    const std::size_t perPiece =
        seriesPerPiece(layout.size(), std::max<std::uint32_t>(rules.maxSamplesPerSend, 1));
    relabel::LabelEditor editor;
    std::vector<model::LabelView> labels;
    for (std::uint32_t position = 0; position < layout.size(); ++position) {
        layout.labels.labelsAt(position, labels);
        if (!rules.apply(labels, editor)) {
            ++made->m_seriesDropped;
            continue;
        }
        if (made->m_pieces.empty() || made->m_pieces.back().series == perPiece) {
            made->m_pieces.emplace_back();
        }
        addSeries(made->m_pieces.back(), position, editor.labels());
        ++made->m_seriesSent;
    }
    for (TemplatePiece& piece : made->m_pieces) {
        piece.raw.shrink_to_fit();
        piece.runs.shrink_to_fit();
    }
    made->m_pieces.shrink_to_fit();
    return made;
}

RequestTemplatePtr RequestTemplate::pressed(HollowCompressor& compressor) const {
    auto made = withoutPieces(Form::Pressed);
    made->m_pieces.reserve(m_pieces.size());
    std::vector<std::uint32_t> ends;
    for (const TemplatePiece& piece : m_pieces) {
        ends.clear();
        for (std::string_view rest = piece.raw; !rest.empty();) {
            const std::string_view one = wire::takeSeries(rest);
            ends.push_back(static_cast<std::uint32_t>(one.data() + one.size() - piece.raw.data()));
        }
        TemplatePiece& pressed = made->m_pieces.emplace_back();
        pressed.series = piece.series;
        pressed.stream = compressor.compress(piece.raw, ends);
        pressed.runs = piece.runs;
    }
    return made;
}

RequestTemplatePtr RequestTemplate::emptied() const {
    return withoutPieces(Form::Emptied);
}

std::shared_ptr<RequestTemplate> RequestTemplate::withoutPieces(Form form) const {
    auto made = std::make_shared<RequestTemplate>();
    made->m_families = m_families;
    made->m_seriesSent = m_seriesSent;
    made->m_seriesDropped = m_seriesDropped;
    made->m_form = form;
    return made;
}

std::size_t RequestTemplate::sizeBytes() const {
    std::size_t bytes = sizeof *this;
    for (const TemplatePiece& piece : m_pieces) {
        bytes += piece.raw.capacity() + piece.stream.sizeBytes() +
                 piece.runs.capacity() * sizeof(PositionRun);
    }
    return bytes;
}

} // namespace meterbench::remote
