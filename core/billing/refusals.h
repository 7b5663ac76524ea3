// Refusals: how often something was refused, reason by reason. Of many different reasons the first
// hundred are told apart. CountBook keeps them over restarts. One thread.
#pragma once

#include <cstdint>
#include <map>
#include <string>

namespace meterbench::billing {

class Refusals {
public:
    void add(const std::string& reason, std::uint64_t count = 1);

    [[nodiscard]] std::uint64_t total() const { return m_total; }

    [[nodiscard]] const std::map<std::string, std::uint64_t>& reasons() const { return m_reasons; }

private:
    std::uint64_t m_total = 0;
    std::map<std::string, std::uint64_t> m_reasons;
};

} // namespace meterbench::billing
