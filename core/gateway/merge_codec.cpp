#include "core/gateway/merge_codec.h"

#include "core/base/hash.h"

#include <bit>
#include <span>

namespace meterbench::gateway {

namespace {

void appendNumber64(std::string& out, double value) {
    base::appendU64(out, std::bit_cast<std::uint64_t>(value));
}

void appendTime(std::string& out, std::int64_t timeMs) {
    base::appendU64(out, static_cast<std::uint64_t>(timeMs));
}

void appendPoints(std::string& out, const std::vector<Point>& points) {
    base::appendVarint(out, points.size());
    for (const Point& point : points) {
        appendNumber64(out, point.bound);
        appendNumber64(out, point.value);
    }
}

void appendTotals(std::string& out, const PusherTotals::Totals& totals) {
    base::appendVarint(out, totals.size());
    for (const auto& [name, total] : totals) {
        base::appendString(out, name);
        appendNumber64(out, total.value);
        appendNumber64(out, total.created);
        appendPoints(out, total.points);
        appendNumber64(out, total.sum);
        appendNumber64(out, total.count);
    }
}

} // namespace

void begin(std::string& out, MergeRecord kind, std::int64_t timeMs) {
    out.clear();
    out.push_back(static_cast<char>(kind));
    appendTime(out, timeMs);
}

void appendNumbers(std::string& out, const std::vector<double>& values) {
    base::appendVarint(out, values.size());
    const std::size_t before = out.size();
    out.resize(before + values.size() * sizeof(double));
    char* to = out.data() + before;
    for (const double value : values) {
        const auto bits = std::bit_cast<std::uint64_t>(value);
        for (unsigned shift = 0; shift < 64; shift += 8) {
            *to++ = static_cast<char>(bits >> shift);
        }
    }
}

void appendFamily(std::string& out, const Family& family, std::size_t first, std::size_t count) {
    base::appendString(out, family.name);
    base::appendString(out, family.help);
    out.push_back(static_cast<char>(family.type));
    base::appendVarint(out, count);
    for (const Series& series : std::span(family.series).subspan(first, count)) {
        base::appendString(out, series.key);
        base::appendVarint(out, series.owner);
        appendNumber64(out, series.value);
        appendTime(out, series.timestampMs);
        appendTime(out, series.pushedMs);
        base::appendVarint(out, series.pushes);
        out.push_back(static_cast<char>(series.policy));
        out.push_back(series.distribution ? '\1' : '\0');
        if (series.distribution) {
            const Distribution& value = *series.distribution;
            appendPoints(out, value.points);
            appendNumber64(out, value.sum);
            appendNumber64(out, value.count);
            out.push_back(static_cast<char>((value.hasSum ? 1 : 0) | (value.hasCount ? 2 : 0)));
        }
    }
}

void appendLabels(std::string& out, const std::vector<model::Label>& labels) {
    base::appendVarint(out, labels.size());
    for (const model::Label& label : labels) {
        base::appendString(out, label.name);
        base::appendString(out, label.value);
    }
}

void appendSelection(std::string& out, const Selection& selection) {
    out.push_back(selection.group ? '\1' : '\0');
    if (selection.group) {
        appendLabels(out, *selection.group);
    }
    base::appendString(out, selection.family);
    base::appendString(out, selection.selector);
}

void appendRules(std::string& out, const StoreRules& rules) {
    base::appendVarint(out, rules.policies.size());
    for (const PolicyRule& rule : rules.policies) {
        base::appendString(out, rule.family);
        out.push_back(static_cast<char>(rule.policy));
    }
    base::appendVarint(out, rules.expiries.size());
    for (const ExpiryRule& rule : rules.expiries) {
        base::appendString(out, rule.family);
        appendTime(out, rule.afterMs);
    }
    base::appendVarint(out, rules.cumulative.size());
    for (const std::string& pattern : rules.cumulative) {
        base::appendString(out, pattern);
    }
}

void appendGroup(std::string& out, const MergeGroup& group) {
    appendLabels(out, group.labels);
    base::appendVarint(out, group.number);
    base::appendVarint(out, group.families);
    base::appendVarint(out, group.pushes);
    appendTime(out, group.pushedMs);
    appendTime(out, group.failedMs);
    out.push_back(group.totals ? '\1' : '\0');
    if (group.totals) {
        appendTotals(out, group.totals->all());
    }
}

std::uint8_t MergeReaderView::byte() {
    std::uint8_t read = 0;
    m_isGood = m_isGood && m_bytes.readU8(read);
    return read;
}

std::uint64_t MergeReaderView::varint() {
    std::uint64_t read = 0;
    m_isGood = m_isGood && m_bytes.readVarint(read);
    return read;
}

std::int64_t MergeReaderView::time() {
    std::uint64_t read = 0;
    m_isGood = m_isGood && m_bytes.readU64(read);
    return static_cast<std::int64_t>(read);
}

double MergeReaderView::number() {
    return std::bit_cast<double>(time());
}

std::string_view MergeReaderView::text() {
    std::string_view read;
    const std::size_t size = count();
    m_isGood = m_isGood && m_bytes.readBytes(size, read);
    return read;
}

std::size_t MergeReaderView::count() {
    const std::uint64_t read = varint();
    m_isGood = m_isGood && read <= m_bytes.rest().size();
    return m_isGood ? static_cast<std::size_t>(read) : 0;
}

void MergeReaderView::numbers(std::vector<double>& out) {
    const std::size_t size = count();
    m_isGood = m_isGood && size <= m_bytes.rest().size() / sizeof(double);
    out.resize(m_isGood ? size : 0);
    for (double& value : out) {
        value = m_isGood ? number() : 0;
    }
}

void MergeReaderView::labels(std::vector<model::Label>& out) {
    for (std::size_t left = count(); m_isGood && left > 0; --left) {
        std::string name(text());
        out.push_back({std::move(name), std::string(text())});
    }
}

void MergeReaderView::points(std::vector<Point>& out) {
    for (std::size_t left = count(); m_isGood && left > 0; --left) {
        const double bound = number();
        out.push_back({bound, number()});
    }
}

void MergeReaderView::distribution(Series& series) {
    auto value = std::make_unique<Distribution>();
    points(value->points);
    value->sum = number();
    value->count = number();
    const std::uint8_t has = byte();
    value->hasSum = (has & 1U) != 0;
    value->hasCount = (has & 2U) != 0;
    series.distribution = std::move(value);
}

void MergeReaderView::family(Family& out) {
    out.name = text();
    out.help = text();
    out.hash = base::hash64(out.name);
    const std::uint8_t type = byte();
    m_isGood = m_isGood && type <= static_cast<std::uint8_t>(model::MetricType::StateSet);
    out.type = static_cast<model::MetricType>(type);
    const bool hasDistributions =
        out.type == model::MetricType::Histogram || out.type == model::MetricType::Summary;
    for (std::size_t left = count(); m_isGood && left > 0; --left) {
        Series& series = out.series.emplace_back();
        series.key = text();
        series.hash = base::hash64(series.key);
        series.owner = static_cast<std::uint32_t>(varint());
        series.value = number();
        series.timestampMs = time();
        series.pushedMs = time();
        series.pushes = static_cast<std::uint32_t>(varint());
        const std::uint8_t policy = byte();
        m_isGood = m_isGood && policy <= static_cast<std::uint8_t>(Policy::Info);
        series.policy = static_cast<Policy>(policy);
        m_isGood = m_isGood && (byte() != 0) == hasDistributions;
        if (m_isGood && hasDistributions) {
            distribution(series);
        }
    }
}

void MergeReaderView::selection(Selection& out) {
    if (byte() != 0) {
        labels(out.group.emplace());
    }
    out.family = text();
    out.selector = text();
}

void MergeReaderView::rules(StoreRules& out) {
    for (std::size_t left = count(); m_isGood && left > 0; --left) {
        std::string family(text());
        const std::uint8_t policy = byte();
        m_isGood = m_isGood && policy <= static_cast<std::uint8_t>(Policy::Info);
        out.policies.push_back({std::move(family), static_cast<Policy>(policy)});
    }
    for (std::size_t left = count(); m_isGood && left > 0; --left) {
        std::string family(text());
        out.expiries.push_back({std::move(family), time()});
    }
    for (std::size_t left = count(); m_isGood && left > 0; --left) {
        out.cumulative.emplace_back(text());
    }
}

void MergeReaderView::totals(PusherTotals::Totals& out) {
    for (std::size_t left = count(); m_isGood && left > 0; --left) {
        PusherTotals::Total& total = out[std::string(text())];
        total.value = number();
        total.created = number();
        points(total.points);
        total.sum = number();
        total.count = number();
    }
}

void MergeReaderView::group(MergeGroup& out) {
    labels(out.labels);
    out.number = static_cast<std::uint32_t>(varint());
    out.families = static_cast<std::uint32_t>(varint());
    out.pushes = varint();
    out.pushedMs = time();
    out.failedMs = time();
    if (byte() != 0) {
        PusherTotals::Totals read;
        totals(read);
        out.totals.emplace().set(std::move(read));
    }
}

} // namespace meterbench::gateway
