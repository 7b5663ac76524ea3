// What the journal of a GroupStore is made of, as bytes: kind, time (8 bytes), then what is below
// (varints and texts as core/base/bytes.h writes them, numbers as 8 bytes). A push of a known text
// is its group's number and its numbers. Reading: MergeReaderView and GroupStore. README.md says
// what each record does.
#pragma once

#include "core/gateway/group_index.h"

#include <cstdint>
#include <string>
#include <vector>

namespace meterbench::gateway {

inline constexpr std::uint8_t kRulesRecord = 1;  ///< rules given at the start, rules in force
inline constexpr std::uint8_t kGroupRecord = 2;  ///< number, labels
inline constexpr std::uint8_t kShapeRecord = 3;  ///< id, text
inline constexpr std::uint8_t kPushRecord = 4;   ///< group, 1: PUT, shape, numbers
inline constexpr std::uint8_t kEmptyRecord = 5;  ///< group, 1: PUT
inline constexpr std::uint8_t kFailedRecord = 6; ///< group
inline constexpr std::uint8_t kDropRecord = 7;   ///< group
inline constexpr std::uint8_t kEraseRecord = 8;  ///< selection
inline constexpr std::uint8_t kWipeRecord = 9;
inline constexpr std::uint8_t kExpireRecord = 10;
inline constexpr std::uint8_t kPartRecord = 11;   ///< group, shape, numbers, gone metrics; its time
inline constexpr std::uint8_t kStampsRecord = 12; ///< group, pushes, pushed, failed

void recordNumber(std::string& out, std::uint64_t number);
void recordGroup(std::string& out, std::uint32_t number, const PathLabels& labels);
void recordShape(std::string& out, const GroupShape& shape);
void recordPush(
    std::string& out,
    std::uint32_t group,
    bool isPut,
    std::uint64_t shape,
    const std::vector<double>& values
);
void recordEmpty(std::string& out, std::uint32_t group, bool isPut);
void recordPart(std::string& out, std::uint32_t group, const GroupPart& part);
void recordStamps(std::string& out, std::uint32_t number, const HeldGroup& group);

} // namespace meterbench::gateway
