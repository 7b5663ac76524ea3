#include "app/recompute.h"

#include "core/metering/calendar.h"

namespace meterbench::app {

namespace {

using metering::UsageRecord;
using pipeline::Recomputation;

std::string shown(const std::optional<UsageRecord>& record) {
    if (!record) {
        return "nothing";
    }
    const metering::Evidence& e = record->evidence;
    const auto times = [&e] {
        return e.samples == 0 ? std::string()
                              : " from " + metering::timeText(e.firstMs) + " to " +
                                    metering::timeText(e.lastMs);
    };
    return record->value.toText() + " of " + std::to_string(e.samples) + " samples" + times() +
           ", measured " + std::to_string(e.measuredMs) + " ms, inferred " +
           std::to_string(e.inferredMs) + " ms, unmetered " + std::to_string(e.unmeteredMs) +
           " ms, resets " + std::to_string(e.resets) + ", possible losses " +
           std::to_string(e.possibleLosses);
}

std::string shown(const pipeline::UsageDifference& one) {
    const UsageRecord& of = one.kept ? *one.kept : *one.recomputed;
    return of.meter + " " + of.thing + " of " +
           (of.customer.empty() ? "nobody" : of.customer + "/" + of.dimension) + ", " +
           metering::timeText(of.beginMs) + " to " + metering::timeText(of.endMs) +
           "\n  kept:       " + shown(one.kept) + "\n  recomputed: " + shown(one.recomputed) + '\n';
}

std::string notCompared(const Recomputation& done) {
    std::string text;
    const auto add = [&text](std::uint64_t count, const char* why) {
        text += count == 0 ? "" : "Not compared: " + std::to_string(count) + " " + why + ".\n";
    };
    add(done.before, "windows that begin before what the log covers of their target");
    add(done.severalTargets,
        "windows of things that several targets have, where the log does not show which one's turn "
        "it was");
    add(done.forgotten,
        "windows with a sample that came more than two days late, when their thing may have been "
        "forgotten");
    add(done.otherMeters, "windows of meters that are not in the workspace");
    return text;
}

} // namespace

std::string toText(const Recomputation& done) {
    const std::size_t differ = done.differences.size();
    std::string text = std::to_string(done.windows) + " windows recomputed";
    if (differ > 0) {
        text += ", " + std::to_string(differ) + " not the same:\n";
    } else {
        text += done.windows == 0 ? ": none can be compared.\n" : ", all the same.\n";
    }
    for (const pipeline::UsageDifference& one : done.differences) {
        text += shown(one);
    }
    if (!done.damage.empty()) {
        text += "The log is only used from behind its last damage on: " + done.damage + ".\n";
    }
    return text + notCompared(done);
}

} // namespace meterbench::app
