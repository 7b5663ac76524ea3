#include "core/instruments/edit_codec.h"

#include "core/base/bytes.h"
#include "core/instruments/edit_fields.h"

#include <algorithm>
#include <bit>
#include <iterator>
#include <optional>
#include <type_traits>
#include <utility>

namespace meterbench::instruments {

namespace {

/// Appends to a string that must outlive it.
class WriterView {
public:
    explicit WriterView(std::string& out)
        : m_out(out) {}

    void operator()(std::uint8_t byte) { m_out.push_back(static_cast<char>(byte)); }

    void operator()(const std::string& text) { base::appendString(m_out, text); }

    void operator()(double value) { base::appendU64(m_out, std::bit_cast<std::uint64_t>(value)); }

    void operator()(std::int64_t value) {
        base::appendU64(m_out, static_cast<std::uint64_t>(value));
    }

    template <std::unsigned_integral T>
    void operator()(T value) {
        base::appendVarint(m_out, value);
    }

    void operator()(bool value) { (*this)(static_cast<std::uint8_t>(value ? 1 : 0)); }

    void operator()(Type type) {
        (*this)(static_cast<std::uint8_t>(std::ranges::find(kTypes, type) - std::begin(kTypes)));
    }

    void operator()(DriverKind kind) {
        (*this)(static_cast<std::uint8_t>(std::ranges::find(kDrivers, kind) - std::begin(kDrivers))
        );
    }

    template <class T>
    void operator()(const std::optional<T>& maybe) {
        (*this)(maybe.has_value());
        if (maybe) {
            (*this)(*maybe);
        }
    }

    template <class T>
    void operator()(const std::vector<T>& list) {
        base::appendVarint(m_out, list.size());
        for (const T& item : list) {
            (*this)(item);
        }
    }

    template <class Key, class Value>
    void operator()(const std::map<Key, Value>& map) {
        base::appendVarint(m_out, map.size());
        for (const auto& [key, value] : map) {
            (*this)(key);
            (*this)(value);
        }
    }

    template <class T>
    requires std::is_class_v<T>

    void operator()(const T& whole) { fields(*this, whole); }

private:
    std::string& m_out;
};

/// Reads from bytes that must outlive it. The first thing that cannot be ends the reading: isGood()
/// is false from there on, and nothing more is filled.
class ReaderView {
public:
    explicit ReaderView(std::string_view bytes)
        : m_bytes(bytes) {}

    [[nodiscard]] bool isGood() const { return m_isGood; }

    [[nodiscard]] bool isAtEnd() const { return m_bytes.empty(); }

    void operator()(std::uint8_t& byte) { m_isGood = m_isGood && m_bytes.readU8(byte); }

    void operator()(std::string& text) {
        std::string_view read;
        const std::size_t size = count();
        m_isGood = m_isGood && m_bytes.readBytes(size, read);
        text = read;
    }

    void operator()(double& value) { value = std::bit_cast<double>(fixed()); }

    void operator()(std::int64_t& value) { value = static_cast<std::int64_t>(fixed()); }

    template <std::unsigned_integral T>
    void operator()(T& value) {
        const std::uint64_t read = varint();
        m_isGood = m_isGood && std::in_range<T>(read);
        value = static_cast<T>(read);
    }

    void operator()(Type& type) {
        std::uint8_t written = 0;
        (*this)(written);
        m_isGood = m_isGood && written < std::size(kTypes);
        type = m_isGood ? kTypes[written] : Type::Gauge;
    }

    void operator()(bool& value) {
        std::uint8_t written = 0;
        (*this)(written);
        m_isGood = m_isGood && written < 2;
        value = written == 1;
    }

    void operator()(DriverKind& kind) {
        std::uint8_t written = 0;
        (*this)(written);
        m_isGood = m_isGood && written < std::size(kDrivers);
        kind = m_isGood ? kDrivers[written] : DriverKind::Constant;
    }

    template <class T>
    void operator()(std::optional<T>& maybe) {
        bool isThere = false;
        (*this)(isThere);
        if (isThere) {
            (*this)(maybe.emplace());
        }
    }

    template <class T>
    void operator()(std::vector<T>& list) {
        list.resize(count());
        for (std::size_t i = 0; m_isGood && i < list.size(); ++i) {
            (*this)(list[i]);
        }
    }

    template <class Key, class Value>
    void operator()(std::map<Key, Value>& map) {
        for (std::size_t left = count(); m_isGood && left > 0; --left) {
            Key key;
            (*this)(key);
            // Written in their order: a key that does not grow was not written by us.
            m_isGood = m_isGood && (map.empty() || std::prev(map.end())->first < key);
            if (m_isGood) {
                (*this)(map.emplace_hint(map.end(), std::move(key), Value())->second);
            }
        }
    }

    template <class T>
    requires std::is_class_v<T>

    void operator()(T& whole) { fields(*this, whole); }

private:
    std::uint64_t fixed() {
        std::uint64_t read = 0;
        m_isGood = m_isGood && m_bytes.readU64(read);
        return read;
    }

    /// In the shortest form only, as it is written.
    std::uint64_t varint() {
        const std::size_t before = m_bytes.rest().size();
        std::uint64_t read = 0;
        m_isGood = m_isGood && m_bytes.readVarint(read);
        const auto bytes = static_cast<std::size_t>((std::bit_width(read | 1U) + 6) / 7);
        m_isGood = m_isGood && before - m_bytes.rest().size() == bytes;
        return read;
    }

    /// Of things that take a byte at least: more than bytes are left cannot be.
    std::size_t count() {
        const std::uint64_t read = varint();
        m_isGood = m_isGood && read <= m_bytes.rest().size();
        return m_isGood ? static_cast<std::size_t>(read) : 0;
    }

    base::ByteReaderView m_bytes;
    bool m_isGood = true;
};

template <class... Kinds>
bool readKind(std::uint8_t kind, ReaderView& reader, std::variant<Kinds...>& edit) {
    static_assert(((kKind<Kinds> != 0) && ...), "each kind of edit has a number");
    return ((kKind<Kinds> == kind && (reader(edit.template emplace<Kinds>()), true)) || ...);
}

} // namespace

void appendEdit(std::string& out, const Edit& edit, std::int64_t timeMs) {
    WriterView writer(out);
    const auto write = [&](const auto& one) {
        writer(kKind<std::remove_cvref_t<decltype(one)>>);
        writer(timeMs);
        writer(one);
    };
    std::visit(write, edit);
}

void appendPutInstrument(
    std::string& out, const Instrument& instrument, std::size_t at, std::int64_t timeMs
) {
    WriterView writer(out);
    writer(kKind<PutInstrument>);
    writer(timeMs);
    writer(at);
    writer(instrument);
}

base::Result<TimedEdit> decodeEdit(std::string_view bytes) {
    ReaderView reader(bytes);
    std::uint8_t kind = 0;
    TimedEdit timed;
    reader(kind);
    reader(timed.timeMs);
    if (reader.isGood() && !readKind(kind, reader, timed.edit)) {
        return base::Error{
            base::Code::Unsupported, "edits of kind " + std::to_string(kind) + " are not known"};
    }
    if (!reader.isGood() || !reader.isAtEnd()) {
        return base::Error{base::Code::Corrupt, "the bytes are no edit"};
    }
    return timed;
}

} // namespace meterbench::instruments
