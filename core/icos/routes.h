// Routes of the ICOS metrics export: metrics are made, moved and taken away over HTTP. They are the
// instruments of the bench: what is made here appears in the window, and the other way round.
// README.md has the contract and where it differs from what it replaces. Answers at once; any
// thread that may use the port. Source: icos-project/Metrics-Export src/main.py; facts 3.
#pragma once

#include "core/http/server.h"
#include "core/instruments/bench.h"

#include <optional>
#include <span>
#include <string_view>

namespace meterbench::icos {

/// What the routes do to the bench.
class BenchPort {
public:
    BenchPort() = default;
    BenchPort(const BenchPort&) = delete;
    BenchPort& operator=(const BenchPort&) = delete;
    virtual ~BenchPort() = default;

    [[nodiscard]] virtual const instruments::Bench& bench() const = 0;
    /// All or none; written down when it returns.
    [[nodiscard]] virtual base::Status apply(std::span<const instruments::Edit> edits) = 0;
    /// Something that was pushed has this name.
    [[nodiscard]] virtual bool isTaken(std::string_view family) const = 0;
};

/// Nothing when the path is none of these routes.
[[nodiscard]] std::optional<http::Answer>
answer(const http::ServedRequest& request, BenchPort& port);

} // namespace meterbench::icos
