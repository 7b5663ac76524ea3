#include "core/gateway/group_writer.h"

#include "core/exposition/number_text.h"
#include "core/gateway/group_protobuf.h"
#include "core/gateway/render.h"

#include <algorithm>
#include <array>
#include <charconv>
#include <cmath>
#include <cstring>

namespace meterbench::gateway {

namespace {

using model::MetricType;

/// Collects short pieces before they go to a large text.
class PieceBuffer {
public:
    explicit PieceBuffer(std::string& out)
        : m_out(out) {}

    PieceBuffer(const PieceBuffer&) = delete;
    PieceBuffer& operator=(const PieceBuffer&) = delete;

    ~PieceBuffer() { flush(); }

    void add(std::string_view piece) {
        if (piece.size() > m_bytes.size() - m_size) {
            flush();
            if (piece.size() > m_bytes.size()) {
                m_out += piece;
                return;
            }
        }
        std::memcpy(m_bytes.data() + m_size, piece.data(), piece.size());
        m_size += piece.size();
    }

    void addNumber(double value, bool isOpenMetrics) {
        if (addShortNumber(value, isOpenMetrics)) {
            return;
        }
        m_number.clear();
        if (isOpenMetrics) {
            m_number = exposition::formatOpenMetricsFloat(value);
        } else {
            appendNumber(m_number, value);
        }
        add(m_number);
        add("\n");
    }

private:
    /// Up to three decimals below a million: a decimal of so few digits that reads back as the same
    /// number is the shortest one. Whole numbers have ".0" in OpenMetrics.
    bool addShortNumber(double value, bool isOpenMetrics) {
        const double magnitude = std::fabs(value);
        if (!(magnitude < 1e6 && magnitude >= 1e-3)) {
            return false;
        }
        const auto thousandths = static_cast<std::int32_t>(magnitude * 1e3 + 0.5);
        if (static_cast<double>(thousandths) / 1e3 != magnitude) {
            return false;
        }
        std::array<char, 16> text{};
        char* at = text.data();
        *at = '-';
        at += value < 0 ? 1 : 0;
        at = std::to_chars(at, text.data() + text.size(), thousandths / 1000).ptr;
        std::int32_t rest = thousandths % 1000;
        if (rest != 0 || isOpenMetrics) {
            *at++ = '.';
            do {
                *at++ = static_cast<char>('0' + rest / 100);
                rest = rest % 100 * 10;
            } while (rest != 0);
        }
        *at++ = '\n';
        add({text.data(), static_cast<std::size_t>(at - text.data())});
        return true;
    }

    void flush() {
        m_out.append(m_bytes.data(), m_size);
        m_size = 0;
    }

    std::string& m_out;
    std::array<char, 16'384> m_bytes; // NOLINT(cppcoreguidelines-pro-type-member-init): filled first
    std::size_t m_size = 0;
    std::string m_number;
};

class TextWriter {
public:
    TextWriter(std::string& out, const GroupIndex& index, bool isOpenMetrics)
        : m_out(out)
        , m_index(index)
        , m_isOpenMetrics(isOpenMetrics) {}

    void write(std::string_view name, const HeldFamily& family) {
        const std::vector<SeriesAt>& series = m_index.ordered(family);
        writeHead(name, family.type, helpOf(m_index, series));
        for (std::size_t i = 0; i < series.size(); ++i) {
            fetchAhead(series, i);
            writeSeries(m_index.part(series[i].part), series[i].metric);
        }
    }

    void writeStamps(std::string_view name, std::string_view help, bool isFailure) {
        writeHead(name, MetricType::Gauge, help);
        for (const std::uint32_t number : m_index.orderedGroups()) {
            const HeldGroup& group = m_index.group(number);
            m_out.add(name);
            m_out.add("{");
            bool hasInstance = false;
            for (std::uint16_t i = 0; i < group.labels.size(); ++i) {
                const std::string_view label = group.labels[i].name;
                m_out.add(i == 0 ? "" : ",");
                if (!hasInstance && label > "instance") {
                    m_out.add("instance=\"\",");
                }
                hasInstance |= label >= "instance";
                m_out.add(group.range(i, static_cast<std::uint16_t>(i + 1)));
            }
            m_out.add(hasInstance ? "} " : ",instance=\"\"} ");
            const std::int64_t ms = isFailure ? group.failedMs : group.pushedMs;
            m_out.addNumber(static_cast<double>(ms) / 1e3, m_isOpenMetrics);
        }
    }

private:
    void writeHead(std::string_view name, MetricType type, std::string_view help) {
        if (m_isOpenMetrics && type == MetricType::Counter) {
            const bool isTotal = name.ends_with("_total") && name.size() > 6 &&
                                 !m_index.holds(name.substr(0, name.size() - 6));
            type = isTotal ? type : MetricType::Unknown;
            name.remove_suffix(isTotal ? 6 : 0);
        }
        const bool isLegacy = model::isLegacyMetricName(name);
        std::string shown(name);
        if (!isLegacy) {
            appendSeriesLabel(shown = {}, name, "");
            shown.resize(shown.size() - 3); // without =""
        }
        if (!help.empty()) {
            m_out.add("# HELP ");
            m_out.add(shown);
            m_out.add(" ");
            m_out.add(escapedHelp(help));
            m_out.add("\n");
        }
        m_out.add("# TYPE ");
        m_out.add(shown);
        m_out.add(" ");
        const bool isUntyped = type == MetricType::Unknown && !m_isOpenMetrics;
        m_out.add(isUntyped ? "untyped" : model::metricTypeName(type));
        m_out.add("\n");
    }

    [[nodiscard]] std::string escapedHelp(std::string_view help) const {
        std::string out;
        for (const char c : help) {
            if (c == '\\' || (c == '"' && m_isOpenMetrics)) {
                out += '\\';
            }
            out += c == '\n' ? std::string_view("\\n") : std::string_view(&c, 1);
        }
        return out;
    }

    /// A family walks through all groups, each time somewhere else in memory: what the next series
    /// need is asked for in time, in the order in which one thing leads to the next.
    void fetchAhead(const std::vector<SeriesAt>& series, std::size_t i) const {
        if (i + 12 >= series.size()) {
            return;
        }
        __builtin_prefetch(&m_index.part(series[i + 12].part));
        const GroupPart& second = m_index.part(series[i + 8].part);
        __builtin_prefetch(&m_index.group(second.group));
        __builtin_prefetch(second.values.data() + series[i + 8].metric);
        const HeldGroup& third = m_index.group(m_index.part(series[i + 4].part).group);
        __builtin_prefetch(third.text.data());
        __builtin_prefetch(third.starts.data());
    }

    void writeSeries(const GroupPart& part, std::uint32_t metric) {
        const LineSet& set = part.layout->lines(m_isOpenMetrics);
        const HeldGroup& group = m_index.group(part.group);
        const std::string_view literals = set.literals;
        for (std::uint32_t i = set.firstLine[metric]; i < set.firstLine[metric + 1]; ++i) {
            const SampleLine& line = set.lines[i];
            std::uint32_t at = line.literalBegin;
            for (std::uint32_t p = line.firstPiece; p < line.endPiece; ++p) {
                const LinePiece& piece = set.pieces[p];
                m_out.add(literals.substr(at, piece.literalEnd - at));
                m_out.add(group.range(piece.from, piece.to));
                at = piece.literalEnd;
            }
            m_out.add(literals.substr(at, line.literalEnd - at));
            m_out.addNumber(part.value(line.slot), m_isOpenMetrics);
        }
    }

    PieceBuffer m_out;
    const GroupIndex& m_index;
    bool m_isOpenMetrics;
};

template <class Writer>
void writeAll(const GroupIndex& index, Writer& writer) {
    constexpr std::string_view kFailureHelp =
        "Last Unix time when changing this group in the Pushgateway failed.";
    constexpr std::string_view kPushHelp =
        "Last Unix time when changing this group in the Pushgateway succeeded.";
    const bool hasStamps = index.groupCount() != 0;
    bool isFailureDone = !hasStamps;
    bool isPushDone = !hasStamps;
    const auto stampsBefore = [&](std::string_view name) {
        if (!isFailureDone && (name.empty() || name > kFailureTime)) {
            writer.writeStamps(kFailureTime, kFailureHelp, true);
            isFailureDone = true;
        }
        if (!isPushDone && (name.empty() || name > kPushTime)) {
            writer.writeStamps(kPushTime, kPushHelp, false);
            isPushDone = true;
        }
    };
    for (const auto& [name, family] : index.families()) {
        stampsBefore(name);
        if (family.held != 0) {
            writer.write(name, family);
        }
    }
    stampsBefore({});
}

} // namespace

std::string_view helpOf(const GroupIndex& index, const std::vector<SeriesAt>& series) {
    for (const SeriesAt& at : series) {
        const GroupFamily& family = index.part(at.part).layout->familyOf(at.metric);
        if (!family.help.empty()) {
            return family.help;
        }
    }
    return {};
}

void writeGroups(std::string& out, const GroupIndex& index, ExposeFormat format) {
    if (format == ExposeFormat::Protobuf) {
        GroupProtobufWriter writer(out, index);
        writeAll(index, writer);
        return;
    }
    TextWriter writer(out, index, format == ExposeFormat::OpenMetrics);
    writeAll(index, writer);
}

} // namespace meterbench::gateway
