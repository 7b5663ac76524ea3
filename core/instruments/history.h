// History: what a person did to a bench, to be undone and done again. Edits that come from
// elsewhere (drivers, HTTP) go to the bench directly and are not in it; an undo that they made
// impossible fails and says why. One thread.
#pragma once

#include "core/instruments/bench.h"

#include <cstdint>
#include <deque>
#include <functional>
#include <string>
#include <utility>

namespace meterbench::instruments {

class History {
public:
    /// How an edit is done: by a bench, or by a journal that also writes it down; as Bench::apply.
    using Apply = std::function<base::Result<Edit>(const Edit& edit, std::int64_t nowMs)>;

    explicit History(Bench& bench)
        : m_apply([&bench](const Edit& edit, std::int64_t nowMs) {
            return bench.apply(edit, nowMs);
        }) {}

    explicit History(Apply apply)
        : m_apply(std::move(apply)) {}

    /// `words` name the step for people: "Add 1 to requests_total".
    [[nodiscard]] base::Status apply(const Edit& edit, std::string words, std::int64_t nowMs);
    /// NotFound when there is nothing to undo. A step that cannot be undone any more leaves the
    /// history.
    [[nodiscard]] base::Status undo(std::int64_t nowMs);
    [[nodiscard]] base::Status redo(std::int64_t nowMs);

    /// What the next undo or redo is about; empty: there is none.
    [[nodiscard]] std::string undoWords() const;
    [[nodiscard]] std::string redoWords() const;

private:
    struct Step {
        Edit edit; ///< to be applied when its turn comes
        std::string words;
    };

    using Steps = std::deque<Step>;

    base::Status take(Steps& from, Steps& to, std::int64_t nowMs);

    Apply m_apply;
    Steps m_undo;
    Steps m_redo;
};

} // namespace meterbench::instruments
