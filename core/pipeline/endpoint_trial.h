// EndpointTrial: the way to an endpoint, step by step: its name, a connection, TLS, a token, then an
// empty write, or usage without a record, which bills nobody: a service that refuses it (400, 422)
// has let the credentials pass and read it. Two requests: one that carries no credentials and whose
// answer does not matter, then that. When it was asked for and all was good, a third: one record, or
// one sample (trial_record.h). Not the sender: nothing is retried, no queue and no journal is
// touched. `done` is called once, on the client's thread.
#pragma once

#include "core/http/client.h"
#include "core/pipeline/command.h"
#include "core/pipeline/snapshot.h"

#include <cstdint>
#include <functional>

namespace meterbench::pipeline {

using TrialDone = std::function<void(CommandOutcome&&)>;

/// The client must outlive the call of `done`.
void tryEndpoint(
    http::Client& client, const TestEndpoint& wanted, std::int64_t nowMs, TrialDone done
);
void tryDelivery(
    http::Client& client, const TestDelivery& wanted, std::int64_t nowMs, TrialDone done
);

} // namespace meterbench::pipeline
