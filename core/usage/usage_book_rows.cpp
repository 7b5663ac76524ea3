// What the book makes of it: usage, rates and prices of the rows that changed, and the view.
#include "core/usage/priced_usage.h"
#include "core/usage/usage_book.h"

#include <algorithm>
#include <cmath>
#include <map>

namespace meterbench::usage {

namespace {

using metering::Evidence;
using metering::Measure;

constexpr std::size_t kMostNamed = 20;
constexpr std::int64_t kRateOverMs = 60'000;
constexpr std::int64_t kPointEveryMs = 5'000;
/// A rate that moved less looks the same.
constexpr double kSameRate = 0.004;

double asDouble(Decimal value) {
    const Decimal::Parts parts = value.parts();
    return static_cast<double>(parts.trillions) * 1e12 + static_cast<double>(parts.units) +
           static_cast<double>(parts.fraction) * 1e-12;
}

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
metering::Combined together(
    const metering::Combined& closed, const metering::Combined& open, Measure measure
) {
    if (open.records == 0) {
        return closed;
    }
    metering::Combined all = closed;
    metering::combine(all, measure, open.value, open.evidence);
    return all;
}

Measure measureOf(const metering::Meter* meter) {
    return meter == nullptr ? Measure::Increase : meter->measure;
}

} // namespace

UsageBook::UsageBook(std::shared_ptr<const config::Workspace> workspace, Period period)
    : m_workspace(std::move(workspace))
    , m_period(period) {
    for (const config::Customer& customer : m_workspace->customers) {
        static_cast<void>(customerOf(customer.id));
    }
}

UsageBook::~UsageBook() = default;

std::uint32_t UsageBook::customerOf(const std::string& id) {
    const auto [at, isNew] =
        m_customerOf.try_emplace(id, static_cast<std::uint32_t>(m_customers.size()));
    if (isNew) {
        Customer made;
        made.id = id;
        made.plan = planOf(*m_workspace, id);
        const auto known = std::ranges::find(m_workspace->customers, id, &config::Customer::id);
        made.name = known == m_workspace->customers.end() ? std::string() : known->name;
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
    }
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
    m_shape = nullptr;
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
        const auto value = metering::valueOf(together(part.closed, part.open, measure), measure, things);
        sum = (sum + unitsOf(value.value_or(Decimal()), part.known)).value_or(sum);
    }
    return sum;
}

void UsageBook::startDay(std::int64_t nowMs) {
    m_day = dayOf(nowMs);
    m_grid = HistoryGrid(nowMs, nowMs);
    for (Row& row : m_rows) {
        row.today.clear();
        row.isDirty = true;
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

/// New usage goes to the slot of now, whether it was open, closed or corrected.
void UsageBook::countUp(std::int64_t nowMs) {
    const bool isFirst = m_generation == 0;
    if (nowMs >= m_day.endMs) {
        startDay(nowMs);
    }
    const int folds = m_grid.extend(nowMs);
    for (Row& row : m_rows) {
        for (int i = 0; i < folds; ++i) {
            fold(row.today);
        }
        row.isDirty = row.isDirty || (folds > 0 && !row.today.empty());
        if (row.isTouched) {
            const Decimal usage = usageOf(row);
            const bool isSame = usage == row.usage;
            if (!isSame && !isFirst) {
                addTo(row.today, m_grid.slotOf(nowMs), asDouble(usage) - asDouble(row.usage));
            }
            if (!isSame) {
                amountsChanged(row.customer);
            }
            row.isDirty = row.isDirty || !isSame || hasOtherEvidence(row);
            row.usage = usage;
            row.ratedMs = 0;
            row.isTouched = false;
        }
        if (nowMs - row.ratedMs >= kPointEveryMs) {
            moveRate(row, asDouble(row.usage), nowMs);
            row.ratedMs = nowMs;
        }
        if (row.isDirty) {
            m_customers[row.customer].isDirty = true;
        }
    }
}

void UsageBook::moveRate(Row& row, double usage, std::int64_t nowMs) {
    std::vector<Point>& points = row.recent;
    const bool isQuiet = !points.empty() && points.front().usage == usage;
    if (isQuiet && row.perSecond == 0 && points.size() == 1) {
        points.front().timeMs = nowMs; // it stands still: the next step counts from here
        return;
    }
    while (points.size() > 1 && nowMs - points[1].timeMs > kRateOverMs) {
        points.erase(points.begin());
    }
    if (points.empty() || nowMs - points.back().timeMs >= kPointEveryMs) {
        points.push_back({nowMs, usage});
    }
    const std::int64_t overMs = std::max<std::int64_t>(1'000, nowMs - points.front().timeMs);
    const double rate = (usage - points.front().usage) * 1'000 / static_cast<double>(overMs);
    if (std::abs(rate - row.perSecond) > std::abs(row.perSecond) * kSameRate) {
        row.perSecond = rate;
        row.isDirty = true;
    }
    if (rate == 0 && points.size() > 1 && points.front().usage == usage) {
        points.erase(points.begin(), points.end() - 1);
    }
}

void UsageBook::showRow(Row& row) {
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
    row.shown = std::move(made);
    row.isDirty = false;
}

void UsageBook::amountsChanged(std::uint32_t customer) {
    m_customers[customer].isDirty = true;
    m_customers[customer].isPriced = false;
}

/// In units; what is in the journal.
Decimal UsageBook::closedOf(const Row& row) {
    Decimal sum;
    for (const Part& part : row.parts) {
        const auto value = metering::valueOf(part.closed, measureOf(part.known), part.things.size());
        sum = (sum + unitsOf(value.value_or(Decimal()), part.known)).value_or(sum);
    }
    return sum;
}

void UsageBook::showCustomer(Customer& customer, std::int64_t nowMs) {
    auto made = customer.shown == nullptr ? std::make_shared<CustomerRow>()
                                          : std::make_shared<CustomerRow>(*customer.shown);
    made->id = customer.id;
    made->name = customer.name;
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
        usage.push_back({row.dimension, row.usage});
        usage.back().coveragePercent = coveragePercent(row.shown->evidence);
        const Decimal closed = closedOf(row);
        const bool isSummed =
            std::ranges::all_of(row.parts, metering::isSummed, [](const Part& part) {
                return measureOf(part.known);
            });
        const Decimal gone = isSummed ? (closed - row.waiting).value_or(closed) : closed;
        sent.push_back({row.dimension, gone});
        accepted.push_back({row.dimension, (gone - row.refused).value_or(gone)});
        isRefused = isRefused || !row.refused.isZero();
    }
    const pricing::Plan& plan = *customer.plan;
    made.plan = plan.name.empty() ? plan.id : plan.name;
    made.currency = plan.currency;
    made.statement = statementOf(plan, usage);
    const Period metered{std::max(m_period.beginMs, m_meteredFromMs), m_period.endMs};
    made.projected = projectedTotal(plan, usage, metered, nowMs);
    made.sent = made.accepted = std::nullopt;
    if (m_doneThrough >= 0) {
        const auto gone = statementOf(plan, sent);
        const auto taken = isRefused ? statementOf(plan, accepted) : gone;
        made.sent = gone ? std::optional(gone->total) : std::nullopt;
        made.accepted = taken ? std::optional(taken->total) : std::nullopt;
    }
}

void UsageBook::priceRows(const Customer& customer, CustomerRow& made) {
    for (const std::uint32_t at : customer.rows) {
        Row& row = m_rows[at];
        row.price = std::nullopt;
        if (made.statement != nullptr) {
            const auto line = std::ranges::find(
                made.statement->lines, row.dimension, &pricing::Line::dimension
            );
            row.price = line == made.statement->lines.end() ? std::nullopt
                                                            : std::optional(line->amount);
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
        if (const std::optional<Decimal> total = customer->total()) {
            auto& [sum, uses] = sums[customer->currency.code];
            ++uses;
            sum.currency = customer->currency;
            sum.metered = (sum.metered + *total).value_or(sum.metered);
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

std::shared_ptr<View> UsageBook::publish(std::int64_t nowMs) {
    for (Customer& customer : m_customers) {
        if (customer.isDirty) {
            showCustomer(customer, nowMs);
            m_isAnythingNew = true;
        }
    }
    if (!m_isAnythingNew) {
        return nullptr;
    }
    auto customers = std::make_shared<std::vector<CustomerPtr>>();
    customers->reserve(m_order.size());
    for (const std::uint32_t at : m_order) {
        customers->push_back(m_customers[at].shown);
    }
    auto view = std::make_shared<View>();
    view->generation = ++m_generation;
    view->timeMs = nowMs;
    view->workspace = m_workspace;
    view->period = m_period;
    view->meteredFromMs = m_meteredFromMs;
    view->historyBeginMs = m_grid.beginMs();
    view->historySlotMs = m_grid.slotMs();
    m_shape = m_shape == nullptr ? std::make_shared<const bool>(true) : m_shape;
    view->shape = m_shape;
    view->customers = std::move(customers);
    view->endpoints = m_endpoints;
    view->recordsWaiting = m_waiting.size();
    view->recordsRefused = m_refused.size();
    sumMoney(*view);
    view->notMeasured = notMeasured();
    m_isAnythingNew = false;
    return view;
}

} // namespace meterbench::usage
