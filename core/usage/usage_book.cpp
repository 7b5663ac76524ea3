// What the book takes in: totals, records, open records, deliveries. What it makes of them:
// usage_book_rows.cpp.
#include "core/usage/usage_book.h"

#include "core/usage/priced_usage.h"

#include <algorithm>
#include <functional>

namespace meterbench::usage {

namespace {

using base::Status;
using metering::Evidence;
using metering::Measure;
using metering::StoredRecord;
using metering::UsageJournal;
using metering::UsageTotal;

constexpr std::size_t kPage = 5'000;
/// More waiting records than that are not looked at one by one.
constexpr std::size_t kMostWaiting = 500'000;

std::size_t hashOf(const std::string& thing) {
    return std::hash<std::string>()(thing);
}

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

Measure measureOf(const metering::Meter* meter) {
    return meter == nullptr ? Measure::Increase : meter->measure;
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
        const auto more = journal.recordsAfter(newest, kPage);
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
        Row& row = m_rows[rowOf(total.customer, total.dimension, total.meter)];
        Part& part = partOf(row, total.meter);
        part.closed = combinedOf(total, measureOf(part.known));
        row.records += total.records;
        row.isTouched = true;
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
            const auto page = journal.records(filter, after, kPage);
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
            if (page->size() < kPage) {
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

Status UsageBook::follow(UsageJournal* journal, const Live& live, std::int64_t nowMs) {
    if (journal != nullptr && live.lastSequence > m_sequence) {
        if (Status status = readTo(*journal, live.lastSequence); !status) {
            return status;
        }
    }
    // What is open belongs to a length of the journal: of another one it would be counted twice.
    if (live.open != nullptr && live.open != m_takenOpen && live.lastSequence == m_sequence) {
        takeOpen(*live.open);
        m_takenOpen = live.open;
    }
    if (Status status = takeDeliveries(journal, live); !status) {
        return status;
    }
    countUp(nowMs);
    return {};
}

Status UsageBook::readTo(UsageJournal& journal, std::int64_t sequence) {
    while (m_sequence < sequence) {
        const auto most = static_cast<std::size_t>(sequence - m_sequence);
        const auto page = journal.recordsAfter(m_sequence, std::min(kPage, most));
        if (!page) {
            return page.error();
        }
        if (page->empty()) {
            return {}; // it is told of before it can be read: next time
        }
        for (const StoredRecord& record : *page) {
            takeClosed(record);
            m_sequence = record.sequence;
        }
    }
    return {};
}

void UsageBook::takeClosed(const StoredRecord& stored) {
    const metering::UsageRecord& record = stored.record;
    if (!isCounted(record.customer, record.beginMs)) {
        return;
    }
    const std::uint32_t at = rowOf(record.customer, record.dimension, record.meter);
    Row& row = m_rows[at];
    Part& part = partOf(row, record.meter);
    metering::combine(part.closed, measureOf(part.known), record.value, record.evidence);
    if (measureOf(part.known) == Measure::Unique) {
        part.things.insert(hashOf(record.thing));
    }
    ++row.records;
    row.isTouched = true;
    if (m_doneThrough >= 0 && stored.sequence > m_doneThrough) {
        const Decimal units = unitsOf(record.value, part.known);
        m_waiting.push_back({stored.sequence, at, units});
        row.waiting = (row.waiting + units).value_or(row.waiting);
    }
    if (m_meteredFromMs == 0) {
        m_meteredFromMs = std::max(record.beginMs, record.evidence.firstMs);
    }
}

void UsageBook::takeOpen(const std::vector<metering::UsageRecord>& open) {
    for (const std::uint32_t at : m_openRows) {
        for (Part& part : m_rows[at].parts) {
            part.open = {};
            part.openThings.clear();
        }
        m_rows[at].open = 0;
        m_rows[at].isTouched = true;
    }
    m_openRows.clear();
    for (const metering::UsageRecord& record : open) {
        if (!isCounted(record.customer, record.beginMs)) {
            continue;
        }
        const std::uint32_t at = rowOf(record.customer, record.dimension, record.meter);
        Row& row = m_rows[at];
        Part& part = partOf(row, record.meter);
        metering::combine(part.open, measureOf(part.known), record.value, record.evidence);
        if (measureOf(part.known) == Measure::Unique) {
            part.openThings.insert(hashOf(record.thing));
        }
        if (row.open++ == 0) {
            m_openRows.push_back(at);
        }
        row.isTouched = true;
        const std::int64_t firstMs = std::max(record.beginMs, record.evidence.firstMs);
        m_meteredFromMs = m_meteredFromMs == 0 ? firstMs : m_meteredFromMs;
    }
}

Status UsageBook::takeDeliveries(UsageJournal* journal, const Live& live) {
    std::vector<std::string> names;
    std::int64_t done = live.deliveries.empty() ? -1 : INT64_MAX;
    for (const auto& delivery : live.deliveries) {
        names.push_back(delivery->name);
        done = std::min(done, delivery->doneThrough);
    }
    m_isAnythingNew = m_isAnythingNew || names != m_endpoints;
    m_endpoints = std::move(names);
    if (Status status = takeRefused(journal, live); !status) {
        return status;
    }
    if (done == m_doneThrough) {
        return {};
    }
    const bool isFurther = m_doneThrough >= 0 && done > m_doneThrough;
    m_doneThrough = done;
    m_isAnythingNew = true;
    if (!isFurther) {
        return journal == nullptr ? Status() : rebuildWaiting(*journal);
    }
    while (!m_waiting.empty() && m_waiting.front().sequence <= done) {
        Row& row = m_rows[m_waiting.front().row];
        row.waiting = (row.waiting - m_waiting.front().units).value_or(row.waiting);
        amountsChanged(row.customer);
        m_waiting.pop_front();
    }
    return {};
}

Status UsageBook::rebuildWaiting(UsageJournal& journal) {
    m_waiting.clear();
    for (Row& row : m_rows) {
        row.waiting = {};
    }
    for (Customer& customer : m_customers) {
        customer.isDirty = true;
        customer.isPriced = false;
    }
    std::int64_t after = m_doneThrough;
    const metering::UsageFilter filter = filterOf(m_span);
    while (m_doneThrough >= 0 && after < m_sequence && m_waiting.size() < kMostWaiting) {
        const auto page = journal.records(filter, after, kPage);
        if (!page || page->empty()) {
            return page ? Status() : Status(page.error());
        }
        for (const StoredRecord& one : *page) {
            after = one.sequence;
            if (one.sequence > m_sequence) {
                break; // it is taken as the others, later
            }
            if (!isCounted(one.record.customer, one.record.beginMs)) {
                continue;
            }
            const std::uint32_t at =
                rowOf(one.record.customer, one.record.dimension, one.record.meter);
            Row& row = m_rows[at];
            const Decimal units = unitsOf(one.record.value, partOf(row, one.record.meter).known);
            m_waiting.push_back({one.sequence, at, units});
            row.waiting = (row.waiting + units).value_or(row.waiting);
        }
    }
    return {};
}

Status UsageBook::takeRefused(UsageJournal* journal, const Live& live) {
    for (const auto& delivery : live.deliveries) {
        for (const delivery::RefusedRecord& refused : delivery->newestRefused) {
            if (journal == nullptr || refused.sequence > m_sequence ||
                m_refused.contains(refused.sequence)) {
                continue;
            }
            if (Status status = takeRefused(*journal, refused); !status) {
                return status;
            }
            m_refused.insert(refused.sequence);
        }
    }
    return {};
}

/// The endpoint knows what it refused, the journal of which time that was.
Status UsageBook::takeRefused(UsageJournal& journal, const delivery::RefusedRecord& refused) {
    const auto found = journal.recordsAfter(refused.sequence - 1, 1);
    if (!found || found->empty() || found->front().sequence != refused.sequence) {
        return found ? Status() : Status(found.error()); // it is not kept any more
    }
    const metering::UsageRecord& record = found->front().record;
    if (!isCounted(record.customer, record.beginMs)) {
        return {};
    }
    Row& row = m_rows[rowOf(record.customer, record.dimension, record.meter)];
    const Decimal units = unitsOf(refused.value, partOf(row, record.meter).known);
    row.refused = (row.refused + units).value_or(row.refused);
    amountsChanged(row.customer);
    ++m_refusedHere;
    m_isAnythingNew = true;
    return {};
}

} // namespace meterbench::usage
