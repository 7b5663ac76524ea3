// Reconciliation: what was metered for a customer and dimension against what an endpoint was sent,
// what it accepted and what the receiver bills, and the cause of every difference out of a closed
// list. Pure: rows come in, rows go out; who reads them is app/reconcile.h, and billed.h for the
// receiver's. All sums are exact; of a meter whose measure is a maximum or a mean they are sums of
// its windows. One thread. Errors: Limit when a sum leaves the range of decimals.
#pragma once

#include "core/base/decimal.h"
#include "core/base/result.h"
#include "core/delivery/delivery_file.h"
#include "core/metering/usage_journal.h"

#include <cstdint>
#include <map>
#include <optional>
#include <string>
#include <string_view>
#include <utility>
#include <vector>

namespace meterbench::delivery {

/// Why two sums that follow each other differ.
enum class Cause : std::uint8_t {
    WindowOpen,  ///< metered, not closed: no record yet
    NoCustomer,  ///< closed; nobody can be billed
    NoDimension, ///< closed; it has no price
    Waiting,     ///< closed, not sent yet
    Refused,     ///< sent, and the receiver will never take it
    NotInLedger, ///< accepted, and the receiver's ledger knows nothing of this owner
    HasMore,     ///< the receiver has more records: something twice, or from somebody else
    SumDiffers,  ///< the receiver has not more records, and another sum
};

/// "window still open" …
[[nodiscard]] std::string_view nameOf(Cause cause);

/// False for what time brings right, or what nobody could be billed for in the first place.
[[nodiscard]] bool isTrouble(Cause cause);

struct Difference {
    Cause cause = Cause::WindowOpen;
    base::Decimal value; ///< metered that is not billed; of HasMore and SumDiffers: billed too much
    std::uint64_t records = 0;
    std::string words; ///< the receiver's, or what is known of it
};

/// What a receiver says of an owner.
struct BilledRow {
    std::string customer;
    std::string dimension;
    base::Decimal value;
    std::optional<std::uint64_t> records; ///< where it says so

    friend bool operator==(const BilledRow&, const BilledRow&) = default;
};

struct ReconcileRow {
    std::string customer;
    std::string dimension;
    base::Decimal metered; ///< closed and open
    base::Decimal open;
    base::Decimal sent;
    base::Decimal accepted;
    std::optional<base::Decimal> billed; ///< nothing: the receiver cannot be asked
    std::uint64_t records = 0;           ///< accepted
    std::vector<Difference> differences;
};

class Reconciler {
public:
    /// What the endpoint noted; it must not be older than the rows that come.
    explicit Reconciler(const DeliveryBook& book);

    void addClosed(const metering::StoredRecord& record);
    void addOpen(const metering::UsageRecord& record);
    /// All that the receiver has; not called: it cannot be asked.
    void setBilled(const std::vector<BilledRow>& rows);

    /// By customer and dimension.
    [[nodiscard]] base::Result<std::vector<ReconcileRow>> rows() const;

private:
    struct Sum {
        base::Decimal value;
        std::uint64_t records = 0;
    };

    struct Line {
        Sum closed;
        Sum open;
        Sum waiting;
        Sum sent;
        std::map<std::string, Sum> refused; ///< by words
        std::optional<BilledRow> billed;
    };

    using Owner = std::pair<std::string, std::string>;

    void add(Sum& sum, base::Decimal value, std::uint64_t records = 1);
    [[nodiscard]] base::Result<ReconcileRow> rowOf(const Owner& owner, const Line& line) const;
    void compareBilled(ReconcileRow& row, const Line& line) const;

    const DeliveryBook& m_book;
    std::map<std::int64_t, const std::string*> m_words; ///< of refused records
    std::map<Owner, Line> m_lines;
    bool m_isBilledKnown = false;
    bool m_isBeyond = false;
};

/// 0 differences that matter: 0; else 3.
[[nodiscard]] bool hasTrouble(const std::vector<ReconcileRow>& rows);

} // namespace meterbench::delivery
