// View: what others see of the usage of the present period, or of a chosen one: customers, their dimensions, what they
// cost, what of it was sent and accepted. Constant and shared; what did not change is the same
// object as in the view before (compare the pointers). Units are the meter's own, amounts are
// estimates from the plans of the workspace. Not text for people. Any thread.
#pragma once

#include "core/base/decimal.h"
#include "core/config/workspace.h"
#include "core/metering/usage_record.h"
#include "core/pricing/statement.h"
#include "core/usage/history.h"
#include "core/usage/live.h"
#include "core/usage/period.h"
#include "core/usage/period_choice.h"

#include <cstdint>
#include <memory>
#include <optional>
#include <string>
#include <vector>

namespace meterbench::usage {

using base::Decimal;

/// What one customer used of one dimension. An empty dimension is usage that no dimension is known
/// of; then it is of one meter.
struct DimensionRow {
    std::string dimension;
    std::string meter; ///< several: the first
    std::string unit;
    Decimal usage;
    std::optional<Decimal> price; ///< of its line, rounded; nothing: the plan has none
    double perSecond = 0;         ///< units, over the last minute or so
    std::optional<double> coverage;
    metering::Evidence evidence; ///< without times of samples
    std::uint64_t records = 0;   ///< closed ones, with corrections
    std::uint64_t open = 0;
    Slots today; ///< on the view's grid
};

using DimensionPtr = std::shared_ptr<const DimensionRow>;

/// An empty id is usage of which no customer is known.
struct CustomerRow {
    std::string id;
    std::string name;
    std::string plan; ///< its name, else its id; empty: none
    Period period;    ///< in which its usage counts
    pricing::Currency currency;
    std::optional<double> coverage;
    std::shared_ptr<const pricing::Statement> statement; ///< null: no plan, or beyond all numbers
    std::optional<Decimal> projected; ///< total at the period's end; nothing: it has ended
    std::optional<Decimal> sent;     ///< usage price of what a usage endpoint has dealt with
    std::optional<Decimal> accepted; ///< and taken
    std::vector<DimensionPtr> dimensions; ///< by dimension
    /// Whose plan has a fee for each event that is not in the statement: their meters count no
    /// events.
    std::vector<std::string> withoutFees;

    [[nodiscard]] std::optional<Decimal> total() const {
        return statement ? std::optional(statement->total) : std::nullopt;
    }

    /// Flat fee, and what lacks to the minimum: of the period, not of any usage.
    [[nodiscard]] Decimal fees() const {
        return statement ? (statement->flatFee + statement->topUp).value_or(Decimal()) : Decimal();
    }

    /// What the usage alone costs.
    [[nodiscard]] std::optional<Decimal> usagePrice() const {
        return statement ? statement->total - fees() : std::nullopt;
    }
};

using CustomerPtr = std::shared_ptr<const CustomerRow>;

/// Prices of usage alone: a fee belongs to the period and to no record, so it is never sent.
struct Money {
    pricing::Currency currency;
    Decimal metered;
    Decimal fees; ///< beside it
    Decimal sent;
    Decimal accepted;
};

/// Time in which something should have been seen and was not, over all rows.
struct NotMeasured {
    std::int64_t ms = 0;
    std::vector<std::string> where; ///< "customer · dimension", the first few
    std::string customer;           ///< of the row that lacks most
    std::string dimension;

    friend bool operator==(const NotMeasured&, const NotMeasured&) = default;
};

/// How one record stands with one usage endpoint.
enum class Delivered : std::uint8_t { NotClosed, Waiting, Accepted, Refused, PassedOver };

struct RecordRow {
    std::int64_t sequence = 0; ///< in the journal; 0: not closed
    std::int64_t revision = 0; ///< above 0: a correction
    Decimal units;
    metering::UsageRecord record;
    std::vector<Delivered> delivered; ///< by usage endpoint, in the view's order
};

struct WindowRow {
    std::int64_t beginMs = 0;
    std::int64_t endMs = 0;
    Decimal units;
    metering::Evidence evidence;
    std::uint64_t records = 0;
    bool isOpen = false;
};

/// What was measured: the series, as text.
struct ThingRow {
    std::string thing;
    std::string meter;
    Decimal units;
    metering::Evidence evidence;
};

/// One customer and dimension in depth.
struct Drill {
    std::string customer;
    std::string dimension;
    std::vector<WindowRow> windows; ///< newest first
    std::vector<RecordRow> records; ///< newest first, at most kMostRecords
    std::vector<ThingRow> things;   ///< by text
    std::uint64_t recordsInAll = 0;
    std::string problem; ///< why the journal cannot be read; empty: all well
};

inline constexpr std::size_t kMostRecords = 500;

struct View {
    std::uint64_t generation = 0;
    std::int64_t timeMs = 0;
    std::shared_ptr<const config::Workspace> workspace; ///< null: none is open
    Period period;                  ///< of whoever has none of its own: the calendar month
    PeriodChoice chosen;            ///< nothing: the present periods
    bool isReading = false;         ///< the journal is read for it: nothing else is known yet
    std::int64_t journalFromMs = 0; ///< the first day that has records; 0: none has
    std::int64_t meteredFromMs = 0; ///< what projections go by; 0: nothing was metered
    std::int64_t historyBeginMs = 0;
    std::int64_t historySlotMs = 1'000;
    std::shared_ptr<const std::vector<CustomerPtr>> customers; ///< by id, the one without id last
    /// Another object whenever customers or dimensions came or went; null: not known.
    std::shared_ptr<const bool> shape;
    std::vector<Money> money; ///< by currency, the most used first
    NotMeasured notMeasured;
    std::vector<std::string> endpoints; ///< usage endpoints
    /// Who can be reconciled with, as they are told to work now (endpointsInForce); null: nobody.
    UsageEndpoints usageEndpoints;
    std::uint64_t recordsWaiting = 0;
    std::uint64_t recordsRefused = 0;
    std::shared_ptr<const Drill> drill; ///< of what is watched
    std::string problem;                ///< why the journal cannot be read; empty: all well

    [[nodiscard]] bool isEnded() const { return workspace != nullptr && timeMs >= period.endMs; }
};

using ViewPtr = std::shared_ptr<const View>;

} // namespace meterbench::usage
