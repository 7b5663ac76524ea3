#include "core/metering/journal_rows.h"

#include "core/base/bytes.h"
#include "core/base/hash.h"

#include <bit>
#include <optional>

namespace meterbench::metering {

namespace {

using base::Decimal;

Decimal decimalOf(const Decimal::Parts& parts, const char* where) {
    const std::optional<Decimal> decimal = Decimal::fromParts(parts);
    if (!decimal) {
        throw Damage{std::string("a number in ") + where + " is beyond 10^24"};
    }
    return *decimal;
}

} // namespace

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

const char* const kRowColumns =
    "SELECT sequence,line,begin_ms,revision,end_ms,made_ms,trillions,units,fraction,first_ms,"
    "last_ms,measured_ms,inferred_ms,unmetered_ms,samples,resets,possible_losses,checksum,day "
    "FROM record ";

JournalRow rowOf(const StatementUse& at) {
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

const char* const kSumColumns =
    "SELECT day,line,records,trillions,units,fraction,measured_ms,inferred_ms,unmetered_ms,"
    "samples,resets,possible_losses,checksum FROM day_sum ";

JournalDaySum daySumOf(const StatementUse& at) {
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

} // namespace meterbench::metering
