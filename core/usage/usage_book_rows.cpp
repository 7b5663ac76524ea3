// What the book makes of it: usage and rates of the rows that changed, and the view. Prices:
// usage_book_prices.cpp.
#include "core/usage/priced_usage.h"
#include "core/usage/usage_book.h"

#include <algorithm>
#include <cmath>

namespace meterbench::usage {

namespace {

using metering::Evidence;
using metering::Measure;

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
metering::Combined
together(const metering::Combined& closed, const metering::Combined& open, Measure measure) {
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
            m_customers[customerOf(customer.id)].billed = billedOf(&customer);
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

std::uint32_t UsageBook::customerOf(const std::string& id) {
    const auto [at, isNew] =
        m_customerOf.try_emplace(id, static_cast<std::uint32_t>(m_customers.size()));
    if (isNew) {
        Customer made;
        made.id = id;
        made.billed = m_others;
        made.plan = planOf(*m_workspace, id);
        const config::Customer* const known = usage::customerOf(*m_workspace, id);
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
    amountsChanged(m_rows.back().customer); // nothing was used of it yet: it has a price all the same
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
        const auto value =
            metering::valueOf(together(part.closed, part.open, measure), measure, things);
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

/// What still comes to it is of another time than now: it has no rate, and no place in today.
bool UsageBook::isOver(const Row& row, std::int64_t nowMs) const {
    return nowMs >= m_customers[row.customer].billed.counted.endMs;
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
            if (!isSame && !isFirst && !isOver(row, nowMs)) {
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
        if (nowMs - row.ratedMs >= kPointEveryMs && !isOver(row, nowMs)) {
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
    view->period = m_others.counted;
    view->meteredFromMs = m_meteredFromMs;
    view->historyBeginMs = m_grid.beginMs();
    view->historySlotMs = m_grid.slotMs();
    m_shape = m_shape == nullptr ? std::make_shared<const bool>(true) : m_shape;
    view->shape = m_shape;
    view->customers = std::move(customers);
    view->endpoints = m_endpoints;
    view->recordsWaiting = m_waiting.size();
    view->recordsRefused = m_refusedHere;
    sumMoney(*view);
    view->notMeasured = notMeasured();
    m_isAnythingNew = false;
    return view;
}

} // namespace meterbench::usage
