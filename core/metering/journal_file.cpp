#include "core/metering/journal_file.h"

#include <sqlite3.h>

#include <algorithm>
#include <filesystem>
#include <system_error>

namespace meterbench::metering {

namespace {

using base::Code;
using base::Error;

constexpr int kApplicationId = 0x4d42554a; // "MBUJ"
constexpr int kFormat = 1;
constexpr std::uint64_t kPageBytes = 4'096;

/// README.md says what they are.
constexpr const char* kTables = R"(
CREATE TABLE text(
  id INTEGER PRIMARY KEY, text TEXT NOT NULL UNIQUE, checksum INTEGER NOT NULL);
CREATE TABLE line(
  id INTEGER PRIMARY KEY, customer INTEGER NOT NULL, dimension INTEGER NOT NULL,
  meter INTEGER NOT NULL, thing INTEGER NOT NULL, checksum INTEGER NOT NULL,
  UNIQUE(customer, dimension, meter, thing));
CREATE TABLE record(
  sequence INTEGER PRIMARY KEY, day INTEGER NOT NULL, line INTEGER NOT NULL,
  begin_ms INTEGER NOT NULL, revision INTEGER NOT NULL, end_ms INTEGER NOT NULL,
  made_ms INTEGER NOT NULL, trillions INTEGER NOT NULL, units INTEGER NOT NULL,
  fraction INTEGER NOT NULL, first_ms INTEGER NOT NULL, last_ms INTEGER NOT NULL,
  measured_ms INTEGER NOT NULL, inferred_ms INTEGER NOT NULL, unmetered_ms INTEGER NOT NULL,
  samples INTEGER NOT NULL, resets INTEGER NOT NULL, possible_losses INTEGER NOT NULL,
  checksum INTEGER NOT NULL);
CREATE UNIQUE INDEX record_place ON record(day, line, begin_ms, revision);
CREATE TABLE day_sum(
  day INTEGER NOT NULL, line INTEGER NOT NULL, records INTEGER NOT NULL,
  trillions INTEGER NOT NULL, units INTEGER NOT NULL, fraction INTEGER NOT NULL,
  measured_ms INTEGER NOT NULL, inferred_ms INTEGER NOT NULL, unmetered_ms INTEGER NOT NULL,
  samples INTEGER NOT NULL, resets INTEGER NOT NULL, possible_losses INTEGER NOT NULL,
  checksum INTEGER NOT NULL, PRIMARY KEY(day, line)) WITHOUT ROWID;
CREATE TABLE checkpoint(
  id INTEGER PRIMARY KEY, segment INTEGER NOT NULL, offset_bytes INTEGER NOT NULL,
  state BLOB NOT NULL, checksum INTEGER NOT NULL);
)";

int number(SQLite::Database& database, const char* pragma) {
    return database.execAndGet(pragma).getInt();
}

/// Under another name until it is whole: an empty file is damage then, not a new journal.
void makeFile(const std::string& path) {
    SQLite::Database database(path, SQLite::OPEN_READWRITE | SQLite::OPEN_CREATE);
    database.exec("PRAGMA page_size=" + std::to_string(kPageBytes));
    database.exec("PRAGMA synchronous=FULL");
    SQLite::Transaction transaction(database);
    database.exec(kTables);
    database.exec("PRAGMA application_id=" + std::to_string(kApplicationId));
    database.exec("PRAGMA user_version=" + std::to_string(kFormat));
    transaction.commit();
}

base::Status makeWhole(const std::string& path, base::FileSystem& files) {
    const std::string temporary = path + ".new";
    std::error_code ignored;
    for (const char* const rest : {"", "-journal", "-wal", "-shm"}) {
        std::filesystem::remove(temporary + rest, ignored);
    }
    const base::Result<bool> made = guarded("make", path, [&temporary] {
        makeFile(temporary);
        return true;
    });
    if (!made) {
        std::filesystem::remove(temporary, ignored);
        return made.error();
    }
    const base::Status renamed = files.rename(temporary, path);
    const std::string folder = std::filesystem::path(path).parent_path().string();
    return renamed ? files.syncFolder(folder) : renamed;
}

/// SQLite sees that pages are missing, but takes part of a page for a whole one. With a -wal file
/// the end may be in there.
base::Status checkSize(const std::string& path) {
    std::error_code unknown;
    const std::uint64_t size = std::filesystem::file_size(path, unknown);
    if (unknown) {
        return {};
    }
    if (size == 0) {
        return journalDamage("it is empty", path);
    }
    const std::uint64_t waiting = std::filesystem::file_size(path + "-wal", unknown);
    const bool isWhole = size % kPageBytes == 0 || (!unknown && waiting > 0);
    return isWhole ? base::Status() : base::Status(journalDamage("its end is cut off", path));
}

void checkKind(SQLite::Database& database, const std::string& path) {
    if (number(database, "PRAGMA application_id") != kApplicationId) {
        throw Damage{"it is not a usage journal"};
    }
    const int format = number(database, "PRAGMA user_version");
    if (format > kFormat) {
        throw Refusal{
            {Code::Unsupported,
             path + " has format " + std::to_string(format) + ", this program knows up to " +
                 std::to_string(kFormat) + ": use the newer program that wrote it"}};
    }
    if (format != kFormat) {
        throw Damage{"there is no format " + std::to_string(format)};
    }
}

/// README.md argues for each.
void set(SQLite::Database& database, std::uint64_t mostBytes) {
    if (database.execAndGet("PRAGMA journal_mode=WAL").getString() != "wal") {
        throw Refusal{{Code::Io, database.getFilename() + ": its folder cannot hold a -wal file"}};
    }
    database.exec("PRAGMA synchronous=FULL");
    database.exec("PRAGMA cell_size_check=ON");
    database.exec("PRAGMA cache_size=-16000");
    database.exec("PRAGMA wal_autocheckpoint=2000");
    database.exec("PRAGMA journal_size_limit=16777216");
    if (mostBytes != 0) {
        const std::uint64_t pages = std::max<std::uint64_t>(1, mostBytes / kPageBytes);
        database.exec("PRAGMA max_page_count=" + std::to_string(pages));
    }
}

} // namespace

base::Error journalDamage(const std::string& what, const std::string& path) {
    return {
        Code::Corrupt,
        path + " is damaged: " + what +
            ". Set it aside with its -wal file and put a copy from before in its place; without "
            "one, usage can be metered again from what the log still has"};
}

base::Error journalError(
    const SQLite::Exception& exception, const std::string& doing, const std::string& path
) {
    const std::string said =
        "cannot " + doing + " the usage journal " + path + ": " + exception.what();
    switch (exception.getErrorCode()) {
    case SQLITE_CORRUPT:
    case SQLITE_NOTADB:
    case SQLITE_FORMAT:
    case SQLITE_CONSTRAINT:
    case SQLITE_MISMATCH:
    case SQLITE_ERROR: // what is asked is always the same: it is the tables that are others
        return journalDamage(exception.what(), path);
    case SQLITE_FULL:
        return {
            Code::Limit,
            said + ". Nothing of it was stored; make room on the disk, or allow the file more"};
    case SQLITE_BUSY:
    case SQLITE_LOCKED:
        return {Code::Limit, said + ". Another program has it open; close that one"};
    case SQLITE_READONLY:
    case SQLITE_PERM:
    case SQLITE_AUTH:
    case SQLITE_CANTOPEN:
        return {Code::Io, said + ". This user must be allowed to read and write it and its folder"};
    case SQLITE_IOERR:
        return {
            Code::Io,
            said + ". Nothing of it was stored; see whether the disk is full, gone or failing"};
    case SQLITE_TOOBIG:
        return {Code::Limit, said + ". No text or state may have more than 10^9 bytes"};
    default:
        return {Code::Internal, said};
    }
}

base::Result<std::unique_ptr<SQLite::Database>>
openJournalFile(const std::string& path, std::uint64_t mostBytes, base::FileSystem& files) {
    std::error_code unknown;
    const bool isNew =
        std::filesystem::status(path, unknown).type() == std::filesystem::file_type::not_found;
    if (const base::Status made = isNew ? makeWhole(path, files) : checkSize(path); !made) {
        return made.error();
    }
    return guarded("open", path, [&] {
        auto database = std::make_unique<SQLite::Database>(path, SQLite::OPEN_READWRITE);
        checkKind(*database, path);
        set(*database, mostBytes);
        return database;
    });
}

base::Result<std::unique_ptr<SQLite::Database>> openJournalToRead(const std::string& path) {
    std::error_code unknown;
    if (!std::filesystem::exists(path, unknown)) {
        return Error{Code::NotFound, "no usage was metered there: " + path + " is not there"};
    }
    if (const base::Status whole = checkSize(path); !whole) {
        return whole.error();
    }
    return guarded("open", path, [&] {
        auto database = std::make_unique<SQLite::Database>(path, SQLite::OPEN_READONLY);
        checkKind(*database, path);
        database->exec("BEGIN"); // all that is read is of one moment
        return database;
    });
}

} // namespace meterbench::metering
