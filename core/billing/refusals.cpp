#include "core/billing/refusals.h"

namespace meterbench::billing {

namespace {

constexpr std::size_t kMostReasons = 100;

} // namespace

void Refusals::add(const std::string& reason, std::uint64_t count) {
    m_total += count;
    const bool isTold = m_reasons.contains(reason) || m_reasons.size() < kMostReasons;
    m_reasons[isTold ? reason : "other reasons"] += count;
}

} // namespace meterbench::billing
