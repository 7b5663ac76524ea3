// Little-endian numbers and varints (protobuf's form) to and from byte strings. Readers never read
// past the end: they answer false and leave the cursor where it was.
#pragma once

#include <cstdint>
#include <string>
#include <string_view>

namespace meterbench::base {

void appendU16(std::string& out, std::uint16_t value);
void appendU32(std::string& out, std::uint32_t value);
void appendU64(std::string& out, std::uint64_t value);
void appendVarint(std::string& out, std::uint64_t value);
/// A varint length, then the bytes.
void appendString(std::string& out, std::string_view value);

/// Reads from the front of a view that must outlive it.
class ByteReaderView {
public:
    explicit ByteReaderView(std::string_view bytes)
        : m_rest(bytes) {}

    [[nodiscard]] bool readU8(std::uint8_t& value);
    [[nodiscard]] bool readU16(std::uint16_t& value);
    [[nodiscard]] bool readU32(std::uint32_t& value);
    [[nodiscard]] bool readU64(std::uint64_t& value);
    [[nodiscard]] bool readVarint(std::uint64_t& value);
    [[nodiscard]] bool readString(std::string_view& value);
    [[nodiscard]] bool readBytes(std::size_t sizeBytes, std::string_view& value);

    [[nodiscard]] std::string_view rest() const { return m_rest; }

    [[nodiscard]] bool empty() const { return m_rest.empty(); }

private:
    std::string_view m_rest;
};

} // namespace meterbench::base
