// Pushers that re-send totals: a client library's counters are cumulative, and merging each push of
// them counts everything again and again (facts 2.3). PusherTotals keeps what one pusher sent last
// and makes differences of what it sends now. A counter or histogram that is smaller than before,
// has other bounds, or comes with another _created was restarted: what is sent then counts from 0.
// A gauge that is summed stands for the pusher's level, so it is its change that is added. One
// thread.
#pragma once

#include "core/gateway/merger.h"
#include "core/gateway/push.h"

#include <string>
#include <unordered_map>
#include <vector>

namespace meterbench::gateway {

class PusherTotals {
public:
    struct Total {
        double value = 0;
        double created = 0; ///< of a counter or histogram, when it was pushed; 0: it was not
        std::vector<Point> points;
        double sum = 0;
        double count = 0;
    };

    using Totals = std::unordered_map<std::string, Total>; ///< by family, 0 byte, key

    /// Changes what a push says: totals into what they grew by since the last one. The merger knows
    /// which gauges are summed.
    void makeDifferences(Push& push, const Merger& merger) const;

    /// Keeps the totals of a push, as it came.
    void remember(const Push& push);

    [[nodiscard]] const Totals& all() const { return m_last; }

    void set(Totals totals) { m_last = std::move(totals); }

private:
    Totals m_last;
};

} // namespace meterbench::gateway
