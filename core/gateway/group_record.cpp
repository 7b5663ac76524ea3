#include "core/gateway/group_record.h"

#include "core/base/bytes.h"
#include "core/gateway/merge_codec.h"

namespace meterbench::gateway {

void recordNumber(std::string& out, std::uint64_t number) {
    base::appendVarint(out, number);
}

void recordGroup(std::string& out, std::uint32_t number, const PathLabels& labels) {
    base::appendVarint(out, number);
    appendLabels(out, labels);
}

void recordShape(std::string& out, const GroupShape& shape) {
    base::appendVarint(out, shape.id());
    base::appendString(out, shape.text());
}

void recordPush(
    std::string& out,
    std::uint32_t group,
    bool isPut,
    std::uint64_t shape,
    const std::vector<double>& values
) {
    recordEmpty(out, group, isPut);
    base::appendVarint(out, shape);
    appendNumbers(out, values);
}

void recordEmpty(std::string& out, std::uint32_t group, bool isPut) {
    base::appendVarint(out, group);
    out.push_back(isPut ? '\1' : '\0');
}

void recordPart(std::string& out, std::uint32_t group, const GroupPart& part) {
    base::appendVarint(out, group);
    base::appendVarint(out, part.shape->id());
    appendNumbers(out, part.values);
    std::vector<std::uint32_t> gone;
    for (std::uint32_t i = 0; i < part.gone.size(); ++i) {
        if (part.gone[i]) {
            gone.push_back(i);
        }
    }
    base::appendVarint(out, gone.size());
    for (const std::uint32_t metric : gone) {
        base::appendVarint(out, metric);
    }
}

void recordStamps(std::string& out, std::uint32_t number, const HeldGroup& group) {
    base::appendVarint(out, number);
    base::appendVarint(out, group.pushes);
    base::appendU64(out, static_cast<std::uint64_t>(group.pushedMs));
    base::appendU64(out, static_cast<std::uint64_t>(group.failedMs));
}

} // namespace meterbench::gateway
