// Rows: which endpoints, in which order, and what became of them. What a cell says:
// endpoints_model_cells.cpp.
// Rows are moved into place one by one: few endpoints, and nothing else on the page may jump.
#include "ui/pages/forwarding/endpoints_model.h"

#include "ui/wording/states.h"

#include <algorithm>

namespace meterbench::ui {

namespace {

bool matches(const std::string& name, const std::string& url, const QStringList& words) {
    const QString text = wording::text(name) + QLatin1Char('\n') + wording::text(url);
    return std::all_of(words.begin(), words.end(), [&text](const QString& word) {
        const bool without = word.startsWith(QLatin1Char('!')) && word.size() > 1;
        return text.contains(without ? word.mid(1) : word, Qt::CaseInsensitive) != without;
    });
}

bool isFailing(const remote::EndpointState& state) {
    return state.phase == remote::EndpointPhase::Retrying ||
           (!state.lastError.empty() && state.lastStatus != 0);
}

} // namespace

int failingEndpoints(const pipeline::Snapshot& now) {
    const auto failing =
        std::count_if(now.endpoints.begin(), now.endpoints.end(), [](const auto& endpoint) {
            return isFailing(endpoint->state);
        });
    const std::vector<UsagePtr> usage = usageEndpointsOf(now);
    return static_cast<int>(failing + std::ranges::count_if(usage, [](const UsagePtr& one) {
                                return isFailing(*one);
                            }));
}

void EndpointsModel::show(const pipeline::SnapshotPtr& now, const QString& filter) {
    m_nowMs = now->timeMs;
    const QStringList words = filter.split(QLatin1Char(' '), Qt::SkipEmptyParts);
    std::vector<Row> wanted;
    for (const pipeline::EndpointPtr& endpoint : now->endpoints) {
        if (matches(endpoint->state.name, endpoint->state.url, words)) {
            wanted.push_back({{false, endpoint->state.name}, false, endpoint, nullptr});
        }
    }
    for (const UsagePtr& usage : usageEndpointsOf(*now)) {
        if (matches(usage->state->name, usage->state->url, words)) {
            wanted.push_back({{true, usage->state->name}, false, nullptr, usage});
        }
    }
    for (std::size_t i = wanted.size(); i > 0; --i) {
        Row row = wanted[i - 1];
        if (!problemOf(row).isEmpty()) {
            row.isProblem = true;
            wanted.insert(wanted.begin() + static_cast<std::ptrdiff_t>(i), std::move(row));
        }
    }
    arrange(std::move(wanted));
}

void EndpointsModel::arrange(std::vector<Row> wanted) {
    for (int i = static_cast<int>(m_rows.size()) - 1; i >= 0; --i) {
        const Row& row = m_rows[static_cast<std::size_t>(i)];
        if (std::none_of(wanted.begin(), wanted.end(), [&row](const Row& other) {
                return other.isSame(row);
            })) {
            beginRemoveRows({}, i, i);
            m_rows.erase(m_rows.begin() + i);
            endRemoveRows();
        }
    }
    for (std::size_t i = 0; i < wanted.size(); ++i) {
        if (i < m_rows.size() && m_rows[i].isSame(wanted[i])) {
            continue;
        }
        const auto later = std::find_if(
            m_rows.begin() + static_cast<std::ptrdiff_t>(std::min(i, m_rows.size())),
            m_rows.end(),
            [&](const Row& row) { return row.isSame(wanted[i]); }
        );
        if (later != m_rows.end()) {
            const int from = static_cast<int>(later - m_rows.begin());
            beginRemoveRows({}, from, from);
            m_rows.erase(later);
            endRemoveRows();
        }
        beginInsertRows({}, static_cast<int>(i), static_cast<int>(i));
        m_rows.insert(m_rows.begin() + static_cast<std::ptrdiff_t>(i), wanted[i]);
        endInsertRows();
    }
    m_rows = std::move(wanted);
    if (!m_rows.empty()) {
        Q_EMIT dataChanged(index(0, 0), index(static_cast<int>(m_rows.size()) - 1, Columns - 1));
    }
}

pipeline::EndpointPtr EndpointsModel::endpointAt(int row) const {
    if (row < 0 || row >= rowCount()) {
        return nullptr;
    }
    return m_rows[static_cast<std::size_t>(row)].endpoint;
}

UsagePtr EndpointsModel::usageAt(int row) const {
    if (row < 0 || row >= rowCount()) {
        return nullptr;
    }
    return m_rows[static_cast<std::size_t>(row)].usage;
}

std::optional<EndpointKey> EndpointsModel::keyAt(int row) const {
    if (row < 0 || row >= rowCount()) {
        return std::nullopt;
    }
    return m_rows[static_cast<std::size_t>(row)].key;
}

std::optional<int> EndpointsModel::rowOf(const EndpointKey& key) const {
    for (std::size_t i = 0; i < m_rows.size(); ++i) {
        if (m_rows[i].key == key && !m_rows[i].isProblem) {
            return static_cast<int>(i);
        }
    }
    return std::nullopt;
}

int EndpointsModel::endpointCount() const {
    return static_cast<int>(std::count_if(m_rows.begin(), m_rows.end(), [](const Row& row) {
        return !row.isProblem;
    }));
}

int EndpointsModel::rowCount(const QModelIndex& parent) const {
    return parent.isValid() ? 0 : static_cast<int>(m_rows.size());
}

int EndpointsModel::columnCount(const QModelIndex& parent) const {
    return parent.isValid() ? 0 : static_cast<int>(Columns);
}

Qt::ItemFlags EndpointsModel::flags(const QModelIndex& index) const {
    if (!index.isValid()) {
        return Qt::NoItemFlags;
    }
    return isProblemRow(index.row()) ? Qt::ItemIsEnabled : Qt::ItemIsEnabled | Qt::ItemIsSelectable;
}

} // namespace meterbench::ui
