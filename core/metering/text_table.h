// TextTable: texts by number, each once, end to end in pages: a text costs its bytes and about 9
// more. It is found by open addressing with four bytes a slot: as few bits as the number needs, and
// a part of the hash in the others, so that a text is looked at only when it is the one. What is
// large never moves when it grows: it would leave holes as large. Nothing is taken out. One thread.
#pragma once

#include "core/base/bytes.h"

#include <cstddef>
#include <cstdint>
#include <deque>
#include <optional>
#include <string>
#include <string_view>
#include <vector>

namespace meterbench::metering {

class TextTable {
public:
    /// The text's number, which it gets when it is new: 0, 1, 2 …
    [[nodiscard]] std::uint32_t add(std::string_view text);

    [[nodiscard]] std::optional<std::uint32_t> find(std::string_view text) const;

    /// As long as the table is there.
    [[nodiscard]] std::string_view at(std::uint32_t number) const;

    /// There will be so many.
    void reserve(std::size_t count) { growSlots(count + count / 7 + 1); }

    void append(std::string& out) const;
    /// Into an empty one. False for bytes that append() does not make.
    [[nodiscard]] bool take(base::ByteReaderView& in);

    [[nodiscard]] std::uint32_t size() const { return static_cast<std::uint32_t>(m_ends.size()); }

private:
    static constexpr std::uint32_t kFree = 0xffffffffU;
    static constexpr unsigned kPageBits = 16;
    static constexpr std::size_t kPageBytes = (1U << kPageBits) - 1; ///< as an end has a place for

    /// Where the text is, or would be. There must be slots.
    [[nodiscard]] std::size_t slotOf(std::string_view text, std::uint64_t hash) const;
    [[nodiscard]] std::uint32_t slotFor(std::uint32_t number, std::uint64_t hash) const;
    [[nodiscard]] std::uint32_t numberIn(std::uint32_t slot) const;
    void growSlots(std::size_t count);
    void store(std::string_view text);

    std::vector<std::string> m_pages;   ///< a longer text than a page has one of its own
    std::deque<std::uint32_t> m_ends;   ///< per text: its page, and its end there
    std::vector<std::uint32_t> m_slots; ///< by hash; an eighth free at least
    unsigned m_numberBits = 1;          ///< of a slot, the lower ones; the others are of the hash
};

} // namespace meterbench::metering
