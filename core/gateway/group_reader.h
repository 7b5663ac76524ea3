// GroupReader: reads a body in the text format 0.0.4 into a GroupBody, accepting and refusing what
// the Pushgateway's parser does, with its words (prometheus/common expfmt/text_parse.go is a state
// machine over bytes; this is a reader of lines). Unlike it: a count must be a number from 0 on
// (there it wraps around), and with UTF-8 names the quoted form {"a.b"} is read. Checks between
// metrics (a series twice) are not its task. One thread. Errors: a Refusal with line and column.
#pragma once

#include "core/gateway/group_body.h"
#include "core/gateway/refusal.h"
#include "core/gateway/slot_table.h"

#include <optional>
#include <string>
#include <string_view>
#include <unordered_set>

namespace meterbench::gateway {

class GroupReader {
public:
    explicit GroupReader(bool allowsUtf8Names)
        : m_allowsUtf8Names(allowsUtf8Names) {}

    [[nodiscard]] std::optional<Refusal> read(std::string_view body, GroupBody& out);

private:
    using Problem = std::optional<Refusal>;
    enum class Part : std::uint8_t { Value, Sum, Count, Bucket };

    [[nodiscard]] Problem readLine();
    [[nodiscard]] Problem readComment();
    [[nodiscard]] Problem readHelp(GroupFamily& family);
    [[nodiscard]] Problem readType(GroupFamily& family);
    [[nodiscard]] Problem readSample();
    [[nodiscard]] Problem readLabels(bool& isNamed);
    [[nodiscard]] Problem readLabel(bool& isNamed);
    [[nodiscard]] bool hasLabel(const std::string& name);
    [[nodiscard]] Problem addLabel(std::string&& name, std::string&& value);
    [[nodiscard]] Problem readText(std::string& out, bool isLabel);
    [[nodiscard]] Problem readValue();
    [[nodiscard]] Problem readTimestamp();
    [[nodiscard]] Problem addValue(std::string_view token, double value);
    [[nodiscard]] GroupMetric& metricOf(GroupFamily& family);
    [[nodiscard]] std::uint32_t findFamily(std::string_view name) const;
    void chooseFamily(std::string_view name);
    void finish();
    [[nodiscard]] Problem checkBounds(const GroupFamily& family, const GroupMetric& metric);

    [[nodiscard]] std::string_view takeName(bool allowsColon);
    [[nodiscard]] std::string_view takeToken();
    void skipBlanks();

    [[nodiscard]] bool isAtEnd() const { return m_at == m_body.size(); }

    /// The byte at hand; a line break stands in for the end.
    [[nodiscard]] char byte() const { return isAtEnd() ? '\n' : m_body[m_at]; }

    [[nodiscard]] Refusal refuse(std::string_view message) const;

    [[nodiscard]] Refusal unexpectedEnd() const { return refuse("unexpected end of input stream"); }

    [[nodiscard]] GroupFamily& family() { return m_out->families[m_family]; }

    bool m_allowsUtf8Names;
    std::string_view m_body;
    std::size_t m_at = 0;
    GroupBody* m_out = nullptr;
    SlotTable m_names;   ///< of families
    SlotTable m_metrics; ///< of histograms and summaries, by family and labels
    std::vector<std::pair<std::uint32_t, std::uint32_t>> m_places; ///< of those
    std::uint32_t m_family = 0;
    Part m_part = Part::Value;
    GroupMetric m_metric;                         ///< of the line at hand
    std::unordered_set<std::string> m_labelNames; ///< of that line, once they are many
    double m_bound = 0;                           ///< NaN: none
    std::string m_lastValue;                      ///< of a label, for words
};

} // namespace meterbench::gateway
