#include "core/remote/hollow_stream.h"

#include "core/base/bytes.h"
#include "core/remote/wire.h"

#include <algorithm>
#include <bit>
#include <cstring>

namespace meterbench::remote {

namespace {

constexpr std::size_t kHashBits = 14;
constexpr std::size_t kTimeHashBits = 10;
constexpr std::uint32_t kReach = 65'535;
constexpr std::uint32_t kNearReach = 2'047; // of a copy of two bytes
constexpr std::uint32_t kTimeFieldBytes = 1 + wire::kTimestampBytes;
constexpr int kChainDepth = 12;
constexpr std::uint32_t kAllAtEnd = 6;
constexpr std::uint32_t kCopiedStep = 8;
constexpr std::uint32_t kGoodLength = 96; // long enough to stop looking

std::uint32_t load32(const char* from) {
    std::uint32_t value = 0;
    std::memcpy(&value, from, sizeof value);
    return value;
}

std::uint64_t load64(const char* from) {
    std::uint64_t value = 0;
    std::memcpy(&value, from, sizeof value);
    return value;
}

std::size_t hashText(const char* from) {
    return (load32(from) * 0x9e3779b1U) >> (32 - kHashBits);
}

std::size_t hashHeader(const char* from) {
    return static_cast<std::size_t>((load64(from) * 0x9e3779b97f4a7c15ULL) >> (64 - kTimeHashBits));
}

/// What copies of this length cost; emitCopy() writes exactly that.
std::int32_t copyCost(std::uint32_t length, std::uint32_t distance) {
    const bool isNear = distance <= kNearReach;
    std::int32_t cost = 0;
    while (length > 64) {
        length -= isNear && length < 68 ? 60 : 64;
        cost += 3;
    }
    return cost + (isNear && length >= 4 && length <= 11 ? 2 : 3);
}

void appendGaps(std::string& out, std::span<const std::uint32_t> values, std::uint32_t at) {
    for (const std::uint32_t value : values) {
        const std::uint32_t gap = value - at;
        if (gap < 0xff) {
            out.push_back(static_cast<char>(gap));
        } else {
            out.push_back('\xff');
            base::appendU32(out, gap);
        }
        at = value + 8;
    }
    out.shrink_to_fit();
}

} // namespace

std::size_t HollowStream::ValueWalkView::next() {
    std::uint32_t gap = static_cast<unsigned char>(*m_gap++);
    if (gap == 0xff) [[unlikely]] {
        std::memcpy(&gap, m_gap, sizeof gap);
        m_gap += sizeof gap;
    }
    const std::size_t value = m_at + gap;
    m_at = value + 8;
    return value;
}

std::size_t HollowStream::sizeBytes() const {
    return sizeof *this + bytes.capacity() + valueGaps.capacity() +
           timestampsAt.capacity() * sizeof(std::uint32_t);
}

HollowCompressor::HollowCompressor() = default;

void HollowCompressor::start(std::string_view raw) {
    m_raw = raw;
    m_heads.assign(std::size_t{1} << kHashBits, 0);
    m_timeHeads.assign(std::size_t{1} << kTimeHashBits, 0);
    m_links.assign(raw.size(), Link{});
    m_lastTime = 0;
    m_out.clear();
    m_run.clear();
    m_runValues.clear();
    m_runTimes.clear();
    m_values.clear();
    m_times.clear();
}

HollowStream HollowCompressor::compress(std::string_view raw, std::span<const std::uint32_t> ends) {
    start(raw);
    std::uint32_t from = 0;
    for (const std::uint32_t end : ends) {
        const auto value = static_cast<std::uint32_t>(end - wire::kValueToEnd);
        addTime(from, value);
        addValue();
        from = end - kTimeFieldBytes;
    }
    if (!ends.empty()) {
        addTime(from, ends.back());
    }
    closeRun();
    return finish(static_cast<std::uint32_t>(ends.size()));
}

// The stretch between two values: the time of the series that ends here, then text of the next one.
// The first has no time.
void HollowCompressor::addTime(std::uint32_t from, std::uint32_t to) {
    if (from == 0) {
        addText(from, to);
        return;
    }
    const std::uint32_t text = from + kTimeFieldBytes;
    Match best;
    const auto consider = [&](std::uint32_t head) {
        if (head == 0 || from - (head - 1) > kReach) {
            return;
        }
        const std::uint32_t source = head - 1;
        Match match = compare(source + kTimeFieldBytes, text, to);
        match.length += kTimeFieldBytes;
        match.distance = from - source;
        match.saved =
            static_cast<std::int32_t>(match.length) - copyCost(match.length, match.distance);
        best = match.saved > best.saved ? match : best;
    };
    consider(m_lastTime);
    if (text + 8 <= to) {
        consider(m_timeHeads[hashHeader(m_raw.data() + text)]);
    }
    if (best.length == 0) {
        m_runTimes.push_back(static_cast<std::uint32_t>(m_run.size()) + 1);
        literal(m_raw.substr(from, kTimeFieldBytes));
        best.length = kTimeFieldBytes;
    } else {
        copy(best.length, best.distance);
    }
    rememberTime(from);
    rememberCopied(text, from + best.length, to);
    addText(from + best.length, to);
}

void HollowCompressor::rememberTime(std::uint32_t at) {
    m_lastTime = at + 1;
    const std::uint32_t text = at + kTimeFieldBytes;
    if (text + 8 <= m_raw.size()) {
        m_timeHeads[hashHeader(m_raw.data() + text)] = at + 1;
    }
}

void HollowCompressor::addText(std::uint32_t from, std::uint32_t to) {
    std::uint32_t at = from;
    while (at < to) {
        const Match match = find(at, to);
        remember(at, to);
        // Breaking into an open literal costs the tag of the literal behind the copy.
        const std::int32_t worth = m_run.empty() ? 1 : 2;
        const bool better = match.saved >= worth && find(at + 1, to).saved > match.saved;
        if (match.saved < worth || better) {
            literal(m_raw.substr(at, 1));
            ++at;
            continue;
        }
        copy(match.length, match.distance);
        rememberCopied(at + 1, at + match.length, to);
        at += match.length;
    }
}

void HollowCompressor::addValue() {
    m_runValues.push_back(static_cast<std::uint32_t>(m_run.size()));
    m_run.append(8, '\0');
}

void HollowCompressor::remember(std::uint32_t at, std::uint32_t to) {
    Link& link = m_links[at];
    link.room = static_cast<std::uint16_t>(std::min(to - at, kReach));
    if (at + 4 > to) {
        return;
    }
    std::uint32_t& head = m_heads[hashText(m_raw.data() + at)];
    const std::uint32_t back = head == 0 ? 0 : at - (head - 1);
    link.back = static_cast<std::uint16_t>(back > kReach ? 0 : back);
    head = at + 1;
}

/// What is copied stands at the source already: every eighth place is enough to find it nearer, and
/// the first, which a time's copy goes on from, and the last ones, which go on into what is new.
void HollowCompressor::rememberCopied(std::uint32_t from, std::uint32_t end, std::uint32_t to) {
    if (from < end) {
        remember(from, to);
    }
    const std::uint32_t last = std::max(end, from + 1 + kAllAtEnd) - kAllAtEnd;
    for (std::uint32_t at = from + 1; at < end; at += at < last ? kCopiedStep : 1) {
        remember(at, to);
    }
}

HollowCompressor::Match HollowCompressor::find(std::uint32_t at, std::uint32_t to) const {
    Match best;
    if (at + 4 > to) {
        return best;
    }
    const std::uint32_t head = m_heads[hashText(m_raw.data() + at)];
    if (head == 0) {
        return best;
    }
    std::uint32_t source = head - 1;
    for (int depth = 0; depth < kChainDepth && source < at && at - source <= kReach; ++depth) {
        const std::uint32_t beyond = at + best.length;
        // Only what is longer than the best so far can be better.
        if (beyond < to && m_raw[source + best.length] == m_raw[beyond]) {
            const Match match = compare(source, at, to);
            best = match.length >= 4 && match.saved > best.saved ? match : best;
        }
        const std::uint32_t back = m_links[source].back;
        if (back == 0 || best.length >= kGoodLength) {
            break;
        }
        source -= back;
    }
    return best;
}

HollowCompressor::Match
HollowCompressor::compare(std::uint32_t source, std::uint32_t at, std::uint32_t limit) const {
    const std::uint32_t room = std::min<std::uint32_t>(limit - at, m_links[source].room);
    const char* a = m_raw.data() + source;
    const char* b = m_raw.data() + at;
    std::uint32_t length = 0;
    while (length + 8 <= room) {
        const std::uint64_t difference = load64(a + length) ^ load64(b + length);
        if (difference != 0) {
            length += static_cast<std::uint32_t>(std::countr_zero(difference)) / 8;
            break;
        }
        length += 8;
    }
    while (length < room && a[length] == b[length]) {
        ++length;
    }
    Match match{length, at - source, 0};
    match.saved =
        length == 0 ? 0 : static_cast<std::int32_t>(length) - copyCost(length, match.distance);
    return match;
}

void HollowCompressor::literal(std::string_view bytes) {
    m_run.append(bytes);
}

void HollowCompressor::closeRun() {
    if (m_run.empty()) {
        return;
    }
    const std::size_t last = m_run.size() - 1;
    if (last < 60) {
        m_out.push_back(static_cast<char>(last << 2U));
    } else {
        const std::size_t width = last < 0x100 ? 1 : (last < 0x10000 ? 2 : 4);
        m_out.push_back(static_cast<char>((59 + width) << 2U));
        for (std::size_t i = 0; i < width; ++i) {
            m_out.push_back(static_cast<char>(last >> (8 * i)));
        }
    }
    const auto base = static_cast<std::uint32_t>(m_out.size());
    for (const std::uint32_t value : m_runValues) {
        m_values.push_back(base + value);
    }
    for (const std::uint32_t time : m_runTimes) {
        m_times.push_back(base + time);
    }
    m_out += m_run;
    m_run.clear();
    m_runValues.clear();
    m_runTimes.clear();
}

void HollowCompressor::copy(std::uint32_t length, std::uint32_t distance) {
    closeRun();
    const bool isNear = distance <= kNearReach;
    while (length > 64) {
        const std::uint32_t part = isNear && length < 68 ? 60 : 64;
        emitCopy(part, distance);
        length -= part;
    }
    emitCopy(length, distance);
}

void HollowCompressor::emitCopy(std::uint32_t length, std::uint32_t distance) {
    if (distance <= kNearReach && length >= 4 && length <= 11) {
        m_out.push_back(static_cast<char>(((distance >> 8U) << 5U) | ((length - 4) << 2U) | 1U));
        m_out.push_back(static_cast<char>(distance));
        return;
    }
    m_out.push_back(static_cast<char>(((length - 1) << 2U) | 2U));
    m_out.push_back(static_cast<char>(distance));
    m_out.push_back(static_cast<char>(distance >> 8U));
}

HollowStream HollowCompressor::finish(std::uint32_t series) {
    HollowStream stream;
    std::string preamble;
    base::appendVarint(preamble, m_raw.size());
    stream.preambleBytes = static_cast<std::uint32_t>(preamble.size());
    stream.rawBytes = static_cast<std::uint32_t>(m_raw.size());
    stream.series = series;
    stream.bytes.reserve(preamble.size() + m_out.size());
    stream.bytes = preamble;
    stream.bytes += m_out;
    appendGaps(stream.valueGaps, m_values, 0);
    stream.timestampsAt.reserve(m_times.size());
    for (const std::uint32_t time : m_times) {
        stream.timestampsAt.push_back(time + stream.preambleBytes);
    }
    m_raw = {};
    return stream;
}

} // namespace meterbench::remote
