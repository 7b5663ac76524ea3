// LayoutMatcher: the fast way, and learning for it.
#include "core/base/number.h"
#include "core/scrape/layout_matcher.h"

#include <algorithm>
#include <cstring>
#include <optional>

namespace meterbench::scrape {

namespace {

/// A skeleton that read fewer bodies was hardly worth learning.
constexpr std::uint32_t kFewBodies = 8;
constexpr std::uint32_t kMostAgreeing = 16;

} // namespace

bool LayoutMatcher::readFast(std::string_view body, exposition::Format format, Reading& reading) {
    const Skeleton& skeleton = *m_skeleton;
    const std::size_t count = skeleton.valueCount();
    const bool identity = m_slots.empty();
    if (identity) {
        reading.values.resize(m_parts.positions());
    } else {
        reading.values.assign(m_parts.positions(), model::kAbsent);
    }
    std::string_view rest = body;
    const char* gap = skeleton.text.data();
    std::uint32_t begin = 0;
    for (std::size_t i = 0; i < count; ++i) {
        const std::uint32_t size = skeleton.ends[i] - begin;
        if (rest.size() < size || std::memcmp(rest.data(), gap + begin, size) != 0) {
            return false;
        }
        begin = skeleton.ends[i];
        rest.remove_prefix(size);
        const char* const valueBegin = rest.data();
        const std::optional<double> value = base::takeNumber(rest);
        if (!value) {
            return false; // the slow way says what is wrong
        }
        if (!rest.empty() && rest.front() != '\n') [[unlikely]] {
            rest = takeOddLine(i, valueBegin, rest, format, reading);
            if (rest.data() == nullptr) {
                return false;
            }
            continue;
        }
        const std::uint32_t position = identity ? static_cast<std::uint32_t>(i) : m_slots[i];
        if (position < kRepeated) [[likely]] {
            reading.values[position] = *value;
            ++reading.counts.kept;
        } else if (position == kRepeated) {
            ++reading.counts.kept;
            ++reading.counts.duplicates;
        }
    }
    const std::uint32_t tail = skeleton.ends[count] - begin;
    if (rest.size() != tail || std::memcmp(rest.data(), gap + begin, tail) != 0) {
        return false;
    }
    reading.counts.scraped = static_cast<std::uint32_t>(count);
    return true;
}

/// A timestamp or an exemplar: the line is parsed on its own. Answers what is behind it, or nothing
/// at all when the look-up way must judge.
std::string_view LayoutMatcher::takeOddLine(
    std::size_t value,
    const char* valueBegin,
    std::string_view rest,
    exposition::Format format,
    Reading& reading
) {
    const std::uint32_t position =
        m_slots.empty() ? static_cast<std::uint32_t>(value) : m_slots[value];
    const std::string_view series = m_skeleton->seriesText(value);
    const std::size_t lineEnd = std::min(rest.find('\n'), rest.size());
    const char* const lineBegin = valueBegin - (m_skeleton->gap(value).end() - series.begin());
    const std::string_view line(
        lineBegin, static_cast<std::size_t>(rest.data() + lineEnd - lineBegin)
    );
    exposition::PullParser parser(line, format);
    // A second line of a series may be told apart by a timestamp that it did not have before.
    if (parser.next() != exposition::EntryKind::Sample || position == kRepeated) {
        return {};
    }
    rest.remove_prefix(lineEnd);
    if (position != kDropped) {
        ++reading.counts.kept;
        if (m_slots.empty()) {
            reading.values[position] = model::kAbsent;
        }
        take(position, parser.sample(), parser, reading);
    }
    return rest;
}

/// A skeleton is learned from the first body, and again when bodies in a row agree: the more of
/// them, the sooner the last one was of no use any more.
void LayoutMatcher::rememberOrder(std::string_view body, const Reading& reading) {
    const bool agrees = m_orderNow == m_order && !reading.counts.learned;
    m_agreeing = agrees ? m_agreeing + 1 : 0;
    m_order = m_orderNow;
    if ((m_isFirst || m_agreeing >= m_wantAgreeing) && !m_lines.empty()) {
        learnSkeleton(body);
    }
    m_isFirst = false;
}

void LayoutMatcher::learnSkeleton(std::string_view body) {
    Skeleton skeleton;
    skeleton.text.reserve(body.size());
    skeleton.ends.reserve(m_lines.size() + 1);
    std::size_t begin = 0;
    for (const Line& line : m_lines) {
        skeleton.text.append(body.substr(begin, line.valueBegin - begin));
        skeleton.ends.push_back(static_cast<std::uint32_t>(skeleton.text.size()));
        begin = std::min(body.find('\n', line.valueBegin), body.size());
    }
    skeleton.text.append(body.substr(begin));
    skeleton.ends.push_back(static_cast<std::uint32_t>(skeleton.text.size()));
    m_skeleton = m_texts.share(std::move(skeleton));
    m_fastBodies = 0;
    m_agreeing = 0;
    m_index = {};
    std::vector<std::uint32_t> slots;
    slots.reserve(m_lines.size());
    for (const Line& line : m_lines) {
        slots.push_back(line.position);
    }
    setSlots(std::move(slots));
}

void LayoutMatcher::setSlots(std::vector<std::uint32_t>&& slots) {
    std::vector<bool> covered(m_parts.positions());
    std::size_t missing = covered.size();
    bool inOrder = slots.size() == covered.size();
    for (std::size_t i = 0; i < slots.size(); ++i) {
        inOrder = inOrder && slots[i] == i;
        if (slots[i] < kRepeated && !covered[slots[i]]) {
            covered[slots[i]] = true;
            --missing;
        }
    }
    m_slotsCover = missing == 0;
    m_slots = inOrder ? std::vector<std::uint32_t>() : std::move(slots);
}

/// False when a line of the skeleton has lost its position.
bool LayoutMatcher::moveSlots(const std::vector<std::uint32_t>& moved) {
    std::vector<std::uint32_t> slots(m_skeleton->valueCount());
    for (std::size_t i = 0; i < slots.size(); ++i) {
        const std::uint32_t position = m_slots.empty() ? static_cast<std::uint32_t>(i) : m_slots[i];
        slots[i] = position < kRepeated ? moved[position] : position;
        if (slots[i] == kUnknown) {
            return false;
        }
    }
    setSlots(std::move(slots));
    return true;
}

void LayoutMatcher::dropSkeleton() {
    m_wantAgreeing = m_fastBodies < kFewBodies ? std::min(m_wantAgreeing * 2, kMostAgreeing) : 1;
    m_skeleton.reset();
    m_slots = {};
}

} // namespace meterbench::scrape
