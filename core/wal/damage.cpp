#include "core/wal/damage.h"

#include "core/wal/segment.h"

#include <algorithm>

namespace meterbench::wal {

void addPages(std::vector<DamagedPage>& pages, std::uint64_t segment, const Gap& gap) {
    const std::uint64_t end = gap.offsetBytes + std::max<std::uint64_t>(gap.sizeBytes, 1);
    for (std::uint64_t page = gap.offsetBytes / kPageBytes; page * kPageBytes < end; ++page) {
        const DamagedPage one{segment, page};
        if (pages.empty() || pages.back() != one) {
            pages.push_back(one);
        }
    }
}

} // namespace meterbench::wal
