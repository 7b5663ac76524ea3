#include "core/usage/statements.h"

#include "core/base/text.h"
#include "core/metering/calendar.h"
#include "core/metering/metering.h"
#include "core/usage/priced_usage.h"
#include "core/usage/usage_book.h"

#include <algorithm>
#include <map>

namespace meterbench::usage {

namespace {

using base::Code;
using base::Error;
using base::Result;
using config::Customer;

/// Ten years of months.
constexpr std::size_t kMostPeriods = 120;

/// When a customer used something: begins of records.
struct Used {
    std::int64_t firstMs = INT64_MAX;
    std::int64_t lastMs = INT64_MIN;

    void take(std::int64_t beginMs) {
        firstMs = std::min(firstMs, beginMs);
        lastMs = std::max(lastMs, beginMs);
    }

    [[nodiscard]] bool isAnything() const { return firstMs <= lastMs; }
};

/// One statement that is to be made.
struct Wanted {
    const Customer* customer = nullptr;
    Billed billed;
    CustomerPtr made;
};

class Maker {
public:
    Maker(const Ledger& ledger, const std::optional<std::string>& customer, StatementTime time)
        : m_ledger(ledger)
        , m_only(customer)
        , m_time(time) {}

    Result<std::vector<CustomerPtr>> make() {
        for (const base::Status& status : {findUsed(), findWanted()}) {
            if (!status) {
                return status.error();
            }
        }
        for (std::size_t i = 0; i < m_wanted.size(); ++i) {
            if (m_wanted[i].made == nullptr) {
                if (const base::Status status = makeLike(m_wanted[i].billed.counted); !status) {
                    return status.error();
                }
            }
        }
        std::vector<CustomerPtr> made;
        for (Wanted& one : m_wanted) {
            made.push_back(std::move(one.made));
        }
        return made;
    }

private:
    [[nodiscard]] bool isOpenEnded() const {
        return !m_time.month && !m_time.atMs &&
               (m_time.fromMs == INT64_MIN || m_time.toMs == INT64_MAX);
    }

    base::Status findUsed() {
        if (!isOpenEnded()) {
            return {};
        }
        metering::TotalsQuery query;
        query.filter.customer = m_only;
        query.filter.fromMs = m_time.fromMs;
        query.filter.toMs = m_time.toMs;
        query.by.customer = query.by.window = true;
        const auto totals = m_ledger.journal.totals(query);
        if (!totals) {
            return totals.error();
        }
        for (const metering::UsageTotal& total : *totals) {
            m_used[total.customer].take(total.beginMs);
        }
        for (const metering::UsageRecord& record : *m_ledger.open) {
            if (record.beginMs >= m_time.fromMs && record.beginMs < m_time.toMs) {
                m_used[record.customer].take(record.beginMs);
            }
        }
        return {};
    }

    base::Status findWanted() {
        for (const Customer& customer : m_ledger.workspace->customers) {
            const bool isAsked = m_only ? *m_only == customer.id
                                        : planOf(*m_ledger.workspace, customer.id) != nullptr;
            if (isAsked) {
                if (const base::Status status = findPeriods(customer); !status) {
                    return status;
                }
            }
        }
        return {};
    }

    base::Status findPeriods(const Customer& customer) {
        const Period asked{m_time.fromMs, m_time.toMs};
        std::vector<Period> periods;
        if (m_time.atMs) {
            periods.push_back(periodOf(&customer, *m_time.atMs));
        } else if (m_time.month) {
            periods.push_back(periodIn(&customer, *m_time.month));
        } else {
            periods = periodsIn(&customer, ended(m_used[customer.id]), kMostPeriods + 1);
        }
        if (periods.size() > kMostPeriods) {
            return Error{
                Code::Limit,
                "statements of more than " + std::to_string(kMostPeriods) +
                    " periods of customer \"" + customer.id + "\": ask for a shorter time"};
        }
        for (const Period& period : periods) {
            m_wanted.push_back({&customer, billedOf(&customer, period, asked), nullptr});
        }
        return {};
    }

    /// The time asked for, with an end on each side.
    [[nodiscard]] Period ended(const Used& used) const {
        const std::int64_t nowMs = m_ledger.nowMs;
        Period time{m_time.fromMs, m_time.toMs};
        if (time.beginMs == INT64_MIN) {
            time.beginMs = used.isAnything() ? used.firstMs : std::min(nowMs, time.endMs - 1);
        }
        if (time.endMs == INT64_MAX) {
            time.endMs = (used.isAnything() ? used.lastMs : std::max(nowMs, time.beginMs)) + 1;
        }
        return time;
    }

    /// All statements of the same time, out of one book.
    base::Status makeLike(Period counted) {
        UsageBook book(
            m_ledger.workspace,
            [&](const Customer* customer) {
                const Wanted* const wanted = find(customer, counted);
                return wanted == nullptr ? Billed() : wanted->billed;
            },
            m_only
        );
        if (base::Status status = book.load(&m_ledger.journal, m_ledger.nowMs); !status) {
            return status;
        }
        Live live;
        live.open = m_ledger.open;
        live.lastSequence = book.sequence();
        if (base::Status status = book.follow(&m_ledger.journal, live, m_ledger.nowMs); !status) {
            return status;
        }
        const auto view = book.publish(m_ledger.nowMs);
        for (Wanted& wanted : m_wanted) {
            if (wanted.billed.counted != counted) {
                continue;
            }
            wanted.made = *std::ranges::find(
                *view->customers,
                wanted.customer->id,
                [](const CustomerPtr& one) -> const std::string& { return one->id; }
            );
            if (wanted.made->statement == nullptr) {
                return Error{
                    Code::Limit,
                    "usage of customer \"" + wanted.customer->id +
                        "\" leaves the range of numbers: it cannot be priced"};
            }
        }
        return {};
    }

    [[nodiscard]] const Wanted* find(const Customer* customer, Period counted) const {
        const auto found = std::ranges::find_if(m_wanted, [&](const Wanted& one) {
            return one.customer == customer && one.billed.counted == counted;
        });
        return found == m_wanted.end() ? nullptr : &*found;
    }

    const Ledger& m_ledger;
    const std::optional<std::string>& m_only;
    StatementTime m_time;
    std::map<std::string, Used> m_used;
    std::vector<Wanted> m_wanted;
};

/// Why nothing can be made for a customer.
base::Status checkCustomer(const config::Workspace& workspace, const std::string& id) {
    const Customer* const known = customerOf(workspace, id);
    if (known != nullptr && planOf(workspace, id) != nullptr) {
        return {};
    }
    if (known != nullptr) {
        return Error{
            Code::NotFound,
            "customer \"" + id + "\" has no plan: write one below it, as plan: ID of one of plans"};
    }
    std::vector<std::string_view> ids;
    for (const Customer& customer : workspace.customers) {
        ids.emplace_back(customer.id);
    }
    const std::string near(base::nearestWord(id, ids));
    return Error{
        Code::NotFound,
        "customer \"" + id + "\" is not in the workspace" +
            (near.empty() ? ": write it down under customers, with a plan"
                          : "; did you mean \"" + near + "\"?")};
}

bool isPlain(char c) {
    const auto byte = static_cast<unsigned char>(c);
    return (byte >= '0' && byte <= '9') || (byte >= 'A' && byte <= 'Z') ||
           (byte >= 'a' && byte <= 'z') || byte == '-' || byte == '_' || byte >= 0x80;
}

} // namespace

Result<std::vector<metering::UsageRecord>>
openRecords(metering::UsageJournal& journal, const config::Workspace& workspace) {
    auto checkpoint = journal.checkpoint();
    if (!checkpoint) {
        return checkpoint.error();
    }
    auto meters = metering::Metering::make(workspace.schema, workspace.meters);
    if (!meters) {
        return meters.error();
    }
    if (!*checkpoint) {
        return std::vector<metering::UsageRecord>();
    }
    if (const base::Status restored = (*meters)->restore((*checkpoint)->state); !restored) {
        return restored.error();
    }
    std::vector<metering::UsageRecord> open = (*meters)->open();
    for (metering::UsageRecord& record : (*meters)->takeClosed()) {
        open.push_back(std::move(record)); // of meters that are not in this workspace any more
    }
    return open;
}

Result<std::vector<CustomerPtr>> statementsOf(
    const Ledger& ledger, const std::optional<std::string>& customer, const StatementTime& time
) {
    if (customer) {
        if (const base::Status known = checkCustomer(*ledger.workspace, *customer); !known) {
            return known.error();
        }
    }
    return Maker(ledger, customer, time).make();
}

std::string statementFileName(const CustomerRow& customer) {
    std::string name = "statement-";
    for (const char c : customer.id) {
        name += isPlain(c) ? c : '_';
    }
    const std::string first = metering::timeText(customer.period.beginMs).substr(0, 10);
    if (customer.period == monthOf(customer.period.beginMs)) {
        return name + '-' + first.substr(0, 7);
    }
    return name + '-' + first + "-to-" +
           metering::timeText(customer.period.endMs - 1).substr(0, 10);
}

} // namespace meterbench::usage
