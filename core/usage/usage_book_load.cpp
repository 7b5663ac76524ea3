// How the book begins: everything that the journal has of its periods, once.
#include "core/usage/priced_usage.h"
#include "core/usage/usage_book.h"

#include <algorithm>

namespace meterbench::usage {

namespace {

using base::Status;
using metering::Measure;
using metering::StoredRecord;
using metering::UsageJournal;
using metering::UsageTotal;

/// A total as what it was made of, so that more can come to it.
metering::Combined combinedOf(const UsageTotal& total, Measure measure) {
    metering::Combined made;
    made.value = total.value;
    made.evidence = total.evidence;
    made.evidence.firstMs = made.evidence.lastMs = 0;
    made.records = total.records;
    made.hasSample = total.evidence.samples > 0;
    if (measure == Measure::Average) {
        const std::int64_t coveredMs = total.evidence.measuredMs + total.evidence.inferredMs;
        made.value = total.value.timesRatio(coveredMs, 1'000).value_or(total.value);
    }
    return made;
}

} // namespace

Status UsageBook::load(UsageJournal* journal, std::int64_t nowMs) {
    startDay(nowMs);
    if (journal == nullptr) {
        return {};
    }
    // Somebody may write meanwhile: what was there before and after is all that the totals hold.
    const auto before = newestOf(*journal);
    if (!before) {
        return before.error();
    }
    using Step = Status (UsageBook::*)(UsageJournal&);
    for (const Step step :
         {static_cast<Step>(&UsageBook::loadTotals),
          static_cast<Step>(&UsageBook::loadFirst),
          static_cast<Step>(&UsageBook::loadThings)}) {
        if (Status status = (this->*step)(*journal); !status) {
            return status;
        }
    }
    const auto after = newestOf(*journal);
    if (!after || *after != *before) {
        return base::Error{base::Code::Cancelled, "the journal grew while it was read"};
    }
    m_sequence = *after;
    return loadToday(*journal, nowMs);
}

base::Result<std::int64_t> UsageBook::newestOf(UsageJournal& journal) const {
    // What is open knows its newest as of then.
    std::int64_t newest = journal.lastSequence();
    for (;;) {
        const auto more = journal.recordsAfter(newest, kJournalPage);
        if (!more) {
            return more.error();
        }
        if (more->empty()) {
            return newest;
        }
        newest = more->back().sequence;
    }
}

Status UsageBook::loadTotals(UsageJournal& journal) {
    for (const Period& period : periods()) {
        if (Status status = loadTotals(journal, period); !status) {
            return status;
        }
    }
    return {};
}

/// When something was metered first: the records of one day are read for it, not of all.
Status UsageBook::loadFirst(UsageJournal& journal) {
    for (std::int64_t fromMs = m_span.beginMs; fromMs < m_span.endMs;) {
        const auto day = journal.dayFrom(fromMs);
        if (!day || !*day) {
            return day ? Status() : Status(day.error());
        }
        const Period of = dayOf(**day);
        const auto first = journal.records(
            filterOf({std::max(of.beginMs, m_span.beginMs), std::min(of.endMs, m_span.endMs)}), 0, 1
        );
        if (!first) {
            return first.error();
        }
        if (!first->empty()) {
            const metering::UsageRecord& record = first->front().record;
            m_meteredFromMs = std::max(record.beginMs, record.evidence.firstMs);
            return {};
        }
        fromMs = of.endMs;
    }
    return {};
}

Status UsageBook::loadTotals(UsageJournal& journal, Period period) {
    metering::TotalsQuery query;
    query.filter = filterOf(period);
    query.by = {true, true, true, false};
    query.measures = measuresOf(*m_workspace);
    const auto totals = journal.totals(query);
    if (!totals) {
        return totals.error();
    }
    for (const UsageTotal& total : *totals) {
        if (periodOf(total.customer) != period) {
            continue; // another period counts for it
        }
        const std::uint32_t at = rowOf(total.customer, total.dimension, total.meter);
        Row& row = m_rows[at];
        Part& part = partOf(row, total.meter);
        part.closed = combinedOf(total, measureOf(part.known));
        row.records += total.records;
        touch(at);
    }
    return {};
}

/// Where things are what counts, it is not enough to know how many there were.
Status UsageBook::loadThings(UsageJournal& journal) {
    for (const metering::Meter& meter : m_workspace->meters) {
        metering::UsageFilter filter = filterOf(m_span);
        filter.meter = meter.name;
        std::int64_t after = 0;
        while (meter.measure == Measure::Unique) {
            const auto page = journal.records(filter, after, kJournalPage);
            if (!page) {
                return page.error();
            }
            for (const StoredRecord& one : *page) {
                if (!isCounted(one.record.customer, one.record.beginMs)) {
                    continue;
                }
                Row& row = m_rows[rowOf(one.record.customer, one.record.dimension, meter.name)];
                partOf(row, meter.name).things.insert(hashOf(one.record.thing));
            }
            if (page->size() < kJournalPage) {
                break;
            }
            after = page->back().sequence;
        }
    }
    return {};
}

/// How today went so far; a window is spread evenly over its time.
Status UsageBook::loadToday(UsageJournal& journal, std::int64_t nowMs) {
    metering::TotalsQuery query;
    query.filter =
        filterOf({std::max(m_day.beginMs, m_span.beginMs), std::min(m_day.endMs, m_span.endMs)});
    if (query.filter.fromMs >= query.filter.toMs) {
        return {}; // a period of another time
    }
    query.by = {true, true, true, true};
    query.measures = measuresOf(*m_workspace);
    const auto totals = journal.totals(query);
    if (!totals) {
        return totals.error();
    }
    if (totals->empty()) {
        return {};
    }
    const auto first = std::ranges::min_element(*totals, {}, &UsageTotal::beginMs);
    m_grid = HistoryGrid(std::max(m_day.beginMs, first->beginMs), nowMs);
    for (const UsageTotal& total : *totals) {
        if (!isCounted(total.customer, total.beginMs)) {
            continue;
        }
        Row& row = m_rows[rowOf(total.customer, total.dimension, total.meter)];
        const double units =
            std::stod(unitsOf(total.value, partOf(row, total.meter).known).toText());
        const std::int64_t endMs = std::min(total.endMs, nowMs);
        spread(row.today, m_grid, total.beginMs, endMs, units);
    }
    return {};
}

} // namespace meterbench::usage
