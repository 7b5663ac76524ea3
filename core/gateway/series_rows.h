// Held series as a person or a selector looks at them: labels taken out of the key, a histogram as
// its samples. Any thread that may read them.
#pragma once

#include "core/gateway/merger.h"
#include "core/gateway/push_store.h"
#include "core/model/labels.h"

#include <string_view>
#include <vector>

namespace meterbench::gateway {

/// Of a key, unescaped, in its order.
[[nodiscard]] std::vector<model::Label> labelsOfKey(std::string_view key);

/// With the family as __name__: what a selector is asked about.
[[nodiscard]] model::Labels labelsOf(std::string_view family, std::string_view key);

/// A row for each sample.
void appendRows(
    std::vector<SeriesRow>& out, const Family& family, const Series& series, std::int64_t expiresMs
);

} // namespace meterbench::gateway
