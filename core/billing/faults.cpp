#include "core/billing/faults.h"

#include "core/base/number.h"

#include <array>

namespace meterbench::billing {

namespace {

using base::Code;
using base::Error;

struct Row {
    std::string_view word;
    FaultKind kind;
    std::int64_t mostNumber; ///< 0: it has none
};

/// An answer that is held back must go out before its connection counts as idle.
constexpr std::int64_t kMostSlowMs = 30'000;

constexpr std::array<Row, 6> kRows{{
    {"401", FaultKind::Unauthorized, 0},
    {"429", FaultKind::TooMany, 86'400},
    {"503", FaultKind::Unavailable, 0},
    {"reset", FaultKind::Reset, 0},
    {"slow", FaultKind::Slow, kMostSlowMs},
    {"partial", FaultKind::Partial, 0},
}};

} // namespace

base::Result<Fault> parseFault(std::string_view text) {
    const std::size_t colon = text.find(':');
    for (const Row& row : kRows) {
        if (row.word != text.substr(0, colon)) {
            continue;
        }
        if (row.mostNumber == 0 && colon == std::string_view::npos) {
            return Fault{row.kind, 0};
        }
        const auto number = colon == std::string_view::npos
                                ? std::nullopt
                                : base::parseInteger(text.substr(colon + 1));
        if (row.mostNumber != 0 && number && *number >= 0 && *number <= row.mostNumber) {
            return Fault{row.kind, *number};
        }
        return Error{
            Code::InvalidInput,
            "\"" + std::string(text) + "\": " + std::string(row.word) +
                (row.mostNumber == 0 ? " has no number"
                                     : " is followed by a colon and a number up to " +
                                           std::to_string(row.mostNumber))};
    }
    return Error{
        Code::InvalidInput,
        "\"" + std::string(text) + "\" is none of 401, 429:SECONDS, 503, reset, slow:MS, partial"};
}

std::string textOf(const Fault& fault) {
    for (const Row& row : kRows) {
        if (row.kind == fault.kind) {
            return std::string(row.word) +
                   (row.mostNumber == 0 ? "" : ":" + std::to_string(fault.number));
        }
    }
    return {};
}

std::optional<Fault> Faults::next() {
    if (m_planned.empty()) {
        return std::nullopt;
    }
    const Fault fault = m_planned.front().fault;
    if (--m_planned.front().requests == 0) {
        m_planned.pop_front();
    }
    ++m_done[textOf(fault)];
    return fault;
}

} // namespace meterbench::billing
