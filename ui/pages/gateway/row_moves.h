// RowMoves: how the rows of a table came from the former ones: runs of rows that went and of rows
// that came, in order. Answers where a former row stands now. Not the doing: live_rows.h does it.
// Plain values, any thread.
#pragma once

#include <compare>
#include <cstddef>
#include <vector>

namespace meterbench::ui {

/// At `at` of the former rows: `gone` of them go, and `come` come, from `from` of the new ones on.
struct RowStep {
    std::size_t at = 0;
    std::size_t gone = 0;
    std::size_t from = 0;
    std::size_t come = 0;

    friend bool operator==(const RowStep&, const RowStep&) = default;
};

using RowSteps = std::vector<RowStep>;

/// Where a former row stands now; where its successor stands when it went, which may be behind the
/// last row.
[[nodiscard]] int placeAfter(const RowSteps& steps, int former);
[[nodiscard]] bool isGone(const RowSteps& steps, int former);
/// The one step that does what all of them do.
[[nodiscard]] RowStep joined(const RowSteps& steps);

/// Both in the same order; a row is the same when it is neither before nor after the other.
template <class Row, class Order>
[[nodiscard]] RowSteps stepsBetween(
    const std::vector<const Row*>& former, const std::vector<const Row*>& wanted, Order order
) {
    RowSteps steps;
    bool isOpen = false;
    std::size_t i = 0;
    std::size_t k = 0;
    while (i < former.size() || k < wanted.size()) {
        const std::weak_ordering is = i == former.size()   ? std::weak_ordering::greater
                                      : k == wanted.size() ? std::weak_ordering::less
                                                           : order(*former[i], *wanted[k]);
        if (is == 0) {
            ++i;
            ++k;
            isOpen = false;
            continue;
        }
        if (!isOpen) {
            steps.push_back({i, 0, k, 0});
            isOpen = true;
        }
        is < 0 ? ++i : ++k;
        ++(is < 0 ? steps.back().gone : steps.back().come);
    }
    return steps;
}

} // namespace meterbench::ui
