// Lint: the strict reading of a body, for people who write exporters. Format problems break a MUST
// of OpenMetrics 1.0 or of the text format 0.0.4 / 1.0.0; style problems break good practice (what
// promlint checks, and the SHOULDs that matter). It reads on after a problem and reports each cause
// once. Not the parser for scrapes: that is PullParser, which forgives what Prometheus forgives.
// Lines from 1, columns in characters from 1. Any thread; no state is kept between calls.
#pragma once

#include "core/exposition/series_syntax.h"

#include <cstdint>
#include <string>
#include <string_view>
#include <vector>

namespace meterbench::exposition {

enum class Level : std::uint8_t { Format, Style };

struct Problem {
    std::uint32_t line = 0;
    std::uint32_t column = 0;
    Level level = Level::Format;
    const char* rule = ""; ///< stable, kebab-case: "blank-line", "counter-total" …
    std::string message;
    std::string hint; ///< what would be right; may be empty
};

enum class LintScope : std::uint8_t { All, FormatOnly };

/// All problems, in the order of the body.
[[nodiscard]] std::vector<Problem>
lint(std::string_view body, Format format, LintScope scope = LintScope::All);

/// OpenMetrics when the body says # EOF, or holds a line that only OpenMetrics has (UNIT, its own
/// types, exemplars).
[[nodiscard]] Format guessFormat(std::string_view body);

} // namespace meterbench::exposition
