#include "core/metering/totals_run.h"

#include <algorithm>
#include <map>
#include <string>
#include <utility>

namespace meterbench::metering {

namespace {

/// Above it a day is read from its begin to its end.
constexpr std::size_t kMostLookedUp = 2'000;

[[noreturn]] void refuseBeyond(const std::string& path) {
    throw Refusal{
        {base::Code::Limit,
         path + ": a total is beyond 10^24; ask for less, or for a shorter time"}};
}

} // namespace

LineChoice::LineChoice(JournalTables& tables, const UsageFilter& filter)
    : m_tables(tables)
    , m_fromMs(filter.fromMs)
    , m_toMs(filter.toMs) {
    m_set.isAll = !filter.customer && !filter.dimension && !filter.meter;
    if (m_set.isAll) {
        return;
    }
    // 0 is no text's number.
    const auto idOf = [&](const std::optional<std::string>& text) {
        return text ? static_cast<std::uint32_t>(tables.idOfText(*text).value_or(0)) : 0;
    };
    const JournalLine wanted{idOf(filter.customer), idOf(filter.dimension), idOf(filter.meter), 0};
    LineSet all;
    all.isAll = true;
    std::swap(m_set, all);
    m_set = subset([&](const JournalLine& line) {
        return (!filter.customer || line.customer == wanted.customer) &&
               (!filter.dimension || line.dimension == wanted.dimension) &&
               (!filter.meter || line.meter == wanted.meter);
    });
}

LineSet LineChoice::subset(const std::function<bool(const JournalLine&)>& isWanted) {
    const std::vector<JournalLine>& lines = m_tables.lines();
    LineSet out;
    out.isIn.assign(lines.size() + 1, 0);
    for (std::size_t i = 0; i < lines.size(); ++i) {
        const auto line = static_cast<std::int64_t>(i + 1);
        if (m_set.has(line) && isWanted(lines[i])) {
            out.lines.push_back(line);
            out.isIn[i + 1] = 1;
        }
    }
    return out;
}

bool LineChoice::isLookedUp(const LineSet& set) {
    return !set.isAll && set.lines.size() <= kMostLookedUp;
}

void LineChoice::eachDay(const std::function<void(std::int64_t day)>& use) {
    if (m_toMs <= m_fromMs) {
        return;
    }
    const std::int64_t lastDay = dayOf(m_toMs == INT64_MAX ? m_toMs : m_toMs - 1);
    for (auto day = m_tables.dayFrom(dayOf(m_fromMs)); day && *day <= lastDay;
         day = m_tables.dayFrom(*day + 1)) {
        use(*day);
    }
}

bool LineChoice::isWhole(std::int64_t day) const {
    const std::int64_t firstWhole = dayOf(m_fromMs) + (m_fromMs % kDayMs == 0 ? 0 : 1);
    return day >= firstWhole && (m_toMs == INT64_MAX || day < dayOf(m_toMs));
}

void LineChoice::readRows(std::int64_t day, const LineSet& set, const RowUser& use) {
    const auto count = static_cast<std::int64_t>(m_tables.lines().size());
    const auto take = [&](const JournalRow& row) {
        if (row.line < 1 || row.line > count) {
            throw Damage{"line " + std::to_string(row.line) + " is missing"};
        }
        if (set.has(row.line)) {
            use(row);
        }
        return true;
    };
    const std::int64_t lastMs = m_toMs == INT64_MAX ? m_toMs : m_toMs - 1;
    if (!isLookedUp(set)) {
        m_tables.readDay(day, m_fromMs, lastMs, take);
        return;
    }
    for (const std::int64_t line : set.lines) {
        m_tables.readPlace(day, line, m_fromMs, lastMs, take);
    }
}

void LineChoice::readSums(std::int64_t day, const std::function<void(const JournalDaySum&)>& use) {
    if (isLookedUp(m_set)) {
        for (const std::int64_t line : m_set.lines) {
            if (const std::optional<JournalDaySum> sum = m_tables.daySum(day, line)) {
                use(*sum);
            }
        }
        return;
    }
    const auto count = static_cast<std::int64_t>(m_tables.lines().size());
    m_tables.readDaySums(day, [&](const JournalDaySum& sum) {
        if (sum.line < 1 || sum.line > count) {
            throw Damage{"line " + std::to_string(sum.line) + " is missing"};
        }
        if (m_set.has(sum.line)) {
            use(sum);
        }
    });
}

void LineChoice::read(const RowUser& use) {
    eachDay([&](std::int64_t day) { readRows(day, m_set, use); });
}

std::size_t TotalsRun::KeyHash::operator()(const Key& key) const {
    std::uint64_t hash = key.customer;
    for (const std::uint64_t part :
         {std::uint64_t{key.dimension},
          std::uint64_t{key.meter},
          static_cast<std::uint64_t>(key.endMs)}) {
        hash = (hash ^ (hash >> 29)) * 0x9e3779b97f4a7c15ULL + part;
    }
    return hash * 0x9e3779b97f4a7c15ULL >> 16;
}

TotalsRun::TotalsRun(JournalTables& tables, const TotalsQuery& query)
    : m_tables(tables)
    , m_query(query)
    , m_choice(tables, query.filter)
    , m_cellOfLine(tables.lines().size() + 1)
    , m_seen(tables.lines().size() + 1) {}

std::vector<UsageTotal> TotalsRun::rows() {
    collect();
    countThingsSeen();
    makeRows();
    countThings();
    return sortedRows();
}

/// By places of texts in their order: 200,000 rows have few different texts.
std::vector<UsageTotal> TotalsRun::sortedRows() {
    std::map<std::string, std::vector<std::uint32_t>> byText;
    std::unordered_map<std::uint32_t, std::uint32_t> placeOf;
    for (const Key& key : m_rowKeys) {
        for (const std::uint32_t id : {key.customer, key.dimension, key.meter}) {
            if (placeOf.try_emplace(id, 0).second && id != 0) {
                byText[m_tables.text(id)].push_back(id);
            }
        }
    }
    std::uint32_t place = 0;
    for (const auto& [text, ids] : byText) {
        ++place;
        for (const std::uint32_t id : ids) {
            placeOf[id] = place;
        }
    }
    std::vector<std::pair<Key, std::uint32_t>> order;
    for (Key key : m_rowKeys) {
        key.customer = placeOf[key.customer];
        key.dimension = placeOf[key.dimension];
        key.meter = placeOf[key.meter];
        order.emplace_back(key, static_cast<std::uint32_t>(order.size()));
    }
    std::sort(order.begin(), order.end());
    std::vector<UsageTotal> out;
    out.reserve(order.size());
    for (const auto& [key, row] : order) {
        out.push_back(std::move(m_rows[row]));
    }
    return out;
}

void TotalsRun::collect() {
    const bool anyUnsummed =
        std::any_of(m_query.measures.begin(), m_query.measures.end(), [](const auto& entry) {
            return !isSummed(entry.second);
        });
    const LineSet unsummed = anyUnsummed ? m_choice.subset([this](const JournalLine& line) {
        return !isSummed(measureOf(line.meter));
    })
                                         : LineSet{};
    m_choice.eachDay([&](std::int64_t day) {
        if (m_query.by.window || !m_choice.isWhole(day)) {
            takeRecords(day, m_choice.set());
            return;
        }
        m_choice.readSums(day, [this](const JournalDaySum& sum) { takeSum(sum); });
        if (!unsummed.lines.empty()) {
            takeRecords(day, unsummed);
        }
    });
}

/// Rows of one record follow each other: the first and its corrections.
void TotalsRun::takeRecords(std::int64_t day, const LineSet& set) {
    JournalRow record;
    const auto flush = [&] {
        if (record.line != 0) {
            takeRecord(record);
        }
    };
    m_choice.readRows(day, set, [&](const JournalRow& row) {
        if (row.line != record.line || row.beginMs != record.beginMs) {
            flush();
            record = row;
            return;
        }
        const std::optional<base::Decimal> value = record.value + row.value;
        if (!value) {
            refuseBeyond(m_tables.path());
        }
        m_cells[cellOf(row.line, row.endMs)].combined.records += 1;
        Evidence evidence = row.evidence;
        addCounts(evidence, record.evidence);
        record = row;
        record.value = *value;
        record.evidence = evidence;
    });
    flush();
}

void TotalsRun::takeRecord(const JournalRow& record) {
    const std::uint32_t index = cellOf(record.line, record.endMs);
    Cell& cell = m_cells[index];
    combine(cell.combined, cell.measure, record.value, record.evidence);
    cell.beginMs = std::min(cell.beginMs, record.beginMs);
    see(index, record.line, !record.value.isZero());
}

void TotalsRun::takeSum(const JournalDaySum& sum) {
    const std::uint32_t index = cellOf(sum.line, 0);
    Cell& cell = m_cells[index];
    if (!isSummed(cell.measure)) {
        return; // its records are read
    }
    combine(cell.combined, cell.measure, sum.value, sum.evidence);
    cell.combined.records += static_cast<std::uint64_t>(sum.records) - 1;
    see(index, sum.line, !sum.value.isZero());
}

void TotalsRun::see(std::uint32_t cell, std::int64_t line, bool hasValue) {
    const auto place = static_cast<std::size_t>(line);
    const std::uint8_t seen = hasValue ? 2 : 1;
    if (!m_query.by.window && m_seen[place] >= seen) {
        return;
    }
    m_seen[place] = seen;
    m_sightings.push_back({cell, m_tables.lines()[place - 1].thing, hasValue});
}

std::uint32_t TotalsRun::cellOf(std::int64_t line, std::int64_t endMs) {
    std::uint32_t& known = m_cellOfLine[static_cast<std::size_t>(line)];
    if (known != 0 && (!m_query.by.window || m_cells[known - 1].key.endMs == endMs)) {
        return known - 1;
    }
    const JournalLine& texts = m_tables.lines()[static_cast<std::size_t>(line - 1)];
    const TotalsBy& by = m_query.by;
    const Key key{
        by.customer ? texts.customer : 0,
        by.dimension ? texts.dimension : 0,
        texts.meter,
        by.window ? endMs : 0};
    const auto [at, isNew] = m_cellOf.try_emplace(key, static_cast<std::uint32_t>(m_cells.size()));
    if (isNew) {
        Cell cell;
        cell.key = key;
        cell.measure = measureOf(key.meter);
        m_cells.push_back(cell);
    }
    known = at->second + 1;
    return at->second;
}

Measure TotalsRun::measureOf(std::uint32_t meter) {
    const auto [at, isNew] = m_measures.try_emplace(meter, Measure::Increase);
    if (isNew) {
        const auto found = m_query.measures.find(m_tables.text(meter));
        at->second = found == m_query.measures.end() ? Measure::Increase : found->second;
    }
    return at->second;
}

void TotalsRun::countThingsSeen() {
    std::sort(m_sightings.begin(), m_sightings.end());
    const Sighting* last = nullptr;
    for (const Sighting& sighting : m_sightings) {
        if (!sighting.hasValue) {
            continue;
        }
        if (last == nullptr || *last != sighting) {
            ++m_cells[sighting.place].thingsSeen;
        }
        last = &sighting;
    }
}

void TotalsRun::makeRows() {
    std::unordered_map<Key, std::uint32_t, KeyHash> rowOf;
    for (Cell& cell : m_cells) {
        Key key = cell.key;
        key.meter = m_query.by.meter ? key.meter : 0;
        const auto [at, isNew] = rowOf.try_emplace(key, static_cast<std::uint32_t>(m_rows.size()));
        if (isNew) {
            UsageTotal row;
            row.customer = key.customer != 0 ? m_tables.text(key.customer) : std::string();
            row.dimension = key.dimension != 0 ? m_tables.text(key.dimension) : std::string();
            row.meter = key.meter != 0 ? m_tables.text(key.meter) : std::string();
            row.beginMs = m_query.by.window ? cell.beginMs : m_query.filter.fromMs;
            row.endMs = m_query.by.window ? key.endMs : m_query.filter.toMs;
            m_rows.push_back(std::move(row));
            m_rowKeys.push_back(key);
        }
        cell.row = at->second;
        addToRow(m_rows[cell.row], cell);
    }
}

void TotalsRun::addToRow(UsageTotal& row, const Cell& cell) {
    const std::optional<base::Decimal> value =
        valueOf(cell.combined, cell.measure, cell.thingsSeen);
    const std::optional<base::Decimal> sum = value ? row.value + *value : std::nullopt;
    if (!sum) {
        refuseBeyond(m_tables.path());
    }
    row.value = *sum;
    addCounts(row.evidence, cell.combined.evidence);
    row.records += cell.combined.records;
    row.beginMs = m_query.by.window ? std::min(row.beginMs, cell.beginMs) : row.beginMs;
    ++row.meters;
}

void TotalsRun::countThings() {
    for (Sighting& sighting : m_sightings) {
        sighting = {m_cells[sighting.place].row, sighting.thing, false};
    }
    std::sort(m_sightings.begin(), m_sightings.end());
    m_sightings.erase(std::unique(m_sightings.begin(), m_sightings.end()), m_sightings.end());
    for (const Sighting& sighting : m_sightings) {
        ++m_rows[sighting.place].things;
    }
}

} // namespace meterbench::metering
