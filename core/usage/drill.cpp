#include "core/usage/drill.h"

#include "core/usage/priced_usage.h"

#include <algorithm>
#include <map>
#include <utility>

namespace meterbench::usage {

namespace {

using metering::Measure;
using metering::StoredRecord;
using metering::UsageRecord;

constexpr std::size_t kPage = 2'000;
/// Older records than these are not read: the windows of one row in a month are fewer.
constexpr std::size_t kMostRead = 100'000;

class Maker {
public:
    Maker(const config::Workspace& workspace, const Live& live)
        : m_workspace(workspace)
        , m_live(live) {}

    void take(const StoredRecord& stored) {
        const UsageRecord& record = stored.record;
        const metering::Meter* const meter = meterOf(m_workspace, record.meter);
        add(m_windows[{record.endMs, record.meter}], record, meter, stored.sequence == 0);
        add(m_things[{record.thing, record.meter}], record, meter, stored.sequence == 0);
        RecordRow row{stored.sequence, stored.revision, unitsOf(record.value, meter), record, {}};
        for (const auto& endpoint : m_live.deliveries) {
            row.delivered.push_back(
                stored.sequence == 0 ? Delivered::NotClosed : deliveredBy(*endpoint, stored)
            );
        }
        m_records.push_back(std::move(row));
        if (m_records.size() > 2 * kMostRecords) {
            m_records.erase(m_records.begin(), m_records.begin() + kMostRecords);
        }
        ++m_count;
    }

    void finish(Drill& drill) {
        for (auto& [key, sum] : m_windows) {
            drill.windows.push_back(windowOf(key.first, sum));
        }
        std::ranges::reverse(drill.windows);
        for (auto& [key, sum] : m_things) {
            drill.things.push_back({key.first, key.second, valueOf(sum), sum.evidence});
        }
        std::ranges::reverse(m_records);
        m_records.resize(std::min(m_records.size(), kMostRecords));
        drill.records = std::move(m_records);
        drill.recordsInAll = m_count;
    }

private:
    struct Sum {
        metering::Combined combined;
        metering::Evidence evidence; ///< with the times of samples
        const metering::Meter* meter = nullptr;
        std::map<std::string, int> things;
        std::int64_t beginMs = INT64_MAX;
        bool isOpen = false;
    };

    using Key = std::pair<std::int64_t, std::string>;

    static void
    add(Sum& sum, const UsageRecord& record, const metering::Meter* meter, bool isOpen) {
        sum.meter = meter;
        const Measure measure = meter == nullptr ? Measure::Increase : meter->measure;
        metering::combine(sum.combined, measure, record.value, record.evidence);
        metering::addCounts(sum.evidence, record.evidence);
        const std::int64_t firstMs = record.evidence.firstMs;
        sum.evidence.firstMs =
            sum.evidence.firstMs == 0 || (firstMs != 0 && firstMs < sum.evidence.firstMs)
                ? firstMs
                : sum.evidence.firstMs;
        sum.evidence.lastMs = std::max(sum.evidence.lastMs, record.evidence.lastMs);
        if (measure == Measure::Unique) {
            sum.things[record.thing] = 1;
        }
        sum.beginMs = std::min(sum.beginMs, record.beginMs);
        sum.isOpen = sum.isOpen || isOpen;
    }

    static Decimal valueOf(const Sum& sum) {
        const Measure measure = sum.meter == nullptr ? Measure::Increase : sum.meter->measure;
        return unitsOf(
            metering::valueOf(sum.combined, measure, sum.things.size()).value_or(Decimal()),
            sum.meter
        );
    }

    static WindowRow windowOf(std::int64_t endMs, const Sum& sum) {
        return {sum.beginMs, endMs, valueOf(sum), sum.evidence, sum.combined.records, sum.isOpen};
    }

    const config::Workspace& m_workspace;
    const Live& m_live;
    std::map<Key, Sum> m_windows;
    std::map<std::pair<std::string, std::string>, Sum> m_things;
    std::vector<RecordRow> m_records;
    std::uint64_t m_count = 0;
};

std::string takeClosed(
    metering::UsageJournal& journal,
    Period period,
    const Watch& watched,
    std::int64_t last,
    Maker& maker
) {
    metering::UsageFilter filter;
    filter.customer = watched.customer;
    filter.dimension = watched.dimension;
    filter.fromMs = period.beginMs;
    filter.toMs = period.endMs;
    std::int64_t after = 0;
    for (std::size_t read = 0; read < kMostRead;) {
        const auto page = journal.records(filter, after, kPage);
        if (!page) {
            return page.error().context;
        }
        for (const StoredRecord& stored : *page) {
            if (stored.sequence <= last) {
                maker.take(stored);
            }
            after = stored.sequence;
        }
        read += page->size();
        if (page->size() < kPage) {
            break;
        }
    }
    return {};
}

} // namespace

Delivered deliveredBy(const delivery::DeliveryState& endpoint, const StoredRecord& record) {
    if (record.record.customer.empty() || record.record.dimension.empty()) {
        return Delivered::PassedOver;
    }
    if (record.sequence > endpoint.doneThrough) {
        return Delivered::Waiting;
    }
    const bool isRefused =
        std::ranges::any_of(endpoint.newestRefused, [&](const delivery::RefusedRecord& one) {
            return one.sequence == record.sequence;
        });
    return isRefused ? Delivered::Refused : Delivered::Accepted;
}

std::shared_ptr<const Drill> drillInto(
    metering::UsageJournal* journal,
    const config::Workspace& workspace,
    Period period,
    const Watch& watched,
    const Live& live
) {
    auto drill = std::make_shared<Drill>();
    drill->customer = watched.customer;
    drill->dimension = watched.dimension;
    Maker maker(workspace, live);
    if (journal != nullptr) {
        drill->problem = takeClosed(*journal, period, watched, live.lastSequence, maker);
    }
    if (live.open != nullptr) {
        for (const UsageRecord& record : *live.open) {
            const bool isIn = record.beginMs >= period.beginMs && record.beginMs < period.endMs;
            if (isIn && record.customer == watched.customer &&
                record.dimension == watched.dimension) {
                StoredRecord open;
                open.record = record;
                maker.take(open);
            }
        }
    }
    maker.finish(*drill);
    return drill;
}

} // namespace meterbench::usage
