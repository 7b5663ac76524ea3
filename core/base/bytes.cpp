#include "core/base/bytes.h"

#include <cstring>

namespace meterbench::base {

namespace {

template <class T>
void appendRaw(std::string& out, T value) {
    static_assert(__BYTE_ORDER__ == __ORDER_LITTLE_ENDIAN__);
    out.append(reinterpret_cast<const char*>(&value), sizeof value);
}

template <class T>
bool readRaw(std::string_view& rest, T& value) {
    if (rest.size() < sizeof value) {
        return false;
    }
    std::memcpy(&value, rest.data(), sizeof value);
    rest.remove_prefix(sizeof value);
    return true;
}

} // namespace

void appendU16(std::string& out, std::uint16_t value) {
    appendRaw(out, value);
}

void appendU32(std::string& out, std::uint32_t value) {
    appendRaw(out, value);
}

void appendU64(std::string& out, std::uint64_t value) {
    appendRaw(out, value);
}

void appendVarint(std::string& out, std::uint64_t value) {
    while (value >= 0x80) {
        out.push_back(static_cast<char>(value | 0x80));
        value >>= 7;
    }
    out.push_back(static_cast<char>(value));
}

void appendString(std::string& out, std::string_view value) {
    appendVarint(out, value.size());
    out.append(value);
}

bool ByteReaderView::readU8(std::uint8_t& value) {
    return readRaw(m_rest, value);
}

bool ByteReaderView::readU16(std::uint16_t& value) {
    return readRaw(m_rest, value);
}

bool ByteReaderView::readU32(std::uint32_t& value) {
    return readRaw(m_rest, value);
}

bool ByteReaderView::readU64(std::uint64_t& value) {
    return readRaw(m_rest, value);
}

bool ByteReaderView::readVarint(std::uint64_t& value) {
    std::uint64_t result = 0;
    for (std::size_t i = 0; i < m_rest.size() && i < 10; ++i) {
        const auto byte = static_cast<unsigned char>(m_rest[i]);
        if (i == 9 && byte > 1) {
            return false;
        }
        result |= static_cast<std::uint64_t>(byte & 0x7f) << (7 * i);
        if ((byte & 0x80) == 0) {
            value = result;
            m_rest.remove_prefix(i + 1);
            return true;
        }
    }
    return false;
}

bool ByteReaderView::readString(std::string_view& value) {
    const std::string_view before = m_rest;
    std::uint64_t size = 0;
    if (readVarint(size) && size <= m_rest.size()) {
        return readBytes(static_cast<std::size_t>(size), value);
    }
    m_rest = before;
    return false;
}

bool ByteReaderView::readBytes(std::size_t sizeBytes, std::string_view& value) {
    if (sizeBytes > m_rest.size()) {
        return false;
    }
    value = m_rest.substr(0, sizeBytes);
    m_rest.remove_prefix(sizeBytes);
    return true;
}

} // namespace meterbench::base
