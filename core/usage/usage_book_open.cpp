// What is not in the journal yet. The meters tell all of it each time, mostly in the same order with
// few values that changed: rows are put together anew only where something did.
#include "core/usage/priced_usage.h"
#include "core/usage/usage_book.h"

#include <algorithm>
#include <tuple>
#include <utility>

namespace meterbench::usage {

namespace {

using metering::UsageRecord;

/// How far is looked for what stood there before, when something came or went.
constexpr std::size_t kLookAhead = 64;
/// And how often in all: with more, the rest counts as new.
constexpr std::size_t kMostLooks = 200'000;

/// It counts in the same row, in the same period.
bool isSamePlace(const UsageRecord& before, const UsageRecord& now) {
    return before.beginMs == now.beginMs && before.customer == now.customer &&
           before.dimension == now.dimension && before.meter == now.meter;
}

/// Numbers first: they differ where anything does.
bool isSame(const UsageRecord& before, const UsageRecord& now) {
    return before.value == now.value && before.evidence == now.evidence &&
           before.endMs == now.endMs && before.thing == now.thing;
}

/// Two lists side by side, in step as far as possible.
class Steps {
public:
    Steps(const std::vector<UsageRecord>& before, const std::vector<UsageRecord>& now)
        : m_before(before)
        , m_now(now) {}

    /// How many of before went, and how many of now came, until both are in step again; nothing:
    /// they are not to be brought together nearby.
    [[nodiscard]] std::pair<std::size_t, std::size_t> untilSame(std::size_t i, std::size_t j) {
        for (std::size_t k = 1; k <= kLookAhead && m_looks < kMostLooks; ++k) {
            ++m_looks;
            if (i + k < m_before.size() && isSamePlace(m_before[i + k], m_now[j])) {
                return {k, 0};
            }
            if (j + k < m_now.size() && isSamePlace(m_before[i], m_now[j + k])) {
                return {0, k};
            }
        }
        return {1, 1};
    }

private:
    const std::vector<UsageRecord>& m_before;
    const std::vector<UsageRecord>& m_now;
    std::size_t m_looks = 0;
};

} // namespace

void UsageBook::takeOpen(const OpenPtr& open) {
    static const std::vector<UsageRecord> kNone;
    const std::vector<UsageRecord>& before = m_takenOpen == nullptr ? kNone : *m_takenOpen;
    std::vector<std::uint32_t> rows(open->size(), kNoRow);
    ChangedRows changed;
    Steps steps(before, *open);
    std::size_t i = 0;
    std::size_t j = 0;
    while (i < before.size() || j < open->size()) {
        std::size_t gone = before.size() - i;
        std::size_t come = open->size() - j;
        if (gone > 0 && come > 0) {
            if (isSamePlace(before[i], (*open)[j])) {
                rows[j] = m_openRows[i];
                if (!isSame(before[i], (*open)[j])) {
                    changed.note(rows[j]);
                }
                ++i;
                ++j;
                continue;
            }
            std::tie(gone, come) = steps.untilSame(i, j);
        }
        for (; gone > 0; --gone) {
            changed.note(m_openRows[i++]);
        }
        for (; come > 0; --come) {
            rows[j] = openRowOf((*open)[j]);
            changed.note(rows[j++]);
        }
    }
    m_openRows = std::move(rows);
    m_takenOpen = open;
    combineOpen(changed);
}

std::uint32_t UsageBook::openRowOf(const UsageRecord& record) {
    return isCounted(record.customer, record.beginMs)
               ? rowOf(record.customer, record.dimension, record.meter)
               : kNoRow;
}

/// Not every measure can take a value back, so these rows take all that is open of them again.
void UsageBook::combineOpen(const ChangedRows& changed) {
    for (const std::uint32_t at : changed.rows()) {
        for (Part& part : m_rows[at].parts) {
            part.open = {};
            part.openThings.clear();
        }
        m_rows[at].open = 0;
        touch(at);
    }
    for (std::size_t i = 0; i < m_openRows.size() && !changed.rows().empty(); ++i) {
        if (changed.holds(m_openRows[i])) {
            takeOpenRecord(m_rows[m_openRows[i]], (*m_takenOpen)[i]);
        }
    }
}

void UsageBook::takeOpenRecord(Row& row, const UsageRecord& record) {
    Part& part = partOf(row, record.meter);
    const metering::Measure measure = measureOf(part.known);
    metering::combine(part.open, measure, record.value, record.evidence);
    if (measure == metering::Measure::Unique) {
        part.openThings.insert(hashOf(record.thing));
    }
    ++row.open;
    row.sampledMs = std::max(row.sampledMs, record.evidence.lastMs);
    const std::int64_t firstMs = std::max(record.beginMs, record.evidence.firstMs);
    m_meteredFromMs = m_meteredFromMs == 0 ? firstMs : m_meteredFromMs;
}

} // namespace meterbench::usage
