// Reconciliation: metered, sent, accepted and billed of one usage endpoint, out of the journal, what
// the endpoint noted and what its receiver says now; also while another process writes them. The
// one implementation: `meterbench reconcile`, the demo and the window's Billing page show what it
// finds. Values are in the meters' base units. Waits for the disk and for the receiver: not for a
// thread that must not. Errors: those of the journal, of the endpoint's file, and of asking.
#pragma once

#include "core/base/clock.h"
#include "core/base/file.h"
#include "core/base/result.h"
#include "core/config/workspace.h"
#include "core/delivery/reconcile.h"
#include "core/http/client.h"
#include "core/metering/usage_journal.h"

#include <atomic>
#include <cstdint>
#include <map>
#include <string>
#include <string_view>
#include <utility>
#include <vector>

namespace meterbench::usage {

struct ReconcileScope {
    std::string folder; ///< of the journal
    std::int64_t fromMs = INT64_MIN; ///< of the windows' begin
    std::int64_t toMs = INT64_MAX;
    bool withOpen = true; ///< also windows that are not over
};

struct Reconciliation {
    /// A customer and a dimension.
    using Owner = std::pair<std::string, std::string>;

    std::vector<delivery::ReconcileRow> rows; ///< by customer and dimension
    std::map<Owner, std::string> meters;      ///< of what unit it is; empty: of several
    std::string notAsked;                     ///< why nothing is known of what is billed; empty: it is
};

struct ReconcileTools {
    const base::Clock& clock;
    base::FileSystem& files;
    http::Client& client;
    const std::atomic<bool>* isCancelled = nullptr; ///< true: no further question is asked
};

[[nodiscard]] base::Result<Reconciliation> reconcile(
    const config::Workspace& workspace,
    const delivery::UsageEndpointOptions& endpoint,
    const ReconcileScope& scope,
    const ReconcileTools& tools
);

/// "12 differences in 5 rows": how a reconciliation came out, counted.
struct ReconcileCounts {
    std::uint64_t rows = 0;
    std::uint64_t inTrouble = 0; ///< rows with a difference that time does not bring right
    std::uint64_t underWay = 0;  ///< rows with differences, and none of those
    std::uint64_t records = 0;   ///< accepted
};

[[nodiscard]] ReconcileCounts countsOf(const std::vector<delivery::ReconcileRow>& rows);

/// Accepted in all, in units of the meters, by unit; without what is of several meters.
[[nodiscard]] std::map<std::string, base::Decimal>
acceptedByUnit(const Reconciliation& found, const config::Workspace& workspace);

/// What a table shows in a line: a row with its first difference, or one of its others.
struct ReconcileLine {
    static constexpr std::uint32_t kNone = UINT32_MAX;

    std::uint32_t row = 0;
    std::uint32_t difference = kNone; ///< of the row; none: all is equal

    friend bool operator==(const ReconcileLine&, const ReconcileLine&) = default;
};

/// Rows with trouble first, then those with other differences, then the rest; each in their order.
[[nodiscard]] std::vector<ReconcileLine>
troubleFirst(const std::vector<delivery::ReconcileRow>& rows);

/// One line for each difference, and one for each row without; values exact and in base units.
/// RFC 4180, with a header.
[[nodiscard]] std::string
toCsv(const Reconciliation& found, std::string_view endpoint, const config::Workspace& workspace);

} // namespace meterbench::usage
