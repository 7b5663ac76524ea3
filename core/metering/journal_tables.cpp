#include "core/metering/journal_tables.h"

#include "core/base/bytes.h"
#include "core/base/hash.h"

#include <initializer_list>
#include <utility>

namespace meterbench::metering {

namespace {

using base::Decimal;

constexpr std::size_t kMostKnownLines = 1'000'000;
constexpr std::size_t kMostKnownTexts = 100'000;

} // namespace

struct JournalTables::Statements {
    explicit Statements(const SQLite::Database& of)
        : findText(of, "SELECT id FROM text WHERE text=?")
        , addText(of, "INSERT INTO text(text,id,checksum) VALUES(?,?,?)")
        , readText(of, "SELECT text,checksum FROM text WHERE id=?")
        , lastText(of, "SELECT coalesce(max(id),0) FROM text")
        , findLine(
              of, "SELECT id FROM line WHERE customer=? AND dimension=? AND meter=? AND thing=?"
          )
        , addLine(
              of,
              "INSERT INTO line(id,customer,dimension,meter,thing,checksum) "
              "VALUES(?,?,?,?,?,?)"
          )
        , readLines(
              of,
              "SELECT id,customer,dimension,meter,thing,checksum FROM line WHERE id>? "
              "ORDER BY id"
          )
        , readLine(of, "SELECT id,customer,dimension,meter,thing,checksum FROM line WHERE id=?")
        , addRecord(
              of,
              "INSERT INTO record VALUES(?,?,?,?,?,?,?,?,?,?,?,?,?,?,?,?,?,?,?) "
              "ON CONFLICT(day,line,begin_ms,revision) DO NOTHING"
          )
        , readAfter(of, std::string(kRowColumns) + "WHERE sequence>? ORDER BY sequence LIMIT ?")
        , readPlace(
              of,
              std::string(kRowColumns) +
                  "INDEXED BY record_place WHERE day=? AND line=? AND begin_ms>=? AND "
                  "begin_ms<=? ORDER BY begin_ms,revision"
          )
        , readDay(
              of,
              std::string(kRowColumns) +
                  "INDEXED BY record_place WHERE day=? AND begin_ms>=? AND begin_ms<=? "
                  "ORDER BY line,begin_ms,revision"
          )
        , addToDay(
              of,
              "INSERT INTO day_sum VALUES(?,?,1,?,?,?,?,?,?,?,?,?,?) ON CONFLICT(day,line) "
              "DO UPDATE SET records=records+1,trillions=trillions+excluded.trillions,"
              "units=units+excluded.units,fraction=fraction+excluded.fraction,"
              "measured_ms=measured_ms+excluded.measured_ms,"
              "inferred_ms=inferred_ms+excluded.inferred_ms,"
              "unmetered_ms=unmetered_ms+excluded.unmetered_ms,"
              "samples=samples+excluded.samples,resets=resets+excluded.resets,"
              "possible_losses=possible_losses+excluded.possible_losses,"
              "checksum=checksum+excluded.checksum"
          )
        , dayFrom(of, "SELECT day FROM day_sum WHERE day>=? ORDER BY day LIMIT 1")
        , readSums(of, std::string(kSumColumns) + "WHERE day=? ORDER BY line")
        , readSum(of, std::string(kSumColumns) + "WHERE day=? AND line=?")
        , setCheckpoint(of, "INSERT OR REPLACE INTO checkpoint VALUES(1,?,?,?,?)")
        , readCheckpoint(of, "SELECT segment,offset_bytes,state,checksum FROM checkpoint") {}

    SQLite::Statement findText;
    SQLite::Statement addText;
    SQLite::Statement readText;
    SQLite::Statement lastText;
    SQLite::Statement findLine;
    SQLite::Statement addLine;
    SQLite::Statement readLines;
    SQLite::Statement readLine;
    SQLite::Statement addRecord;
    SQLite::Statement readAfter;
    SQLite::Statement readPlace;
    SQLite::Statement readDay;
    SQLite::Statement addToDay;
    SQLite::Statement dayFrom;
    SQLite::Statement readSums;
    SQLite::Statement readSum;
    SQLite::Statement setCheckpoint;
    SQLite::Statement readCheckpoint;
};

JournalTables::JournalTables(std::unique_ptr<SQLite::Database> database, std::string path)
    : m_database(std::move(database))
    , m_path(std::move(path))
    , m_statements(std::make_unique<Statements>(*m_database)) {
    m_lastSequence =
        m_database->execAndGet("SELECT coalesce(max(sequence),0) FROM record").getInt64();
    m_lastLine = m_database->execAndGet("SELECT coalesce(max(id),0) FROM line").getInt64();
}

JournalTables::~JournalTables() = default;

void JournalTables::back(const Mark& mark) {
    m_lineOf.clear();
    m_texts.clear();
    m_lines.clear();
    m_lastSequence = mark.sequence;
    m_lastLine = mark.line;
}

std::optional<std::int64_t> JournalTables::idOfText(const std::string& text) {
    StatementUse find(m_statements->findText);
    find->bindNoCopy(1, text);
    return find->executeStep() ? std::optional(find.at(0)) : std::nullopt;
}

std::int64_t JournalTables::textId(const std::string& text) {
    if (const std::optional<std::int64_t> known = idOfText(text)) {
        return *known;
    }
    std::int64_t id = 1;
    {
        StatementUse last(m_statements->lastText);
        last->executeStep();
        id += last.at(0);
    }
    StatementUse add(m_statements->addText);
    add->bindNoCopy(1, text);
    add->bind(2, id);
    add->bind(3, checksumOf(id, text));
    add->exec();
    return id;
}

const std::string& JournalTables::text(std::int64_t id) {
    if (const auto known = m_texts.find(id); known != m_texts.end()) {
        return known->second;
    }
    StatementUse read(m_statements->readText, {id});
    if (!read->executeStep()) {
        throw Damage{"text " + std::to_string(id) + " is missing"};
    }
    std::string text = read->getColumn(0).getString();
    if (checksumOf(id, text) != read.at(1)) {
        throw Damage{"text " + std::to_string(id) + " is not what was written"};
    }
    if (m_texts.size() >= kMostKnownTexts) {
        m_texts.clear();
    }
    return m_texts[id] = std::move(text);
}

std::int64_t JournalTables::lineOf(const UsageRecord& record) {
    std::string bytes;
    for (const std::string* const text :
         {&record.customer, &record.dimension, &record.meter, &record.thing}) {
        base::appendString(bytes, *text);
    }
    const Key key{base::hash64(bytes), base::hash64(bytes, 1)};
    if (const auto known = m_lineOf.find(key); known != m_lineOf.end()) {
        return known->second;
    }
    const std::int64_t customer = textId(record.customer);
    const std::int64_t dimension = textId(record.dimension);
    const std::int64_t meter = textId(record.meter);
    const std::int64_t thing = textId(record.thing);
    if (m_lineOf.size() >= kMostKnownLines) {
        m_lineOf.clear();
    }
    StatementUse find(m_statements->findLine, {customer, dimension, meter, thing});
    if (find->executeStep()) {
        return m_lineOf[key] = find.at(0);
    }
    const std::int64_t line = m_lastLine + 1;
    const std::int64_t sum = checksumOf({line, customer, dimension, meter, thing});
    StatementUse(m_statements->addLine, {line, customer, dimension, meter, thing, sum})->exec();
    m_lastLine = line;
    return m_lineOf[key] = line;
}

std::optional<std::int64_t> JournalTables::findLine(const UsageRecord& record) {
    const auto customer = idOfText(record.customer);
    const auto dimension = idOfText(record.dimension);
    const auto meter = idOfText(record.meter);
    const auto thing = idOfText(record.thing);
    if (!customer || !dimension || !meter || !thing) {
        return std::nullopt;
    }
    StatementUse find(m_statements->findLine, {*customer, *dimension, *meter, *thing});
    return find->executeStep() ? std::optional(find.at(0)) : std::nullopt;
}

/// What the statement stands at, which must be this one.
JournalLine JournalTables::lineIn(const StatementUse& read, std::int64_t id) {
    const auto part = [&read](int column) { return static_cast<std::uint32_t>(read.at(column)); };
    const JournalLine line{part(1), part(2), part(3), part(4)};
    if (id != read.at(0) ||
        checksumOf({id, line.customer, line.dimension, line.meter, line.thing}) != read.at(5)) {
        throw Damage{"line " + std::to_string(read.at(0)) + " is not what was written"};
    }
    return line;
}

const std::vector<JournalLine>& JournalTables::lines() {
    if (static_cast<std::int64_t>(m_lines.size()) == m_lastLine) {
        return m_lines;
    }
    StatementUse read(m_statements->readLines, {static_cast<std::int64_t>(m_lines.size())});
    while (read->executeStep()) {
        m_lines.push_back(lineIn(read, static_cast<std::int64_t>(m_lines.size()) + 1));
    }
    if (static_cast<std::int64_t>(m_lines.size()) != m_lastLine) {
        throw Damage{"lines are missing"};
    }
    return m_lines;
}

/// Who opens the journal for some rows does not need all lines, of which there may be 200,000.
JournalLine JournalTables::line(std::int64_t id) {
    if (id >= 1 && id <= static_cast<std::int64_t>(m_lines.size())) {
        return m_lines[static_cast<std::size_t>(id - 1)];
    }
    StatementUse read(m_statements->readLine, {id});
    if (!read->executeStep()) {
        throw Damage{"line " + std::to_string(id) + " is missing"};
    }
    return lineIn(read, id);
}

UsageRecord JournalTables::recordOf(const JournalRow& row) {
    const JournalLine line = this->line(row.line);
    return {
        text(line.meter),
        text(line.thing),
        text(line.customer),
        text(line.dimension),
        row.beginMs,
        row.endMs,
        row.value,
        row.evidence};
}

bool JournalTables::add(JournalRow row) {
    row.sequence = m_lastSequence + 1;
    const Decimal::Parts value = row.value.parts();
    const Evidence& e = row.evidence;
    const int added = StatementUse(
                          m_statements->addRecord,
                          {row.sequence,
                           dayOf(row.beginMs),
                           row.line,
                           row.beginMs,
                           row.revision,
                           row.endMs,
                           row.madeMs,
                           value.trillions,
                           value.units,
                           value.fraction,
                           e.firstMs,
                           e.lastMs,
                           e.measuredMs,
                           e.inferredMs,
                           e.unmeteredMs,
                           e.samples,
                           e.resets,
                           e.possibleLosses,
                           checksumOf(row)}
    )
                          ->exec();
    if (added == 0) {
        return false;
    }
    ++m_lastSequence;
    addToDay(row);
    return true;
}

void JournalTables::addToDay(const JournalRow& row) {
    const std::int64_t day = dayOf(row.beginMs);
    const Decimal::Parts value = row.value.parts();
    const Evidence& e = row.evidence;
    StatementUse(
        m_statements->addToDay,
        {day,
         row.line,
         value.trillions,
         value.units,
         value.fraction,
         e.measuredMs,
         e.inferredMs,
         e.unmeteredMs,
         e.samples,
         e.resets,
         e.possibleLosses,
         daySumCheck(day, row.line, 1, value, e)}
    )
        ->exec();
}

void JournalTables::setCheckpoint(const JournalCheckpoint& checkpoint) {
    StatementUse set(m_statements->setCheckpoint, {checkpoint.segment, checkpoint.offsetBytes});
    const std::string& state = checkpoint.state;
    set->bindNoCopy(3, state.data(), static_cast<int>(state.size()));
    const std::int64_t place = checksumOf({checkpoint.segment, checkpoint.offsetBytes});
    set->bind(4, checksumOf(place, state));
    set->exec();
}

std::optional<JournalCheckpoint> JournalTables::checkpoint() {
    StatementUse read(m_statements->readCheckpoint);
    if (!read->executeStep()) {
        return std::nullopt;
    }
    JournalCheckpoint out{read.at(0), read.at(1), read->getColumn(2).getString()};
    if (checksumOf(checksumOf({out.segment, out.offsetBytes}), out.state) != read.at(3)) {
        throw Damage{"the checkpoint is not what was written"};
    }
    return out;
}

void JournalTables::readAfter(std::int64_t sequence, std::int64_t most, const RowTaker& take) {
    StatementUse read(m_statements->readAfter, {sequence, most});
    for (std::int64_t left = most; left > 0 && sequence < m_lastSequence; --left) {
        if (!read->executeStep() || read.at(0) != sequence + 1) {
            throw Damage{"record " + std::to_string(sequence + 1) + " is missing"};
        }
        ++sequence;
        if (!take(rowOf(read))) {
            return;
        }
    }
}

void JournalTables::readPlace(
    std::int64_t day,
    std::int64_t line,
    std::int64_t fromMs,
    std::int64_t lastMs,
    const RowTaker& take
) {
    StatementUse read(m_statements->readPlace, {day, line, fromMs, lastMs});
    while (read->executeStep() && take(rowOf(read))) {
    }
}

void JournalTables::readDay(
    std::int64_t day, std::int64_t fromMs, std::int64_t lastMs, const RowTaker& take
) {
    StatementUse read(m_statements->readDay, {day, fromMs, lastMs});
    while (read->executeStep() && take(rowOf(read))) {
    }
}

std::optional<std::int64_t> JournalTables::dayFrom(std::int64_t day) {
    StatementUse find(m_statements->dayFrom, {day});
    return find->executeStep() ? std::optional(find.at(0)) : std::nullopt;
}

void JournalTables::readDaySums(
    std::int64_t day, const std::function<void(const JournalDaySum&)>& take
) {
    StatementUse read(m_statements->readSums, {day});
    while (read->executeStep()) {
        take(daySumOf(read));
    }
}

std::optional<JournalDaySum> JournalTables::daySum(std::int64_t day, std::int64_t line) {
    StatementUse read(m_statements->readSum, {day, line});
    return read->executeStep() ? std::optional(daySumOf(read)) : std::nullopt;
}

void JournalTables::verify() {
    const std::string structure = m_database->execAndGet("PRAGMA integrity_check(1)").getString();
    if (structure != "ok") {
        throw Damage{structure};
    }
    m_lines.clear();
    m_texts.clear();
    for (const JournalLine& line : lines()) {
        for (const std::uint32_t id : {line.customer, line.dimension, line.meter, line.thing}) {
            static_cast<void>(text(id));
        }
    }
    readAfter(0, INT64_MAX, [this](const JournalRow& row) {
        static_cast<void>(line(row.line)); // or the last lines could be missing
        return true;
    });
    static_cast<void>(checkpoint());
    for (auto day = dayFrom(INT64_MIN); day; day = dayFrom(*day + 1)) {
        readDaySums(*day, [](const JournalDaySum&) {});
    }
    const std::string sums = "day,line,sum(trillions),sum(units),sum(fraction),sum(measured_ms),"
                             "sum(inferred_ms),sum(unmetered_ms),sum(samples),sum(resets),"
                             "sum(possible_losses)";
    const std::string made = "SELECT count(*)," + sums + " FROM record GROUP BY day,line";
    const std::string kept = "SELECT sum(records)," + sums + " FROM day_sum GROUP BY day,line";
    const std::string differ = "SELECT (SELECT count(*) FROM (" + made + " EXCEPT " + kept +
                               ")) + (SELECT count(*) FROM (" + kept + " EXCEPT " + made + "))";
    if (m_database->execAndGet(differ).getInt64() != 0) {
        throw Damage{"sums of days are not the sums of their records"};
    }
}

} // namespace meterbench::metering
