// Good practice, as promlint checks it (prometheus/client_golang promlint, rules only): help,
// units, suffixes that other types own, type words, colons, camelCase, abbreviations.
#include "core/exposition/lint_family.h"

#include <algorithm>
#include <array>

namespace meterbench::exposition {

namespace {

using model::MetricType;

struct UnitWord {
    std::string_view word;
    std::string_view base;
};

constexpr std::array<UnitWord, 24> kUnits{{
    {"amperes", "amperes"},    {"bytes", "bytes"},     {"celsius", "celsius"},
    {"grams", "grams"},        {"joules", "joules"},   {"kelvin", "kelvin"},
    {"meters", "meters"},      {"metres", "metres"},   {"seconds", "seconds"},
    {"volts", "volts"},        {"minutes", "seconds"}, {"hours", "seconds"},
    {"days", "seconds"},       {"weeks", "seconds"},   {"kelvins", "kelvin"},
    {"fahrenheit", "celsius"}, {"rankine", "celsius"}, {"inches", "meters"},
    {"yards", "meters"},       {"miles", "meters"},    {"bits", "bytes"},
    {"calories", "joules"},    {"pounds", "grams"},    {"ounces", "grams"},

}};

constexpr std::array<std::string_view, 18> kPrefixes{
    "pico",
    "nano",
    "micro",
    "milli",
    "centi",
    "deci",
    "deca",
    "hecto",
    "kilo",
    "kibi",
    "mega",
    "mibi",
    "giga",
    "gibi",
    "tera",
    "tebi",
    "peta",
    "pebi"};

constexpr std::array<std::string_view, 14> kAbbreviations{
    "s", "ms", "us", "ns", "sec", "b", "kb", "mb", "gb", "tb", "pb", "m", "h", "d"};

std::string lowered(std::string_view text) {
    std::string out(text);
    std::transform(out.begin(), out.end(), out.begin(), [](char c) {
        return c >= 'A' && c <= 'Z' ? static_cast<char>(c | 0x20) : c;
    });
    return out;
}

/// Borrowed from the name.
std::vector<std::string_view> wordsOf(const std::string& name) {
    std::vector<std::string_view> words;
    for (std::size_t start = 0; start <= name.size();) {
        const std::size_t end = std::min(name.find('_', start), name.size());
        words.push_back(std::string_view(name).substr(start, end - start));
        start = end + 1;
    }
    return words;
}

std::string_view baseOf(std::string_view word) {
    const auto at = std::find_if(kUnits.begin(), kUnits.end(), [&](const UnitWord& unit) {
        return unit.word == word;
    });
    return at == kUnits.end() ? std::string_view() : at->base;
}

std::vector<std::string_view> wordsOf(std::string&& name) = delete;

/// The base unit that a word stands for, prefixes off; empty when it is no unit.
std::string_view baseOfPrefixed(std::string_view word) {
    const std::string_view base = baseOf(word);
    if (!base.empty()) {
        return base;
    }
    for (const std::string_view prefix : kPrefixes) {
        if (word.starts_with(prefix) && !baseOf(word.substr(prefix.size())).empty()) {
            return baseOf(word.substr(prefix.size()));
        }
    }
    return {};
}

bool isCamelCase(std::string_view text) {
    for (std::size_t i = 1; i < text.size(); ++i) {
        if (text[i - 1] >= 'a' && text[i - 1] <= 'z' && text[i] >= 'A' && text[i] <= 'Z') {
            return true;
        }
    }
    return false;
}

/// Checks one family's names.
class StyleCheckView {
public:
    StyleCheckView(const LintFamily& family, Format format, LintReport& report)
        : m_family(family)
        , m_type(family.effectiveType())
        , m_format(format)
        , m_report(report) {}

    void run() {
        checkHelp();
        checkUnits();
        checkAbbreviations();
        checkName();
        if (m_type != MetricType::Unknown) {
            checkTotal();
            checkReservedSuffixes();
            checkReservedLabels();
            checkTypeWord();
        }
    }

private:
    void note(const char* rule, std::string message, std::string hint) {
        m_report.style(m_family.at, rule, std::move(message), std::move(hint));
    }

    void
    noteLabel(std::string_view label, const char* rule, std::string message, std::string hint) {
        m_report.style(
            m_family.labelNames.at(std::string(label)), rule, std::move(message), std::move(hint)
        );
    }

    [[nodiscard]] bool endsWith(std::string_view suffix) const {
        return m_family.name.ends_with(suffix);
    }

    [[nodiscard]] bool hasLabel(std::string_view label) const {
        return m_family.labelNames.contains(std::string(label));
    }

    void checkHelp() {
        const bool empty =
            m_format == Format::OpenMetrics && m_family.help && m_family.help->empty();
        if (!m_family.help || empty) {
            note(
                "no-help",
                quoted(m_family.name) + " has no help text",
                "# HELP " + m_family.name + " and one sentence"
            );
        }
    }

    void checkUnits() {
        for (const std::string_view word : wordsOf(m_family.name)) {
            const std::string_view base = baseOfPrefixed(word);
            if (base.empty()) {
                continue;
            }
            if (base != word) {
                note(
                    "base-unit",
                    quoted(m_family.name) + " is in " + std::string(word),
                    "use the base unit " + std::string(base)
                );
            }
            return;
        }
    }

    void checkAbbreviations() {
        const std::string name = lowered(m_family.name);
        const auto words = wordsOf(name);
        for (std::size_t i = 1; i < words.size(); ++i) {
            if (std::find(kAbbreviations.begin(), kAbbreviations.end(), words[i]) !=
                kAbbreviations.end()) {
                note(
                    "unit-abbreviation",
                    quoted(m_family.name) + " abbreviates a unit",
                    "write units in full, such as _seconds or _bytes"
                );
                return;
            }
        }
    }

    void checkName() {
        if (m_family.name.find(':') != std::string::npos) {
            note(
                "colon",
                quoted(m_family.name) + " has a colon in its name",
                "colons are for the results of recording rules"
            );
        }
        if (isCamelCase(m_family.name)) {
            note(
                "camel-case",
                quoted(m_family.name) + " is written in camelCase",
                "metric names are written in snake_case"
            );
        }
        for (const auto& [label, at] : m_family.labelNames) {
            if (isCamelCase(label)) {
                noteLabel(
                    label,
                    "camel-case",
                    "label " + quoted(label) + " is written in camelCase",
                    "label names are written in snake_case"
                );
            }
        }
    }

    void checkTotal() {
        const bool counter = m_type == MetricType::Counter;
        if (counter && m_format == Format::Text && !endsWith("_total")) {
            note(
                "counter-total",
                "the counter " + quoted(m_family.name) + " does not end with _total",
                "name it " + m_family.name + "_total"
            );
        } else if (!counter && endsWith("_total")) {
            note(
                "counter-total",
                quoted(m_family.name) + " ends with _total but is no counter",
                "_total is for counters"
            );
        }
    }

    void checkReservedSuffixes() {
        const bool histogram =
            m_type == MetricType::Histogram || m_type == MetricType::GaugeHistogram;
        const bool summary = m_type == MetricType::Summary;
        if (!histogram && endsWith("_bucket")) {
            note(
                "reserved-suffix",
                quoted(m_family.name) + " ends with _bucket but is no histogram",
                "_bucket is for histograms"
            );
        }
        for (const std::string_view suffix : {"_count", "_sum"}) {
            if (!histogram && !summary && endsWith(suffix)) {
                note(
                    "reserved-suffix",
                    quoted(m_family.name) + " ends with " + std::string(suffix) +
                        " but is neither histogram nor summary",
                    std::string(suffix) + " is for histograms and summaries"
                );
            }
        }
    }

    void checkReservedLabels() {
        const bool histogram =
            m_type == MetricType::Histogram || m_type == MetricType::GaugeHistogram;
        if (!histogram && hasLabel("le")) {
            noteLabel(
                "le",
                "reserved-label",
                quoted(m_family.name) + " has a label le but is no histogram",
                "le is for the bounds of histograms"
            );
        }
        if (m_type != MetricType::Summary && hasLabel("quantile")) {
            noteLabel(
                "quantile",
                "reserved-label",
                quoted(m_family.name) + " has a label quantile but is no summary",
                "quantile is for summaries"
            );
        }
    }

    void checkTypeWord() {
        const std::string type(model::metricTypeName(m_type));
        const std::string name = lowered(m_family.name);
        if (name.find("_" + type + "_") != std::string::npos || name.ends_with("_" + type)) {
            note(
                "type-in-name",
                quoted(m_family.name) + " has its type in its name",
                "the TYPE line says it: leave " + type + " out"
            );
        }
    }

    const LintFamily& m_family;
    MetricType m_type;
    Format m_format;
    LintReport& m_report;
};

} // namespace

void checkStyle(const LintFamily& family, Format format, LintReport& report) {
    if (family.samples != 0) {
        StyleCheckView(family, format, report).run();
    }
}

} // namespace meterbench::exposition
