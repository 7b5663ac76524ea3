// What the book makes of amounts: prices, and what of them was sent and accepted.
#include "core/usage/priced_usage.h"
#include "core/usage/usage_book.h"

#include <algorithm>

namespace meterbench::usage {

namespace {

using metering::Evidence;
using metering::Measure;

constexpr std::size_t kMostNamed = 20;

/// The lines alone.
std::optional<Decimal> usagePriceOf(const pricing::Statement* statement) {
    std::optional<Decimal> sum = statement == nullptr ? std::nullopt : std::optional(Decimal());
    for (std::size_t i = 0; sum && i < statement->lines.size(); ++i) {
        sum = *sum + statement->lines[i].amount;
    }
    return sum;
}

} // namespace

void UsageBook::amountsChanged(std::uint32_t customer) {
    m_customers[customer].isPriced = false;
    looksOtherwise(customer);
}

/// In units; what is in the journal.
Decimal UsageBook::closedOf(const Row& row) {
    Decimal sum;
    for (const Part& part : row.parts) {
        const auto value =
            metering::valueOf(part.closed, measureOf(part.known), part.things.size());
        sum = (sum + unitsOf(value.value_or(Decimal()), part.known)).value_or(sum);
    }
    return sum;
}

void UsageBook::showCustomer(Customer& customer, std::int64_t nowMs) {
    auto made = customer.shown == nullptr ? std::make_shared<CustomerRow>()
                                          : std::make_shared<CustomerRow>(*customer.shown);
    made->id = customer.id;
    made->name = customer.name;
    made->period = customer.billed.counted;
    made->dimensions.clear();
    Evidence evidence;
    for (const std::uint32_t at : customer.rows) {
        if (m_rows[at].isDirty) {
            showRow(at);
        }
        metering::addCounts(evidence, m_rows[at].shown->evidence);
    }
    made->coverage = metering::coverage(evidence);
    if (customer.plan != nullptr && !customer.isPriced) {
        priceCustomer(customer, *made, nowMs);
        priceRows(customer, *made);
    }
    for (const std::uint32_t at : customer.rows) {
        made->dimensions.push_back(m_rows[at].shown);
    }
    m_money.replace(customer.shown.get(), *made);
    if (m_shape != nullptr) {
        m_shown[customer.place] = made;
    }
    customer.shown = std::move(made);
    customer.isPriced = true;
    customer.isDirty = false;
}

void UsageBook::priceCustomer(const Customer& customer, CustomerRow& made, std::int64_t nowMs) {
    std::vector<pricing::Usage> usage;
    std::vector<pricing::Usage> sent;
    std::vector<pricing::Usage> accepted;
    bool isRefused = false;
    for (const std::uint32_t at : customer.rows) {
        const Row& row = m_rows[at];
        if (row.dimension.empty()) {
            continue;
        }
        usage.push_back(pricedOf(row, row.usage));
        usage.back().coveragePercent = coveragePercent(row.shown->evidence);
        const Decimal closed = closedOf(row);
        const bool isSummed =
            std::ranges::all_of(row.parts, metering::isSummed, [](const Part& part) {
                return measureOf(part.known);
            });
        const Decimal gone = isSummed ? (closed - row.waiting).value_or(closed) : closed;
        sent.push_back(pricedOf(row, gone));
        accepted.push_back(pricedOf(row, (gone - row.refused).value_or(gone)));
        isRefused = isRefused || !row.refused.isZero();
    }
    const pricing::Plan& plan = *customer.plan;
    made.plan = plan.name.empty() ? plan.id : plan.name;
    made.currency = plan.currency;
    const Period& period = customer.billed.counted;
    const pricing::PeriodShare share = customer.billed.share;
    made.statement = statementOf(plan, usage, share);
    const Period metered{std::max(period.beginMs, m_meteredFromMs), period.endMs};
    made.projected = nowMs >= period.endMs
                         ? std::nullopt
                         : projectedTotal(plan, usage, share, metered, nowMs);
    made.withoutFees = withoutFees(customer);
    made.sent = made.accepted = std::nullopt;
    if (m_doneThrough >= 0) {
        const auto gone = statementOf(plan, sent, share);
        const auto taken = isRefused ? statementOf(plan, accepted, share) : gone;
        made.sent = usagePriceOf(gone.get());
        made.accepted = usagePriceOf(taken.get());
    }
}

/// Each thing that a count counts is an event; of an amount nobody knows in how many it came.
bool UsageBook::countsEvents(const Row& row) {
    return std::ranges::all_of(row.parts, [&](const Part& part) {
        return part.known != nullptr && part.known->measure == Measure::Count &&
               part.known->unitSize == row.parts.front().known->unitSize;
    });
}

/// Events are in the base unit: a dozen calls are 12.
pricing::Usage UsageBook::pricedOf(const Row& row, Decimal units) {
    pricing::Usage used{row.dimension, units};
    if (!row.parts.empty() && countsEvents(row)) {
        const auto events =
            units.times(row.parts.front().known->unitSize, base::Rounding::HalfEven);
        const auto whole =
            events ? events->toInteger(base::Rounding::HalfAwayFromZero) : std::nullopt;
        used.events = whole.value_or(0);
    }
    return used;
}

/// A dimension that was not used counts events if every meter that is fixed to it does.
std::vector<std::string> UsageBook::withoutFees(const Customer& customer) const {
    std::vector<std::string> without = dimensionsWithFees(*customer.plan);
    std::erase_if(without, [&](const std::string& dimension) {
        bool isUsed = false;
        bool isCounted = true;
        for (const std::uint32_t at : customer.rows) {
            if (m_rows[at].dimension == dimension) {
                isUsed = true;
                isCounted = isCounted && countsEvents(m_rows[at]);
            }
        }
        const auto isOfIt = [&](const metering::Meter& meter) {
            return meter.dimension == dimension;
        };
        const auto& meters = m_workspace->meters;
        return isUsed ? isCounted
                      : std::ranges::any_of(meters, isOfIt) &&
                            std::ranges::all_of(meters, [&](const metering::Meter& meter) {
                                return !isOfIt(meter) || meter.measure == Measure::Count;
                            });
    });
    return without;
}

void UsageBook::priceRows(const Customer& customer, CustomerRow& made) {
    for (const std::uint32_t at : customer.rows) {
        Row& row = m_rows[at];
        row.price = std::nullopt;
        if (made.statement != nullptr) {
            const auto line =
                std::ranges::find(made.statement->lines, row.dimension, &pricing::Line::dimension);
            row.price =
                line == made.statement->lines.end() ? std::nullopt : std::optional(line->amount);
        }
        if (row.shown->price != row.price) {
            auto priced = std::make_shared<DimensionRow>(*row.shown);
            priced->price = row.price;
            row.shown = std::move(priced);
        }
    }
}

NotMeasured UsageBook::notMeasured() const {
    NotMeasured sum;
    sum.ms = m_missing.sumMs();
    for (const std::uint32_t at : m_missing.first(kMostNamed)) {
        const Row& row = m_rows[at];
        const std::string& customer = m_customers[row.customer].id;
        sum.where.push_back(
            (customer.empty() ? std::string("–") : customer) + " · " +
            (row.dimension.empty() ? row.shown->meter : row.dimension)
        );
    }
    if (const auto worst = m_missing.worst()) {
        sum.customer = m_customers[m_rows[*worst].customer].id;
        sum.dimension = m_rows[*worst].dimension;
    }
    return sum;
}

} // namespace meterbench::usage
