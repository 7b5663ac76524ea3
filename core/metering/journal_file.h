// The file of the usage journal: made, opened, checked for what it is, and its errors in words. The
// only place, with what includes it, that knows SQLite and SQLiteCpp: their exceptions, and Damage,
// end in guarded(). One thread.
#pragma once

#include "core/base/file.h"
#include "core/base/result.h"

#include <SQLiteCpp/SQLiteCpp.h>

#include <cstdint>
#include <memory>
#include <string>
#include <type_traits>

namespace meterbench::metering {

/// Thrown where what is read cannot be what was written.
struct Damage {
    std::string what;
};

/// Thrown for what cannot be done with an undamaged file.
struct Refusal {
    base::Error error;
};

/// In words, with the file and what would be right.
[[nodiscard]] base::Error
journalError(const SQLite::Exception& exception, const std::string& doing, const std::string& path);
[[nodiscard]] base::Error journalDamage(const std::string& what, const std::string& path);

/// What `work` gives, or what it throws as an Error. `doing`: "write", "read".
template <class Work>
auto guarded(const std::string& doing, const std::string& path, Work&& work)
    -> base::Result<std::invoke_result_t<Work>> {
    try {
        return work();
    } catch (const SQLite::Exception& exception) {
        return journalError(exception, doing, path);
    } catch (const Damage& damage) {
        return journalDamage(damage.what, path);
    } catch (const Refusal& refusal) {
        return refusal.error;
    }
}

/// Opens a journal that is there, to look into it as it is now, whoever else writes to it.
[[nodiscard]] base::Result<std::unique_ptr<SQLite::Database>>
openJournalToRead(const std::string& path);

/// Opens the journal's file in a folder that is there and locked, and makes it if it is not there.
[[nodiscard]] base::Result<std::unique_ptr<SQLite::Database>>
openJournalFile(const std::string& path, std::uint64_t mostBytes, base::FileSystem& files);

} // namespace meterbench::metering
