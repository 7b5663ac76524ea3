// ShownRows: what a table shows of one publication: the rows that the filter lets through, in
// order, and how they come from those before. Constant, and made in any thread from the one before,
// so that what stayed the same is not made again: the text that the filter looks in, what it found,
// and the steps. Points into the publication, which `all` holds. A Sense says what a kind of row
// is:
//
//     using Row;  order(a, b);  isTextSame(a, b);  addText(text, row);  state(row);  stateNames();
#pragma once

#include "ui/models/row_text.h"
#include "ui/pages/gateway/row_moves.h"

#include <algorithm>
#include <memory>
#include <numeric>
#include <vector>

namespace meterbench::ui {

using FilterPtr = std::shared_ptr<const Filter>; ///< null: lets all through

template <class Sense>
struct ShownRows {
    using Row = typename Sense::Row;
    using All = std::shared_ptr<const std::vector<Row>>;

    All all;
    FilterPtr filter;
    RowTextPtr text; ///< null while there is no filter
    std::vector<std::uint8_t> states;
    std::shared_ptr<const RowList> matched; ///< null: all
    std::vector<const Row*> rows;
    RowSteps steps;
};

template <class Sense>
using ShownRowsPtr = std::shared_ptr<const ShownRows<Sense>>;

/// The same rows at the same places, and a filter would find the same in them, but for the state.
template <class Sense>
[[nodiscard]] bool
isTextSame(const ShownRowsPtr<Sense>& former, const typename ShownRows<Sense>::All& all) {
    return former != nullptr && former->all->size() == all->size() &&
           std::equal(
               all->begin(),
               all->end(),
               former->all->begin(),
               [](const auto& a, const auto& b) { return Sense::isTextSame(a, b); }
           );
}

template <class Sense>
[[nodiscard]] RowTextPtr textOf(const std::vector<typename Sense::Row>& all) {
    constexpr std::size_t kBytes = 96; // of a row, about
    auto text = std::make_shared<RowText>(Sense::stateNames());
    text->reserve(all.size(), all.size() * kBytes);
    for (const auto& row : all) {
        Sense::addText(*text, row);
        text->endRow();
    }
    return text;
}

template <class Sense>
[[nodiscard]] std::vector<std::uint8_t> statesOf(const std::vector<typename Sense::Row>& all) {
    std::vector<std::uint8_t> states(all.size());
    std::transform(all.begin(), all.end(), states.begin(), [](const auto& row) {
        return Sense::state(row);
    });
    return states;
}

template <class Sense>
void findMatches(ShownRows<Sense>& shown, const ShownRowsPtr<Sense>& former, bool isSame) {
    if (shown.filter == nullptr || shown.filter->empty()) {
        return;
    }
    shown.states = statesOf<Sense>(*shown.all);
    const bool isKept = isSame && former->text != nullptr;
    shown.text = isKept ? former->text : textOf<Sense>(*shown.all);
    shown.matched =
        isKept && former->filter == shown.filter && former->states == shown.states
            ? former->matched
            : std::make_shared<const RowList>(matchRows(*shown.text, *shown.filter, shown.states));
}

template <class Sense>
void pointAtRows(ShownRows<Sense>& shown) {
    const auto& all = *shown.all;
    shown.rows.reserve(shown.matched == nullptr ? all.size() : shown.matched->size());
    if (shown.matched == nullptr) {
        for (const auto& row : all) {
            shown.rows.push_back(&row);
        }
    } else {
        for (const std::uint32_t at : *shown.matched) {
            shown.rows.push_back(&all[at]);
        }
    }
}

/// `former` may be null: nothing was shown.
template <class Sense>
[[nodiscard]] ShownRowsPtr<Sense>
shownRows(const ShownRowsPtr<Sense>& former, typename ShownRows<Sense>::All all, FilterPtr filter) {
    const auto isBefore = [](const auto* a, const auto* b) { return Sense::order(*a, *b) < 0; };
    auto shown = std::make_shared<ShownRows<Sense>>();
    const bool isSame = isTextSame<Sense>(former, all);
    shown->all = std::move(all);
    shown->filter = std::move(filter);
    findMatches(*shown, former, isSame);
    pointAtRows(*shown);
    if (!std::is_sorted(shown->rows.begin(), shown->rows.end(), isBefore)) {
        std::stable_sort(shown->rows.begin(), shown->rows.end(), isBefore);
    }
    if (former == nullptr) {
        shown->steps = stepsBetween<typename Sense::Row>({}, shown->rows, Sense::order);
    } else if (!isSame || former->matched != shown->matched) {
        shown->steps = stepsBetween(former->rows, shown->rows, Sense::order);
    }
    return shown;
}

} // namespace meterbench::ui
