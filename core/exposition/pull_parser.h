// PullParser: reads a /metrics body entry by entry, as Prometheus ingests it: text 0.0.4 / 1.0.0
// and OpenMetrics 1.0.0 / 0.0.1. It is lenient exactly where Prometheus is (facts: prometheus
// model/textparse/promparse.go, openmetricsparse.go); the strict reading is Lint (lint.h). Lazy:
// next() finds the bytes of a series and parses value and time; labels are taken apart only when
// asked, so a known series costs no more than finding its end. All views point into the body, which
// must outlive the parser. One thread. Errors: line, byte column, a hint.
#pragma once

#include "core/exposition/series_syntax.h"
#include "core/model/labels.h"
#include "core/model/metric_type.h"

#include <cstdint>
#include <optional>
#include <string>
#include <string_view>
#include <vector>

namespace meterbench::exposition {

/// The parser for a Content-Type (media type only, the version is ignored); nothing when unknown.
[[nodiscard]] std::optional<Format> formatOfContentType(std::string_view contentType);

enum class EntryKind : std::uint8_t { Sample, Type, Help, Unit, End, Error };

/// Where and why; small, the sentence is made when somebody reads it.
struct ParseProblem {
    std::uint32_t line = 0;   ///< from 1
    std::uint32_t column = 0; ///< in bytes, from 1
    const char* message = ""; ///< plain English, static
    const char* hint = "";    ///< what would be right; may be empty
};

struct Sample {
    std::string_view
        series; ///< the raw bytes of name and labels, up to and without the space before the value
    std::string_view valueText; ///< the raw bytes of the value
    double value = 0;           ///< any NaN has base::kNormalNanBits
    std::optional<std::int64_t> timestampMs;
    std::string_view exemplarText; ///< raw bytes from '{' on; empty when there is none
};

struct ExemplarEntry {
    model::Labels labels;
    double value = 0;
    std::optional<std::int64_t> timestampMs;
};

class PullParser {
public:
    PullParser(std::string_view body, Format format);

    /// The next entry; comments and blank lines are passed over. After End or Error it stays there.
    [[nodiscard]] EntryKind next();

    /// After Sample.
    [[nodiscard]] const Sample& sample() const { return m_sample; }

    /// After Type, Help, Unit: the family's name, unescaped.
    [[nodiscard]] std::string_view family() const { return m_family; }

    /// After Type.
    [[nodiscard]] model::MetricType type() const { return m_type; }

    /// After Help (unescaped) and Unit.
    [[nodiscard]] std::string_view text() const { return m_text; }

    /// After Error.
    [[nodiscard]] const ParseProblem& problem() const { return m_problem; }

    /// Takes the labels of the current sample apart: sorted by name, the metric's name under
    /// __name__, values unescaped, le and quantile normalised to OpenMetrics' float form ("1" →
    /// "1.0") where Prometheus does. Repeated names are left in (the scraper refuses them). False
    /// on a syntax error: problem() says which. The views live until the next call.
    [[nodiscard]] bool labels(std::vector<model::LabelView>& out);
    /// Takes the exemplar of the current sample apart; false on a syntax error.
    [[nodiscard]] bool exemplar(ExemplarEntry& out);

    /// The line of the current entry, from 1 (counted when asked), and the offset in the body
    /// behind that line.
    [[nodiscard]] std::uint32_t line() const;

    [[nodiscard]] std::size_t offsetBytes() const { return m_offset; }

private:
    template <Format kFormat>
    [[nodiscard]] EntryKind nextEntry();
    template <Format kFormat>
    [[nodiscard]] EntryKind readSample(const char* p);
    template <Format kFormat>
    [[nodiscard]] bool readValue(const char* p);
    template <Format kFormat>
    [[nodiscard]] const char* readLineEnd(const char* p);
    [[nodiscard]] const char* readTextTime(const char* p);
    [[nodiscard]] const char* readTimeAndExemplar(const char* p);
    [[nodiscard]] const char* readExemplarTail(const char* p, ExemplarEntry& out);
    [[nodiscard]] EntryKind readTextComment(const char* p);
    [[nodiscard]] EntryKind readOpenMetricsComment(const char* p);
    [[nodiscard]] EntryKind readMetadata(const char* p, EntryKind kind);
    [[nodiscard]] EntryKind readType(const char* at);
    [[nodiscard]] EntryKind readHelp(const char* at);
    [[nodiscard]] EntryKind readUnit(const char* at);
    [[nodiscard]] EntryKind readEof(const char* p);

    void normaliseFloats(std::vector<model::LabelView>& out);
    bool note(const char* at, const char* message, const char* hint);
    EntryKind fail(const char* at, const char* message, const char* hint);
    EntryKind failSample(std::string_view series);
    EntryKind finish(EntryKind kind);

    [[nodiscard]] const char* begin() const { return m_body.data(); }

    [[nodiscard]] const char* end() const { return m_body.data() + m_body.size(); }

    void moveBehind(const char* p) { m_offset = static_cast<std::size_t>(p - begin()); }

    std::string_view m_body;
    Format m_format;
    std::optional<EntryKind> m_last; ///< End or Error, once there
    std::size_t m_entryOffset = 0;
    std::size_t m_offset = 0;
    mutable std::size_t m_countedOffset = 0; ///< line() goes on counting from here
    mutable std::uint32_t m_countedBreaks = 0;
    Sample m_sample;
    std::string_view m_family;
    std::string_view m_text;
    model::MetricType m_type = model::MetricType::Unknown;
    ParseProblem m_problem;
    std::string m_scratch;
    std::vector<model::LabelView> m_exemplarLabels;
};

} // namespace meterbench::exposition
