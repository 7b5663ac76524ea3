// The order of customers and of the dimensions in them. Of many it is made in the thread pool: views
// are constant, so nobody waits.
#include "ui/pages/billing/usage_model.h"

#include <QCoreApplication>
#include <QPointer>
#include <QThreadPool>

#include <algorithm>
#include <numeric>
#include <optional>
#include <string_view>
#include <utility>

namespace meterbench::ui {

namespace {

constexpr std::int64_t kRankEveryMs = 1'000;

/// Changes by itself, so it is ordered again now and then.
bool isMoving(int column) {
    return column >= UsageModel::Usage;
}

/// In order by key; without one last, whichever the direction. The same order for the same keys.
template <class Key, class Place>
void arrange(
    const std::vector<std::optional<Key>>& keys, Qt::SortOrder order, Place* first, Place* last
) {
    std::stable_sort(first, last, [&](Place left, Place right) {
        const auto& a = keys[static_cast<std::size_t>(left)];
        const auto& b = keys[static_cast<std::size_t>(right)];
        if (!a || !b) {
            return a.has_value() && !b.has_value();
        }
        return order == Qt::AscendingOrder ? *a < *b : *b < *a;
    });
}

template <class Key, class Place, class Rows, class KeyOf>
void arrangeBy(const Rows& rows, KeyOf keyOf, Qt::SortOrder order, Place* first) {
    std::vector<std::optional<Key>> keys;
    keys.reserve(rows.size());
    for (const auto& row : rows) {
        keys.push_back(keyOf(*row));
    }
    arrange(keys, order, first, first + rows.size());
}

std::optional<std::string_view> nameOf(const usage::CustomerRow& customer) {
    if (customer.id.empty()) {
        return std::nullopt; // nobody's comes last
    }
    return std::string_view(customer.name.empty() ? customer.id : customer.name);
}

void arrangeCustomers(
    const std::vector<usage::CustomerPtr>& customers,
    int column,
    Qt::SortOrder order,
    std::uint32_t* first
) {
    using base::Decimal;
    using usage::CustomerRow;
    switch (column) {
    case UsageModel::Name:
        arrangeBy<std::string_view>(customers, &nameOf, order, first);
        return;
    case UsageModel::Price:
        arrangeBy<Decimal>(
            customers, [](const CustomerRow& one) { return one.total(); }, order, first
        );
        return;
    case UsageModel::Now:
        arrangeBy<Decimal>(
            customers, [](const CustomerRow& one) { return one.projected; }, order, first
        );
        return;
    case UsageModel::Coverage:
        arrangeBy<double>(
            customers, [](const CustomerRow& one) { return one.coverage; }, order, first
        );
        return;
    default:
        return;
    }
}

void arrangeDimensions(
    const std::vector<usage::DimensionPtr>& dimensions,
    int column,
    Qt::SortOrder order,
    std::int32_t* first
) {
    using base::Decimal;
    using usage::DimensionRow;
    switch (column) {
    case UsageModel::Name:
        arrangeBy<std::string_view>(
            dimensions,
            [](const DimensionRow& one) { return std::optional<std::string_view>(one.dimension); },
            order,
            first
        );
        return;
    case UsageModel::Usage:
        arrangeBy<Decimal>(
            dimensions, [](const DimensionRow& one) { return std::optional(one.usage); }, order, first
        );
        return;
    case UsageModel::Price:
        arrangeBy<Decimal>(
            dimensions, [](const DimensionRow& one) { return one.price; }, order, first
        );
        return;
    case UsageModel::Coverage:
        arrangeBy<double>(
            dimensions, [](const DimensionRow& one) { return one.coverage; }, order, first
        );
        return;
    default:
        arrangeBy<double>(
            dimensions,
            [](const DimensionRow& one) { return std::optional(one.perSecond); },
            order,
            first
        );
        return;
    }
}

} // namespace

UsageModel::Ranking
UsageModel::rankingOf(const Customers& customers, int column, Qt::SortOrder order) {
    Ranking ranking;
    ranking.customers.resize(customers.size());
    std::iota(ranking.customers.begin(), ranking.customers.end(), 0U);
    arrangeCustomers(customers, column, order, ranking.customers.data());
    std::size_t total = 0;
    for (const usage::CustomerPtr& customer : customers) {
        total += customer->dimensions.size();
    }
    ranking.dimensions.resize(total);
    std::size_t offset = 0;
    for (const usage::CustomerPtr& customer : customers) {
        std::int32_t* const first = ranking.dimensions.data() + offset;
        std::iota(first, first + customer->dimensions.size(), 0);
        arrangeDimensions(customer->dimensions, column, order, first);
        offset += customer->dimensions.size();
    }
    return ranking;
}

void UsageModel::sort(int column, Qt::SortOrder order) {
    m_sortColumn = column == Today ? -1 : column;
    m_sortOrder = order;
    if (m_sortColumn < 0) {
        ++m_rankingRun; // what is under way is of no use
        m_isRanking = false;
        takeRanking(nullptr);
    } else {
        rank();
    }
    Q_EMIT headerDataChanged(Qt::Horizontal, 0, ColumnCount - 1);
}

void UsageModel::rank() {
    m_rankedMs = m_nowMs;
    const quint64 run = ++m_rankingRun;
    if (m_offsets.back() + m_customers->size() <= kHere) {
        m_isRanking = false;
        takeRanking(std::make_shared<const Ranking>(
            rankingOf(*m_customers, m_sortColumn, m_sortOrder)
        ));
        return;
    }
    m_isRanking = true;
    const QPointer<UsageModel> self(this);
    QThreadPool::globalInstance()->start([self,
                                          context = this,
                                          run,
                                          customers = m_customers,
                                          column = m_sortColumn,
                                          order = m_sortOrder]() mutable {
        auto ranking =
            std::make_shared<const Ranking>(rankingOf(*customers, column, order));
        // As in FilterRunner: the gui thread looks whether somebody still waits. It also lets go of
        // the customers, so that no last reference ends here.
        QMetaObject::invokeMethod(
            QCoreApplication::instance(),
            [self, context, run, ranking, customers = std::move(customers)] {
                if (self.isNull() || context->m_rankingRun != run) {
                    return;
                }
                context->m_isRanking = false;
                if (isSameShape(*customers, *context->m_customers)) {
                    context->takeRanking(ranking);
                } else {
                    context->rank();
                }
            },
            Qt::QueuedConnection
        );
    });
}

void UsageModel::takeRanking(RankingPtr ranking) {
    m_ranking = std::move(ranking);
    relayout(wantedRows(*m_customers));
}

/// At most once a second, and not while somebody points at the rows.
void UsageModel::rankIfDue(std::int64_t nowMs) {
    if (m_sortColumn >= 0 && isMoving(m_sortColumn) && !m_held && !m_isRanking &&
        nowMs - m_rankedMs >= kRankEveryMs) {
        rank();
    }
}

int UsageModel::rowAt(const DisplayRow& wanted) const {
    const std::int32_t first = m_rowOfCustomer[wanted.customer];
    if (first < 0 || wanted.dimension == kItself) {
        return first;
    }
    auto row = static_cast<std::size_t>(first) + 1;
    for (; row < m_rows.size() && m_rows[row].customer == wanted.customer; ++row) {
        if (m_rows[row].dimension == wanted.dimension) {
            return static_cast<int>(row);
        }
    }
    return -1;
}

/// The same rows in another order: whoever holds on to one finds it at its new place.
void UsageModel::relayout(std::vector<DisplayRow> next) {
    if (next == m_rows) {
        return;
    }
    Q_EMIT layoutAboutToBeChanged({}, QAbstractItemModel::VerticalSortHint);
    const QModelIndexList held = persistentIndexList();
    std::vector<DisplayRow> heldRows;
    for (const QModelIndex& one : held) {
        heldRows.push_back(m_rows[static_cast<std::size_t>(one.row())]);
    }
    m_rows = std::move(next);
    noteRows();
    QModelIndexList moved;
    for (qsizetype i = 0; i < held.size(); ++i) {
        const int row = rowAt(heldRows[static_cast<std::size_t>(i)]);
        moved.append(row < 0 ? QModelIndex() : index(row, held[i].column()));
    }
    changePersistentIndexList(held, moved);
    Q_EMIT layoutChanged({}, QAbstractItemModel::VerticalSortHint);
}

} // namespace meterbench::ui
