#include "core/instruments/history.h"

#include <utility>

namespace meterbench::instruments {

namespace {

constexpr std::size_t kMostSteps = 1'000;

} // namespace

base::Status History::apply(const Edit& edit, std::string words, std::int64_t nowMs) {
    auto inverse = m_apply(edit, nowMs);
    if (!inverse) {
        return inverse.error();
    }
    m_redo.clear();
    m_undo.push_back({std::move(inverse).value(), std::move(words)});
    if (m_undo.size() > kMostSteps) {
        m_undo.pop_front();
    }
    return {};
}

base::Status History::take(Steps& from, Steps& to, std::int64_t nowMs) {
    Step step = std::move(from.back());
    from.pop_back();
    auto inverse = m_apply(step.edit, nowMs);
    if (!inverse) {
        return base::Error{inverse.error().code, step.words + ": " + inverse.error().context};
    }
    to.push_back({std::move(inverse).value(), std::move(step.words)});
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
