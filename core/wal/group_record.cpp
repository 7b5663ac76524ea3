#include "core/wal/group_record.h"

#include "core/base/bytes.h"

#include <algorithm>
#include <bit>
#include <cstring>
#include <utility>

namespace meterbench::wal {

namespace {

using base::ByteReaderView;

constexpr std::uint8_t kPlainValues = 0;
constexpr std::size_t kBatchHeaderBytes = 33;
constexpr std::size_t kLooseBytes = 20;

/// The numbers in front of each batch.
struct BatchHeader {
    std::uint64_t layoutId = 0;
    std::uint64_t timestampMs = 0;
    std::uint32_t values = 0;
    std::uint32_t absent = 0;
    std::uint32_t loose = 0;
    std::uint32_t exemplars = 0;
    std::uint8_t encoding = kPlainValues;
};

void encodeBatch(std::string& out, const model::Batch& batch) {
    base::appendU64(out, batch.layout->id);
    base::appendU64(out, static_cast<std::uint64_t>(batch.timestampMs));
    base::appendU32(out, static_cast<std::uint32_t>(batch.values.size()));
    base::appendU32(out, batch.absentCount);
    base::appendU32(out, static_cast<std::uint32_t>(batch.loose.size()));
    base::appendU32(out, static_cast<std::uint32_t>(batch.exemplars.size()));
    out.push_back(static_cast<char>(kPlainValues));
    static_assert(std::endian::native == std::endian::little);
    out.append(
        reinterpret_cast<const char*>(batch.values.data()), batch.values.size() * sizeof(double)
    );
    for (const model::LooseSample& sample : batch.loose) {
        base::appendU32(out, sample.position);
        base::appendU64(out, static_cast<std::uint64_t>(sample.timestampMs));
        base::appendU64(out, std::bit_cast<std::uint64_t>(sample.value));
    }
    for (const model::Exemplar& exemplar : batch.exemplars) {
        base::appendU32(out, exemplar.position);
        base::appendU64(out, static_cast<std::uint64_t>(exemplar.timestampMs));
        base::appendU64(out, std::bit_cast<std::uint64_t>(exemplar.value));
        base::appendVarint(out, exemplar.labels.size());
        for (const model::Label& label : exemplar.labels) {
            base::appendString(out, label.name);
            base::appendString(out, label.value);
        }
    }
}

bool readHeader(ByteReaderView& reader, BatchHeader& header) {
    return reader.readU64(header.layoutId) && reader.readU64(header.timestampMs) &&
           reader.readU32(header.values) && reader.readU32(header.absent) &&
           reader.readU32(header.loose) && reader.readU32(header.exemplars) &&
           reader.readU8(header.encoding);
}

bool readValues(ByteReaderView& reader, const BatchHeader& header, model::Batch& batch) {
    std::string_view bytes;
    if (!reader.readBytes(std::size_t{header.values} * sizeof(double), bytes)) {
        return false;
    }
    batch.values.resize(header.values);
    if (!bytes.empty()) {
        std::memcpy(batch.values.data(), bytes.data(), bytes.size());
    }
    const auto absent = std::count_if(batch.values.begin(), batch.values.end(), model::isAbsent);
    batch.absentCount = static_cast<std::uint32_t>(absent);
    return batch.absentCount == header.absent;
}

/// Position, time and value, as loose samples and exemplars begin.
template <class T>
bool readPlaced(ByteReaderView& reader, std::uint32_t positions, T& sample) {
    std::uint64_t timestampMs = 0;
    std::uint64_t bits = 0;
    if (!reader.readU32(sample.position) || !reader.readU64(timestampMs) || !reader.readU64(bits)) {
        return false;
    }
    sample.timestampMs = static_cast<std::int64_t>(timestampMs);
    sample.value = std::bit_cast<double>(bits);
    return sample.position < positions;
}

bool readLoose(ByteReaderView& reader, const BatchHeader& header, model::Batch& batch) {
    if (reader.rest().size() / kLooseBytes < header.loose) {
        return false;
    }
    batch.loose.resize(header.loose);
    return std::all_of(batch.loose.begin(), batch.loose.end(), [&](model::LooseSample& sample) {
        return readPlaced(reader, header.values, sample);
    });
}

bool readExemplar(ByteReaderView& reader, std::uint32_t positions, model::Exemplar& exemplar) {
    std::uint64_t count = 0;
    if (!readPlaced(reader, positions, exemplar) || !reader.readVarint(count) ||
        count > reader.rest().size()) {
        return false;
    }
    for (std::uint64_t i = 0; i < count; ++i) {
        std::string_view name;
        std::string_view value;
        if (!reader.readString(name) || !reader.readString(value)) {
            return false;
        }
        exemplar.labels.set(name, value);
    }
    return true;
}

bool readExemplars(ByteReaderView& reader, const BatchHeader& header, model::Batch& batch) {
    for (std::uint32_t i = 0; i < header.exemplars; ++i) {
        if (!readExemplar(reader, header.values, batch.exemplars.emplace_back())) {
            return false;
        }
    }
    return true;
}

std::optional<std::string>
readBatch(ByteReaderView& reader, const LayoutLookup& layoutFor, model::Batch& batch) {
    BatchHeader header;
    if (!readHeader(reader, header)) {
        return "a group ends within a batch";
    }
    if (header.encoding != kPlainValues) {
        return "values in encoding " + std::to_string(header.encoding) +
               ", which this program does not know";
    }
    batch.timestampMs = static_cast<std::int64_t>(header.timestampMs);
    if (!readValues(reader, header, batch) || !readLoose(reader, header, batch) ||
        !readExemplars(reader, header, batch)) {
        return "a batch does not add up";
    }
    batch.layout = layoutFor(header.layoutId);
    if (!batch.layout) {
        return "the definition of a layout is lost";
    }
    if (batch.layout->size() != batch.values.size()) {
        return "a batch has " + std::to_string(batch.values.size()) + " values, its layout " +
               std::to_string(batch.layout->size());
    }
    return std::nullopt;
}

} // namespace

void encodeGroup(
    std::string& out, std::span<const model::BatchPtr> batches, std::uint64_t samplesBefore
) {
    std::uint64_t samples = 0;
    for (const model::BatchPtr& batch : batches) {
        samples += batch->sampleCount();
    }
    base::appendU64(out, samples);
    base::appendU64(out, samplesBefore);
    base::appendVarint(out, batches.size());
    for (const model::BatchPtr& batch : batches) {
        encodeBatch(out, *batch);
    }
}

std::size_t groupSizeHint(std::span<const model::BatchPtr> batches) {
    std::size_t bytes = 24;
    for (const model::BatchPtr& batch : batches) {
        bytes += kBatchHeaderBytes + batch->values.size() * sizeof(double) +
                 batch->loose.size() * kLooseBytes;
    }
    return bytes;
}

std::optional<std::string> decodeGroup(
    std::string_view payload, const LayoutLookup& layoutFor, std::vector<model::BatchPtr>& batches
) {
    batches.clear();
    ByteReaderView reader(payload);
    GroupCounts counts;
    std::uint64_t count = 0;
    if (!reader.readU64(counts.samples) || !reader.readU64(counts.samplesBefore) ||
        !reader.readVarint(count)) {
        return "a group ends before its first batch";
    }
    if (count > reader.rest().size() / kBatchHeaderBytes) {
        return "a group ends within a batch";
    }
    std::uint64_t found = 0;
    for (std::uint64_t i = 0; i < count; ++i) {
        auto batch = std::make_shared<model::Batch>();
        if (std::optional<std::string> wrong = readBatch(reader, layoutFor, *batch)) {
            batches.clear();
            return wrong;
        }
        found += batch->sampleCount();
        batches.push_back(std::move(batch));
    }
    if (!reader.empty() || found != counts.samples) {
        batches.clear();
        return "a group does not add up";
    }
    return std::nullopt;
}

std::optional<GroupCounts> groupCounts(std::string_view payload) {
    GroupCounts counts;
    ByteReaderView reader(payload);
    const bool isWhole = reader.readU64(counts.samples) && reader.readU64(counts.samplesBefore);
    return isWhole ? std::optional(counts) : std::nullopt;
}

} // namespace meterbench::wal
