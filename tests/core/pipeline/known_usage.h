// What an agent knows of usage, records and what is open, and whether it is what was expected.
#pragma once

#include "core/pipeline/recompute.h"
#include "tests/core/pipeline/meterer_bench.h"

#include <map>
#include <string>

namespace meterbench::tests {

/// By id; what was taken back is not there.
inline std::map<std::string, metering::UsageRecord> knownUsage(Bench& bench) {
    std::map<std::string, metering::UsageRecord> found;
    auto journal = metering::UsageJournal::openToRead(
        bench.folder.path().toStdString() + "/usage", bench.clock
    );
    const auto rows = (*journal)->recordsAfter(0, 100'000);
    for (const auto& row : *rows) {
        found[row.id] = (*journal)->known(row.record).value().value();
    }
    for (const metering::UsageRecord& record : bench.meterer->state()->open) {
        found[metering::idOf(record)] = record;
    }
    std::erase_if(found, [](const auto& one) {
        return one.second.value.isZero() && one.second.evidence == metering::Evidence{};
    });
    return found;
}

inline pipeline::Recomputation recomputed(Bench& bench, const metering::Meter& meter) {
    auto journal = metering::UsageJournal::openToRead(
        bench.folder.path().toStdString() + "/usage", bench.clock
    );
    return pipeline::recompute({}, {meter}, **journal, bench.files, bench.log->folder()).value();
}

inline QByteArray wordsOf(const metering::UsageRecord& record) {
    const metering::Evidence& evidence = record.evidence;
    return QByteArray::fromStdString(record.thing + ' ' + record.customer + ' ') +
           QByteArray::number(qlonglong(record.beginMs / 60'000)) + ' ' +
           QByteArray::fromStdString(record.value.toText()) + " samples " +
           QByteArray::number(qlonglong(evidence.samples)) + " measured " +
           QByteArray::number(qlonglong(evidence.measuredMs)) + " inferred " +
           QByteArray::number(qlonglong(evidence.inferredMs)) + " unmetered " +
           QByteArray::number(qlonglong(evidence.unmeteredMs)) + " resets " +
           QByteArray::number(qlonglong(evidence.resets)) + " times " +
           QByteArray::number(qlonglong(evidence.firstMs)) + ' ' +
           QByteArray::number(qlonglong(evidence.lastMs));
}

inline void compare(
    const std::map<std::string, metering::UsageRecord>& found,
    const std::map<std::string, metering::UsageRecord>& expected
) {
    for (const auto& [id, record] : expected) {
        const auto at = found.find(id);
        QVERIFY2(at != found.end(), ("missing: " + wordsOf(record)).constData());
        QCOMPARE(wordsOf(at->second), wordsOf(record));
    }
    for (const auto& [id, record] : found) {
        QVERIFY2(expected.contains(id), ("too much: " + wordsOf(record)).constData());
    }
}

/// Empty, or the first difference in words.
inline QByteArray differenceIn(const pipeline::Recomputation& done) {
    if (done.differences.empty()) {
        return {};
    }
    const pipeline::UsageDifference& first = done.differences.front();
    return "kept: " + (first.kept ? wordsOf(*first.kept) : QByteArray("nothing")) +
           "; recomputed: " + (first.recomputed ? wordsOf(*first.recomputed) : QByteArray("nothing"));
}

} // namespace meterbench::tests
