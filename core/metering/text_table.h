// TextTable: texts by number, each once, end to end in one piece of memory: a text costs its bytes
// and about 12 more. It is found by open addressing with four bytes a slot, which are the number
// alone: that looks at more texts than with a part of the hash beside it, and texts are added
// seldom. Nothing is taken out. One thread.
#pragma once

#include <cstdint>
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

    /// Until the next add().
    [[nodiscard]] std::string_view at(std::uint32_t number) const {
        const std::uint32_t begin = number == 0 ? 0 : m_ends[number - 1];
        return std::string_view(m_bytes).substr(begin, m_ends[number] - begin);
    }

    [[nodiscard]] std::uint32_t size() const { return static_cast<std::uint32_t>(m_ends.size()); }

private:
    static constexpr std::uint32_t kFree = 0xffffffffU;

    /// Where the text is, or would be. There must be slots.
    [[nodiscard]] std::size_t slotOf(std::string_view text) const;
    void growSlots();

    std::string m_bytes;
    std::vector<std::uint32_t> m_ends;  ///< into m_bytes, per text
    std::vector<std::uint32_t> m_slots; ///< numbers by hash; 2^n of them, a quarter free at least
};

} // namespace meterbench::metering
