// WorkspaceDesk: the file of what is in force, as the window asks for it: whether something differs
// from it, and saving. KeepingDesk (app) is the real one. Texts for people are made by who asks.
// Main thread; no call waits for anything but the disk.
#pragma once

#include "core/config/workspace_file.h"

#include <cstdint>
#include <string>
#include <vector>

namespace meterbench::config {

struct KeepState {
    std::string path;         ///< of the file that was read or saved last; empty: none
    bool isWorkspace = false; ///< false: a prometheus.yml, which is never written over
    bool isChanged = false;   ///< what is in force differs from the file
    bool isDemo = false;      ///< made up by the program, and not kept
};

enum class SaveResult : std::uint8_t {
    Saved,
    ChangedOutside, ///< since it was read; asks
    WrittenByHand,  ///< comments and the like would be lost; asks
    NotAWorkspace,  ///< another file is there: it is not written over
    NotReadable,    ///< what would be written does not read back; nothing was written
    NotWritten,
};

struct SaveOutcome {
    SaveResult result = SaveResult::NotWritten;
    std::string problem{};                   ///< of the last two, plain English
    std::vector<LeftOut> leftOut{}; ///< secrets that are (or would be) not in the file
};

class WorkspaceDesk {
public:
    WorkspaceDesk() = default;
    WorkspaceDesk(const WorkspaceDesk&) = delete;
    WorkspaceDesk& operator=(const WorkspaceDesk&) = delete;
    virtual ~WorkspaceDesk() = default;

    /// Cheap while nothing changes: may be asked a few times a second.
    [[nodiscard]] virtual KeepState look() = 0;
    /// Whole or not at all. `isSure`: the answer to what was asked is yes; when the file has changed
    /// once more since, it is asked again.
    [[nodiscard]] virtual SaveOutcome save(const std::string& path, bool isSure) = 0;
};

} // namespace meterbench::config
