// RowText: the texts of a table's rows as one flat lower-case blob, so that a filter is a linear
// scan: 100,000 rows in a few milliseconds. A source of rows (targets, series, events) writes each
// row as fields; sealed afterwards and shared between threads. One field may change without a new
// blob: the state, a small number per row with a name. Keys of our own (not label names) are kept
// in capitals, so that no word of a person finds them.
#pragma once

#include "ui/models/filter.h"

#include <cstdint>
#include <memory>
#include <span>
#include <string>
#include <string_view>
#include <vector>

namespace meterbench::ui {

class RowText {
public:
    /// Names of the states, in the order of their numbers, for the key "state".
    explicit RowText(std::vector<std::string> stateNames = {});

    void reserve(std::size_t rows, std::size_t bytes);
    /// A field whose key is a name of the user's (a label); words find key and value.
    void addField(std::string_view key, std::string_view value);
    /// A field under a key of ours ("url"); words find the value only.
    void addOwn(std::string_view key, std::string_view value);
    void endRow();

    [[nodiscard]] std::size_t rowCount() const { return m_ends.size(); }

    [[nodiscard]] std::size_t sizeBytes() const { return m_blob.size(); }

    [[nodiscard]] std::string_view row(std::size_t index) const;

    [[nodiscard]] std::string_view blob() const { return m_blob; }

    [[nodiscard]] const std::vector<std::uint32_t>& ends() const { return m_ends; }

    [[nodiscard]] const std::vector<std::string>& stateNames() const { return m_stateNames; }

private:
    void append(std::string_view text, bool own);

    std::string m_blob;
    std::vector<std::uint32_t> m_ends;
    std::vector<std::string> m_stateNames;
    bool m_atRowStart = true;
};

using RowTextPtr = std::shared_ptr<const RowText>;
using RowList = std::vector<std::uint32_t>;

/// The rows that the filter lets through, ascending. `states` is empty or has one number per row;
/// `within` (may be null) are the only rows to look at, ascending.
[[nodiscard]] RowList matchRows(
    const RowText& text,
    const Filter& filter,
    std::span<const std::uint8_t> states = {},
    const RowList* within = nullptr
);

} // namespace meterbench::ui
