#include "core/instruments/history.h"

#include <utility>

namespace meterbench::instruments {

namespace {

constexpr std::size_t kMostSteps = 1'000;

} // namespace

History::History(Bench& bench)
    : m_applyAll(
          [&bench](
              std::span<const Edit> edits, std::int64_t nowMs
          ) -> base::Result<std::vector<Edit>> {
              std::vector<Edit> inverses;
              for (const Edit& edit : edits) {
                  auto inverse = bench.apply(edit, nowMs);
                  if (!inverse) {
                      for (const Edit& back : inverses) {
                          static_cast<void>(bench.apply(back, nowMs));
                      }
                      return inverse.error();
                  }
                  inverses.insert(inverses.begin(), std::move(*inverse));
              }
              return inverses;
          }
      ) {}

base::Status History::apply(const Edit& edit, std::string words, std::int64_t nowMs) {
    return applyAll({&edit, 1}, std::move(words), nowMs);
}

base::Status
History::applyAll(std::span<const Edit> edits, std::string words, std::int64_t nowMs) {
    auto inverses = m_applyAll(edits, nowMs);
    if (!inverses) {
        return inverses.error();
    }
    if (inverses->empty()) {
        return {};
    }
    m_redo.clear();
    m_undo.push_back({std::move(*inverses), std::move(words)});
    if (m_undo.size() > kMostSteps) {
        m_undo.pop_front();
    }
    return {};
}

base::Status History::take(Steps& from, Steps& to, std::int64_t nowMs) {
    Step step = std::move(from.back());
    from.pop_back();
    auto inverses = m_applyAll(step.edits, nowMs);
    if (!inverses) {
        return base::Error{inverses.error().code, step.words + ": " + inverses.error().context};
    }
    to.push_back({std::move(*inverses), std::move(step.words)});
    return {};
}

base::Status History::undo(std::int64_t nowMs) {
    if (m_undo.empty()) {
        return base::Error{base::Code::NotFound, "there is nothing to undo"};
    }
    return take(m_undo, m_redo, nowMs);
}

base::Status History::redo(std::int64_t nowMs) {
    if (m_redo.empty()) {
        return base::Error{base::Code::NotFound, "there is nothing to do again"};
    }
    return take(m_redo, m_undo, nowMs);
}

std::string History::undoWords() const {
    return m_undo.empty() ? std::string() : m_undo.back().words;
}

std::string History::redoWords() const {
    return m_redo.empty() ? std::string() : m_redo.back().words;
}

} // namespace meterbench::instruments
