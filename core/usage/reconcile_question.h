// A question about reconciliation and its answer, as they go between the window and the thread that
// looks. Constant and shared once they are published. Any thread.
#pragma once

#include "core/usage/reconciliation.h"

#include <cstdint>
#include <map>
#include <memory>
#include <optional>
#include <string>
#include <vector>

namespace meterbench::usage {

struct ReconcileQuestion {
    std::string endpoint; ///< its name
    std::int64_t fromMs = INT64_MIN; ///< of the windows' begin
    std::int64_t toMs = INT64_MAX;

    friend bool operator==(const ReconcileQuestion&, const ReconcileQuestion&) = default;
};

struct ReconcileAnswer {
    std::uint64_t number = 0; ///< of the question: 1, 2, 3 …
    bool isUnderWay = false;
    ReconcileQuestion question;
    std::shared_ptr<const config::Workspace> workspace; ///< that was asked about
    /// As it was told to work then; carries secrets: never print whole.
    std::optional<delivery::UsageEndpointOptions> endpoint;
    std::int64_t askedMs = 0;                           ///< when the receiver was
    std::int64_t tookMs = 0;
    Reconciliation found;
    std::vector<ReconcileLine> lines; ///< of what was found, as a table shows them
    ReconcileCounts counts;
    std::map<std::string, base::Decimal> accepted; ///< by unit
    std::string problem; ///< why it could not be compared; empty: it could
};

using ReconcileAnswerPtr = std::shared_ptr<const ReconcileAnswer>;

} // namespace meterbench::usage
