#include "ui/pages/gateway/row_moves.h"

#include <algorithm>

namespace meterbench::ui {

int placeAfter(const RowSteps& steps, int former) {
    const auto row = static_cast<std::size_t>(former);
    std::size_t begin = 0; // of the run of rows that stay
    std::size_t place = 0; // where that run begins now
    for (const RowStep& step : steps) {
        if (row < step.at) {
            break;
        }
        if (row < step.at + step.gone) {
            return static_cast<int>(step.from + step.come);
        }
        begin = step.at + step.gone;
        place = step.from + step.come;
    }
    return static_cast<int>(place + (row - begin));
}

bool isGone(const RowSteps& steps, int former) {
    const auto row = static_cast<std::size_t>(former);
    return std::any_of(steps.begin(), steps.end(), [row](const RowStep& step) {
        return row >= step.at && row < step.at + step.gone;
    });
}

RowStep joined(const RowSteps& steps) {
    const RowStep& first = steps.front();
    const RowStep& last = steps.back();
    return {
        first.at, last.at + last.gone - first.at, first.from, last.from + last.come - first.from};
}

} // namespace meterbench::ui
