// UpReport: whether a target could be read, by the report that stands in the log beside what it
// gave. One whose report ended as well has left the configuration: what it had has ended with it.
// One thread.
#pragma once

#include "core/model/layout.h"
#include "core/wal/reader.h"

#include <cstdint>
#include <optional>
#include <unordered_map>

namespace meterbench::pipeline {

class UpReport {
public:
    /// True also of a group without a report.
    [[nodiscard]] bool isUp(const wal::Group& group);
    /// It left the configuration.
    [[nodiscard]] bool isGone(const wal::Group& group);

private:
    [[nodiscard]] double upOf(const wal::Group& group);

    std::unordered_map<model::LayoutId, std::optional<std::uint32_t>> m_upAt;
};

} // namespace meterbench::pipeline
