// Customers and rows of the book: how they come, what they come to and how a row is shown. Rates and
// today: usage_book_rates.cpp.
#include "core/usage/priced_usage.h"
#include "core/usage/usage_book.h"

#include <algorithm>

namespace meterbench::usage {

namespace {

using metering::Evidence;
using metering::Measure;

/// Of a row without a dimension the meter stands in its key: units of two do not add up.
std::string
keyOf(const std::string& customer, const std::string& dimension, const std::string& meter) {
    std::string key = customer + '\x1f' + dimension;
    if (dimension.empty()) {
        key += '\x1f' + meter;
    }
    return key;
}

Evidence evidenceOf(const metering::Combined& closed, const metering::Combined& open) {
    Evidence sum = closed.evidence;
    metering::addCounts(sum, open.evidence);
    sum.firstMs = sum.lastMs = 0;
    return sum;
}

/// The two together, as if all records had come one after the other.
metering::Combined
together(const metering::Combined& closed, const metering::Combined& open, Measure measure) {
    if (open.records == 0) {
        return closed;
    }
    metering::Combined all = closed;
    metering::combine(all, measure, open.value, open.evidence);
    return all;
}

} // namespace

std::uint32_t UsageBook::customerOf(const std::string& id) {
    const auto known = m_customerOf.find(id);
    return known != m_customerOf.end() ? known->second
                                       : addCustomer(id, usage::customerOf(*m_workspace, id));
}

/// known: as the workspace has it; null: it is a stranger.
std::uint32_t UsageBook::addCustomer(const std::string& id, const config::Customer* known) {
    const auto [at, isNew] =
        m_customerOf.try_emplace(id, static_cast<std::uint32_t>(m_customers.size()));
    if (!isNew) {
        return at->second;
    }
    Customer made;
    made.id = id;
    made.billed = m_others;
    made.plan = known == nullptr ? nullptr : planOf(*m_workspace, *known);
    made.name = known == nullptr ? std::string() : known->name;
    m_customers.push_back(std::move(made));
    // The one without id last: it is nobody's.
    const auto place = std::ranges::lower_bound(
        m_order,
        std::pair(id.empty(), id),
        {},
        [this](std::uint32_t one) {
            return std::pair(m_customers[one].id.empty(), m_customers[one].id);
        }
    );
    m_order.insert(place, at->second);
    m_shape = nullptr;
    m_isAnythingNew = true;
    looksOtherwise(at->second);
    return at->second;
}

std::uint32_t UsageBook::rowOf(
    const std::string& customer, const std::string& dimension, const std::string& meter
) {
    const auto [at, isNew] = m_rowOf.try_emplace(
        keyOf(customer, dimension, meter), static_cast<std::uint32_t>(m_rows.size())
    );
    if (!isNew) {
        return at->second;
    }
    Row row;
    row.customer = customerOf(customer);
    row.dimension = dimension;
    m_rows.push_back(std::move(row));
    std::vector<std::uint32_t>& rows = m_customers[m_rows.back().customer].rows;
    const auto place = std::ranges::lower_bound(rows, dimension, {}, [this](std::uint32_t one) {
        return m_rows[one].dimension;
    });
    rows.insert(place, at->second);
    amountsChanged(m_rows.back().customer); // nothing was used of it yet: it has a price all the same
    m_shape = nullptr;
    looksOtherwise(m_rows.back().customer);
    return at->second;
}

UsageBook::Part& UsageBook::partOf(Row& row, const std::string& meter) {
    const auto found = std::ranges::find(row.parts, meter, &Part::meter);
    if (found != row.parts.end()) {
        return *found;
    }
    Part made;
    made.meter = meter;
    made.known = meterOf(*m_workspace, meter);
    return row.parts.emplace_back(std::move(made));
}

Decimal UsageBook::usageOf(const Row& row) const {
    Decimal sum;
    for (const Part& part : row.parts) {
        const Measure measure = measureOf(part.known);
        std::size_t things = part.things.size();
        for (const std::size_t open : part.openThings) {
            things += part.things.contains(open) ? 0U : 1U;
        }
        const auto value =
            metering::valueOf(together(part.closed, part.open, measure), measure, things);
        sum = (sum + unitsOf(value.value_or(Decimal()), part.known)).value_or(sum);
    }
    return sum;
}

void UsageBook::touch(std::uint32_t row) {
    if (!m_rows[row].isTouched) {
        m_rows[row].isTouched = true;
        m_touched.push_back(row);
    }
}

void UsageBook::looksOtherwise(std::uint32_t customer) {
    if (!m_customers[customer].isDirty) {
        m_customers[customer].isDirty = true;
        m_dirtyCustomers.push_back(customer);
    }
}

bool UsageBook::hasOtherEvidence(const Row& row) {
    Evidence evidence;
    for (const Part& part : row.parts) {
        metering::addCounts(evidence, evidenceOf(part.closed, part.open));
    }
    return row.shown == nullptr || row.shown->evidence != evidence ||
           row.shown->records != row.records || row.shown->open != row.open;
}

void UsageBook::showRow(std::uint32_t at) {
    Row& row = m_rows[at];
    auto made = std::make_shared<DimensionRow>();
    made->dimension = row.dimension;
    made->meter = row.parts.empty() ? std::string() : row.parts.front().meter;
    made->unit = row.parts.empty() || row.parts.front().known == nullptr
                     ? std::string()
                     : row.parts.front().known->unit;
    made->usage = row.usage;
    made->perSecond = row.perSecond;
    for (const Part& part : row.parts) {
        metering::addCounts(made->evidence, evidenceOf(part.closed, part.open));
    }
    made->coverage = metering::coverage(made->evidence);
    made->records = row.records;
    made->open = row.open;
    made->today = row.today;
    made->price = row.price; // until the customer is priced again
    m_missing.set(at, made->evidence.unmeteredMs);
    row.shown = std::move(made);
    row.isDirty = false;
}

} // namespace meterbench::usage
