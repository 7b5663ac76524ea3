// Which rows the model has, and how they follow the views.
#include "ui/pages/billing/usage_model.h"

#include <algorithm>

namespace meterbench::ui {

namespace {

/// More changed ranges than that are told as one.
constexpr std::size_t kMostRanges = 500;
/// With more customers changed than that, their rows are not compared one by one.
constexpr std::size_t kMostCompared = 500;
/// With more rows than that, customers begin closed.
constexpr std::size_t kOpenUpTo = 2'000;

} // namespace

UsageModel::UsageModel(QObject* parent)
    : QAbstractTableModel(parent)
    , m_customers(std::make_shared<const Customers>())
    , m_offsets{0} {
    m_filter.setMostHere(kHere);
    connect(&m_filter, &FilterRunner::changed, this, &UsageModel::filterChanged);
}

bool UsageModel::isSameShape(const Customers& former, const Customers& next) {
    if (former.size() != next.size()) {
        return false;
    }
    for (std::size_t i = 0; i < next.size(); ++i) {
        if (former[i] == next[i]) {
            continue;
        }
        const auto& before = former[i]->dimensions;
        const auto& now = next[i]->dimensions;
        if (former[i]->id != next[i]->id || before.size() != now.size()) {
            return false;
        }
        for (std::size_t d = 0; d < now.size(); ++d) {
            if (before[d] != now[d] && before[d]->dimension != now[d]->dimension) {
                return false;
            }
        }
    }
    return true;
}

void UsageModel::update(const usage::ViewPtr& now) {
    auto next = now->customers == nullptr ? std::make_shared<const Customers>() : now->customers;
    m_nowMs = now->timeMs;
    if (next == m_customers) {
        return;
    }
    const bool isKnownSame = now->shape != nullptr && now->shape == m_shape;
    if (!isKnownSame && !isSameShape(*m_customers, *next)) {
        m_shape = nullptr; // until they are shown
        takeAnew(std::move(next));
        m_shape = m_customers == now->customers ? now->shape : nullptr;
        return;
    }
    m_shape = now->shape;
    const CustomersPtr former = std::exchange(m_customers, std::move(next));
    takeInPlace(*former, *m_customers);
    rankIfDue(m_nowMs);
}

void UsageModel::takeInPlace(const Customers& former, const Customers& next) {
    std::vector<std::size_t> customers;
    for (std::size_t i = 0; i < next.size(); ++i) {
        if (former[i] != next[i] && m_rowOfCustomer[i] >= 0) {
            customers.push_back(i);
        }
    }
    const bool isCompared = customers.size() <= kMostCompared;
    std::vector<std::pair<int, int>> ranges;
    const auto add = [&ranges](std::size_t row) {
        const int at = static_cast<int>(row);
        if (!ranges.empty() && ranges.back().second + 1 == at) {
            ranges.back().second = at;
        } else {
            ranges.emplace_back(at, at);
        }
    };
    for (const std::size_t i : customers) {
        auto row = static_cast<std::size_t>(m_rowOfCustomer[i]);
        add(row);
        for (++row; row < m_rows.size() && m_rows[row].customer == i; ++row) {
            const auto d = static_cast<std::size_t>(m_rows[row].dimension);
            if (!isCompared || former[i]->dimensions[d] != next[i]->dimensions[d]) {
                add(row);
            }
        }
    }
    tellChanged(std::move(ranges));
}

void UsageModel::tellChanged(std::vector<std::pair<int, int>> ranges) {
    if (ranges.size() > kMostRanges) {
        ranges = {{ranges.front().first, ranges.back().second}};
    }
    for (const auto& [first, last] : ranges) {
        Q_EMIT dataChanged(index(first, 0), index(last, ColumnCount - 1));
    }
}

/// With a filter, its texts come first: until there are some, what was shown stays.
void UsageModel::takeAnew(CustomersPtr next) {
    if (m_wantedText.isEmpty()) {
        m_textCustomers.reset();
        m_textsOf.reset();
        setCustomers(std::move(next), {});
    } else {
        makeTexts(std::move(next));
    }
}

void UsageModel::setCustomers(CustomersPtr next, Texts texts) {
    std::size_t rows = next->size();
    std::size_t total = 0;
    for (const usage::CustomerPtr& customer : *next) {
        rows += customer->dimensions.size();
        total += std::max<std::size_t>(1, customer->dimensions.size());
    }
    m_total = static_cast<int>(total);
    m_areClosed = m_areClosed || (rows > kOpenUpTo && m_customers->empty() && m_turned.empty());
    m_ranking.reset();
    m_offsets.clear();
    m_offsets.reserve(next->size() + 1);
    std::uint32_t offset = 0;
    for (const usage::CustomerPtr& customer : *next) {
        m_offsets.push_back(offset);
        offset += static_cast<std::uint32_t>(customer->dimensions.size());
    }
    m_offsets.push_back(offset);
    if (texts.text != nullptr) {
        const QSignalBlocker quiet(m_filter); // the rows are shown below, with their customers
        m_filterRows = std::move(texts.rows);
        m_textCustomers = next;
        if (texts.wanted != m_wantedText) {
            match(texts, m_wantedText);
        }
        m_filter.setAnswered(std::move(texts.text), m_wantedText, std::move(texts.matched));
    }
    noteFiltered();
    if (m_sortColumn >= 0 && rows <= kHere) {
        m_ranking = std::make_shared<const Ranking>(rankingOf(*next, m_sortColumn, m_sortOrder));
    }
    std::vector<DisplayRow> rowsWanted = wantedRows(*next);
    show(std::move(rowsWanted), std::move(next));
    if (m_sortColumn >= 0 && m_ranking == nullptr) {
        rank();
    }
    Q_EMIT countsChanged();
}

void UsageModel::addRows(
    std::vector<DisplayRow>& rows, std::uint32_t customer, const std::vector<bool>* hits
) const {
    rows.push_back({customer, kItself});
    const std::uint32_t end = m_offsets[customer + 1];
    for (std::uint32_t at = m_offsets[customer]; at < end; ++at) {
        const std::int32_t dimension = m_ranking == nullptr
                                           ? static_cast<std::int32_t>(at - m_offsets[customer])
                                           : m_ranking->dimensions[at];
        const auto place = m_offsets[customer] + static_cast<std::uint32_t>(dimension);
        if (hits == nullptr || (*hits)[place]) {
            rows.push_back({customer, dimension});
        }
    }
}

bool UsageModel::isClosedCustomer(const usage::CustomerRow& customer) const {
    return m_areClosed != m_turned.contains(customer.id);
}

std::vector<UsageModel::DisplayRow> UsageModel::wantedRows(const Customers& customers) const {
    std::vector<DisplayRow> rows;
    rows.reserve(std::max(m_rows.size(), customers.size()) + 64);
    const auto count = static_cast<std::uint32_t>(customers.size());
    const auto inOrder = [this, count](const auto& add) {
        for (std::uint32_t i = 0; i < count; ++i) {
            add(m_ranking == nullptr ? i : m_ranking->customers[i]);
        }
    };
    if (!isFiltered()) {
        inOrder([&](std::uint32_t customer) {
            if (isClosedCustomer(*customers[customer])) {
                rows.push_back({customer, kItself});
            } else {
                addRows(rows, customer, nullptr);
            }
        });
        return rows;
    }
    // What is searched for is seen, whether its customer is closed or not.
    std::vector<bool> hits(m_offsets.back());
    std::vector<bool> customerHits(count);
    for (const std::uint32_t at : m_filter.rows()) {
        const DisplayRow& row = m_filterRows[at];
        customerHits[row.customer] = true;
        if (row.dimension != kItself) {
            hits[m_offsets[row.customer] + static_cast<std::uint32_t>(row.dimension)] = true;
        }
    }
    inOrder([&](std::uint32_t customer) {
        if (customerHits[customer]) {
            addRows(rows, customer, &hits);
        }
    });
    return rows;
}

bool UsageModel::isSame(const DisplayRow& before, const DisplayRow& now, const Customers& customers)
    const {
    const usage::CustomerRow& was = *(*m_customers)[before.customer];
    const usage::CustomerRow& is = *customers[now.customer];
    if (&was == &is) {
        return before.dimension == now.dimension;
    }
    if (was.id != is.id || (before.dimension == kItself) != (now.dimension == kItself)) {
        return false;
    }
    return now.dimension == kItself ||
           was.dimensions[static_cast<std::size_t>(before.dimension)]->dimension ==
               is.dimensions[static_cast<std::size_t>(now.dimension)]->dimension;
}

/// What stands at both ends stays; what is between goes and comes as one range. Rows name customers
/// by place: what goes still does so among the former ones, what comes among the next.
void UsageModel::show(std::vector<DisplayRow> next, CustomersPtr customers) {
    const std::size_t common = std::min(m_rows.size(), next.size());
    std::size_t head = 0;
    while (head < common && isSame(m_rows[head], next[head], *customers)) {
        ++head;
    }
    std::size_t tail = 0;
    while (tail < common - head &&
           isSame(m_rows[m_rows.size() - 1 - tail], next[next.size() - 1 - tail], *customers)) {
        ++tail;
    }
    const auto at = [](std::size_t row) { return static_cast<std::ptrdiff_t>(row); };
    if (const std::size_t end = m_rows.size() - tail; end > head) {
        beginRemoveRows({}, static_cast<int>(head), static_cast<int>(end) - 1);
        m_rows.erase(m_rows.begin() + at(head), m_rows.begin() + at(end));
        noteRows();
        endRemoveRows();
    }
    m_customers = std::move(customers);
    const std::size_t end = next.size() - tail;
    m_rows.assign(next.begin(), next.begin() + at(head));
    m_rows.insert(m_rows.end(), next.begin() + at(end), next.end());
    noteRows();
    if (!m_rows.empty()) {
        Q_EMIT dataChanged(index(0, 0), index(rowCount() - 1, ColumnCount - 1));
    }
    if (end > head) {
        beginInsertRows({}, static_cast<int>(head), static_cast<int>(end) - 1);
        m_rows = std::move(next);
        noteRows();
        endInsertRows();
    }
}

void UsageModel::noteRows() {
    m_rowOfCustomer.assign(m_customers->size(), -1);
    for (std::size_t row = 0; row < m_rows.size(); ++row) {
        if (m_rows[row].dimension == kItself) {
            m_rowOfCustomer[m_rows[row].customer] = static_cast<std::int32_t>(row);
        }
    }
}

void UsageModel::toggle(int row) {
    if (row < 0 || row >= rowCount()) {
        return;
    }
    const std::string& id = (*m_customers)[m_rows[static_cast<std::size_t>(row)].customer]->id;
    if (m_turned.erase(id) == 0) {
        m_turned.insert(id);
    }
    show(wantedRows(*m_customers), m_customers);
}

void UsageModel::setAllClosed(bool closed) {
    m_turned.clear();
    m_areClosed = closed;
    show(wantedRows(*m_customers), m_customers);
}

} // namespace meterbench::ui
