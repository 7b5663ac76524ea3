// Labels: the identity of a series or a target, sorted by name, no name twice, no empty value.
// LabelView is a borrowed pair; LabelTable keeps the labels of many series compactly.
#pragma once

#include <compare>
#include <cstdint>
#include <initializer_list>
#include <span>
#include <string>
#include <string_view>
#include <utility>
#include <vector>

namespace meterbench::model {

inline constexpr std::string_view kMetricName = "__name__";

/// The identity of a series: XXH3 over its sorted labels, each name and value followed by 0xff.
using SeriesRef = std::uint64_t;

/// A borrowed name and value; whoever hands it out says how long it lives.
struct LabelView {
    std::string_view name;
    std::string_view value;

    friend auto operator<=>(const LabelView&, const LabelView&) = default;
};

struct Label {
    std::string name;
    std::string value;

    friend auto operator<=>(const Label&, const Label&) = default;
};

class Labels {
public:
    Labels() = default;
    Labels(std::initializer_list<Label> labels);
    explicit Labels(std::span<const LabelView> labels);

    /// Empty when there is no such label.
    [[nodiscard]] std::string_view get(std::string_view name) const;
    [[nodiscard]] bool has(std::string_view name) const;
    /// An empty value removes the label.
    void set(std::string_view name, std::string_view value);
    void erase(std::string_view name);

    [[nodiscard]] bool empty() const { return m_labels.empty(); }

    [[nodiscard]] std::size_t size() const { return m_labels.size(); }

    [[nodiscard]] auto begin() const { return m_labels.begin(); }

    [[nodiscard]] auto end() const { return m_labels.end(); }

    [[nodiscard]] SeriesRef ref() const;
    /// Borrowed from this object.
    [[nodiscard]] std::vector<LabelView> views() const;
    /// name{a="b",c="d"} with escapes; names outside the legacy set are quoted inside the braces.
    [[nodiscard]] std::string toString() const;

    friend bool operator==(const Labels&, const Labels&) = default;
    friend auto operator<=>(const Labels&, const Labels&) = default;

private:
    std::vector<Label> m_labels;
};

/// The ref of sorted labels without making Labels.
[[nodiscard]] SeriesRef seriesRef(std::span<const LabelView> sortedLabels);
/// As Labels::toString.
[[nodiscard]] std::string toSeriesText(std::span<const LabelView> sortedLabels);
/// \\, \" and \n escaped, as both text formats write label values.
[[nodiscard]] std::string escapedLabelValue(std::string_view value);
/// [a-zA-Z_:][a-zA-Z0-9_:]* (a metric name) or without the colon (a label name).
[[nodiscard]] bool isLegacyMetricName(std::string_view name);
[[nodiscard]] bool isLegacyLabelName(std::string_view name);

/// Sorted label sets of many series, with each text kept once: 8 bytes a label plus the texts.
class LabelTable {
public:
    /// The labels must be sorted by name.
    void append(std::span<const LabelView> labels);
    /// Call when the last was appended: gives back spare memory and the look-up table.
    void seal();

    [[nodiscard]] std::size_t size() const { return m_ends.size(); }

    /// Appends the labels of one series to out (cleared first); they live as long as the table.
    void labelsAt(std::size_t index, std::vector<LabelView>& out) const;
    [[nodiscard]] Labels at(std::size_t index) const;
    /// The value of one label of one series; empty when absent.
    [[nodiscard]] std::string_view get(std::size_t index, std::string_view name) const;
    [[nodiscard]] std::size_t sizeBytes() const;

    /// The table as it stands, for writing it down without hashing: each text once, each series as
    /// pairs of them.
    using Symbol = std::uint32_t;

    [[nodiscard]] std::size_t symbolCount() const { return m_textEnds.size(); }

    [[nodiscard]] std::string_view text(Symbol symbol) const;
    [[nodiscard]] std::span<const std::pair<Symbol, Symbol>> pairsAt(std::size_t index) const;

private:
    [[nodiscard]] Symbol symbol(std::string_view text);
    void growLookup();

    std::string m_text;
    std::vector<std::uint32_t> m_textEnds;
    std::vector<std::pair<Symbol, Symbol>> m_pairs;
    std::vector<std::uint32_t> m_ends;
    std::vector<Symbol> m_lookup; // open addressing, symbol + 1; empty once sealed
};

} // namespace meterbench::model
