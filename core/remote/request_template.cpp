#include "core/remote/request_template.h"

#include "core/base/check.h"
#include "core/remote/wire.h"

#include <snappy.h>

#include <algorithm>
#include <cstring>
#include <iterator>

namespace meterbench::remote {

namespace {

/// As few pieces as possible, equally large: 2,100 series at 2,000 a request are two of 1,050.
std::size_t seriesPerPiece(std::size_t series, std::size_t limit) {
    const std::size_t pieces = (series + limit - 1) / limit;
    return pieces == 0 ? limit : (series + pieces - 1) / pieces;
}

std::vector<std::uint32_t> seriesEnds(std::string_view raw) {
    std::vector<std::uint32_t> ends;
    for (std::string_view rest = raw; !rest.empty();) {
        const std::string_view one = wire::takeSeries(rest);
        ends.push_back(static_cast<std::uint32_t>(one.data() + one.size() - raw.data()));
    }
    return ends;
}

void addPosition(TemplatePiece& piece, std::uint32_t position) {
    ++piece.series;
    if (!piece.runs.empty() && piece.runs.back().first + piece.runs.back().count == position) {
        ++piece.runs.back().count;
    } else {
        piece.runs.push_back({position, 1});
    }
}

void addDropped(std::vector<DroppedRun>& runs, std::uint32_t position, std::uint32_t rule) {
    if (!runs.empty() && runs.back().rule == rule &&
        runs.back().first + runs.back().count == position) {
        ++runs.back().count;
    } else {
        runs.push_back({position, 1, rule});
    }
}

} // namespace

std::optional<std::uint32_t> SeriesRules::droppedBy(
    std::span<const model::LabelView> labels, relabel::LabelEditor& editor
) const {
    editor.reset(labels);
    for (const model::Label& label : externalLabels) {
        if (editor.get(label.name).empty()) {
            editor.set(label.name, label.value);
        }
    }
    if (const auto rule = program.droppedBy(editor)) {
        return static_cast<std::uint32_t>(*rule);
    }
    if (editor.labels().empty()) {
        return static_cast<std::uint32_t>(program.rules().size());
    }
    return std::nullopt;
}

void SeriesRules::merge(
    std::span<const model::LabelView> labels, std::vector<model::LabelView>& out
) const {
    out.clear();
    auto external = externalLabels.begin();
    for (const model::LabelView& label : labels) {
        for (; external != externalLabels.end() && external->name < label.name; ++external) {
            out.push_back({external->name, external->value});
        }
        out.push_back(label);
        if (external != externalLabels.end() && external->name == label.name) {
            ++external;
        }
    }
    for (; external != externalLabels.end(); ++external) {
        out.push_back({external->name, external->value});
    }
}

bool hasGapsAt(const model::Batch& batch, std::span<const std::uint32_t> gaps) {
    return batch.absentCount == gaps.size() && std::ranges::all_of(gaps, [&](std::uint32_t at) {
               return at < batch.values.size() && model::isAbsent(batch.values[at]);
           });
}

std::vector<std::uint32_t> gapsOf(const model::Batch& batch) {
    std::vector<std::uint32_t> gaps;
    gaps.reserve(batch.absentCount);
    for (std::size_t at = 0; at < batch.values.size(); ++at) {
        if (model::isAbsent(batch.values[at])) {
            gaps.push_back(static_cast<std::uint32_t>(at));
        }
    }
    return gaps;
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
    std::vector<model::LabelView> merged;
    for (std::uint32_t position = 0; position < layout.size(); ++position) {
        layout.labels.labelsAt(position, labels);
        std::span<const model::LabelView> sent;
        std::uint32_t rule = 0;
        if (rules.program.empty()) {
            rules.merge(labels, merged);
            sent = merged;
        } else if (const auto dropping = rules.droppedBy(labels, editor)) {
            rule = *dropping;
        } else {
            sent = editor.labels();
        }
        if (sent.empty()) {
            addDropped(made->m_dropped, position, rule);
            ++made->m_seriesDropped;
            continue;
        }
        if (made->m_pieces.empty() || made->m_pieces.back().series == perPiece) {
            made->m_pieces.emplace_back();
        }
        wire::appendHollowSeries(made->m_pieces.back().raw, sent);
        addPosition(made->m_pieces.back(), position);
        ++made->m_seriesSent;
    }
    for (TemplatePiece& piece : made->m_pieces) {
        piece.raw.shrink_to_fit();
        piece.runs.shrink_to_fit();
    }
    made->m_pieces.shrink_to_fit();
    made->m_dropped.shrink_to_fit();
    return made;
}

void RequestTemplate::countDropped(
    const model::Batch& batch, std::vector<std::uint64_t>& byRule
) const {
    const auto add = [&byRule](std::uint32_t rule, std::uint64_t samples) {
        byRule.resize(std::max<std::size_t>(byRule.size(), rule + 1));
        byRule[rule] += samples;
    };
    for (const DroppedRun& run : m_dropped) {
        if (batch.absentCount == 0) {
            add(run.rule, run.count);
            continue;
        }
        const auto values = std::span(batch.values).subspan(run.first, run.count);
        const auto absent = std::ranges::count_if(values, model::isAbsent);
        add(run.rule, run.count - static_cast<std::uint64_t>(absent));
    }
    for (const model::LooseSample& sample : batch.loose) {
        const auto after =
            std::ranges::upper_bound(m_dropped, sample.position, {}, &DroppedRun::first);
        if (after == m_dropped.begin()) {
            continue;
        }
        const DroppedRun& run = *std::prev(after);
        if (sample.position - run.first < run.count) {
            add(run.rule, 1);
        }
    }
}

RequestTemplatePtr RequestTemplate::pressed(HollowCompressor& compressor) const {
    auto made = withoutPieces(Form::Pressed);
    made->m_pieces.reserve(m_pieces.size());
    for (const TemplatePiece& piece : m_pieces) {
        TemplatePiece& pressed = made->m_pieces.emplace_back();
        pressed.series = piece.series;
        pressed.stream = compressor.compress(piece.raw, seriesEnds(piece.raw));
        pressed.runs = piece.runs;
    }
    return made;
}

RequestTemplatePtr RequestTemplate::without(
    std::span<const std::uint32_t> gaps, HollowCompressor& compressor, EncodeScratch& scratch
) const {
    auto made = withoutPieces(Form::Pressed);
    made->m_seriesSent = 0;
    auto gap = gaps.begin();
    for (const TemplatePiece& piece : m_pieces) {
        std::string_view rest = piece.hollow(scratch);
        scratch.raw.clear();
        TemplatePiece kept;
        for (const PositionRun& run : piece.runs) {
            for (std::uint32_t position = run.first; position < run.first + run.count; ++position) {
                const std::string_view one = wire::takeSeries(rest);
                gap =
                    std::find_if(gap, gaps.end(), [&](std::uint32_t at) { return at >= position; });
                if (gap == gaps.end() || *gap != position) {
                    scratch.raw += one;
                    addPosition(kept, position);
                }
            }
        }
        if (kept.series != 0) {
            made->m_seriesSent += kept.series;
            kept.runs.shrink_to_fit();
            kept.stream = compressor.compress(scratch.raw, seriesEnds(scratch.raw));
            made->m_pieces.push_back(std::move(kept));
        }
    }
    made->m_pieces.shrink_to_fit();
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
    if (form == Form::Pressed) {
        made->m_dropped = m_dropped;
    }
    return made;
}

std::size_t RequestTemplate::sizeBytes() const {
    std::size_t bytes = sizeof *this + m_dropped.capacity() * sizeof(DroppedRun);
    for (const TemplatePiece& piece : m_pieces) {
        bytes += piece.raw.capacity() + piece.stream.sizeBytes() +
                 piece.runs.capacity() * sizeof(PositionRun);
    }
    return bytes;
}

} // namespace meterbench::remote
