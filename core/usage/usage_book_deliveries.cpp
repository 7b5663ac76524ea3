// What usage endpoints are done with, and what they refused.
#include "core/usage/priced_usage.h"
#include "core/usage/usage_book.h"

#include <algorithm>

namespace meterbench::usage {

namespace {

using base::Status;
using metering::StoredRecord;
using metering::UsageJournal;

/// More waiting records than that are not looked at one by one.
constexpr std::size_t kMostWaiting = 500'000;

} // namespace

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
    for (std::uint32_t at = 0; at < m_customers.size(); ++at) {
        amountsChanged(at);
    }
    std::int64_t after = m_doneThrough;
    const metering::UsageFilter filter = filterOf(m_span);
    while (m_doneThrough >= 0 && after < m_sequence && m_waiting.size() < kMostWaiting) {
        const auto page = journal.records(filter, after, kJournalPage);
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
