// The state of the sample ledger as bytes: parts of a kind each. README.md has every one.
#include "core/billing/sample_ledger.h"

#include <algorithm>
#include <bit>

namespace meterbench::billing {

namespace {

using base::ByteReaderView;

enum Part : std::uint8_t { Totals = 1, Line = 2, VerdictCounts = 3, OneSeries = 4 };

std::uint64_t zigzag(std::int64_t value) {
    return (static_cast<std::uint64_t>(value) << 1U) ^ static_cast<std::uint64_t>(value >> 63);
}

std::int64_t unzigzag(std::uint64_t value) {
    return static_cast<std::int64_t>(value >> 1U) ^ -static_cast<std::int64_t>(value & 1U);
}

/// Steps between times are nearly always the same: what they differ by is one byte.
void appendTimes(std::string& out, const std::vector<std::int64_t>& times, std::size_t first) {
    base::appendVarint(out, times.size() - first);
    std::int64_t last = 0;
    std::int64_t step = 0;
    for (std::size_t i = first; i < times.size(); ++i) {
        const auto next = static_cast<std::int64_t>(
            static_cast<std::uint64_t>(times[i]) - static_cast<std::uint64_t>(last)
        );
        base::appendVarint(
            out,
            zigzag(static_cast<std::int64_t>(
                static_cast<std::uint64_t>(next) - static_cast<std::uint64_t>(step)
            ))
        );
        step = next;
        last = times[i];
    }
}

bool readTimes(ByteReaderView& bytes, std::vector<std::int64_t>& times) {
    std::uint64_t count = 0;
    if (!bytes.readVarint(count) || count > SampleLedger::kTimesSaved) {
        return false;
    }
    std::uint64_t last = 0;
    std::uint64_t step = 0;
    for (std::uint64_t i = 0; i < count; ++i) {
        std::uint64_t change = 0;
        if (!bytes.readVarint(change)) {
            return false;
        }
        step += static_cast<std::uint64_t>(unzigzag(change));
        last += step;
        times.push_back(static_cast<std::int64_t>(last));
    }
    return std::ranges::is_sorted(times);
}

} // namespace

std::string SampleLedger::totalsPart() const {
    std::string out(1, static_cast<char>(Totals));
    for (const std::uint64_t count : {m_requests, m_repeats, m_tooOld, m_ends}) {
        base::appendVarint(out, count);
    }
    return out;
}

std::string SampleLedger::linePart(const Owner& owner, const SampleLine& line) {
    std::string out(1, static_cast<char>(Line));
    base::appendString(out, owner.first);
    base::appendString(out, owner.second);
    for (const std::uint64_t count : {line.series, line.samples, line.repeats}) {
        base::appendVarint(out, count);
    }
    base::appendU64(out, std::bit_cast<std::uint64_t>(line.lastValue));
    base::appendU64(out, static_cast<std::uint64_t>(line.lastTimeMs));
    return out;
}

std::string SampleLedger::verdictPart(std::size_t verdict) const {
    std::string out(1, static_cast<char>(VerdictCounts));
    out += static_cast<char>(verdict);
    base::appendVarint(out, m_verdicts[verdict].series);
    base::appendVarint(out, m_verdicts[verdict].samples);
    base::appendString(out, m_verdicts[verdict].example);
    return out;
}

std::string
SampleLedger::seriesPart(model::SeriesRef ref, const Series& series, const Owner* owner) {
    const std::size_t first =
        series.times.size() > kTimesSaved ? series.times.size() - kTimesSaved : 0;
    std::string out(1, static_cast<char>(OneSeries));
    base::appendU64(out, ref);
    out += static_cast<char>(series.verdict);
    out += static_cast<char>(series.hasForgotten || first > 0 ? 1 : 0);
    base::appendString(out, owner == nullptr ? std::string() : owner->first);
    base::appendString(out, owner == nullptr ? std::string() : owner->second);
    appendTimes(out, series.times, first);
    return out;
}

base::Status
SampleLedger::writeState(const std::function<base::Status(std::string_view part)>& write) const {
    if (base::Status status = write(totalsPart()); !status) {
        return status;
    }
    for (std::size_t verdict = 0; verdict < kVerdicts; ++verdict) {
        if (base::Status status = write(verdictPart(verdict)); !status) {
            return status;
        }
    }
    for (const auto& [owner, line] : m_lines) {
        if (base::Status status = write(linePart(owner, line)); !status) {
            return status;
        }
    }
    for (const auto& [ref, series] : m_series) {
        if (base::Status status = write(seriesPart(ref, series, series.owner)); !status) {
            return status;
        }
    }
    return {};
}

base::Status SampleLedger::takeState(std::string_view part) {
    ByteReaderView bytes(part);
    std::uint8_t kind = 0;
    const bool isRead = bytes.readU8(kind) && (kind == Totals          ? takeTotals(bytes)
                                               : kind == Line          ? takeLine(bytes)
                                               : kind == VerdictCounts ? takeVerdict(bytes)
                                               : kind == OneSeries && takeSeries(bytes));
    return isRead && bytes.empty()
               ? base::Status()
               : base::Error{base::Code::Corrupt, "no part of a state of samples"};
}

bool SampleLedger::takeTotals(ByteReaderView& bytes) {
    return bytes.readVarint(m_requests) && bytes.readVarint(m_repeats) &&
           bytes.readVarint(m_tooOld) && bytes.readVarint(m_ends);
}

bool SampleLedger::takeLine(ByteReaderView& bytes) {
    std::string_view customer;
    std::string_view dimension;
    SampleLine line;
    std::uint64_t value = 0;
    std::uint64_t time = 0;
    if (!bytes.readString(customer) || !bytes.readString(dimension) ||
        !bytes.readVarint(line.series) || !bytes.readVarint(line.samples) ||
        !bytes.readVarint(line.repeats) || !bytes.readU64(value) || !bytes.readU64(time)) {
        return false;
    }
    line.lastValue = std::bit_cast<double>(value);
    line.lastTimeMs = static_cast<std::int64_t>(time);
    return m_lines.try_emplace({std::string(customer), std::string(dimension)}, line).second;
}

bool SampleLedger::takeVerdict(ByteReaderView& bytes) {
    std::uint8_t verdict = 0;
    std::string_view example;
    if (!bytes.readU8(verdict) || verdict >= kVerdicts) {
        return false;
    }
    VerdictLine& line = m_verdicts[verdict];
    if (!bytes.readVarint(line.series) || !bytes.readVarint(line.samples) ||
        !bytes.readString(example)) {
        return false;
    }
    line.example = example;
    return true;
}

bool SampleLedger::takeSeries(ByteReaderView& bytes) {
    std::uint64_t ref = 0;
    std::uint8_t verdict = 0;
    std::uint8_t hasForgotten = 0;
    std::string_view customer;
    std::string_view dimension;
    Series series;
    if (!bytes.readU64(ref) || !bytes.readU8(verdict) || verdict >= kVerdicts ||
        !bytes.readU8(hasForgotten) || !bytes.readString(customer) ||
        !bytes.readString(dimension) || !readTimes(bytes, series.times)) {
        return false;
    }
    series.verdict = static_cast<metering::Verdict>(verdict);
    series.hasForgotten = hasForgotten != 0;
    if (series.verdict == metering::Verdict::Billable) {
        const auto line = m_lines.find({std::string(customer), std::string(dimension)});
        if (line == m_lines.end()) {
            return false;
        }
        series.line = &line->second;
        series.owner = &line->first;
    }
    return m_series.try_emplace(ref, std::move(series)).second;
}

} // namespace meterbench::billing
