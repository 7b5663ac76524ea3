// What the book makes of amounts: prices, what of them was sent and accepted, sums.
#include "core/usage/priced_usage.h"
#include "core/usage/usage_book.h"

#include <algorithm>
#include <functional>
#include <map>

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

Measure measureOf(const metering::Meter* meter) {
    return meter == nullptr ? Measure::Increase : meter->measure;
}

} // namespace

void UsageBook::amountsChanged(std::uint32_t customer) {
    m_customers[customer].isDirty = true;
    m_customers[customer].isPriced = false;
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
            showRow(m_rows[at]);
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

void UsageBook::sumMoney(View& view) const {
    std::map<std::string, std::pair<Money, std::size_t>> sums;
    for (const CustomerPtr& customer : *view.customers) {
        if (const std::optional<Decimal> price = customer->usagePrice()) {
            auto& [sum, uses] = sums[customer->currency.code];
            ++uses;
            sum.currency = customer->currency;
            sum.metered = (sum.metered + *price).value_or(sum.metered);
            sum.fees = (sum.fees + customer->fees()).value_or(sum.fees);
            sum.sent = (sum.sent + customer->sent.value_or(Decimal())).value_or(sum.sent);
            sum.accepted =
                (sum.accepted + customer->accepted.value_or(Decimal())).value_or(sum.accepted);
        }
    }
    std::vector<std::pair<std::size_t, Money>> order;
    for (const auto& [code, sum] : sums) {
        order.emplace_back(sum.second, sum.first);
    }
    std::ranges::stable_sort(order, std::greater(), &std::pair<std::size_t, Money>::first);
    for (auto& [uses, sum] : order) {
        view.money.push_back(sum);
    }
}

NotMeasured UsageBook::notMeasured() const {
    NotMeasured sum;
    std::int64_t worst = 0;
    for (const Row& row : m_rows) {
        const std::int64_t missing = row.shown == nullptr ? 0 : row.shown->evidence.unmeteredMs;
        if (missing <= 0) {
            continue;
        }
        const std::string& customer = m_customers[row.customer].id;
        sum.ms += missing;
        if (sum.where.size() < kMostNamed) {
            sum.where.push_back(
                (customer.empty() ? std::string("–") : customer) + " · " +
                (row.dimension.empty() ? row.shown->meter : row.dimension)
            );
        }
        if (missing > worst) {
            worst = missing;
            sum.customer = customer;
            sum.dimension = row.dimension;
        }
    }
    return sum;
}

} // namespace meterbench::usage
