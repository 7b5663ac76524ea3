// Whose usage the book is of and in which periods, how it follows, and the view it publishes. How it
// begins: usage_book_load.cpp; what is open: usage_book_open.cpp; deliveries:
// usage_book_deliveries.cpp; rows: usage_book_rows.cpp; prices: usage_book_prices.cpp.
#include "core/usage/usage_book.h"

#include "core/usage/priced_usage.h"

#include <algorithm>
#include <utility>

namespace meterbench::usage {

using base::Status;
using metering::Measure;
using metering::StoredRecord;
using metering::UsageJournal;

UsageBook::UsageBook(
    std::shared_ptr<const config::Workspace> workspace,
    const BilledOf& billedOf,
    std::optional<std::string> only
)
    : m_workspace(std::move(workspace))
    , m_only(std::move(only))
    , m_others(billedOf(nullptr)) {
    for (const config::Customer& customer : m_workspace->customers) {
        if (!m_only || *m_only == customer.id) {
            m_customers[addCustomer(customer.id, &customer)].billed = billedOf(&customer);
        }
    }
    m_span = {INT64_MAX, INT64_MIN};
    for (const Period& period : periods()) {
        m_span.beginMs = std::min(m_span.beginMs, period.beginMs);
        m_span.endMs = std::max(m_span.endMs, period.endMs);
    }
}

UsageBook::UsageBook(std::shared_ptr<const config::Workspace> workspace, Period period)
    : UsageBook(std::move(workspace), [period](const config::Customer*) {
        return Billed{period, {}};
    }) {}

UsageBook::~UsageBook() = default;

const Period& UsageBook::periodOf(const std::string& customer) const {
    const auto found = m_customerOf.find(customer);
    return found == m_customerOf.end() ? m_others.counted
                                       : m_customers[found->second].billed.counted;
}

std::int64_t UsageBook::nextEndMs(std::int64_t nowMs) const {
    std::int64_t next = INT64_MAX;
    for (const Period& period : periods()) {
        next = period.endMs > nowMs ? std::min(next, period.endMs) : next;
    }
    return next;
}

bool UsageBook::isCounted(const std::string& customer, std::int64_t beginMs) const {
    return (!m_only || *m_only == customer) && periodOf(customer).holds(beginMs);
}

std::vector<Period> UsageBook::periods() const {
    std::vector<Period> different{m_others.counted};
    for (const Customer& customer : m_customers) {
        if (std::ranges::find(different, customer.billed.counted) == different.end()) {
            different.push_back(customer.billed.counted);
        }
    }
    std::erase_if(different, &Period::isEmpty);
    return different;
}

metering::UsageFilter UsageBook::filterOf(Period period) const {
    metering::UsageFilter filter;
    filter.customer = m_only;
    filter.fromMs = period.beginMs;
    filter.toMs = period.endMs;
    return filter;
}

Status UsageBook::follow(UsageJournal* journal, const Live& live, std::int64_t nowMs) {
    if (journal != nullptr && live.lastSequence > m_sequence) {
        if (Status status = readTo(*journal, live.lastSequence); !status) {
            return status;
        }
    }
    // What is open belongs to a length of the journal: of another one it would be counted twice.
    if (live.open != nullptr && live.open != m_takenOpen && live.lastSequence == m_sequence) {
        const bool isFirst = m_generation == 0 && m_takenOpen == nullptr;
        takeOpen(live.open);
        if (isFirst) {
            openToday(nowMs);
        }
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
        const auto page = journal.recordsAfter(m_sequence, std::min(kJournalPage, most));
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
    row.sampledMs = std::max(row.sampledMs, record.evidence.lastMs);
    touch(at);
    amountsChanged(row.customer); // what can be sent did change, also where usage is the same
    if (m_doneThrough >= 0 && stored.sequence > m_doneThrough) {
        const Decimal units = unitsOf(record.value, part.known);
        m_waiting.push_back({stored.sequence, at, units});
        row.waiting = (row.waiting + units).value_or(row.waiting);
    }
    if (m_meteredFromMs == 0) {
        m_meteredFromMs = std::max(record.beginMs, record.evidence.firstMs);
    }
}

std::shared_ptr<View> UsageBook::publish(std::int64_t nowMs) {
    for (const std::uint32_t at : std::exchange(m_dirtyCustomers, {})) {
        showCustomer(m_customers[at], nowMs);
        m_isAnythingNew = true;
    }
    if (!m_isAnythingNew) {
        return nullptr;
    }
    if (m_shape == nullptr) {
        arrangeShown();
    }
    auto view = std::make_shared<View>();
    view->generation = ++m_generation;
    view->timeMs = nowMs;
    view->workspace = m_workspace;
    view->period = m_others.counted;
    view->meteredFromMs = m_meteredFromMs;
    view->historyBeginMs = m_grid.beginMs();
    view->historySlotMs = m_grid.slotMs();
    view->shape = m_shape;
    view->customers = std::make_shared<const std::vector<CustomerPtr>>(m_shown);
    view->endpoints = m_endpoints;
    view->recordsWaiting = m_waiting.size();
    view->recordsRefused = m_refusedHere;
    if (m_money.isBeyond()) {
        m_money = MoneySums::of(m_shown); // what was left out may find its place again
    }
    view->money = m_money.list();
    view->notMeasured = notMeasured();
    m_isAnythingNew = false;
    return view;
}

/// Customers or rows came: each customer has another place from now on.
void UsageBook::arrangeShown() {
    m_shape = std::make_shared<const bool>(true);
    m_shown.resize(m_order.size());
    for (std::uint32_t place = 0; place < m_order.size(); ++place) {
        Customer& customer = m_customers[m_order[place]];
        customer.place = place;
        m_shown[place] = customer.shown;
    }
}

} // namespace meterbench::usage
