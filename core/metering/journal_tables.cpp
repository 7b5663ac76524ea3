#include "core/metering/journal_tables.h"

#include "core/base/bytes.h"
#include "core/base/hash.h"

#include <bit>
#include <initializer_list>
#include <utility>

namespace meterbench::metering {

namespace {

using base::Decimal;

constexpr std::size_t kMostKnownLines = 1'000'000;
constexpr std::size_t kMostKnownTexts = 100'000;

void bindAll(SQLite::Statement& statement, std::initializer_list<std::int64_t> values) {
    int index = 0;
    for (const std::int64_t value : values) {
        statement.bind(++index, value);
    }
}

/// Ready to be used when it comes, and when it goes: one that is not reset keeps the file from
/// being tidied up.
class Use {
public:
    explicit Use(SQLite::Statement& statement, std::initializer_list<std::int64_t> values = {})
        : m_statement(statement) {
        m_statement.tryReset(); // tells the former error again
        bindAll(m_statement, values);
    }

    Use(const Use&) = delete;
    Use& operator=(const Use&) = delete;

    ~Use() { m_statement.tryReset(); }

    SQLite::Statement* operator->() { return &m_statement; }

    [[nodiscard]] std::int64_t at(int column) const {
        return m_statement.getColumn(column).getInt64();
    }

private:
    SQLite::Statement& m_statement;
};

/// Of the numbers' bytes as they stand in memory: files are for machines of one byte order.
std::int64_t checksumOf(std::initializer_list<std::int64_t> values) {
    static_assert(std::endian::native == std::endian::little);
    const std::string_view bytes(
        reinterpret_cast<const char*>(values.begin()), values.size() * sizeof(std::int64_t)
    );
    return static_cast<std::int32_t>(base::checksum32(bytes));
}

std::int64_t checksumOf(std::int64_t id, std::string_view text) {
    std::string bytes;
    base::appendU64(bytes, static_cast<std::uint64_t>(id));
    bytes += text;
    return static_cast<std::int32_t>(base::checksum32(bytes));
}

std::int64_t checksumOf(const JournalRow& row) {
    const Decimal::Parts value = row.value.parts();
    const Evidence& e = row.evidence;
    return checksumOf(
        {row.sequence,
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
         e.possibleLosses}
    );
}

/// Of a sum it is the sum of those of its parts, so that SQL can keep it up. A single number that
/// is not what it was is always seen.
std::int64_t daySumCheck(
    std::int64_t day,
    std::int64_t line,
    std::int64_t records,
    const Decimal::Parts& value,
    const Evidence& e
) {
    // Without a sign: damaged numbers may be of any size.
    const auto n = [](std::int64_t number) { return static_cast<std::uint64_t>(number); };
    return static_cast<std::int64_t>(
        n(records) * (2 + 29 * n(line) + 31 * n(day)) + 3 * n(value.trillions) +
        5 * n(value.units) + 7 * n(value.fraction) + 11 * n(e.measuredMs) + 13 * n(e.inferredMs) +
        17 * n(e.unmeteredMs) + 19 * n(e.samples) + 23 * n(e.resets) + 27 * n(e.possibleLosses)
    );
}

Decimal decimalOf(const Decimal::Parts& parts, const char* where) {
    const std::optional<Decimal> decimal = Decimal::fromParts(parts);
    if (!decimal) {
        throw Damage{std::string("a number in ") + where + " is beyond 10^24"};
    }
    return *decimal;
}

constexpr const char* kRowColumns =
    "SELECT sequence,line,begin_ms,revision,end_ms,made_ms,trillions,units,fraction,first_ms,"
    "last_ms,measured_ms,inferred_ms,unmetered_ms,samples,resets,possible_losses,checksum,day "
    "FROM record ";

JournalRow rowOf(const Use& at) {
    JournalRow row{at.at(0), at.at(1), at.at(2), at.at(3), at.at(4), at.at(5), {}, {}};
    const Decimal::Parts parts{at.at(6), at.at(7), at.at(8)};
    const std::string name = "record " + std::to_string(row.sequence);
    row.value = decimalOf(parts, name.c_str());
    row.evidence = {
        at.at(9), at.at(10), at.at(11), at.at(12), at.at(13), at.at(14), at.at(15), at.at(16)};
    if (checksumOf(row) != at.at(17) || dayOf(row.beginMs) != at.at(18)) {
        throw Damage{name + " is not what was written"};
    }
    return row;
}

constexpr const char* kSumColumns =
    "SELECT day,line,records,trillions,units,fraction,measured_ms,inferred_ms,unmetered_ms,"
    "samples,resets,possible_losses,checksum FROM day_sum ";

JournalDaySum daySumOf(const Use& at) {
    JournalDaySum sum{at.at(1), at.at(2), {}, {}};
    const Decimal::Parts parts{at.at(3), at.at(4), at.at(5)};
    Evidence& e = sum.evidence;
    e.measuredMs = at.at(6);
    e.inferredMs = at.at(7);
    e.unmeteredMs = at.at(8);
    e.samples = at.at(9);
    e.resets = at.at(10);
    e.possibleLosses = at.at(11);
    if (daySumCheck(at.at(0), sum.line, sum.records, parts, e) != at.at(12)) {
        throw Damage{"a sum of a day is not what was written"};
    }
    sum.value = decimalOf(parts, "a sum of a day");
    return sum;
}

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
    Use find(m_statements->findText);
    find->bindNoCopy(1, text);
    return find->executeStep() ? std::optional(find.at(0)) : std::nullopt;
}

std::int64_t JournalTables::textId(const std::string& text) {
    if (const std::optional<std::int64_t> known = idOfText(text)) {
        return *known;
    }
    std::int64_t id = 1;
    {
        Use last(m_statements->lastText);
        last->executeStep();
        id += last.at(0);
    }
    Use add(m_statements->addText);
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
    Use read(m_statements->readText, {id});
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
    Use find(m_statements->findLine, {customer, dimension, meter, thing});
    if (find->executeStep()) {
        return m_lineOf[key] = find.at(0);
    }
    const std::int64_t line = m_lastLine + 1;
    const std::int64_t sum = checksumOf({line, customer, dimension, meter, thing});
    Use(m_statements->addLine, {line, customer, dimension, meter, thing, sum})->exec();
    m_lastLine = line;
    return m_lineOf[key] = line;
}

const std::vector<JournalLine>& JournalTables::lines() {
    if (static_cast<std::int64_t>(m_lines.size()) == m_lastLine) {
        return m_lines;
    }
    Use read(m_statements->readLines, {static_cast<std::int64_t>(m_lines.size())});
    while (read->executeStep()) {
        const std::int64_t id = read.at(0);
        const auto part = [&read](int column) {
            return static_cast<std::uint32_t>(read.at(column));
        };
        const JournalLine line{part(1), part(2), part(3), part(4)};
        if (id != static_cast<std::int64_t>(m_lines.size()) + 1 ||
            checksumOf({id, line.customer, line.dimension, line.meter, line.thing}) != read.at(5)) {
            throw Damage{"line " + std::to_string(id) + " is not what was written"};
        }
        m_lines.push_back(line);
    }
    if (static_cast<std::int64_t>(m_lines.size()) != m_lastLine) {
        throw Damage{"lines are missing"};
    }
    return m_lines;
}

UsageRecord JournalTables::recordOf(const JournalRow& row) {
    if (row.line < 1 || row.line > static_cast<std::int64_t>(lines().size())) {
        throw Damage{"line " + std::to_string(row.line) + " is missing"};
    }
    const JournalLine line = lines()[static_cast<std::size_t>(row.line - 1)];
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
    const int added = Use(m_statements->addRecord,
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
                           checksumOf(row)})
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
    Use(m_statements->addToDay,
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
         daySumCheck(day, row.line, 1, value, e)})
        ->exec();
}

void JournalTables::setCheckpoint(const JournalCheckpoint& checkpoint) {
    Use set(m_statements->setCheckpoint, {checkpoint.segment, checkpoint.offsetBytes});
    const std::string& state = checkpoint.state;
    set->bindNoCopy(3, state.data(), static_cast<int>(state.size()));
    const std::int64_t place = checksumOf({checkpoint.segment, checkpoint.offsetBytes});
    set->bind(4, checksumOf(place, state));
    set->exec();
}

std::optional<JournalCheckpoint> JournalTables::checkpoint() {
    Use read(m_statements->readCheckpoint);
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
    Use read(m_statements->readAfter, {sequence, most});
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
    Use read(m_statements->readPlace, {day, line, fromMs, lastMs});
    while (read->executeStep() && take(rowOf(read))) {
    }
}

void JournalTables::readDay(
    std::int64_t day, std::int64_t fromMs, std::int64_t lastMs, const RowTaker& take
) {
    Use read(m_statements->readDay, {day, fromMs, lastMs});
    while (read->executeStep() && take(rowOf(read))) {
    }
}

std::optional<std::int64_t> JournalTables::dayFrom(std::int64_t day) {
    Use find(m_statements->dayFrom, {day});
    return find->executeStep() ? std::optional(find.at(0)) : std::nullopt;
}

void JournalTables::readDaySums(
    std::int64_t day, const std::function<void(const JournalDaySum&)>& take
) {
    Use read(m_statements->readSums, {day});
    while (read->executeStep()) {
        take(daySumOf(read));
    }
}

std::optional<JournalDaySum> JournalTables::daySum(std::int64_t day, std::int64_t line) {
    Use read(m_statements->readSum, {day, line});
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
    readAfter(0, INT64_MAX, [](const JournalRow&) { return true; });
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
