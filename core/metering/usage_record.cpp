#include "core/metering/usage_record.h"

#include "core/base/bytes.h"
#include "core/base/hash.h"

#include <array>
#include <cstdio>

namespace meterbench::metering {

std::string idOf(const UsageRecord& record) {
    std::string key;
    for (const std::string* const text :
         {&record.meter, &record.thing, &record.customer, &record.dimension}) {
        base::appendString(key, *text);
    }
    base::appendVarint(key, static_cast<std::uint64_t>(record.beginMs));
    std::array<char, 33> id{};
    std::snprintf(
        id.data(),
        id.size(),
        "%016llx%016llx",
        static_cast<unsigned long long>(base::hash64(key)),
        static_cast<unsigned long long>(base::hash64(key, 1))
    );
    return {id.data(), id.size() - 1};
}

} // namespace meterbench::metering
