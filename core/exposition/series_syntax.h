// The inside of a series: name and labels taken apart as Prometheus's two lexers do (promlex.l,
// openmetricslex.l), and the escapes that both formats share. The text format allows blanks between
// the parts and forgives a missing comma; OpenMetrics allows neither. Views point into the series
// or, where an escape was undone, into the scratch string. Errors: the byte at which reading
// stopped, what was expected, a hint.
#pragma once

#include "core/model/labels.h"

#include <string>
#include <string_view>
#include <vector>

namespace meterbench::exposition {

enum class Format : std::uint8_t { Text, OpenMetrics };

struct SyntaxProblem {
    const char* at = nullptr;
    const char* message = "";
    const char* hint = "";
};

/// \" \\ and \n undone; other backslashes stay. Appends to scratch (which must have room) when
/// there is anything to undo.
[[nodiscard]] std::string_view unescapedLabelText(std::string_view raw, std::string& scratch);
/// As above for HELP of the text format, where \" stays.
[[nodiscard]] std::string_view unescapedHelpText(std::string_view raw, std::string& scratch);

/// Appends the labels in their order, the metric's name as __name__. The whole of the text must be
/// one series. The scratch must have room for series.size() more bytes.
[[nodiscard]] bool readSeries(
    std::string_view series,
    Format format,
    std::vector<model::LabelView>& out,
    std::string& scratch,
    SyntaxProblem& problem
);

/// An exemplar's labels, from behind '{'; answers the byte behind '}', or nullptr.
[[nodiscard]] const char* readExemplarLabels(
    const char* p,
    const char* end,
    std::vector<model::LabelView>& out,
    std::string& scratch,
    SyntaxProblem& problem
);

} // namespace meterbench::exposition
