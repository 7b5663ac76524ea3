// EndpointTrial: the way to an endpoint, step by step: its name, a connection, TLS, a token, then an
// empty write, or usage without a record, which bills nobody: a service that refuses it (400, 422)
// has let the credentials pass and read it. Two requests: one that carries no credentials and whose
// answer does not matter, then that. Not the sender: nothing is retried, no queue is touched. `done`
// is called once, on the client's thread.
#pragma once

#include "core/delivery/endpoint_options.h"
#include "core/http/client.h"
#include "core/pipeline/snapshot.h"
#include "core/remote/endpoint_options.h"

#include <functional>

namespace meterbench::pipeline {

using TrialDone = std::function<void(CommandOutcome&&)>;

/// The client must outlive the call of `done`.
void tryEndpoint(http::Client& client, const remote::EndpointOptions& options, TrialDone done);
void tryDelivery(
    http::Client& client, const delivery::UsageEndpointOptions& options, TrialDone done
);

} // namespace meterbench::pipeline
