#include "core/usage/statements.h"

#include "core/base/text.h"
#include "core/metering/calendar.h"
#include "core/metering/metering.h"
#include "core/usage/priced_usage.h"
#include "core/usage/usage_book.h"

#include <algorithm>
#include <span>
#include <unordered_map>
#include <utility>

namespace meterbench::usage {

namespace {

using base::Code;
using base::Error;
using base::Result;
using config::Customer;

/// Ten years of months; with an open end a hundred are looked at.
constexpr std::size_t kMostPeriods = 120;
constexpr std::size_t kMostLookedAt = 1'200;

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
        for (const auto step : {&Maker::findTime, &Maker::findWanted, &Maker::makeAll}) {
            if (const base::Status status = (this->*step)(); !status) {
                return status.error();
            }
        }
        std::vector<CustomerPtr> made;
        for (auto first = m_wanted.begin(); first != m_wanted.end();) {
            const auto end = std::ranges::find_if(first, m_wanted.end(), [&](const Wanted& one) {
                return one.customer != first->customer;
            });
            const auto [from, to] = keptOf({first, end});
            for (std::size_t i = from; i < to; ++i) {
                made.push_back(first[static_cast<std::ptrdiff_t>(i)].made);
            }
            first = end;
        }
        return made;
    }

private:
    [[nodiscard]] bool isOpenEnded() const {
        return !m_time.month && !m_time.atMs &&
               (m_time.fromMs == INT64_MIN || m_time.toMs == INT64_MAX);
    }

    /// Now, or what of the time asked for is next to it.
    [[nodiscard]] std::int64_t nearNow() const {
        return std::clamp(m_ledger.nowMs, m_time.fromMs, m_time.toMs - 1);
    }

    /// The time asked for; an open end reaches as far as there are records, and at least to now.
    base::Status findTime() {
        m_looked = {m_time.fromMs, m_time.toMs};
        if (!isOpenEnded()) {
            return {};
        }
        Period all{nearNow(), nearNow() + 1};
        const auto take = [&](std::int64_t beginMs, std::int64_t endMs) {
            all.beginMs = std::min(all.beginMs, std::max(beginMs, m_time.fromMs));
            all.endMs = std::max(all.endMs, std::min(endMs, m_time.toMs));
        };
        for (std::int64_t fromMs = m_time.fromMs;;) {
            const auto day = m_ledger.journal.dayFrom(fromMs);
            if (!day) {
                return day.error();
            }
            if (!*day || **day >= m_time.toMs) {
                break;
            }
            fromMs = dayOf(**day).endMs;
            take(**day, fromMs);
        }
        for (const metering::UsageRecord& record : *m_ledger.open) {
            if (record.beginMs >= m_time.fromMs && record.beginMs < m_time.toMs) {
                take(record.beginMs, record.beginMs + 1);
            }
        }
        m_looked.beginMs = m_time.fromMs == INT64_MIN ? all.beginMs : m_time.fromMs;
        m_looked.endMs = m_time.toMs == INT64_MAX ? all.endMs : m_time.toMs;
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
        const std::size_t most = isOpenEnded() ? kMostLookedAt : kMostPeriods;
        std::vector<Period> periods;
        if (m_time.atMs) {
            periods.push_back(periodOf(&customer, *m_time.atMs));
        } else if (m_time.month) {
            periods.push_back(periodIn(&customer, *m_time.month));
        } else {
            periods = periodsIn(&customer, m_looked, most + 1);
        }
        if (periods.size() > most) {
            return Error{
                Code::Limit,
                "statements of more than " + std::to_string(most) + " periods of customer \"" +
                    customer.id + "\": ask for a shorter time"};
        }
        for (const Period& period : periods) {
            const Billed billed = billedOf(&customer, period, {m_time.fromMs, m_time.toMs});
            m_wanted.push_back({&customer, billed, nullptr});
        }
        return {};
    }

    base::Status makeAll() {
        for (std::size_t i = 0; i < m_wanted.size(); ++i) {
            if (m_wanted[i].made == nullptr) {
                if (const base::Status status = makeLike(m_wanted[i].billed.counted); !status) {
                    return status;
                }
            }
        }
        return {};
    }

    /// Of one customer, from and up to which: on a side with an open end only as far as something
    /// was used; never used: as far as now.
    [[nodiscard]] std::pair<std::size_t, std::size_t> keptOf(std::span<const Wanted> all) const {
        std::size_t first = all.size();
        std::size_t last = 0;
        for (std::size_t i = 0; i < all.size(); ++i) {
            if (!isUnused(*all[i].made)) {
                first = std::min(first, i);
                last = i;
            }
        }
        for (std::size_t i = 0; i < all.size() && first > last; ++i) {
            if (all[i].billed.counted.holds(nearNow())) {
                first = last = i;
            }
        }
        return {
            m_looked.beginMs == m_time.fromMs || !isOpenEnded() ? 0 : first,
            m_looked.endMs == m_time.toMs || !isOpenEnded() ? all.size() : last + 1};
    }

    /// All statements of the same time, out of one book.
    base::Status makeLike(Period counted) {
        std::unordered_map<const Customer*, Billed> alike;
        for (const Wanted& one : m_wanted) {
            if (one.billed.counted == counted) {
                alike.emplace(one.customer, one.billed);
            }
        }
        const auto billedLike = [&](const Customer* customer) {
            const auto found = alike.find(customer);
            return found == alike.end() ? Billed() : found->second;
        };
        UsageBook book(m_ledger.workspace, billedLike, m_only);
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

    const Ledger& m_ledger;
    const std::optional<std::string>& m_only;
    StatementTime m_time;
    Period m_looked; ///< with an end on each side
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

bool isUnused(const CustomerRow& customer) {
    return std::ranges::all_of(customer.dimensions, [](const DimensionPtr& row) {
        return row->records == 0 && row->open == 0;
    });
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
