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

void RequestBody::compress(std::string_view raw, const Cargo& what, std::string& packed) {
    const std::size_t most = snappy::MaxCompressedLength(raw.size());
    if (packed.size() < most) {
        packed.resize(most);
    }
    std::size_t length = 0;
    snappy::RawCompress(raw.data(), raw.size(), packed.data(), &length);
    const std::size_t preamble = wire::varintSize(raw.size());
    elements.append(packed, preamble, length - preamble);
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
