#include "core/gateway/protobuf_text.h"

#include "core/base/bytes.h"
#include "core/base/number.h"
#include "core/base/text.h"
#include "core/gateway/series_key.h"
#include "core/model/labels.h"
#include "core/model/metric_type.h"

#include <algorithm>
#include <array>
#include <bit>
#include <cctype>
#include <cstdint>
#include <optional>

namespace meterbench::gateway {

namespace {

/// One field of a message: a number for varints and fixed ones, bytes for the rest.
struct Field {
    std::uint64_t number = 0;
    std::uint64_t value = 0;
    std::string_view bytes;

    [[nodiscard]] double real() const { return std::bit_cast<double>(value); }
};

/// Calls `take` with each field; false when the bytes are no message or `take` says so.
template <class Take>
bool eachField(std::string_view message, Take take) {
    base::ByteReaderView reader(message);
    while (!reader.empty()) {
        std::uint64_t key = 0;
        std::uint32_t word = 0;
        Field field;
        if (!reader.readVarint(key)) {
            return false;
        }
        field.number = key >> 3U;
        bool isRead = false;
        switch (key & 7U) {
        case 0:
            isRead = reader.readVarint(field.value);
            break;
        case 1:
            isRead = reader.readU64(field.value);
            break;
        case 2:
            isRead = reader.readString(field.bytes);
            break;
        case 5:
            isRead = reader.readU32(word);
            break;
        default:
            break;
        }
        if (!isRead || field.number == 0 || !take(field)) {
            return false;
        }
    }
    return true;
}

constexpr std::array<std::string_view, 5> kTypes{
    "counter", "gauge", "summary", "untyped", "histogram"};
/// The field of a metric in which a family of this type has its value.
constexpr std::array<std::uint64_t, 5> kValueFields{3, 2, 4, 5, 7};

/// As it stands between quotes.
void appendEscaped(std::string& out, std::string_view text, bool hasQuotes) {
    for (const char c : text) {
        out += c == '\n'               ? std::string_view("\\n")
               : c == '\\'             ? std::string_view("\\\\")
               : c == '"' && hasQuotes ? std::string_view("\\\"")
                                       : std::string_view(&c, 1);
    }
}

std::string inQuotes(std::string_view name) {
    std::string out = "\"";
    appendEscaped(out, name, true);
    return out + '"';
}

class FamilyText {
public:
    FamilyText(std::string& out, std::string& problem, bool allowsUtf8Names)
        : m_out(out)
        , m_problem(problem)
        , m_allowsUtf8Names(allowsUtf8Names) {}

    bool add(std::string_view message) {
        bool isGood = eachField(message, [&](const Field& field) {
            m_name = field.number == 1 ? field.bytes : m_name;
            m_help = field.number == 2 ? field.bytes : m_help;
            m_type = field.number == 3 ? field.value : m_type;
            return true;
        });
        if (!isGood || m_type >= kTypes.size()) {
            return false;
        }
        m_isPlain = model::isLegacyMetricName(m_name);
        if (!m_isPlain && !isAllowed(m_name)) {
            return refuse("invalid metric name " + quoted(m_name));
        }
        addMetadata();
        return eachField(message, [&](const Field& field) {
            return field.number != 4 || addMetric(field.bytes);
        });
    }

private:
    bool refuse(std::string words) {
        m_problem = std::move(words);
        return false;
    }

    /// A name that has to stand in quotes.
    [[nodiscard]] bool isAllowed(std::string_view name) const {
        return m_allowsUtf8Names && !name.empty() && base::isValidUtf8(name);
    }

    void addMetadata() {
        const std::string name = m_isPlain ? std::string(m_name) : inQuotes(m_name);
        if (!m_help.empty()) {
            m_out.append("# HELP ").append(name).append(" ");
            appendEscaped(m_out, m_help, false);
            m_out += '\n';
        }
        m_out.append("# TYPE ").append(name).append(" ").append(kTypes[m_type]).append("\n");
    }

    bool addMetric(std::string_view message) {
        m_key.clear();
        m_time.clear();
        std::optional<std::string_view> value;
        const bool isGood = eachField(message, [&](const Field& field) {
            if (field.number == 6) {
                m_time = " " + std::to_string(static_cast<std::int64_t>(field.value));
            }
            if (field.number == kValueFields[m_type]) {
                value = field.bytes;
            }
            return field.number != 1 || addLabel(field.bytes);
        });
        if (!isGood) {
            return false;
        }
        if (!value) {
            return refuse(
                "a metric of family " + quoted(m_name) + " has no value of type " +
                std::string(kTypes[m_type])
            );
        }
        return addValue(*value);
    }

    bool addLabel(std::string_view message) {
        std::string_view name;
        std::string_view value;
        const bool isGood = eachField(message, [&](const Field& field) {
            name = field.number == 1 ? field.bytes : name;
            value = field.number == 2 ? field.bytes : value;
            return true;
        });
        const bool isPlain = model::isLegacyLabelName(name);
        if (isGood && !isPlain && !isAllowed(name)) {
            return refuse("invalid label name " + quoted(name));
        }
        appendLabel(m_key, 0, isPlain ? std::string(name) : inQuotes(name), value);
        return isGood;
    }

    bool addValue(std::string_view message) {
        const bool isSummary = kTypes[m_type] == "summary";
        if (isSummary || kTypes[m_type] == "histogram") {
            return addDistribution(message, isSummary);
        }
        double value = 0;
        const bool isGood = eachField(message, [&](const Field& field) {
            value = field.number == 1 ? field.real() : value;
            return true;
        });
        line("", {}, base::formatNumber(value));
        return isGood;
    }

    bool addDistribution(std::string_view message, bool isSummary) {
        std::string count = "0";
        double sum = 0;
        const bool isGood = eachField(message, [&](const Field& field) {
            switch (field.number) {
            case 1:
                count = count == "0" ? std::to_string(field.value) : count;
                return true;
            case 2:
                sum = field.real();
                return true;
            case 3:
                return addPoint(field.bytes, isSummary);
            case 4:
                count = !isSummary && field.real() > 0 ? base::formatNumber(field.real()) : count;
                return true;
            default:
                return true;
            }
        });
        line("_sum", {}, base::formatNumber(sum));
        line("_count", {}, count);
        return isGood;
    }

    bool addPoint(std::string_view message, bool isSummary) {
        const std::uint64_t boundField = isSummary ? 1 : 2;
        double bound = 0;
        std::string value = "0";
        const bool isGood = eachField(message, [&](const Field& field) {
            if (field.number == boundField) {
                bound = field.real();
            } else if (isSummary ? field.number == 2 : field.number == 4 && field.real() > 0) {
                value = base::formatNumber(field.real());
            } else if (field.number == 1 && value == "0") {
                value = std::to_string(field.value);
            }
            return true;
        });
        line(isSummary ? "" : "_bucket", isSummary ? "quantile" : "le", value, bound);
        return isGood;
    }

    void line(
        std::string_view suffix, std::string_view label, std::string_view value, double bound = 0
    ) {
        std::string name(m_name);
        name += suffix;
        std::string labels = m_isPlain ? std::string() : inQuotes(name);
        const auto append = [&labels](std::string_view more) {
            labels.append(labels.empty() || more.empty() ? "" : ",").append(more);
        };
        append(m_key);
        if (!label.empty()) {
            append(std::string(label) + "=\"" + base::formatNumber(bound) + '"');
        }
        m_out += m_isPlain ? name : std::string();
        m_out += labels.empty() ? labels : '{' + labels + '}';
        m_out.append(" ").append(value).append(m_time).append("\n");
    }

    std::string& m_out;
    std::string& m_problem;
    bool m_allowsUtf8Names;
    bool m_isPlain = true; ///< the name is of the classic set
    std::string_view m_name;
    std::string_view m_help;
    std::uint64_t m_type = 0;
    std::string m_key;
    std::string m_time;
};

} // namespace

bool isProtobuf(std::string_view contentType) {
    constexpr std::string_view kType = "application/vnd.google.protobuf";
    std::string_view start = contentType.substr(0, kType.size());
    return start.size() == kType.size() &&
           std::equal(start.begin(), start.end(), kType.begin(), [](char a, char b) {
               return std::tolower(static_cast<unsigned char>(a)) == b;
           });
}

std::variant<std::string, Refusal> textOfProtobuf(std::string_view body, bool allowsUtf8Names) {
    std::string out;
    std::string problem;
    base::ByteReaderView reader(body);
    for (int number = 1; !reader.empty(); ++number) {
        std::string_view message;
        if (!reader.readString(message) ||
            !FamilyText(out, problem, allowsUtf8Names).add(message)) {
            return Refusal{
                400,
                problem.empty() ? "message " + std::to_string(number) +
                                      " of the body is no MetricFamily in protobuf"
                                : problem,
                0,
                0};
        }
    }
    return out;
}

} // namespace meterbench::gateway
