#include "core/remote/lane.h"

#include <algorithm>
#include <utility>

namespace meterbench::remote {

namespace {

bool fits(const RequestBody& body, std::uint32_t samples, const EncodeOptions& options) {
    return body.empty() || body.cargo.samples + samples <= options.maxSamplesPerSend;
}

/// Where the group stands: an append that began a segment is counted from that segment's front, so
/// that a place in it is never taken for the end of the segment before.
wal::Position startOf(const wal::Group& group) {
    const bool isFirst = group.after.segment != group.before.segment;
    return isFirst ? wal::Position{group.after.segment, 0} : group.before;
}

} // namespace

void Lane::add(Work&& work) {
    const wal::Group& group = *work.group;
    if (startOf(group) == m_resume.at && group.samplesBefore == m_resume.samplesBefore) {
        m_seriesDone = m_resume.seriesDone;
        m_seriesToSkip = m_resume.seriesDone;
    }
    m_resume = {};
    m_samples += work.samples;
    m_works.push_back(std::move(work));
}

bool Lane::build(
    TemplateCache& templates, const EncodeOptions& options, std::int64_t nowMs, BuildLosses& losses
) {
    m_body.clear();
    std::size_t completes = 0;
    bool isFull = false;
    while (completes < m_works.size() && !isFull) {
        const std::vector<model::BatchPtr>& batches = m_works[completes].batches;
        while (m_batch < batches.size() && !isFull) {
            isFull = !addBatch(*batches[m_batch], templates, options, nowMs, losses);
            m_batch += isFull ? 0 : 1;
        }
        if (!isFull) {
            ++completes;
            m_batch = 0;
        }
    }
    if (m_body.empty()) {
        m_shipment.emplace().completes = completes;
        finishShipment();
        return false;
    }
    Shipment& shipment = m_shipment.emplace();
    shipment.wire = m_body.wire();
    shipment.cargo = m_body.cargo;
    shipment.completes = completes;
    shipment.seriesDone = isFull ? seriesBuilt(m_works[completes]) : 0;
    return true;
}

std::uint64_t Lane::seriesBuilt(const Work& work) const {
    std::uint64_t series = m_position;
    for (std::size_t i = 0; i < m_batch; ++i) {
        series += work.batches[i]->values.size();
    }
    return series;
}

void Lane::finishShipment() {
    for (std::size_t i = m_shipment->completes; i > 0; --i) {
        m_samples -= m_works.front().samples;
        m_done = std::max(m_done, m_works.front().group->after);
        m_works.pop_front();
    }
    m_seriesDone = m_shipment->seriesDone;
    m_shipment.reset();
}

/// False when the request is full and the batch must go on in the next one.
bool Lane::addBatch(
    const model::Batch& batch,
    TemplateCache& templates,
    const EncodeOptions& options,
    std::int64_t nowMs,
    BuildLosses& losses
) {
    if (!m_encoded && !m_poured &&
        m_seriesToSkip >= std::max<std::size_t>(batch.values.size(), 1)) {
        m_seriesToSkip -= batch.values.size();
        return true;
    }
    // A batch goes on as it was begun, even if it has become too old or its template was forgotten
    // meanwhile.
    if (!m_encoded && !m_poured && m_seriesToSkip == 0) {
        m_poured = templateFor(batch, templates, options, nowMs);
    }
    if (m_poured) {
        if (!addPieces(batch, *m_poured, options, templates.scratch())) {
            return false;
        }
        losses.relabeledAway += batch.sampleCount() - m_poured->seriesSent();
        m_poured->countDropped(batch, losses.byRule);
        m_poured.reset();
        return true;
    }
    if (!m_encoded) {
        const RequestTemplatePtr made = templates.get(batch.layout, nowMs);
        m_position = static_cast<std::uint32_t>(std::exchange(m_seriesToSkip, 0));
        m_encoded = encodeSlowly(batch, *made, options, templates.scratch(), m_position);
        losses.tooOld += m_encoded->tooOld;
        losses.relabeledAway += m_encoded->relabeledAway;
        if (m_position == 0) { // else an earlier process has counted them
            made->countDropped(batch, losses.byRule);
        }
    }
    return addBodies(options);
}

/// Null when it must be encoded slowly.
RequestTemplatePtr Lane::templateFor(
    const model::Batch& batch,
    TemplateCache& templates,
    const EncodeOptions& options,
    std::int64_t nowMs
) {
    if (canPour(batch, options)) {
        return templates.get(batch.layout, nowMs);
    }
    return isPlain(batch, options) ? templates.getWithGaps(batch, nowMs) : nullptr;
}

bool Lane::addPieces(
    const model::Batch& batch,
    const RequestTemplate& made,
    const EncodeOptions& options,
    EncodeScratch& scratch
) {
    for (; m_piece < made.pieces().size(); ++m_piece) {
        const TemplatePiece& piece = made.pieces()[m_piece];
        if (!fits(m_body, piece.series, options)) {
            return false;
        }
        piece.pour(batch, m_body, scratch);
        m_position = piece.runs.back().first + piece.runs.back().count;
    }
    m_piece = 0;
    m_position = 0;
    return true;
}

bool Lane::addBodies(const EncodeOptions& options) {
    for (; m_piece < m_encoded->bodies.size(); ++m_piece) {
        const RequestBody& body = m_encoded->bodies[m_piece];
        if (!fits(m_body, body.cargo.samples, options)) {
            return false;
        }
        m_body.join(body);
        m_position = m_encoded->ends[m_piece];
    }
    m_piece = 0;
    m_position = 0;
    m_encoded.reset();
    return true;
}

wal::SavedLane Lane::position(const wal::SavedLane& dealtOut) const {
    if (!m_works.empty()) {
        const wal::Group& group = *m_works.front().group;
        return {startOf(group), group.samplesBefore, m_seriesDone};
    }
    return m_resume.at >= dealtOut.at ? m_resume : dealtOut;
}

} // namespace meterbench::remote
