// BenchModel: how the rows of one view become those of the next. A row is the same when it is of
// the same instrument and the same label values, so that what is selected stays selected.
#include "ui/pages/instruments/bench_model.h"
#include "ui/pages/instruments/kept_places.h"

#include <algorithm>
#include <string_view>
#include <unordered_set>

namespace meterbench::ui {

namespace {

using Row = BenchModel::Row;

std::string keyOf(const Row& row) {
    std::string key = row.instrument->definition.name;
    key += row.isGroup ? '\1' : '\0';
    for (const std::string& value : row.values) {
        key.append(value).append(1, '\0');
    }
    return key;
}

std::vector<std::string> keysOf(const std::vector<Row>& rows) {
    std::vector<std::string> keys;
    keys.reserve(rows.size());
    for (const Row& row : rows) {
        keys.push_back(keyOf(row));
    }
    return keys;
}

/// Calls with begin and length of each run of places that are wanted, from the end: what comes
/// before a run stays where it is.
template <class Wanted, class Call>
void eachRunFromTheEnd(std::size_t size, Wanted isWanted, Call call) {
    for (std::size_t end = size; end > 0;) {
        std::size_t begin = end;
        while (begin > 0 && isWanted(begin - 1)) {
            --begin;
        }
        if (begin < end) {
            call(begin, end - begin);
        }
        end = begin == end ? end - 1 : begin;
    }
}

std::ptrdiff_t distance(std::size_t at) {
    return static_cast<std::ptrdiff_t>(at);
}

} // namespace

void BenchModel::replaceRows(std::vector<Row> rows) {
    const std::vector<std::string> wanted = keysOf(rows);
    if (wanted != m_keys) {
        removeAllBut(wanted);
        bringInOrder(wanted);
        insertMissing(wanted, rows);
    }
    takeValues(std::move(rows));
}

void BenchModel::removeAllBut(const std::vector<std::string>& wanted) {
    const std::unordered_set<std::string_view> stays(wanted.begin(), wanted.end());
    eachRunFromTheEnd(
        m_keys.size(),
        [&](std::size_t at) { return !stays.contains(m_keys[at]); },
        [&](std::size_t begin, std::size_t length) {
            const int first = static_cast<int>(begin);
            beginRemoveRows({}, first, first + static_cast<int>(length) - 1);
            const auto from = distance(begin);
            const auto to = distance(begin + length);
            m_rows.erase(m_rows.begin() + from, m_rows.begin() + to);
            m_keys.erase(m_keys.begin() + from, m_keys.begin() + to);
            endRemoveRows();
        }
    );
}

/// Of what is there, the longest part that is in order stays; the rest goes behind what it follows.
void BenchModel::bringInOrder(const std::vector<std::string>& wanted) {
    const std::unordered_set<std::string_view> there(m_keys.begin(), m_keys.end());
    std::vector<std::string> order;
    std::ranges::copy_if(wanted, std::back_inserter(order), [&](const std::string& key) {
        return there.contains(key);
    });
    if (order == m_keys) {
        return;
    }
    std::vector<bool> stays(order.size());
    for (const bench::KeptPlace& kept : bench::keptPlaces(m_keys, order)) {
        stays[kept.after] = true;
    }
    for (std::size_t at = 0; at < order.size(); ++at) {
        if (stays[at]) {
            continue;
        }
        const std::size_t from = placeOfKey(order[at]);
        const std::size_t to = at == 0 ? 0 : placeOfKey(order[at - 1]) + 1;
        std::size_t length = 1;
        while (at + length < order.size() && !stays[at + length] && from + length < m_keys.size() &&
               m_keys[from + length] == order[at + length]) {
            ++length;
        }
        moveRun(from, length, to);
        at += length - 1;
    }
}

std::size_t BenchModel::placeOfKey(const std::string& key) const {
    return static_cast<std::size_t>(std::ranges::find(m_keys, key) - m_keys.begin());
}

void BenchModel::moveRun(std::size_t from, std::size_t length, std::size_t to) {
    const int first = static_cast<int>(from);
    if (!beginMoveRows({}, first, first + static_cast<int>(length) - 1, {}, static_cast<int>(to))) {
        return; // it stands there already
    }
    const auto rotated = [&](auto& list) {
        const auto begin = list.begin();
        if (to < from) {
            std::rotate(
                begin + distance(to), begin + distance(from), begin + distance(from + length)
            );
        } else {
            std::rotate(
                begin + distance(from), begin + distance(from + length), begin + distance(to)
            );
        }
    };
    rotated(m_rows);
    rotated(m_keys);
    endMoveRows();
}

void BenchModel::insertMissing(
    const std::vector<std::string>& wanted, const std::vector<Row>& rows
) {
    for (std::size_t at = 0; at < wanted.size();) {
        std::size_t end = at;
        const std::string* const next = at < m_keys.size() ? &m_keys[at] : nullptr;
        while (end < wanted.size() && (next == nullptr || wanted[end] != *next)) {
            ++end;
        }
        if (end == at) {
            ++at;
            continue;
        }
        beginInsertRows({}, static_cast<int>(at), static_cast<int>(end) - 1);
        m_rows.insert(
            m_rows.begin() + distance(at), rows.begin() + distance(at), rows.begin() + distance(end)
        );
        m_keys.insert(
            m_keys.begin() + distance(at),
            wanted.begin() + distance(at),
            wanted.begin() + distance(end)
        );
        endInsertRows();
        at = end;
    }
}

/// Every row that stayed may have new values; neighbours are told together.
void BenchModel::takeValues(std::vector<Row> rows) {
    std::vector<bool> changed(rows.size());
    for (std::size_t i = 0; i < rows.size(); ++i) {
        changed[i] = m_rows[i].instrument != rows[i].instrument;
        if (changed[i]) {
            m_rows[i] = std::move(rows[i]);
        }
    }
    eachRunFromTheEnd(
        changed.size(),
        [&](std::size_t at) { return bool(changed[at]); },
        [&](std::size_t begin, std::size_t length) {
            Q_EMIT dataChanged(
                index(static_cast<int>(begin), 0),
                index(static_cast<int>(begin + length) - 1, Columns - 1)
            );
        }
    );
}

} // namespace meterbench::ui
