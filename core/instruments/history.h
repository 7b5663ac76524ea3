// History: what a person did to a bench, to be undone and done again. Edits that come from
// elsewhere (drivers, HTTP) go to the bench directly and are not in it; an undo that they made
// impossible fails and says why. One thread.
#pragma once

#include "core/instruments/bench.h"

#include <cstdint>
#include <deque>
#include <functional>
#include <span>
#include <string>
#include <utility>
#include <vector>

namespace meterbench::instruments {

class History {
public:
    /// How edits are done: by a bench, or by a journal that also writes them down: all or none;
    /// answers what takes them back, in the order in which it is to be done.
    using ApplyAll =
        std::function<base::Result<std::vector<Edit>>(std::span<const Edit> edits, std::int64_t nowMs)>;

    explicit History(Bench& bench);

    explicit History(ApplyAll applyAll)
        : m_applyAll(std::move(applyAll)) {}

    /// As applyAll with one.
    /// `words` name the step for people: "increment requests_total by 1".
    [[nodiscard]] base::Status apply(const Edit& edit, std::string words, std::int64_t nowMs);
    /// One step of several edits: all or none.
    [[nodiscard]] base::Status
    applyAll(std::span<const Edit> edits, std::string words, std::int64_t nowMs);
    /// NotFound when there is nothing to undo. A step that cannot be undone any more leaves the
    /// history.
    [[nodiscard]] base::Status undo(std::int64_t nowMs);
    [[nodiscard]] base::Status redo(std::int64_t nowMs);

    /// What the next undo or redo is about; empty: there is none.
    [[nodiscard]] std::string undoWords() const;
    [[nodiscard]] std::string redoWords() const;

private:
    struct Step {
        std::vector<Edit> edits; ///< to be applied when its turn comes
        std::string words;
    };

    using Steps = std::deque<Step>;

    base::Status take(Steps& from, Steps& to, std::int64_t nowMs);

    ApplyAll m_applyAll;
    Steps m_undo;
    Steps m_redo;
};

} // namespace meterbench::instruments
