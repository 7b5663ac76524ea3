#include "core/usage/reconciliation.h"

#include "core/delivery/billed.h"
#include "core/metering/metering.h"
#include "core/pricing/statement_writer.h"
#include "core/usage/priced_usage.h"
#include "core/usage/statements.h"

#include <algorithm>
#include <set>

namespace meterbench::usage {

namespace {

using base::Code;
using base::Error;
using base::Result;
using base::Status;
using delivery::DeliveryBook;
using metering::UsageJournal;
using metering::UsageRecord;

constexpr int kMostLooks = 5;
constexpr std::size_t kPage = 10'000;

/// Of an endpoint that has sent nothing yet, an empty one.
Result<DeliveryBook>
bookOf(base::FileSystem& files, const std::string& folder, const std::string& name) {
    auto book = delivery::DeliveryFile::read(files, folder, name);
    if (!book && book.error().code == Code::NotFound) {
        return DeliveryBook();
    }
    return book;
}

bool isSame(const DeliveryBook& a, const DeliveryBook& b) {
    return a.doneThrough == b.doneThrough && a.accepted == b.accepted && a.refused == b.refused;
}

/// One look: a book, a journal and a ledger.
class Look {
public:
    Look(const config::Workspace& workspace, const ReconcileScope& scope, const DeliveryBook& book)
        : m_workspace(workspace)
        , m_scope(scope)
        , m_reconciler(book) {}

    Result<Reconciliation>
    compare(const delivery::UsageEndpointOptions& endpoint, const ReconcileTools& tools) {
        if (const Status read = readJournal(tools.clock); !read) {
            return read.error();
        }
        m_customers.erase("");
        const auto billed = delivery::askBilled(
            endpoint,
            {m_customers, m_scope.fromMs, m_scope.toMs, tools.isCancelled},
            tools.client
        );
        if (billed) {
            m_reconciler.setBilled(*billed);
        } else if (billed.error().code == Code::Unsupported) {
            m_found.notAsked = billed.error().context;
        } else {
            return billed.error();
        }
        auto rows = m_reconciler.rows();
        if (!rows) {
            return rows.error();
        }
        m_found.rows = std::move(*rows);
        return std::move(m_found);
    }

private:
    Status readJournal(const base::Clock& clock) {
        auto journal = UsageJournal::openToRead(m_scope.folder, clock);
        if (!journal) {
            return journal.error();
        }
        metering::UsageFilter filter;
        filter.fromMs = m_scope.fromMs;
        filter.toMs = m_scope.toMs;
        for (std::int64_t after = 0;;) {
            const auto rows = (*journal)->records(filter, after, kPage);
            if (!rows) {
                return rows.error();
            }
            for (const metering::StoredRecord& row : *rows) {
                m_reconciler.addClosed(row);
                m_customers.insert(row.record.customer);
                note(row.record);
                after = row.sequence;
            }
            if (rows->size() < kPage) {
                break;
            }
        }
        return m_scope.withOpen ? readOpen(**journal) : Status();
    }

    Status readOpen(UsageJournal& journal) {
        const auto open = openRecords(journal, m_workspace);
        if (!open) {
            return open.error();
        }
        for (const UsageRecord& record : *open) {
            if (record.beginMs >= m_scope.fromMs && record.beginMs < m_scope.toMs) {
                m_reconciler.addOpen(record);
                note(record);
            }
        }
        return {};
    }

    void note(const UsageRecord& record) {
        const auto [at, isNew] =
            m_found.meters.try_emplace({record.customer, record.dimension}, record.meter);
        if (!isNew && at->second != record.meter) {
            at->second.clear();
        }
    }

    const config::Workspace& m_workspace;
    const ReconcileScope& m_scope;
    delivery::Reconciler m_reconciler;
    std::set<std::string> m_customers;
    Reconciliation m_found;
};

bool hasTroubleIn(const delivery::ReconcileRow& row) {
    return std::ranges::any_of(row.differences, [](const delivery::Difference& one) {
        return delivery::isTrouble(one.cause);
    });
}

} // namespace

/// Book and ledger are of one moment when nothing was noted in between.
Result<Reconciliation> reconcile(
    const config::Workspace& workspace,
    const delivery::UsageEndpointOptions& endpoint,
    const ReconcileScope& scope,
    const ReconcileTools& tools
) {
    for (int look = 1;; ++look) {
        const auto book = bookOf(tools.files, scope.folder, endpoint.name);
        if (!book) {
            return book.error();
        }
        auto found = Look(workspace, scope, *book).compare(endpoint, tools);
        const auto after = bookOf(tools.files, scope.folder, endpoint.name);
        if (!found || look == kMostLooks || (after && isSame(*book, *after))) {
            return found;
        }
    }
}

ReconcileCounts countsOf(const std::vector<delivery::ReconcileRow>& rows) {
    ReconcileCounts counts;
    for (const delivery::ReconcileRow& row : rows) {
        const bool isTrouble = hasTroubleIn(row);
        ++counts.rows;
        counts.inTrouble += isTrouble ? 1U : 0U;
        counts.underWay += !isTrouble && !row.differences.empty() ? 1U : 0U;
        counts.records += row.records;
    }
    return counts;
}

std::map<std::string, base::Decimal>
acceptedByUnit(const Reconciliation& found, const config::Workspace& workspace) {
    std::map<std::string, base::Decimal> sums;
    for (const delivery::ReconcileRow& row : found.rows) {
        const auto name = found.meters.find({row.customer, row.dimension});
        const metering::Meter* const meter =
            name == found.meters.end() ? nullptr : meterOf(workspace, name->second);
        if (meter != nullptr) {
            base::Decimal& sum = sums[meter->unit];
            sum = (sum + unitsOf(row.accepted, meter)).value_or(sum);
        }
    }
    return sums;
}

std::vector<ReconcileLine> troubleFirst(const std::vector<delivery::ReconcileRow>& rows) {
    std::vector<ReconcileLine> lines;
    lines.reserve(rows.size());
    for (int round = 0; round < 3; ++round) {
        for (std::uint32_t i = 0; i < rows.size(); ++i) {
            const int its = hasTroubleIn(rows[i]) ? 0 : rows[i].differences.empty() ? 2 : 1;
            if (its != round) {
                continue;
            }
            if (its == 2) {
                lines.push_back({i, ReconcileLine::kNone});
            }
            for (std::uint32_t d = 0; d < rows[i].differences.size(); ++d) {
                lines.push_back({i, d});
            }
        }
    }
    return lines;
}

std::string
toCsv(const Reconciliation& found, std::string_view endpoint, const config::Workspace& workspace) {
    std::string out = "endpoint,customer,dimension,meter,unitSize,unit,metered,open,sent,accepted,"
                      "billed,records,cause,difference,differenceRecords,trouble,words\r\n";
    using pricing::csvCell;
    for (const delivery::ReconcileRow& row : found.rows) {
        const auto known = found.meters.find({row.customer, row.dimension});
        const std::string name = known == found.meters.end() ? std::string() : known->second;
        const auto meter = std::ranges::find(workspace.meters, name, &metering::Meter::name);
        const bool isKnown = meter != workspace.meters.end();
        const std::string begin =
            csvCell(endpoint) + ',' + csvCell(row.customer) + ',' + csvCell(row.dimension) + ',' +
            csvCell(name) + ',' + (isKnown ? meter->unitSize.toText() : "") + ',' +
            (isKnown ? csvCell(meter->unit) : "") + ',' + row.metered.toText() + ',' +
            row.open.toText() + ',' + row.sent.toText() + ',' + row.accepted.toText() + ',' +
            (row.billed ? row.billed->toText() : "") + ',' + std::to_string(row.records) + ',';
        if (row.differences.empty()) {
            out += begin + ",,,,\r\n";
        }
        for (const delivery::Difference& one : row.differences) {
            out += begin + csvCell(delivery::nameOf(one.cause)) + ',' + one.value.toText() + ',' +
                   std::to_string(one.records) + ',' +
                   (delivery::isTrouble(one.cause) ? "true" : "false") + ',' +
                   csvCell(one.words) + "\r\n";
        }
    }
    return out;
}

} // namespace meterbench::usage
