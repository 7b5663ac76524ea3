// PushMarks: the last pushes as they came, for people who look why one of them is not there. The
// bodies of refused ones are kept, the others' are not. Bounded in number and bytes. One thread.
#pragma once

#include "core/address/view.h"

#include <deque>

namespace meterbench::address {

class PushMarks {
public:
    void add(PushMark mark);

    /// Oldest first.
    [[nodiscard]] const std::deque<PushMarkPtr>& marks() const { return m_marks; }

    [[nodiscard]] std::uint32_t refused() const { return m_refused; }

    [[nodiscard]] std::uint64_t added() const { return m_added; }

    static constexpr std::size_t kMostMarks = 500;
    static constexpr std::size_t kMostBodyBytes = 64 * 1024;

private:
    std::deque<PushMarkPtr> m_marks;
    std::uint64_t m_added = 0;
    std::uint32_t m_refused = 0;
};

} // namespace meterbench::address
