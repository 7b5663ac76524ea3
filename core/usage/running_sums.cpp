#include "core/usage/running_sums.h"

#include <algorithm>
#include <functional>

namespace meterbench::usage {

MoneySums MoneySums::of(const std::vector<CustomerPtr>& customers) {
    MoneySums sums;
    for (const CustomerPtr& customer : customers) {
        sums.add(*customer);
    }
    return sums;
}

void MoneySums::replace(const CustomerRow* former, const CustomerRow& now) {
    if (former != nullptr && former->statement == now.statement && former->sent == now.sent &&
        former->accepted == now.accepted) {
        return;
    }
    if (former != nullptr) {
        takeOut(*former);
    }
    add(now);
}

void MoneySums::keep(Decimal& sum, std::optional<Decimal> moved) {
    m_isBeyond = m_isBeyond || !moved;
    sum = moved.value_or(sum);
}

void MoneySums::add(const CustomerRow& customer) {
    if (const std::optional<Decimal> price = customer.usagePrice()) {
        auto& [sum, uses] = m_sums[customer.currency.code];
        ++uses;
        sum.currency = customer.currency;
        keep(sum.metered, sum.metered + *price);
        keep(sum.fees, sum.fees + customer.fees());
        keep(sum.sent, sum.sent + customer.sent.value_or(Decimal()));
        keep(sum.accepted, sum.accepted + customer.accepted.value_or(Decimal()));
    }
}

void MoneySums::takeOut(const CustomerRow& customer) {
    const std::optional<Decimal> price = customer.usagePrice();
    const auto at = m_sums.find(customer.currency.code);
    if (!price || at == m_sums.end()) {
        return;
    }
    auto& [sum, uses] = at->second;
    keep(sum.metered, sum.metered - *price);
    keep(sum.fees, sum.fees - customer.fees());
    keep(sum.sent, sum.sent - customer.sent.value_or(Decimal()));
    keep(sum.accepted, sum.accepted - customer.accepted.value_or(Decimal()));
    if (--uses == 0) {
        m_sums.erase(at);
    }
}

std::vector<Money> MoneySums::list() const {
    std::vector<Sum> order;
    for (const auto& [code, sum] : m_sums) {
        order.push_back(sum);
    }
    std::ranges::stable_sort(order, std::greater(), &Sum::uses);
    std::vector<Money> money;
    for (Sum& one : order) {
        money.push_back(std::move(one.money));
    }
    return money;
}

void MissingTime::set(std::uint32_t row, std::int64_t ms) {
    if (const auto known = m_of.find(row); known != m_of.end()) {
        if (known->second == ms) {
            return;
        }
        m_sumMs -= known->second;
        m_bySize.erase({-known->second, row});
        m_of.erase(known);
    }
    if (ms > 0) {
        m_sumMs += ms;
        m_bySize.emplace(-ms, row);
        m_of.emplace(row, ms);
    }
}

std::vector<std::uint32_t> MissingTime::first(std::size_t most) const {
    std::vector<std::uint32_t> rows;
    for (auto at = m_of.begin(); at != m_of.end() && rows.size() < most; ++at) {
        rows.push_back(at->first);
    }
    return rows;
}

std::optional<std::uint32_t> MissingTime::worst() const {
    return m_bySize.empty() ? std::nullopt : std::optional(m_bySize.begin()->second);
}

} // namespace meterbench::usage
