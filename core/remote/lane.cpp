#include "core/remote/lane.h"

#include <utility>

namespace meterbench::remote {

namespace {

bool fits(const RequestBody& body, std::uint32_t samples, const EncodeOptions& options) {
    return body.empty() || body.cargo.samples + samples <= options.maxSamplesPerSend;
}

} // namespace

void Lane::add(Work&& work) {
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
    return true;
}

void Lane::finishShipment() {
    for (std::size_t i = m_shipment->completes; i > 0; --i) {
        m_samples -= m_works.front().samples;
        m_done = std::max(m_done, m_works.front().group->after);
        m_works.pop_front();
    }
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
    // A batch goes on as it was begun, even if it has become too old or its template was forgotten
    // meanwhile.
    if (!m_bodies && !m_poured) {
        m_poured = templateFor(batch, templates, options, nowMs);
    }
    if (m_poured) {
        if (!addPieces(batch, *m_poured, options, templates.scratch())) {
            return false;
        }
        losses.relabeledAway += batch.sampleCount() - m_poured->seriesSent();
        m_poured.reset();
        return true;
    }
    if (!m_bodies) {
        const RequestTemplatePtr made = templates.get(batch.layout, nowMs);
        EncodedBatch encoded = encodeSlowly(batch, *made, options, templates.scratch());
        losses.tooOld += encoded.tooOld;
        losses.relabeledAway += encoded.relabeledAway;
        m_bodies = std::move(encoded.bodies);
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
    }
    m_piece = 0;
    return true;
}

bool Lane::addBodies(const EncodeOptions& options) {
    for (; m_piece < m_bodies->size(); ++m_piece) {
        const RequestBody& body = (*m_bodies)[m_piece];
        if (!fits(m_body, body.cargo.samples, options)) {
            return false;
        }
        m_body.join(body);
    }
    m_piece = 0;
    m_bodies.reset();
    return true;
}

wal::Position Lane::position(wal::Position dealtOut) const {
    return std::max(m_done, m_works.empty() ? dealtOut : m_works.front().group->before);
}

} // namespace meterbench::remote
