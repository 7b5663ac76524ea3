#include "ui/models/filter.h"

#include <re2/re2.h>

#include <algorithm>
#include <iterator>
#include <optional>

namespace meterbench::ui {

namespace {

using Kind = FilterTerm::Kind;

constexpr std::int64_t kRegexMemory = 4 << 20;

/// One term as written: the text without quotes, and where an operator outside quotes stands.
struct RawTerm {
    std::string text;
    std::size_t operatorAt = std::string::npos;
    std::size_t operatorLength = 0;
    bool wasQuoted = false;
};

bool isSpace(char c) {
    return c == ' ' || c == '\t' || c == '\n';
}

std::size_t operatorLengthAt(std::string_view text, std::size_t at) {
    const char c = text[at];
    const char next = at + 1 < text.size() ? text[at + 1] : '\0';
    if (c == '!' && (next == '=' || next == '~')) {
        return 2;
    }
    return c != '=' ? 0 : (next == '~' ? 2 : 1);
}

/// A quote that is still open ends with the text: people are typing.
std::size_t readQuoted(std::string_view text, std::size_t at, std::string& out) {
    for (++at; at < text.size() && text[at] != '"'; ++at) {
        if (text[at] == '\\' && at + 1 < text.size()) {
            ++at;
        }
        out.push_back(text[at]);
    }
    return std::min(at + 1, text.size());
}

std::size_t readTerm(std::string_view text, std::size_t at, RawTerm& out) {
    while (at < text.size() && !isSpace(text[at])) {
        const std::size_t length =
            out.operatorAt == std::string::npos ? operatorLengthAt(text, at) : 0;
        if (length > 0 && !(out.text.empty() && text[at] == '!')) {
            out.operatorAt = out.text.size();
            out.operatorLength = length;
            out.text.append(text.substr(at, length));
            at += length;
        } else if (text[at] == '"') {
            out.wasQuoted = true;
            at = readQuoted(text, at, out.text);
        } else {
            out.text.push_back(text[at++]);
        }
    }
    return at;
}

/// "zone=" is on its way to "zone=eu"; who means the empty value writes zone="".
bool isUnfinished(const RawTerm& raw) {
    return raw.operatorAt != std::string::npos && raw.operatorAt > 0 && !raw.wasQuoted &&
           raw.operatorAt + raw.operatorLength == raw.text.size();
}

base::Error refusal(std::string words) {
    return {base::Code::InvalidInput, std::move(words)};
}

base::Status compileRegex(FilterTerm& term) {
    re2::RE2::Options options;
    options.set_case_sensitive(false);
    options.set_log_errors(false);
    options.set_dot_nl(true);
    options.set_max_mem(kRegexMemory);
    auto regex = std::make_shared<const re2::RE2>(term.value, options);
    if (!regex->ok()) {
        return refusal("regex after " + term.key + "=~: " + regex->error());
    }
    term.regex = std::move(regex);
    return {};
}

base::Result<FilterTerm> makeTerm(const RawTerm& raw, bool negated) {
    FilterTerm term;
    term.negated = negated;
    if (raw.operatorAt == std::string::npos) {
        term.value = lowered(raw.text);
        return term;
    }
    const std::string_view sign(raw.text.data() + raw.operatorAt, raw.operatorLength);
    term.key = lowered(std::string_view(raw.text).substr(0, raw.operatorAt));
    const std::string value = raw.text.substr(raw.operatorAt + raw.operatorLength);
    if (term.key.empty()) {
        return refusal("a key is missing before " + std::string(sign) + "; write job=api");
    }
    term.negated = negated != (sign.front() == '!');
    if (sign.back() != '~') {
        term.kind = Kind::Equals;
        term.value = lowered(value);
        return term;
    }
    term.kind = Kind::Matches;
    term.value = value;
    const base::Status status = compileRegex(term);
    if (!status.ok()) {
        return status.error();
    }
    return term;
}

bool isSame(const FilterTerm& one, const FilterTerm& other) {
    return one.kind == other.kind && one.negated == other.negated && one.key == other.key &&
           one.value == other.value;
}

bool implies(const FilterTerm& narrow, const FilterTerm& wide) {
    if (narrow.kind != wide.kind || narrow.negated != wide.negated || narrow.key != wide.key) {
        return false;
    }
    if (narrow.value == wide.value) {
        return true;
    }
    if (narrow.kind != Kind::Word) {
        return false;
    }
    return narrow.negated ? wide.value.find(narrow.value) != std::string::npos
                          : narrow.value.find(wide.value) != std::string::npos;
}

bool needsQuotes(std::string_view value) {
    return value.empty() || value.find_first_of(" \t\"\\!=~") != std::string_view::npos;
}

} // namespace

base::Result<Filter> Filter::parse(std::string_view text) {
    Filter filter;
    std::size_t at = 0;
    while (true) {
        while (at < text.size() && isSpace(text[at])) {
            ++at;
        }
        if (at >= text.size()) {
            return filter;
        }
        const bool negated = text[at] == '!';
        at += negated ? 1 : 0;
        RawTerm raw;
        at = readTerm(text, at, raw);
        if (raw.text.empty()) {
            continue; // a lone ! or "": somebody is still typing
        }
        if (isUnfinished(raw)) {
            continue;
        }
        base::Result<FilterTerm> term = makeTerm(raw, negated);
        if (!term) {
            return term.error();
        }
        filter.m_terms.push_back(std::move(*term));
    }
}

bool Filter::hasRegex() const {
    return std::any_of(m_terms.begin(), m_terms.end(), [](const FilterTerm& term) {
        return term.kind == Kind::Matches;
    });
}

bool Filter::narrows(const Filter& former) const {
    return std::all_of(former.m_terms.begin(), former.m_terms.end(), [this](const auto& wide) {
        return std::any_of(m_terms.begin(), m_terms.end(), [&wide](const FilterTerm& narrow) {
            return implies(narrow, wide);
        });
    });
}

Filter Filter::beyond(const Filter& former) const {
    Filter rest;
    std::copy_if(
        m_terms.begin(),
        m_terms.end(),
        std::back_inserter(rest.m_terms),
        [&former](const FilterTerm& term) {
            return std::none_of(
                former.m_terms.begin(),
                former.m_terms.end(),
                [&term](const FilterTerm& known) { return isSame(term, known); }
            );
        }
    );
    return rest;
}

std::string lowered(std::string_view text) {
    std::string out(text);
    for (char& c : out) {
        c = c >= 'A' && c <= 'Z' ? static_cast<char>(c - 'A' + 'a') : c;
    }
    return out;
}

std::string filterTerm(std::string_view key, std::string_view value) {
    std::string out(key);
    out.push_back('=');
    if (!needsQuotes(value)) {
        return out.append(value);
    }
    out.push_back('"');
    for (const char c : value) {
        if (c == '"' || c == '\\') {
            out.push_back('\\');
        }
        out.push_back(c);
    }
    out.push_back('"');
    return out;
}

} // namespace meterbench::ui
