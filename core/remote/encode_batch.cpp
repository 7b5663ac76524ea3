#include "core/remote/encode_batch.h"

#include "core/base/bytes.h"
#include "core/base/check.h"
#include "core/model/special_values.h"
#include "core/remote/wire.h"

#include <algorithm>
#include <cstring>

namespace meterbench::remote {

namespace {

/// Pointers into a batch, by position; within a position by time.
template <class T>
std::vector<const T*> byPosition(const std::vector<T>& items) {
    std::vector<const T*> sorted;
    sorted.reserve(items.size());
    for (const T& item : items) {
        sorted.push_back(&item);
    }
    std::ranges::stable_sort(sorted, [](const T* a, const T* b) {
        return a->position != b->position ? a->position < b->position
                                          : a->timestampMs < b->timestampMs;
    });
    return sorted;
}

/// The items of one position; positions must be asked for in rising order.
template <class T>
std::span<const T* const>
take(const std::vector<const T*>& sorted, std::size_t& next, std::uint32_t position) {
    while (next < sorted.size() && sorted[next]->position < position) {
        ++next;
    }
    const std::size_t first = next;
    while (next < sorted.size() && sorted[next]->position == position) {
        ++next;
    }
    return {sorted.data() + first, next - first};
}

class SlowEncoder {
public:
    SlowEncoder(
        const model::Batch& batch,
        const EncodeOptions& options,
        EncodeScratch& scratch,
        std::uint32_t from
    )
        : m_batch(batch)
        , m_options(options)
        , m_scratch(scratch)
        , m_raw(scratch.raw)
        , m_from(from)
        , m_loose(byPosition(batch.loose))
        , m_valuesTooOld(isTooOld(batch.timestampMs)) {
        if (options.sendExemplars) {
            m_exemplars = byPosition(batch.exemplars);
        }
        m_raw.clear();
    }

    void addPiece(const TemplatePiece& piece) {
        std::string_view rest = piece.hollow(m_scratch);
        for (const PositionRun& run : piece.runs) {
            for (std::uint32_t i = 0; i < run.count; ++i) {
                const std::string_view series = wire::takeSeries(rest);
                m_position = run.first + i;
                if (m_position >= m_from) {
                    addSeries(m_position, series);
                }
            }
        }
    }

    EncodedBatch finish() {
        m_position = static_cast<std::uint32_t>(m_batch.values.size());
        closeBody();
        m_out.relabeledAway = m_from == 0 ? m_batch.sampleCount() - m_seen : 0;
        return std::move(m_out);
    }

private:
    [[nodiscard]] bool isTooOld(std::int64_t timestampMs) const {
        return m_options.notBeforeMs && timestampMs < *m_options.notBeforeMs;
    }

    void addSeries(std::uint32_t position, std::string_view hollow) {
        const double value = m_batch.values[position];
        const auto loose = take(m_loose, m_nextLoose, position);
        const auto exemplars = take(m_exemplars, m_nextExemplar, position);
        const bool hasValue = !model::isAbsent(value);
        if (loose.empty() && exemplars.empty()) {
            if (hasValue) {
                addPlain(value, hollow);
            }
            return;
        }
        collectSamples(hasValue, value, loose);
        if (!m_samples.empty()) {
            addComposed(hollow, exemplars);
        }
    }

    void addPlain(double value, std::string_view hollow) {
        ++m_seen;
        if (m_valuesTooOld) {
            ++m_out.tooOld;
            return;
        }
        if (!wire::fitsTemplate(m_batch.timestampMs)) {
            m_samples.assign(1, {0, m_batch.timestampMs, value});
            addComposed(hollow, {});
            return;
        }
        makeRoom(1);
        m_raw.append(hollow);
        char* const at = m_raw.data() + m_raw.size() - wire::kValueToEnd;
        std::memcpy(at, &value, sizeof value);
        wire::storeTimestamp(at + 9, m_batch.timestampMs);
        m_cargo.addSamples(1, m_batch.timestampMs);
    }

    void
    collectSamples(bool hasValue, double value, std::span<const model::LooseSample* const> loose) {
        m_samples.clear();
        const auto add = [this](const model::LooseSample& sample) {
            ++m_seen;
            if (isTooOld(sample.timestampMs)) {
                ++m_out.tooOld;
            } else {
                m_samples.push_back(sample);
            }
        };
        for (const model::LooseSample* sample : loose) {
            add(*sample);
        }
        if (hasValue) {
            add({0, m_batch.timestampMs, value});
        }
        std::ranges::stable_sort(m_samples, {}, &model::LooseSample::timestampMs);
    }

    void addComposed(std::string_view hollow, std::span<const model::Exemplar* const> exemplars) {
        makeRoom(static_cast<std::uint32_t>(m_samples.size()));
        base::ByteReaderView reader(hollow.substr(1));
        std::uint64_t length = 0;
        MB_CHECK(reader.readVarint(length), "a template holds whole series");
        std::string_view labels = reader.rest();
        labels.remove_suffix(wire::kSampleFieldBytes);
        m_inner.assign(labels);
        for (const model::LooseSample& sample : m_samples) {
            wire::appendSample(m_inner, sample.value, sample.timestampMs);
            m_cargo.addSamples(1, sample.timestampMs);
        }
        for (const model::Exemplar* exemplar : exemplars) {
            wire::appendExemplar(m_inner, *exemplar);
            ++m_cargo.exemplars;
        }
        m_raw.push_back(wire::kSeriesTag);
        base::appendString(m_raw, m_inner);
    }

    void makeRoom(std::uint32_t samples) {
        if (m_cargo.samples != 0 && m_cargo.samples + samples > m_options.maxSamplesPerSend) {
            closeBody();
        }
    }

    void closeBody() {
        if (!m_raw.empty()) {
            m_out.bodies.emplace_back().compress(m_raw, m_cargo, m_scratch.packed);
            m_out.ends.push_back(m_position);
        }
        m_raw.clear();
        m_cargo = {};
    }

    const model::Batch& m_batch;
    const EncodeOptions& m_options;
    EncodeScratch& m_scratch;
    std::string& m_raw;
    const std::uint32_t m_from;
    std::uint32_t m_position = 0;
    std::vector<const model::LooseSample*> m_loose;
    std::vector<const model::Exemplar*> m_exemplars;
    std::size_t m_nextLoose = 0;
    std::size_t m_nextExemplar = 0;
    bool m_valuesTooOld;
    std::string m_inner;
    std::vector<model::LooseSample> m_samples;
    Cargo m_cargo;
    std::uint64_t m_seen = 0;
    EncodedBatch m_out;
};

} // namespace

bool isPlain(const model::Batch& batch, const EncodeOptions& options) {
    return batch.loose.empty() && (batch.exemplars.empty() || !options.sendExemplars) &&
           wire::fitsTemplate(batch.timestampMs) &&
           (!options.notBeforeMs || batch.timestampMs >= *options.notBeforeMs);
}

bool canPour(const model::Batch& batch, const EncodeOptions& options) {
    return batch.absentCount == 0 && isPlain(batch, options);
}

EncodedBatch encodeSlowly(
    const model::Batch& batch,
    const RequestTemplate& made,
    const EncodeOptions& options,
    EncodeScratch& scratch,
    std::uint32_t from
) {
    SlowEncoder encoder(batch, options, scratch, from);
    for (const TemplatePiece& piece : made.pieces()) {
        encoder.addPiece(piece);
    }
    return encoder.finish();
}

} // namespace meterbench::remote
