// What the kinds of row of this page are to a table: their order, what a filter finds in them,
// their state. For ShownRows; any thread.
#pragma once

#include "core/address/view.h"
#include "ui/models/row_text.h"

#include <compare>
#include <string>
#include <vector>

namespace meterbench::ui {

using GatewayViewPtr = std::shared_ptr<const address::GatewayView>;

/// By name.
struct FamilySense {
    using Row = gateway::FamilyRow;

    [[nodiscard]] static std::weak_ordering order(const Row& a, const Row& b);
    [[nodiscard]] static bool isTextSame(const Row& a, const Row& b);
    static void addText(RowText& text, const Row& row);

    [[nodiscard]] static std::uint8_t state(const Row&) { return 0; }

    [[nodiscard]] static std::vector<std::string> stateNames() { return {}; }
};

/// By labels; the state is good or failed: what became of the last push.
struct GroupSense {
    using Row = gateway::GroupRow;

    [[nodiscard]] static std::weak_ordering order(const Row& a, const Row& b);
    [[nodiscard]] static bool isTextSame(const Row& a, const Row& b);
    static void addText(RowText& text, const Row& row);
    [[nodiscard]] static std::uint8_t state(const Row& row);

    [[nodiscard]] static std::vector<std::string> stateNames() { return {"good", "failed"}; }
};

/// A push, or the line under a refused one that explains it.
struct PushLine {
    address::PushMarkPtr mark;
    bool isProblem = false;
};

/// Newest first, and each explanation right under its push; a filter lets both through or none.
struct PushSense {
    using Row = PushLine;

    [[nodiscard]] static std::weak_ordering order(const Row& a, const Row& b);
    [[nodiscard]] static bool isTextSame(const Row& a, const Row& b);
    static void addText(RowText& text, const Row& row);

    [[nodiscard]] static std::uint8_t state(const Row&) { return 0; }

    [[nodiscard]] static std::vector<std::string> stateNames() { return {}; }
};

/// By name, then by labels; not filtered.
struct SeriesSense {
    using Row = gateway::SeriesRow;

    [[nodiscard]] static std::weak_ordering order(const Row& a, const Row& b);
    [[nodiscard]] static bool isTextSame(const Row& a, const Row& b);

    static void addText(RowText&, const Row&) {}

    [[nodiscard]] static std::uint8_t state(const Row&) { return 0; }

    [[nodiscard]] static std::vector<std::string> stateNames() { return {}; }
};

} // namespace meterbench::ui
