#include "core/gateway/group_reader.h"

#include "core/base/hash.h"
#include "core/base/number.h"
#include "core/base/text.h"

#include <algorithm>
#include <array>
#include <cmath>
#include <limits>
#include <utility>

namespace meterbench::gateway {

namespace {

using model::MetricType;

constexpr double kNoBound = std::numeric_limits<double>::quiet_NaN();

bool isDistribution(MetricType type) {
    return type == MetricType::Histogram || type == MetricType::Summary;
}

bool isBlank(char c) {
    return c == ' ' || c == '\t';
}

std::optional<MetricType> typeOf(std::string_view word) {
    std::string lower(word);
    std::ranges::transform(lower, lower.begin(), [](char c) {
        return c >= 'A' && c <= 'Z' ? static_cast<char>(c | 0x20) : c;
    });
    static constexpr std::array kTypes{
        std::pair{std::string_view("counter"), MetricType::Counter},
        std::pair{std::string_view("gauge"), MetricType::Gauge},
        std::pair{std::string_view("summary"), MetricType::Summary},
        std::pair{std::string_view("untyped"), MetricType::Unknown},
        std::pair{std::string_view("histogram"), MetricType::Histogram}};
    const auto* const at = std::ranges::find(kTypes, lower, [](const auto& type) {
        return type.first;
    });
    return at == kTypes.end() ? std::nullopt : std::optional(at->second);
}

/// Outside of HELP the Pushgateway's parser passes over them when it reads to the end of a line.
std::string withoutBackslashes(std::string_view text) {
    std::string out(text);
    std::erase(out, '\\');
    return out;
}

/// As Go's %q shows a byte: the character with its number, so one that is not ASCII is of Latin-1.
std::string shownByte(char c) {
    const auto code = static_cast<unsigned char>(c);
    if (code >= 0xa1 && code != 0xad) {
        return {'\'', static_cast<char>(0xc0 | code >> 6), static_cast<char>(0x80 | (code & 0x3f)), '\''};
    }
    if (code >= 0x80) {
        constexpr std::string_view kDigits = "0123456789abcdef";
        return std::string("'\\u00") + kDigits[code >> 4] + kDigits[code & 15] + "'";
    }
    const std::string text = quoted(std::string_view(&c, 1));
    return "'" + (c == '"' ? std::string("\"") : text.substr(1, text.size() - 2)) + "'";
}

std::uint64_t hashOf(std::uint32_t family, const std::vector<model::Label>& labels) {
    std::uint64_t hash = family;
    for (const model::Label& label : labels) {
        hash = base::hash64(label.value, base::hash64(label.name, hash));
    }
    return hash;
}

} // namespace

std::optional<Refusal> GroupReader::read(std::string_view body, GroupBody& out) {
    out = {};
    m_out = &out;
    m_body = body;
    m_at = 0;
    m_family = 0;
    m_names.clear();
    m_metrics.clear();
    m_places.clear();
    for (;;) {
        skipBlanks();
        if (isAtEnd()) {
            break;
        }
        if (auto problem = readLine()) {
            return problem;
        }
        if (isAtEnd()) {
            return unexpectedEnd();
        }
        ++m_at;
    }
    finish();
    for (const GroupFamily& family : out.families) {
        for (const GroupMetric& metric : family.metrics) {
            if (auto problem = checkBounds(family, metric)) {
                return problem;
            }
        }
    }
    return std::nullopt;
}

/// Two numbers for one bucket would be one line twice in every scrape; there it is.
GroupReader::Problem
GroupReader::checkBounds(const GroupFamily& family, const GroupMetric& metric) {
    std::vector<BoundSlot> bounds = metric.bounds;
    std::ranges::stable_sort(bounds, {}, &BoundSlot::bound);
    const auto twice = std::ranges::adjacent_find(bounds, {}, &BoundSlot::bound);
    if (twice == bounds.end()) {
        return std::nullopt;
    }
    m_at = m_out->places[(twice + 1)->slot].begin;
    return refuse("a bucket or quantile of " + quoted(family.name) + " stands twice");
}

/// Ends before the line break.
GroupReader::Problem GroupReader::readLine() {
    if (byte() == '\n') {
        return std::nullopt;
    }
    return byte() == '#' ? readComment() : readSample();
}

GroupReader::Problem GroupReader::readComment() {
    ++m_at;
    const std::size_t lineEnd = std::min(m_body.find('\n', m_at), m_body.size());
    skipBlanks();
    const std::string_view word = takeToken();
    if (byte() == '\n' || (word != "HELP" && word != "TYPE")) {
        m_at = lineEnd;
        return std::nullopt;
    }
    skipBlanks();
    std::string quotedName;
    std::string_view name;
    if (m_allowsUtf8Names && byte() == '"') {
        if (auto problem = readText(quotedName, true)) {
            return problem;
        }
        name = quotedName;
    } else {
        name = takeName(true);
    }
    if (byte() == '\n') {
        return std::nullopt;
    }
    if (!isBlank(byte())) {
        return refuse("invalid metric name in comment");
    }
    chooseFamily(name);
    skipBlanks();
    if (byte() == '\n') {
        return std::nullopt;
    }
    return word == "HELP" ? readHelp(family()) : readType(family());
}

GroupReader::Problem GroupReader::readHelp(GroupFamily& family) {
    if (family.hasHelp) {
        return refuse("second HELP line for metric name " + quoted(family.name));
    }
    family.hasHelp = true;
    return readText(family.help, false);
}

GroupReader::Problem GroupReader::readType(GroupFamily& family) {
    if (family.hasType) {
        return refuse(
            "second TYPE line for metric name " + quoted(family.name) +
            ", or TYPE reported after samples"
        );
    }
    const std::size_t lineEnd = std::min(m_body.find('\n', m_at), m_body.size());
    const std::string word = withoutBackslashes(m_body.substr(m_at, lineEnd - m_at));
    const auto type = typeOf(word);
    if (!type && lineEnd != m_body.size()) {
        return refuse("unknown metric type " + quoted(word));
    }
    m_at = lineEnd;
    family.type = type.value_or(MetricType::Unknown);
    family.hasType = true;
    return std::nullopt;
}

GroupReader::Problem GroupReader::readSample() {
    m_metric = {};
    if (!m_labelNames.empty()) {
        m_labelNames = {}; // clear() would go over all of its buckets, line after line
    }
    m_bound = kNoBound;
    const bool isQuoted = m_allowsUtf8Names && byte() == '{';
    bool isNamed = !isQuoted;
    if (isNamed) {
        const std::string_view name = takeName(true);
        if (name.empty()) {
            return refuse("invalid metric name");
        }
        chooseFamily(name);
        family().hasType = true;
        skipBlanks();
    }
    if (isQuoted || (byte() == '{' && !isAtEnd())) {
        ++m_at;
        if (auto problem = readLabels(isNamed)) {
            return problem;
        }
    }
    if (!isNamed) {
        return refuse("invalid metric name");
    }
    skipBlanks();
    return readValue();
}

GroupReader::Problem GroupReader::readLabels(bool& isNamed) {
    for (;;) {
        skipBlanks();
        if (byte() == '}') {
            ++m_at;
            return std::nullopt;
        }
        if (auto problem = readLabel(isNamed)) {
            return problem;
        }
        skipBlanks();
        if (isAtEnd()) {
            return unexpectedEnd();
        }
        if (byte() != ',' && byte() != '}') {
            return refuse("unexpected end of label value " + quoted(m_lastValue));
        }
        m_at += byte() == ',' ? 1 : 0;
    }
}

GroupReader::Problem GroupReader::readLabel(bool& isNamed) {
    std::string name;
    if (m_allowsUtf8Names && byte() == '"') {
        if (auto problem = readText(name, true)) {
            return problem;
        }
        skipBlanks();
        if (!isNamed && (byte() == ',' || byte() == '}')) {
            chooseFamily(name);
            family().hasType = true;
            isNamed = true;
            return std::nullopt;
        }
    } else {
        name = takeName(false);
    }
    if (isAtEnd()) {
        return unexpectedEnd();
    }
    if (!isNamed) {
        return refuse("invalid metric name");
    }
    if (name.empty()) {
        return refuse("invalid label name for metric " + quoted(family().name));
    }
    if (name == "__name__") {
        return refuse("label name \"__name__\" is reserved");
    }
    skipBlanks();
    if (byte() != '=') {
        return isAtEnd() ? unexpectedEnd()
                         : refuse("expected '=' after label name, found " + shownByte(byte()));
    }
    ++m_at;
    if (hasLabel(name)) {
        return refuse("duplicate label names for metric " + quoted(family().name));
    }
    skipBlanks();
    if (byte() != '"') {
        return isAtEnd()
                   ? unexpectedEnd()
                   : refuse("expected '\"' at start of label value, found " + shownByte(byte()));
    }
    std::string value;
    if (auto problem = readText(value, true)) {
        return problem;
    }
    return addLabel(std::move(name), std::move(value));
}

/// Label sets are short; those of a hostile body are not, and looking through them for each label
/// would cost their square.
bool GroupReader::hasLabel(const std::string& name) {
    constexpr std::size_t kShort = 32;
    const std::vector<model::Label>& labels = m_metric.labels;
    if (labels.size() <= kShort) {
        return std::ranges::any_of(labels, [&](const auto& label) { return label.name == name; });
    }
    while (m_labelNames.size() < labels.size()) {
        m_labelNames.insert(labels[m_labelNames.size()].name);
    }
    return m_labelNames.contains(name);
}

GroupReader::Problem GroupReader::addLabel(std::string&& name, std::string&& value) {
    if (!base::isValidUtf8(value)) {
        return refuse("invalid label value " + quoted(value));
    }
    m_lastValue = value;
    const MetricType type = family().type;
    if ((type == MetricType::Summary && name == "quantile") ||
        (type == MetricType::Histogram && name == "le")) {
        const auto bound = base::parseNumber(value);
        if (!bound) {
            return refuse(
                "expected float as value for '" + name + "' label, got " + quoted(value)
            );
        }
        m_bound = *bound;
        return std::nullopt;
    }
    m_metric.labels.push_back({std::move(name), std::move(value)});
    return std::nullopt;
}

/// A label's value, from quote to quote, or a HELP text up to the line break.
GroupReader::Problem GroupReader::readText(std::string& out, bool isLabel) {
    m_at += isLabel ? 1 : 0;
    for (; !isAtEnd(); ++m_at) {
        char c = m_body[m_at];
        if (c == '"' && isLabel) {
            ++m_at;
            return std::nullopt;
        }
        if (c == '\n') {
            return isLabel ? Problem(refuse(
                                 "label value " + quoted(out) + " contains unescaped new-line"
                             ))
                           : std::nullopt;
        }
        if (c == '\\') {
            if (++m_at == m_body.size()) {
                break;
            }
            c = m_body[m_at];
            if (c != '\\' && c != 'n' && !(c == '"' && isLabel)) {
                return refuse(std::string("invalid escape sequence '\\") + c + "'");
            }
            c = c == 'n' ? '\n' : c;
        }
        out += c;
    }
    return unexpectedEnd();
}

GroupReader::Problem GroupReader::readValue() {
    const std::size_t begin = m_at;
    const std::string_view token = takeToken();
    if (isAtEnd()) {
        return unexpectedEnd();
    }
    const auto value = base::parseNumber(token);
    if (!value) {
        return refuse("expected float as value, got " + quoted(token));
    }
    m_out->places.push_back(
        {static_cast<std::uint32_t>(begin), static_cast<std::uint32_t>(m_at), false}
    );
    if (auto problem = addValue(token, *value)) {
        return problem;
    }
    return byte() == '\n' ? std::nullopt : readTimestamp();
}

GroupReader::Problem GroupReader::readTimestamp() {
    skipBlanks();
    const std::string_view token = takeToken();
    if (isAtEnd()) {
        return unexpectedEnd();
    }
    const std::string_view digits = token.substr(token.starts_with('+') ? 1 : 0);
    if (!base::parseInteger(digits) || digits.starts_with('+')) {
        return refuse("expected integer as timestamp, got " + quoted(token));
    }
    if (byte() != '\n') {
        const std::size_t lineEnd = std::min(m_body.find('\n', m_at), m_body.size());
        return refuse(
            "spurious string after timestamp: " +
            quoted(withoutBackslashes(m_body.substr(m_at, lineEnd - m_at)))
        );
    }
    if (m_out->timestampLine == 0) {
        m_out->timestampLine = refuse({}).line;
    }
    return std::nullopt;
}

GroupReader::Problem GroupReader::addValue(std::string_view token, double value) {
    const auto slot = static_cast<std::uint32_t>(m_out->places.size() - 1);
    GroupMetric& metric = metricOf(family());
    const bool isCount = m_part == Part::Count || (family().type == MetricType::Histogram &&
                                                   m_part != Part::Sum && !std::isnan(m_bound));
    if (isCount && !(value >= 0 && value < 0x1p64)) {
        return refuse("a count cannot be " + std::string(token) + ": it is 0 or more");
    }
    m_out->places.back().isCount = isCount;
    m_out->values.push_back(isCount ? std::trunc(value) : value);
    if (!isDistribution(family().type)) {
        metric.value = slot;
    } else if (m_part == Part::Count) {
        metric.count = slot;
    } else if (m_part == Part::Sum) {
        metric.sum = slot;
    } else if (!std::isnan(m_bound)) {
        metric.bounds.push_back({m_bound, slot});
    }
    return std::nullopt;
}

/// Of a histogram or summary the lines with the same labels belong together.
GroupMetric& GroupReader::metricOf(GroupFamily& family) {
    std::ranges::sort(m_metric.labels, {}, &model::Label::name);
    if (!isDistribution(family.type)) {
        return family.metrics.emplace_back(std::move(m_metric));
    }
    const auto labelsAt = [&](std::uint32_t place) -> const std::vector<model::Label>& {
        const auto [held, metric] = m_places[place];
        return m_out->families[held].metrics[metric].labels;
    };
    const std::uint64_t hash = hashOf(m_family, m_metric.labels);
    const std::uint32_t found = m_metrics.find(hash, [&](std::uint32_t place) {
        return m_places[place].first == m_family && labelsAt(place) == m_metric.labels;
    });
    if (found != SlotTable::kNone) {
        return family.metrics[m_places[found].second];
    }
    m_places.emplace_back(m_family, static_cast<std::uint32_t>(family.metrics.size()));
    GroupMetric& metric = family.metrics.emplace_back(std::move(m_metric));
    m_metrics.insert(
        hash,
        static_cast<std::uint32_t>(m_places.size() - 1),
        [&](std::uint32_t place) { return hashOf(m_places[place].first, labelsAt(place)); }
    );
    return metric;
}

std::uint32_t GroupReader::findFamily(std::string_view name) const {
    return m_names.find(base::hash64(name), [&](std::uint32_t place) {
        return m_out->families[place].name == name;
    });
}

/// The family of that name, else what a histogram or a summary calls its parts, else a new one.
void GroupReader::chooseFamily(std::string_view name) {
    struct Suffix {
        std::string_view text;
        Part part;
    };

    static constexpr std::array kSuffixes{
        Suffix{"_count", Part::Count}, Suffix{"_sum", Part::Sum}, Suffix{"_bucket", Part::Bucket}};
    m_part = Part::Value;
    m_family = m_out->families.empty() || family().name != name ? findFamily(name) : m_family;
    for (const Suffix& suffix : kSuffixes) {
        if (m_family != SlotTable::kNone || !name.ends_with(suffix.text) ||
            name.size() == suffix.text.size()) {
            continue;
        }
        const std::uint32_t owner = findFamily(name.substr(0, name.size() - suffix.text.size()));
        const MetricType type =
            owner == SlotTable::kNone ? MetricType::Unknown : m_out->families[owner].type;
        if (type == MetricType::Histogram ||
            (type == MetricType::Summary && suffix.part != Part::Bucket)) {
            m_family = owner;
            m_part = suffix.part;
        }
    }
    if (m_family == SlotTable::kNone) {
        m_family = static_cast<std::uint32_t>(m_out->families.size());
        m_out->families.emplace_back().name = name;
        m_names.insert(base::hash64(name), m_family, [&](std::uint32_t at) {
            return base::hash64(m_out->families[at].name);
        });
    }
}

/// Families without samples mean nothing, and the stamps are the gateway's own.
void GroupReader::finish() {
    std::erase_if(m_out->families, [](const GroupFamily& family) {
        return family.metrics.empty() || family.name == kPushTime || family.name == kFailureTime;
    });
    std::ranges::sort(m_out->families, {}, &GroupFamily::name);
    for (GroupFamily& family : m_out->families) {
        family.firstMetric = m_out->metrics;
        m_out->metrics += static_cast<std::uint32_t>(family.metrics.size());
    }
}

std::string_view GroupReader::takeName(bool allowsColon) {
    const std::size_t begin = m_at;
    for (; !isAtEnd(); ++m_at) {
        const char c = m_body[m_at];
        const char lower = static_cast<char>(c | 0x20);
        const bool isDigit = c >= '0' && c <= '9' && m_at != begin;
        if (!isDigit && !(lower >= 'a' && lower <= 'z') && c != '_' && !(c == ':' && allowsColon)) {
            break;
        }
    }
    return m_body.substr(begin, m_at - begin);
}

std::string_view GroupReader::takeToken() {
    const std::size_t begin = m_at;
    while (!isAtEnd() && !isBlank(m_body[m_at]) && m_body[m_at] != '\n') {
        ++m_at;
    }
    return m_body.substr(begin, m_at - begin);
}

void GroupReader::skipBlanks() {
    while (!isAtEnd() && isBlank(m_body[m_at])) {
        ++m_at;
    }
}

Refusal GroupReader::refuse(std::string_view message) const {
    const std::string_view before = m_body.substr(0, m_at);
    const std::size_t start = before.rfind('\n') + 1; // npos + 1 is 0
    Refusal refusal;
    refusal.line = 1 + static_cast<std::uint32_t>(std::ranges::count(before, '\n'));
    refusal.column = 1 + static_cast<std::uint32_t>(m_at - start);
    refusal.message = "text format parsing error in line " + std::to_string(refusal.line) + ": ";
    refusal.message += message;
    return refusal;
}

} // namespace meterbench::gateway
