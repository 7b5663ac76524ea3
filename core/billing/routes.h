// Routes: what each path of the billing endpoint means (README.md lists them), who may ask, and the
// faults that it was told to make. Answers at once. The endpoint's thread.
#pragma once

#include "core/base/clock.h"
#include "core/billing/count_book.h"
#include "core/billing/faults.h"
#include "core/billing/options.h"
#include "core/billing/tokens.h"
#include "core/billing/usage_ledger.h"

#include <functional>
#include <optional>
#include <string_view>

namespace meterbench::billing {

class Routes {
public:
    /// Ledger, counts and clock must outlive this.
    Routes(
        const EndpointOptions& options,
        UsageLedger& ledger,
        CountBook& counts,
        const base::Clock& clock
    );

    [[nodiscard]] http::Answer answer(const http::ServedRequest& request);

    /// What it was told to do wrong; somebody else may tell it too, on its thread.
    [[nodiscard]] Faults& faults() { return m_faults; }

private:
    using Work = std::function<http::Answer()>;

    [[nodiscard]] http::Answer route(const http::ServedRequest& request);
    [[nodiscard]] std::optional<http::Answer> refusal(const http::ServedRequest& request);
    [[nodiscard]] http::Answer withFault(const Work& work);
    [[nodiscard]] http::Answer write(const http::ServedRequest& request);
    [[nodiscard]] http::Answer usage(const http::ServedRequest& request);
    [[nodiscard]] http::Answer ledger(const http::ServedRequest& request) const;
    [[nodiscard]] http::Answer
    customerUsage(const http::ServedRequest& request, std::string_view customer) const;
    [[nodiscard]] http::Answer planFault(const http::ServedRequest& request);
    [[nodiscard]] http::Answer refuseUsage(int status, const std::string& reason);
    [[nodiscard]] http::Answer refuseWrite(int status, const std::string& reason);

    Client m_client;
    UsageLedger& m_ledger;
    CountBook& m_counts;
    Tokens m_tokens;
    Faults m_faults;
};

} // namespace meterbench::billing
