// Routes: what each path of the billing endpoint means (README.md lists them), who may ask, and the
// faults that it was told to make. Answers at once. The endpoint's thread.
#pragma once

#include "core/base/clock.h"
#include "core/billing/faults.h"
#include "core/billing/options.h"
#include "core/billing/refusals.h"
#include "core/billing/sample_ledger.h"
#include "core/billing/tokens.h"
#include "core/billing/usage_ledger.h"

#include <functional>
#include <optional>
#include <string_view>

namespace meterbench::billing {

class Routes {
public:
    /// Ledger and clock must outlive this.
    Routes(
        const EndpointOptions& options,
        UsageLedger& ledger,
        metering::TaggingSchema schema,
        const base::Clock& clock
    );

    [[nodiscard]] http::Answer answer(const http::ServedRequest& request);

private:
    using Work = std::function<http::Answer()>;

    [[nodiscard]] http::Answer route(const http::ServedRequest& request);
    [[nodiscard]] std::optional<http::Answer> refusal(const http::ServedRequest& request);
    [[nodiscard]] http::Answer withFault(const Work& work);
    [[nodiscard]] http::Answer write(const http::ServedRequest& request);
    [[nodiscard]] http::Answer usage(const http::ServedRequest& request);
    [[nodiscard]] http::Answer ledger() const;
    [[nodiscard]] http::Answer
    customerUsage(const http::ServedRequest& request, std::string_view customer) const;
    [[nodiscard]] http::Answer planFault(const http::ServedRequest& request);
    [[nodiscard]] http::Answer refuseUsage(int status, const std::string& reason);
    [[nodiscard]] http::Answer refuseWrite(int status, const std::string& reason);

    Client m_client;
    UsageLedger& m_ledger;
    SampleLedger m_samples;
    Tokens m_tokens;
    Faults m_faults;
    Refusals m_refusedUsage;
    Refusals m_refusedWrites;
    std::int64_t m_sinceMs;
};

} // namespace meterbench::billing
