// Which rows the model has, and how they follow the views.
#include "ui/pages/billing/usage_model.h"

#include <algorithm>

namespace meterbench::ui {

namespace {

/// More changed ranges than that are told as one.
constexpr std::size_t kMostRanges = 200;
/// With more customers changed than that, their rows are not compared one by one.
constexpr std::size_t kMostCompared = 500;
/// With more rows than that, customers begin closed.
constexpr std::size_t kOpenUpTo = 2'000;

} // namespace

UsageModel::UsageModel(QObject* parent)
    : QAbstractTableModel(parent)
    , m_customers(std::make_shared<const Customers>()) {
    connect(&m_filter, &FilterRunner::changed, this, [this] {
        show(wantedRows(*m_customers), m_customers);
        Q_EMIT countsChanged();
    });
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
    if (next == m_customers) {
        return;
    }
    const bool isKnownSame = now->shape != nullptr && now->shape == m_shape;
    m_shape = now->shape;
    if (!isKnownSame && !isSameShape(*m_customers, *next)) {
        takeAnew(std::move(next));
        return;
    }
    const std::shared_ptr<const Customers> former = std::exchange(m_customers, std::move(next));
    takeInPlace(*former, *m_customers);
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

void UsageModel::takeAnew(std::shared_ptr<const Customers> next) {
    std::size_t rows = next->size();
    for (const usage::CustomerPtr& customer : *next) {
        rows += customer->dimensions.size();
    }
    m_closesNew = m_closesNew || (rows > kOpenUpTo && m_customers->empty());
    if (m_closesNew) {
        std::unordered_set<std::string> known;
        for (const usage::CustomerPtr& customer : *m_customers) {
            known.insert(customer->id);
        }
        for (const usage::CustomerPtr& customer : *next) {
            if (!known.contains(customer->id)) {
                m_closed.insert(customer->id);
            }
        }
    }
    {
        const QSignalBlocker quiet(m_filter); // the rows are shown below, with their customers
        fillFilter(*next);
    }
    std::vector<DisplayRow> rowsWanted = wantedRows(*next);
    show(std::move(rowsWanted), std::move(next));
    Q_EMIT countsChanged();
}

void UsageModel::fillFilter(const Customers& customers) {
    auto text = std::make_shared<RowText>();
    m_filterRows.clear();
    for (std::uint32_t i = 0; i < customers.size(); ++i) {
        const usage::CustomerRow& customer = *customers[i];
        const auto dimensions = static_cast<std::int32_t>(customer.dimensions.size());
        for (std::int32_t d = dimensions == 0 ? kItself : 0; d < dimensions; ++d) {
            text->addField("customer", customer.id);
            text->addOwn("name", customer.name);
            text->addField("plan", customer.plan);
            if (d != kItself) {
                const usage::DimensionRow& row = *customer.dimensions[static_cast<std::size_t>(d)];
                text->addField("dimension", row.dimension);
                text->addField("meter", row.meter);
                text->addOwn("unit", row.unit);
            }
            text->endRow();
            m_filterRows.push_back({i, d});
        }
    }
    m_filter.setRows(std::move(text));
}

void UsageModel::setFilterText(const QString& text) {
    m_filter.setText(text);
}

std::vector<UsageModel::DisplayRow> UsageModel::wantedRows(const Customers& customers) {
    std::vector<DisplayRow> rows;
    std::int64_t lastCustomer = -1;
    m_matched = 0;
    for (const std::uint32_t at : m_filter.rows()) {
        if (at >= m_filterRows.size()) {
            break;
        }
        ++m_matched;
        const DisplayRow& row = m_filterRows[at];
        if (row.customer != lastCustomer) {
            rows.push_back({row.customer, kItself});
            lastCustomer = row.customer;
        }
        // What is searched for is seen.
        const bool isClosed = m_filter.isOpen() && m_closed.contains(customers[row.customer]->id);
        if (row.dimension != kItself && !isClosed) {
            rows.push_back(row);
        }
    }
    return rows;
}

bool UsageModel::isSame(const DisplayRow& before, const DisplayRow& now, const Customers& customers)
    const {
    const usage::CustomerRow& was = *(*m_customers)[before.customer];
    const usage::CustomerRow& is = *customers[now.customer];
    if (was.id != is.id || (before.dimension == kItself) != (now.dimension == kItself)) {
        return false;
    }
    return now.dimension == kItself ||
           was.dimensions[static_cast<std::size_t>(before.dimension)]->dimension ==
               is.dimensions[static_cast<std::size_t>(now.dimension)]->dimension;
}

/// What stands at both ends stays; what is between goes and comes as one range. Rows name customers
/// by place: what goes still does so among the former ones, what comes among the next.
void UsageModel::show(std::vector<DisplayRow> next, std::shared_ptr<const Customers> customers) {
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
    if (m_closed.erase(id) == 0) {
        m_closed.insert(id);
    }
    show(wantedRows(*m_customers), m_customers);
}

void UsageModel::setAllClosed(bool closed) {
    m_closed.clear();
    m_closesNew = closed;
    if (closed) {
        for (const usage::CustomerPtr& customer : *m_customers) {
            m_closed.insert(customer->id);
        }
    }
    show(wantedRows(*m_customers), m_customers);
}

} // namespace meterbench::ui
