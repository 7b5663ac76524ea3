#include "core/relabel/selector.h"

#include <re2/re2.h>

#include <algorithm>
#include <optional>

namespace meterbench::relabel {

namespace {

bool isNameChar(char c) {
    return (c >= 'a' && c <= 'z') || (c >= 'A' && c <= 'Z') || (c >= '0' && c <= '9') || c == '_' ||
           c == ':';
}

} // namespace

/// Reads one selector; the text must outlive it.
class Selector::Reader {
public:
    explicit Reader(std::string_view text)
        : m_text(text) {}

    base::Status read(std::vector<Matcher>& out) {
        const std::string metric(takeName());
        if (!metric.empty()) {
            out.push_back({std::string(model::kMetricName), metric, false, nullptr});
        }
        skipSpace();
        if (m_at == m_text.size()) {
            return metric.empty() ? problem("nothing to match") : base::Status();
        }
        if (!take("{")) {
            return problem("expected {");
        }
        while (skipSpace(), !take("}")) {
            if (base::Status status = readMatcher(out); !status) {
                return status;
            }
            if (skipSpace(), !take(",") && peek() != '}') {
                return problem("expected , or }");
            }
        }
        skipSpace();
        return m_at == m_text.size() ? base::Status() : problem("something behind the closing }");
    }

private:
    base::Status readMatcher(std::vector<Matcher>& out) {
        Matcher matcher;
        matcher.name = peek() == '"' ? takeQuoted().value_or("") : std::string(takeName());
        if (matcher.name.empty()) {
            return problem("expected a label name");
        }
        skipSpace();
        matcher.negated = peek() == '!';
        const bool regex = take("=~") || take("!~");
        if (!regex && !take("!=") && !take("=")) {
            return problem("expected =, !=, =~ or !~ after " + matcher.name);
        }
        skipSpace();
        auto value = takeQuoted();
        if (!value) {
            return problem("expected a quoted value for " + matcher.name);
        }
        matcher.value = std::move(*value);
        if (regex) {
            RE2::Options options(RE2::Quiet);
            options.set_dot_nl(true);
            matcher.regex = std::make_shared<const RE2>(matcher.value, options);
            if (!matcher.regex->ok()) {
                return problem(
                    "regular expression of " + matcher.name + ": " + matcher.regex->error()
                );
            }
        }
        out.push_back(std::move(matcher));
        return {};
    }

    std::string_view takeName() {
        skipSpace();
        const std::size_t begin = m_at;
        while (m_at < m_text.size() && isNameChar(m_text[m_at])) {
            ++m_at;
        }
        return m_text.substr(begin, m_at - begin);
    }

    /// '…' or "…" with \\, \n and the quote escaped.
    std::optional<std::string> takeQuoted() {
        const char quote = peek();
        if (quote != '"' && quote != '\'') {
            return std::nullopt;
        }
        std::string out;
        for (++m_at; m_at < m_text.size() && m_text[m_at] != quote; ++m_at) {
            if (m_text[m_at] == '\\' && m_at + 1 < m_text.size()) {
                ++m_at;
                out += m_text[m_at] == 'n' ? '\n' : m_text[m_at];
            } else {
                out += m_text[m_at];
            }
        }
        if (m_at == m_text.size()) {
            return std::nullopt;
        }
        ++m_at;
        return out;
    }

    [[nodiscard]] char peek() const { return m_at < m_text.size() ? m_text[m_at] : '\0'; }

    bool take(std::string_view word) {
        if (m_text.substr(m_at, word.size()) != word) {
            return false;
        }
        m_at += word.size();
        return true;
    }

    void skipSpace() {
        while (peek() == ' ' || peek() == '\t' || peek() == '\n') {
            ++m_at;
        }
    }

    [[nodiscard]] base::Error problem(const std::string& what) const {
        return {
            base::Code::InvalidInput, "1:" + std::to_string(m_at + 1) + ": parse error: " + what};
    }

    std::string_view m_text;
    std::size_t m_at = 0;
};

Selector::Selector() = default;
Selector::~Selector() = default;
Selector::Selector(Selector&&) noexcept = default;
Selector& Selector::operator=(Selector&&) noexcept = default;

base::Result<Selector> Selector::parse(std::string_view text) {
    Selector selector;
    if (base::Status status = Reader(text).read(selector.m_matchers); !status) {
        return status.error();
    }
    return selector;
}

bool Selector::matches(const model::Labels& labels) const {
    return std::ranges::all_of(m_matchers, [&labels](const Matcher& matcher) {
        const std::string_view value = labels.get(matcher.name);
        const bool same =
            matcher.regex == nullptr
                ? value == matcher.value
                : RE2::FullMatch(re2::StringPiece(value.data(), value.size()), *matcher.regex);
        return same != matcher.negated;
    });
}

std::string Selector::namePattern() const {
    for (const Matcher& matcher : m_matchers) {
        if (matcher.name == model::kMetricName && !matcher.negated) {
            return matcher.regex == nullptr ? RE2::QuoteMeta(matcher.value)
                                            : "(?:" + matcher.value + ")";
        }
    }
    return {};
}

} // namespace meterbench::relabel
