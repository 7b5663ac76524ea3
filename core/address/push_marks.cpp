#include "core/address/push_marks.h"

#include <utility>

namespace meterbench::address {

void PushMarks::add(PushMark mark) {
    mark.id = ++m_added;
    m_refused += mark.refusal.empty() ? 0 : 1;
    m_marks.push_back(std::make_shared<const PushMark>(std::move(mark)));
    if (m_marks.size() > kMostMarks) {
        m_refused -= m_marks.front()->refusal.empty() ? 0 : 1;
        m_marks.pop_front();
    }
}

} // namespace meterbench::address
