// Rates and today: what changes with time. Only rows that were touched, and those whose rate is not
// at rest, are looked at.
#include "core/usage/priced_usage.h"
#include "core/usage/usage_book.h"

#include <algorithm>
#include <cmath>
#include <utility>

namespace meterbench::usage {

namespace {

constexpr std::int64_t kRateOverMs = 60'000;
constexpr std::int64_t kPointEveryMs = 5'000;
/// A rate that moved less looks the same.
constexpr double kSameRate = 0.004;

double asDouble(Decimal value) {
    const Decimal::Parts parts = value.parts();
    return static_cast<double>(parts.trillions) * 1e12 + static_cast<double>(parts.units) +
           static_cast<double>(parts.fraction) * 1e-12;
}

} // namespace

void UsageBook::startDay(std::int64_t nowMs) {
    m_day = dayOf(nowMs);
    m_grid = HistoryGrid(nowMs, nowMs);
    for (Row& row : m_rows) {
        row.today.clear();
        row.isDirty = true;
        looksOtherwise(row.customer);
    }
}

/// What is open when the book begins was used since its first sample: after a restart, or when the
/// configuration was read again, the window of now is as full as it is.
void UsageBook::openToday(std::int64_t nowMs) {
    const auto firstOf = [](const metering::UsageRecord& record) {
        return std::max(record.beginMs, record.evidence.firstMs);
    };
    if (std::ranges::all_of(m_rows, [](const Row& row) { return row.today.empty(); })) {
        std::int64_t beginMs = nowMs;
        for (const metering::UsageRecord& record : *m_takenOpen) {
            beginMs = std::min(beginMs, firstOf(record));
        }
        m_grid = HistoryGrid(std::max(m_day.beginMs, beginMs), nowMs);
    }
    for (std::size_t i = 0; i < m_openRows.size(); ++i) {
        if (m_openRows[i] == kNoRow || isOver(m_rows[m_openRows[i]], nowMs)) {
            continue;
        }
        Row& row = m_rows[m_openRows[i]];
        const metering::UsageRecord& record = (*m_takenOpen)[i];
        const Part& part = partOf(row, record.meter);
        const std::int64_t toMs = std::min(record.evidence.lastMs, nowMs);
        const std::int64_t fromMs = std::max(firstOf(record), m_grid.beginMs());
        if (toMs <= fromMs || !metering::isSummed(measureOf(part.known))) {
            continue;
        }
        const double share =
            static_cast<double>(toMs - fromMs) / static_cast<double>(toMs - firstOf(record));
        spread(
            row.today, m_grid, fromMs, toMs, share * asDouble(unitsOf(record.value, part.known))
        );
    }
}

/// What still comes to it is of another time than now: it has no rate, and no place in today.
bool UsageBook::isOver(const Row& row, std::int64_t nowMs) const {
    return nowMs >= m_customers[row.customer].billed.counted.endMs;
}

void UsageBook::countUp(std::int64_t nowMs) {
    if (nowMs >= m_day.endMs) {
        startDay(nowMs);
    }
    foldToday(m_grid.extend(nowMs));
    for (const std::uint32_t at : std::exchange(m_touched, {})) {
        countRow(at, nowMs);
    }
    moveRates(nowMs);
}

/// The slots of all rows are those of the grid.
void UsageBook::foldToday(int folds) {
    if (folds == 0) {
        return;
    }
    for (Row& row : m_rows) {
        for (int i = 0; i < folds; ++i) {
            fold(row.today);
        }
        if (!row.today.empty()) {
            row.isDirty = true;
            looksOtherwise(row.customer);
        }
    }
}

void UsageBook::countRow(std::uint32_t at, std::int64_t nowMs) {
    Row& row = m_rows[at];
    const bool isFirst = m_generation == 0;
    const Decimal usage = usageOf(row);
    const bool isSame = usage == row.usage;
    if (!isSame && !isFirst && !isOver(row, nowMs)) {
        growToday(row, asDouble(usage) - asDouble(row.usage), nowMs);
    }
    if (!isSame) {
        amountsChanged(row.customer);
    }
    row.isDirty = row.isDirty || !isSame || hasOtherEvidence(row);
    row.usage = usage;
    row.ratedMs = 0;
    row.isTouched = false;
    if (row.isDirty) {
        looksOtherwise(row.customer);
    }
    if (!row.isMoving) {
        row.isMoving = true;
        m_moving.push_back(at);
        if (!row.recent.empty()) { // it stood still so long: the next step counts from there
            row.recent.front().timeMs = std::max(row.recent.front().timeMs, row.countedToMs);
        }
    }
    row.countedToMs = row.sampledMs;
}

/// What is new is of the time since the sample before: a level that is scraped every minute is used
/// all the time. What is older, or corrected, goes to the slot of now.
void UsageBook::growToday(Row& row, double growth, std::int64_t nowMs) {
    const std::int64_t fromMs = std::max(row.countedToMs, m_day.beginMs);
    const std::int64_t toMs = std::min(row.sampledMs, nowMs);
    if (row.countedToMs > 0 && toMs > fromMs) {
        spread(row.today, m_grid, fromMs, toMs, growth);
    } else {
        addTo(row.today, m_grid.slotOf(nowMs), growth);
    }
}

/// What is over has no rate any more: it stays as it was.
void UsageBook::moveRates(std::int64_t nowMs) {
    std::erase_if(m_moving, [&](std::uint32_t at) {
        Row& row = m_rows[at];
        if (isOver(row, nowMs)) {
            row.isMoving = false;
        } else if (nowMs - row.ratedMs >= kPointEveryMs) {
            const double usage = asDouble(row.usage);
            moveRate(row, usage, nowMs);
            row.ratedMs = nowMs;
            row.isMoving =
                row.perSecond != 0 || row.recent.size() != 1 || row.recent.front().usage != usage;
            if (row.isDirty) {
                looksOtherwise(row.customer);
            }
        }
        return !row.isMoving;
    });
}

/// By the time of the samples: when they are looked at says nothing of how much was used.
void UsageBook::moveRate(Row& row, double usage, std::int64_t nowMs) {
    std::vector<Point>& points = row.recent;
    const std::int64_t atMs = row.sampledMs == 0 ? nowMs : std::min(row.sampledMs, nowMs);
    if (points.size() == 1 && points.front().usage == usage && row.perSecond == 0) {
        points.front().timeMs = std::max(points.front().timeMs, atMs); // it stands still
        return;
    }
    if (points.empty() || atMs - points.back().timeMs >= kPointEveryMs) {
        points.push_back({atMs, usage});
    }
    while (points.size() > 2 && points.back().timeMs - points[1].timeMs >= kRateOverMs) {
        points.erase(points.begin());
    }
    double rate = 0;
    if (points.size() > 1) {
        const std::int64_t stepMs = points.back().timeMs - points[points.size() - 2].timeMs;
        const bool isSilent = nowMs - points.back().timeMs > kRateOverMs + stepMs;
        rate = isSilent ? 0
                        : (points.back().usage - points.front().usage) * 1'000 /
                              static_cast<double>(points.back().timeMs - points.front().timeMs);
    }
    if (std::abs(rate - row.perSecond) > std::abs(row.perSecond) * kSameRate) {
        row.perSecond = rate;
        row.isDirty = true;
    }
    if (rate == 0 && points.size() > 1) {
        points.erase(points.begin(), points.end() - 1);
    }
}

} // namespace meterbench::usage
