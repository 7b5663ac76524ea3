#include "core/relabel/matcher.h"

#include <re2/re2.h>

#include <algorithm>
#include <array>
#include <optional>

namespace meterbench::relabel {

namespace {

/// Enough for alternations of thousands of names, and a bound for a{1000}{1000}.
constexpr std::int64_t kRegexMemoryBytes = 32LL << 20;
constexpr std::string_view kSpecial = "\\.+*?()|[]{}^$";
constexpr std::size_t kFewLiterals = 8;

bool isWordByte(char c) {
    return (c >= 'a' && c <= 'z') || (c >= 'A' && c <= 'Z') || (c >= '0' && c <= '9') || c == '_';
}

/// Go knows (?<name>…) beside (?P<name>…); this RE2 only the latter. Escapes, classes and \Q…\E are
/// left alone.
std::string withGoGroups(std::string_view pattern) {
    std::string out;
    bool inClass = false;
    bool quoted = false;
    for (std::size_t i = 0; i < pattern.size(); ++i) {
        const std::string_view rest = pattern.substr(i);
        if (quoted && !rest.starts_with("\\E")) {
            out += rest.front();
            continue;
        }
        if (rest.front() == '\\') {
            quoted = rest.starts_with("\\Q");
            out += rest.substr(0, 2);
            ++i;
            continue;
        }
        if (!inClass && rest.starts_with("(?<") && rest.size() > 3 && isWordByte(rest[3])) {
            out += "(?P<";
            i += 2;
            continue;
        }
        if (rest.front() == '[' && !inClass) {
            inClass = true;
            // A ] right behind [ or [^ is a member, not the end.
            const std::size_t member = rest.starts_with("[^]") ? 3 : rest.starts_with("[]") ? 2 : 1;
            out += rest.substr(0, member);
            i += member - 1;
            continue;
        }
        inClass = inClass && rest.front() != ']';
        out += rest.front();
    }
    return out;
}

bool isPlain(std::string_view text) {
    return text.find_first_of(kSpecial) == text.npos;
}

std::vector<std::string> alternatives(std::string_view pattern) {
    std::vector<std::string> parts;
    while (true) {
        const std::size_t bar = pattern.find('|');
        parts.emplace_back(pattern.substr(0, bar));
        if (bar == std::string_view::npos) {
            break;
        }
        pattern.remove_prefix(bar + 1);
    }
    std::sort(parts.begin(), parts.end());
    parts.erase(std::unique(parts.begin(), parts.end()), parts.end());
    return parts;
}

bool isPlainAlternation(std::string_view pattern) {
    return std::all_of(pattern.begin(), pattern.end(), [](char c) {
        return c == '|' || kSpecial.find(c) == kSpecial.npos;
    });
}

std::unique_ptr<re2::RE2> compiled(std::string_view pattern) {
    re2::RE2::Options options;
    options.set_dot_nl(true);
    options.set_log_errors(false);
    options.set_max_mem(kRegexMemoryBytes);
    return std::make_unique<re2::RE2>(withGoGroups(pattern), options);
}

re2::StringPiece piece(std::string_view text) {
    return {text.data(), text.size()};
}

} // namespace

Matcher::Matcher(Shape shape, std::unique_ptr<re2::RE2> regex, std::vector<std::string> literals)
    : m_shape(shape)
    , m_regex(std::move(regex))
    , m_literals(std::move(literals)) {}

Matcher::~Matcher() = default;
Matcher::Matcher(Matcher&&) noexcept = default;
Matcher& Matcher::operator=(Matcher&&) noexcept = default;

base::Result<Matcher> Matcher::compile(std::string_view pattern) {
    auto regex = compiled(pattern);
    if (!regex->ok()) {
        return base::Error{base::Code::InvalidInput, regex->error()};
    }
    if (regex->NamedCapturingGroups().size() != regex->CapturingGroupNames().size()) {
        return base::Error{base::Code::InvalidInput, "two groups have the same name"};
    }
    if (pattern == "(.*)" || pattern == ".*") {
        return Matcher(Shape::Everything, std::move(regex), {});
    }
    if (pattern == "(.+)" || pattern == ".+") {
        return Matcher(Shape::NonEmpty, std::move(regex), {});
    }
    if (isPlainAlternation(pattern)) {
        return Matcher(Shape::OneOf, std::move(regex), alternatives(pattern));
    }
    if (pattern.ends_with(".*") && isPlain(pattern.substr(0, pattern.size() - 2))) {
        return Matcher(
            Shape::Prefix, std::move(regex), {std::string(pattern.substr(0, pattern.size() - 2))}
        );
    }
    return Matcher(Shape::General, std::move(regex), {});
}

bool Matcher::matches(std::string_view text) const {
    switch (m_shape) {
    case Shape::Everything:
        return true;
    case Shape::NonEmpty:
        return !text.empty();
    case Shape::OneOf:
        return isOneOf(text);
    case Shape::Prefix:
        return text.starts_with(m_literals.front());
    case Shape::General:
        break;
    }
    return m_regex->Match(piece(text), 0, text.size(), re2::RE2::ANCHOR_BOTH, nullptr, 0);
}

bool Matcher::match(std::string_view text, std::span<std::string_view> groups) const {
    if (m_shape != Shape::General) {
        // Where these shapes have a group at all, it is the whole.
        std::fill(groups.begin(), groups.end(), text);
        return matches(text);
    }
    constexpr std::size_t kOnStack = 16;
    std::array<re2::StringPiece, kOnStack> few;
    std::vector<re2::StringPiece> many(groups.size() > kOnStack ? groups.size() : 0);
    re2::StringPiece* found = many.empty() ? few.data() : many.data();
    const int count = static_cast<int>(groups.size());
    if (!m_regex->Match(piece(text), 0, text.size(), re2::RE2::ANCHOR_BOTH, found, count)) {
        return false;
    }
    for (std::size_t i = 0; i < groups.size(); ++i) {
        groups[i] = std::string_view(found[i].data(), found[i].size());
    }
    return true;
}

int Matcher::groupCount() const {
    return m_regex->NumberOfCapturingGroups();
}

const std::map<std::string, int>& Matcher::groupNames() const {
    return m_regex->NamedCapturingGroups();
}

bool Matcher::isOneOf(std::string_view text) const {
    if (m_literals.size() <= kFewLiterals) {
        return std::find(m_literals.begin(), m_literals.end(), text) != m_literals.end();
    }
    return std::binary_search(m_literals.begin(), m_literals.end(), text);
}

} // namespace meterbench::relabel
