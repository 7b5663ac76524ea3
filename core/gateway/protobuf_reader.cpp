#include "core/gateway/protobuf_reader.h"

#include "core/base/bytes.h"
#include "core/base/text.h"
#include "core/gateway/group_layout.h"
#include "core/gateway/render.h"

#include <algorithm>
#include <array>
#include <bit>
#include <cctype>
#include <cstdint>
#include <optional>
#include <unordered_set>
#include <vector>

namespace meterbench::gateway {

namespace {

struct Field {
    std::uint32_t number = 0;
    std::uint32_t wire = 0;
    std::uint64_t value = 0; ///< of numbers
    std::string_view bytes;  ///< of texts and messages

    [[nodiscard]] double real() const { return std::bit_cast<double>(value); }
};

/// The fields of a message, one by one; isBad() when they end in the middle.
class MessageView {
public:
    explicit MessageView(std::string_view bytes)
        : m_rest(bytes) {}

    [[nodiscard]] bool next(Field& field) {
        if (m_rest.empty() || m_isBad) {
            return false;
        }
        std::uint64_t tag = 0;
        field = {};
        m_isBad = !m_rest.readVarint(tag) || tag >> 3U == 0 || tag >> 3U > 0x1fffffffU;
        field.number = static_cast<std::uint32_t>(tag >> 3U);
        field.wire = static_cast<std::uint32_t>(tag & 7U);
        m_isBad = m_isBad || !readValue(field);
        return !m_isBad;
    }

    [[nodiscard]] bool isBad() const { return m_isBad; }

private:
    [[nodiscard]] bool readValue(Field& field) {
        std::uint32_t small = 0;
        switch (field.wire) {
        case 0:
            return m_rest.readVarint(field.value);
        case 1:
            return m_rest.readU64(field.value);
        case 2:
            return m_rest.readString(field.bytes);
        case 5:
            return m_rest.readU32(small);
        default:
            return false;
        }
    }

    base::ByteReaderView m_rest;
    bool m_isBad = false;
};

enum Type : std::uint64_t { kCounter, kGauge, kSummary, kUntyped, kHistogram };

constexpr std::uint32_t kText = 2;
constexpr std::uint32_t kReal = 1;
constexpr std::uint32_t kWhole = 0;

struct Bound {
    double bound = 0;
    double value = 0;
};

struct Metric {
    std::string labels; ///< a="1",b="2"
    std::uint64_t type = kUntyped;
    bool hasType = false;
    double value = 0;
    double sum = 0;
    double count = 0;
    std::vector<Bound> bounds;
    std::optional<std::int64_t> timestampMs;
};

std::string numberText(double value) {
    std::string out;
    appendNumber(out, value);
    return out;
}

class FamilyText {
public:
    explicit FamilyText(std::string& out)
        : m_out(out) {}

    /// False when the bytes are not such a message; words are in problem().
    [[nodiscard]] bool read(std::string_view bytes);

    [[nodiscard]] std::string_view name() const { return m_name; }

    [[nodiscard]] const std::string& problem() const { return m_problem; }

private:
    [[nodiscard]] bool refuse(std::string words) {
        m_problem = std::move(words);
        return false;
    }

    [[nodiscard]] bool writeHead();
    [[nodiscard]] bool readMetric(std::string_view bytes);
    [[nodiscard]] bool readLabel(std::string_view bytes, Metric& metric);
    [[nodiscard]] bool readValue(const Field& field, Metric& metric);
    [[nodiscard]] bool readBound(std::string_view bytes, Metric& metric);
    void write(const Metric& metric);
    void line(std::string_view suffix, const Metric& metric, double value, std::string_view bound);

    std::string& m_out;
    std::string_view m_name;
    std::string_view m_help;
    std::unordered_set<std::string> m_seen; ///< labels of histograms and summaries
    std::uint64_t m_type = kCounter; // a field that is absent is 0
    std::string m_problem;
};

bool FamilyText::read(std::string_view bytes) {
    std::vector<std::string_view> metrics;
    MessageView message(bytes);
    Field field;
    while (message.next(field)) {
        if (field.number == 1 && field.wire == kText) {
            m_name = field.bytes;
        } else if (field.number == 2 && field.wire == kText) {
            m_help = field.bytes;
        } else if (field.number == 3 && field.wire == kWhole) {
            m_type = field.value;
        } else if (field.number == 4 && field.wire == kText) {
            metrics.push_back(field.bytes);
        }
    }
    if (message.isBad()) {
        return refuse("a MetricFamily message that ends too early");
    }
    if (m_type > kHistogram) {
        return refuse("metric family " + quoted(m_name) + " is of a type that is not known here");
    }
    if (m_name.empty() || !base::isValidUtf8(m_name) || !base::isValidUtf8(m_help)) {
        return refuse("a metric family needs a name in UTF-8");
    }
    return writeHead() && std::ranges::all_of(metrics, [this](std::string_view metric) {
               return readMetric(metric);
           });
}

bool FamilyText::writeHead() {
    static constexpr std::array<std::string_view, 5> kWords{
        "counter", "gauge", "summary", "untyped", "histogram"};
    std::string name(m_name);
    if (!model::isLegacyMetricName(name)) {
        appendSeriesLabel(name = {}, m_name, "");
        name.resize(name.size() - 3); // without =""
    }
    if (!m_help.empty()) {
        m_out.append("# HELP ").append(name).append(" ");
        for (const char c : m_help) {
            m_out += c == '\\' ? std::string_view("\\\\")
                               : c == '\n' ? std::string_view("\\n") : std::string_view(&c, 1);
        }
        m_out += '\n';
    }
    m_out.append("# TYPE ").append(name).append(" ").append(kWords[m_type]).append("\n");
    return true;
}

bool FamilyText::readMetric(std::string_view bytes) {
    Metric metric;
    MessageView message(bytes);
    Field field;
    while (message.next(field)) {
        bool isGood = true;
        if (field.number == 1 && field.wire == kText) {
            isGood = readLabel(field.bytes, metric);
        } else if (field.number == 6 && field.wire == kWhole) {
            metric.timestampMs = static_cast<std::int64_t>(field.value);
        } else if (field.wire == kText) {
            isGood = readValue(field, metric);
        }
        if (!isGood) {
            return false;
        }
    }
    if (message.isBad()) {
        return refuse("a Metric message that ends too early");
    }
    if (!metric.hasType) {
        return refuse("a metric of family " + quoted(m_name) + " is not of the family's type");
    }
    const bool isDistribution = m_type == kSummary || m_type == kHistogram;
    if (isDistribution && !m_seen.insert(metric.labels).second) {
        return refuse("family " + quoted(m_name) + " has a metric twice: {" + metric.labels + "}");
    }
    write(metric);
    return true;
}

bool FamilyText::readLabel(std::string_view bytes, Metric& metric) {
    std::string_view name;
    std::string_view value;
    MessageView message(bytes);
    Field field;
    while (message.next(field)) {
        if (field.wire == kText && (field.number == 1 || field.number == 2)) {
            (field.number == 1 ? name : value) = field.bytes;
        }
    }
    if (message.isBad() || name.empty() || !base::isValidUtf8(name)) {
        return refuse("a label of family " + quoted(m_name) + " without a name");
    }
    metric.labels += metric.labels.empty() ? "" : ",";
    appendSeriesLabel(metric.labels, name, value);
    return true;
}

/// gauge 2, counter 3, summary 4, untyped 5, histogram 7.
bool FamilyText::readValue(const Field& field, Metric& metric) {
    static constexpr std::array<std::uint32_t, 5> kFields{3, 2, 4, 5, 7};
    if (field.number != kFields[m_type]) {
        return true;
    }
    metric.hasType = true;
    const bool isDistribution = m_type == kSummary || m_type == kHistogram;
    MessageView message(field.bytes);
    Field inner;
    while (message.next(inner)) {
        if (!isDistribution && inner.number == 1 && inner.wire == kReal) {
            metric.value = inner.real();
        } else if (isDistribution && inner.number == 1 && inner.wire == kWhole) {
            metric.count = static_cast<double>(inner.value);
        } else if (isDistribution && inner.number == 2 && inner.wire == kReal) {
            metric.sum = inner.real();
        } else if (isDistribution && inner.number == 3 && inner.wire == kText) {
            if (!readBound(inner.bytes, metric)) {
                return false;
            }
        }
    }
    return message.isBad() ? refuse("a value of family " + quoted(m_name) + " that ends too early")
                           : true;
}

bool FamilyText::readBound(std::string_view bytes, Metric& metric) {
    Bound bound;
    MessageView message(bytes);
    Field field;
    while (message.next(field)) {
        if (m_type == kHistogram && field.number == 1 && field.wire == kWhole) {
            bound.value = static_cast<double>(field.value);
        } else if (field.wire == kReal && field.number <= 2) {
            const bool isBound = (field.number == 2) == (m_type == kHistogram);
            (isBound ? bound.bound : bound.value) = field.real();
        }
    }
    metric.bounds.push_back(bound);
    return message.isBad() ? refuse("a bucket of family " + quoted(m_name) + " that ends too early")
                           : true;
}

void FamilyText::write(const Metric& metric) {
    if (m_type != kSummary && m_type != kHistogram) {
        line("", metric, metric.value, {});
        return;
    }
    const bool isHistogram = m_type == kHistogram;
    for (const Bound& bound : metric.bounds) {
        line(
            isHistogram ? "_bucket" : "",
            metric,
            bound.value,
            (isHistogram ? "le=\"" : "quantile=\"") + numberText(bound.bound) + "\""
        );
    }
    line("_sum", metric, metric.sum, {});
    line("_count", metric, metric.count, {});
}

void FamilyText::line(
    std::string_view suffix, const Metric& metric, double value, std::string_view bound
) {
    std::string name = std::string(m_name).append(suffix);
    const bool isLegacy = model::isLegacyMetricName(name);
    if (!isLegacy) {
        std::string inQuotes;
        appendSeriesLabel(inQuotes, name, "");
        name = inQuotes.substr(0, inQuotes.size() - 3);
    }
    m_out.append(isLegacy ? name : std::string()).append("{");
    bool isFirst = true;
    for (const std::string_view piece :
         {isLegacy ? std::string_view() : std::string_view(name), std::string_view(metric.labels), bound}) {
        m_out.append(isFirst || piece.empty() ? "" : ",").append(piece);
        isFirst = isFirst && piece.empty();
    }
    m_out.append("} ").append(numberText(value));
    if (metric.timestampMs) {
        m_out.append(" ").append(std::to_string(*metric.timestampMs));
    }
    m_out += '\n';
}

std::string lowerWithoutBlanks(std::string_view text) {
    std::string out;
    for (const char c : text) {
        if (c != ' ' && c != '\t' && c != '"') {
            out += static_cast<char>(std::tolower(static_cast<unsigned char>(c)));
        }
    }
    return out + ';';
}

} // namespace

bool isProtobuf(std::string_view contentType) {
    const std::string type = lowerWithoutBlanks(contentType);
    return type.starts_with("application/vnd.google.protobuf;") &&
           type.find(";proto=io.prometheus.client.metricfamily;") != std::string::npos &&
           type.find(";encoding=delimited;") != std::string::npos;
}

base::Result<std::string> textOfProtobuf(std::string_view body) {
    std::string out;
    std::unordered_set<std::string_view> names;
    base::ByteReaderView rest(body);
    while (!rest.empty()) {
        std::string_view message;
        if (!rest.readString(message)) {
            return base::Error{base::Code::InvalidInput, "unexpected EOF in a delimited message"};
        }
        FamilyText family(out);
        if (!family.read(message)) {
            return base::Error{base::Code::InvalidInput, family.problem()};
        }
        if (!names.insert(family.name()).second) {
            return base::Error{
                base::Code::InvalidInput,
                "metric family " + quoted(family.name()) + " stands twice in this push"};
        }
    }
    return out;
}

} // namespace meterbench::gateway
