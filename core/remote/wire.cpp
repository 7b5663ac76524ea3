#include "core/remote/wire.h"

#include "core/base/bytes.h"
#include "core/base/check.h"

#include <cstring>

namespace meterbench::remote::wire {

namespace {

constexpr char kFirst = 0x0a;  // field 1, length-delimited
constexpr char kSecond = 0x12; // field 2, length-delimited

std::size_t textFieldSize(std::size_t bytes) {
    return 1 + varintSize(bytes) + bytes;
}

std::size_t labelSize(const model::LabelView& label) {
    return textFieldSize(label.name.size()) + textFieldSize(label.value.size());
}

void appendText(std::string& out, char tag, std::string_view text) {
    out.push_back(tag);
    base::appendString(out, text);
}

void appendDouble(std::string& out, char tag, double value) {
    out.push_back(tag);
    base::appendU64(out, std::bit_cast<std::uint64_t>(value));
}

} // namespace

void storeTimestamp(char* to, std::int64_t timestampMs) {
    auto rest = static_cast<std::uint64_t>(timestampMs);
    for (std::size_t i = 0; i < kTimestampBytes; ++i) {
        const std::uint64_t more = i + 1 < kTimestampBytes ? 0x80U : 0U;
        to[i] = static_cast<char>((rest & 0x7fU) | more);
        rest >>= 7U;
    }
}

std::size_t varintSize(std::uint64_t value) {
    return (static_cast<std::size_t>(std::bit_width(value | 1U)) + 6) / 7;
}

void appendLabels(std::string& out, std::span<const model::LabelView> labels) {
    for (const model::LabelView& label : labels) {
        out.push_back(kLabelTag);
        base::appendVarint(out, labelSize(label));
        appendText(out, kFirst, label.name);
        appendText(out, kSecond, label.value);
    }
}

void appendSample(std::string& out, double value, std::int64_t timestampMs) {
    const auto time = static_cast<std::uint64_t>(timestampMs);
    out.push_back(kSampleTag);
    base::appendVarint(out, 1 + 8 + 1 + varintSize(time));
    appendDouble(out, 0x09, value);
    out.push_back(0x10);
    base::appendVarint(out, time);
}

void appendExemplar(std::string& out, const model::Exemplar& exemplar) {
    std::string inner;
    appendLabels(inner, exemplar.labels.views());
    appendDouble(inner, 0x11, exemplar.value);
    inner.push_back(0x18);
    base::appendVarint(inner, static_cast<std::uint64_t>(exemplar.timestampMs));
    appendText(out, kExemplarTag, inner);
}

void appendMetadata(std::string& out, const model::Family& family) {
    std::string inner;
    inner.push_back(0x08);
    base::appendVarint(
        inner, static_cast<std::uint64_t>(family.type)
    ); // the enums are in the same order
    appendText(inner, 0x12, family.name);
    if (!family.help.empty()) {
        appendText(inner, 0x22, family.help);
    }
    if (!family.unit.empty()) {
        appendText(inner, 0x2a, family.unit);
    }
    appendText(out, kMetadataTag, inner);
}

void appendHollowSeries(std::string& out, std::span<const model::LabelView> labels) {
    std::size_t size = kSampleFieldBytes;
    for (const model::LabelView& label : labels) {
        size += textFieldSize(labelSize(label));
    }
    out.push_back(kSeriesTag);
    base::appendVarint(out, size);
    appendLabels(out, labels);
    out.append({kSampleTag, 0x10, 0x09});
    out.append(8, '\0');
    out.push_back(0x10);
    out.append(kTimestampBytes, '\0');
}

std::string_view takeSeries(std::string_view& rest) {
    base::ByteReaderView reader(rest.substr(1));
    std::uint64_t length = 0;
    MB_CHECK(
        reader.readVarint(length) && length <= reader.rest().size(), "a template holds whole series"
    );
    const std::size_t size = rest.size() - reader.rest().size() + length;
    const std::string_view series = rest.substr(0, size);
    rest.remove_prefix(size);
    return series;
}

} // namespace meterbench::remote::wire
