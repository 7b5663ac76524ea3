#include "core/remote/request_body.h"

#include "core/base/bytes.h"
#include "core/remote/wire.h"

#include <snappy.h>

namespace meterbench::remote {

void RequestBody::clear() {
    elements.clear();
    rawBytes = 0;
    cargo = {};
}

void RequestBody::join(const RequestBody& other) {
    elements += other.elements;
    rawBytes += other.rawBytes;
    cargo.add(other.cargo);
}

void RequestBody::compress(const std::string& raw, const Cargo& what) {
    const std::size_t before = elements.size();
    const std::size_t preamble = wire::varintSize(raw.size());
    elements.resize(before + snappy::MaxCompressedLength(raw.size()));
    std::size_t length = 0;
    snappy::RawCompress(raw.data(), raw.size(), elements.data() + before, &length);
    elements.resize(before + length);
    elements.erase(before, preamble);
    rawBytes += raw.size();
    cargo.add(what);
}

std::string RequestBody::wire() const {
    std::string bytes;
    bytes.reserve(elements.size() + 10);
    base::appendVarint(bytes, rawBytes);
    bytes += elements;
    return bytes;
}

} // namespace meterbench::remote
