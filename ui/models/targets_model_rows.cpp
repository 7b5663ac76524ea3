// TargetsModel: which rows are shown, and how the table gets from the rows it had to those.
#include "ui/models/targets_model.h"

#include <algorithm>
#include <numeric>

namespace meterbench::ui {

namespace {

/// More separate ranges than this cost a view more than starting over.
constexpr std::size_t kRangesAtMost = 200;
constexpr std::size_t kLargeTable = 5'000;

template <class Test>
std::size_t rangeCount(std::size_t size, Test test) {
    std::size_t ranges = 0;
    bool inside = false;
    for (std::size_t i = 0; i < size; ++i) {
        const bool hit = test(i);
        ranges += hit && !inside ? 1U : 0U;
        inside = hit;
    }
    return ranges;
}

} // namespace

std::vector<TargetsModel::DisplayRow> TargetsModel::wantedRows() const {
    std::vector<std::vector<std::uint32_t>> members(m_groups.size());
    for (std::size_t group = 0; group < m_groups.size(); ++group) {
        members[group].reserve(m_groups[group].matched);
    }
    for (const std::uint32_t slot : m_slotAt) {
        if (m_slots[slot].visible) {
            members[m_slots[slot].group].push_back(slot);
        }
    }
    std::vector<DisplayRow> rows;
    rows.reserve(static_cast<std::size_t>(m_matchedCount) + m_groups.size());
    for (const std::uint32_t group : m_groupOrder) {
        std::vector<std::uint32_t>& slots = members[group];
        if (slots.empty()) {
            continue;
        }
        rows.push_back({RowKind::Group, group});
        if (m_groups[group].collapsed) {
            continue;
        }
        if (m_sortColumn >= 0) {
            std::sort(slots.begin(), slots.end(), [this](auto left, auto right) {
                return m_slots[left].rank < m_slots[right].rank;
            });
        }
        for (const std::uint32_t slot : slots) {
            rows.push_back({RowKind::Target, slot});
            if (m_slots[slot].hasProblem) {
                rows.push_back({RowKind::Problem, slot});
            }
        }
        slots.clear(); // a pool that comes twice in the list is one group
    }
    return rows;
}

void TargetsModel::showWanted() {
    show(wantedRows());
}

std::size_t TargetsModel::keyOf(const DisplayRow& row) const {
    switch (row.kind) {
    case RowKind::Target:
        return row.slot;
    case RowKind::Problem:
        return m_slots.size() + row.slot;
    case RowKind::Group:
        break;
    }
    return 2 * m_slots.size() + row.slot;
}

std::vector<std::int32_t> TargetsModel::placesOf(const std::vector<DisplayRow>& rows) const {
    std::vector<std::int32_t> place(2 * m_slots.size() + m_groups.size(), -1);
    for (std::size_t i = 0; i < rows.size(); ++i) {
        place[keyOf(rows[i])] = static_cast<std::int32_t>(i);
    }
    return place;
}

void TargetsModel::show(std::vector<DisplayRow> next) {
    if (next == m_rows) {
        return;
    }
    // Where most of a large table moves, ranges are not even counted.
    const std::size_t larger = std::max(m_rows.size(), next.size());
    const std::size_t smaller = std::min(m_rows.size(), next.size());
    if (larger > kLargeTable && larger - smaller > larger / 8) {
        resetTo(std::move(next));
        return;
    }
    const std::vector<std::int32_t> place = placesOf(next);
    const std::vector<std::int32_t> former = placesOf(m_rows);
    const std::size_t ranges =
        rangeCount(m_rows.size(), [&](std::size_t i) { return place[keyOf(m_rows[i])] < 0; }) +
        rangeCount(next.size(), [&](std::size_t i) { return former[keyOf(next[i])] < 0; });
    if (ranges > kRangesAtMost || m_rows.empty() || next.empty()) {
        resetTo(std::move(next));
        return;
    }
    removeGone(place);
    reorder(place);
    insertNew(next);
    noteRows();
}

void TargetsModel::resetTo(std::vector<DisplayRow> next) {
    beginResetModel();
    forgetRows();
    m_rows = std::move(next);
    noteRows();
    endResetModel();
}

void TargetsModel::removeGone(const std::vector<std::int32_t>& place) {
    const auto isGone = [&](std::size_t i) { return place[keyOf(m_rows[i])] < 0; };
    for (std::size_t end = m_rows.size(); end > 0;) {
        if (!isGone(end - 1)) {
            --end;
            continue;
        }
        std::size_t begin = end - 1;
        while (begin > 0 && isGone(begin - 1)) {
            --begin;
        }
        beginRemoveRows({}, static_cast<int>(begin), static_cast<int>(end - 1));
        forgetRows();
        m_rows.erase(
            m_rows.begin() + static_cast<std::ptrdiff_t>(begin),
            m_rows.begin() + static_cast<std::ptrdiff_t>(end)
        );
        noteRows();
        endRemoveRows();
        end = begin;
    }
}

void TargetsModel::reorder(const std::vector<std::int32_t>& place) {
    const auto earlier = [&](const DisplayRow& left, const DisplayRow& right) {
        return place[keyOf(left)] < place[keyOf(right)];
    };
    if (std::is_sorted(m_rows.begin(), m_rows.end(), earlier)) {
        return;
    }
    Q_EMIT layoutAboutToBeChanged({}, VerticalSortHint);
    const std::vector<DisplayRow> before = m_rows;
    std::sort(m_rows.begin(), m_rows.end(), earlier);
    const std::vector<std::int32_t> now = placesOf(m_rows);
    const QModelIndexList from = persistentIndexList();
    QModelIndexList to;
    to.reserve(from.size());
    for (const QModelIndex& one : from) {
        const DisplayRow& row = before[static_cast<std::size_t>(one.row())];
        to.push_back(index(now[keyOf(row)], one.column()));
    }
    changePersistentIndexList(from, to);
    noteRows();
    Q_EMIT layoutChanged({}, VerticalSortHint);
}

void TargetsModel::insertNew(const std::vector<DisplayRow>& next) {
    for (std::size_t i = 0; i < next.size(); ++i) {
        if (i < m_rows.size() && m_rows[i] == next[i]) {
            continue;
        }
        // What follows in the table follows in `next` too, so the run ends where they meet again.
        std::size_t end = i + 1;
        while (end < next.size() && (i >= m_rows.size() || next[end] != m_rows[i])) {
            ++end;
        }
        beginInsertRows({}, static_cast<int>(i), static_cast<int>(end - 1));
        m_rows.insert(
            m_rows.begin() + static_cast<std::ptrdiff_t>(i),
            next.begin() + static_cast<std::ptrdiff_t>(i),
            next.begin() + static_cast<std::ptrdiff_t>(end)
        );
        noteRows();
        endInsertRows();
        i = end - 1;
    }
}

/// Before m_rows loses rows: their targets are shown nowhere.
void TargetsModel::forgetRows() {
    for (const DisplayRow& row : m_rows) {
        if (row.kind == RowKind::Target) {
            m_slots[row.slot].row = -1;
        }
    }
}

void TargetsModel::noteRows() {
    for (std::size_t i = 0; i < m_rows.size(); ++i) {
        if (m_rows[i].kind == RowKind::Target) {
            m_slots[m_rows[i].slot].row = static_cast<std::int32_t>(i);
        }
    }
}

} // namespace meterbench::ui
