// LogDistance: how many bytes of log lie between two positions. Sizes of segments that are complete
// are remembered, so within one segment it costs a subtraction. For display; what cannot be read
// counts as nothing.
#pragma once

#include "core/base/file.h"
#include "core/wal/position.h"

#include <cstdint>
#include <map>
#include <string>

namespace meterbench::remote {

class LogDistance {
public:
    LogDistance(base::FileSystem& files, std::string folder)
        : m_files(files)
        , m_folder(std::move(folder)) {}

    [[nodiscard]] std::uint64_t bytesBetween(wal::Position from, wal::Position to);

private:
    [[nodiscard]] std::uint64_t segmentBytes(std::uint64_t number);

    base::FileSystem& m_files;
    std::string m_folder;
    std::map<std::uint64_t, std::uint64_t> m_sizes;
};

} // namespace meterbench::remote
