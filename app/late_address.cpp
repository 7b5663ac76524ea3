#include "app/late_address.h"

#include "core/base/check.h"

#include <utility>

namespace meterbench::app {

LateAddress::LateAddress()
    : m_empty(std::make_shared<const address::AddressView>()) {}

void LateAddress::follow(address::Source& source) {
    m_source = &source;
    std::uint64_t expected = 0;
    for (address::Command& command : std::exchange(m_waiting, {})) {
        const std::uint64_t number = source.post(std::move(command));
        MB_CHECK(number == ++expected, "commands are numbered from one");
    }
    if (m_watched) {
        source.watch(std::move(*m_watched));
        m_watched.reset();
    }
}

address::AddressViewPtr LateAddress::view() const {
    return m_source == nullptr ? m_empty : m_source->view();
}

std::uint64_t LateAddress::post(address::Command command) {
    if (m_source != nullptr) {
        return m_source->post(std::move(command));
    }
    m_waiting.push_back(std::move(command));
    return m_waiting.size();
}

void LateAddress::watch(address::Watch watched) {
    if (m_source != nullptr) {
        m_source->watch(std::move(watched));
    } else {
        m_watched = std::move(watched);
    }
}

} // namespace meterbench::app
