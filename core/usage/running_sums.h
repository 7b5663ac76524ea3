// Running sums: money of all customers and time that was not measured, kept up as single customers
// and rows change. Amounts are exact, so what is taken out and put in again leaves nothing behind.
// Plain values; one thread.
#pragma once

#include "core/usage/view.h"

#include <cstdint>
#include <map>
#include <optional>
#include <set>
#include <string>
#include <utility>
#include <vector>

namespace meterbench::usage {

class MoneySums {
public:
    [[nodiscard]] static MoneySums of(const std::vector<CustomerPtr>& customers);

    /// What a customer comes to now in place of what it did; null: it is new.
    void replace(const CustomerRow* former, const CustomerRow& now);

    /// The range of numbers was left: what did not fit in is not in the sums, so nothing can be
    /// taken out of them again.
    [[nodiscard]] bool isBeyond() const { return m_isBeyond; }

    /// By currency, the most used first.
    [[nodiscard]] std::vector<Money> list() const;

private:
    struct Sum {
        Money money;
        std::size_t uses = 0;
    };

    void add(const CustomerRow& customer);
    void takeOut(const CustomerRow& customer);
    void keep(Decimal& sum, std::optional<Decimal> moved);

    std::map<std::string, Sum> m_sums; ///< by code
    bool m_isBeyond = false;
};

/// Of rows by number. Only what is above 0 counts.
class MissingTime {
public:
    void set(std::uint32_t row, std::int64_t ms);

    [[nodiscard]] std::int64_t sumMs() const { return m_sumMs; }

    /// By number, at most so many.
    [[nodiscard]] std::vector<std::uint32_t> first(std::size_t most) const;
    /// That lacks most; of several the first.
    [[nodiscard]] std::optional<std::uint32_t> worst() const;

private:
    std::map<std::uint32_t, std::int64_t> m_of;
    std::set<std::pair<std::int64_t, std::uint32_t>> m_bySize; ///< below 0, so that most is first
    std::int64_t m_sumMs = 0;
};

} // namespace meterbench::usage
