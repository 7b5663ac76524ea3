// DirectorDesk: the demo director as the window asks it. The real one lies in the core's module
// (app/demo/director.h); nothing here needs a symbol of it. Main thread; no call waits.
#pragma once

#include <array>
#include <cstddef>
#include <cstdint>
#include <string>
#include <vector>

namespace meterbench::app {

/// As the command line names them, in the order of the scenes.
inline constexpr std::array<const char*, 6> kSceneNames{
    "customers", "spike", "restart", "outage", "label", "statement"};

struct DirectorState {
    std::vector<std::string> scenes; ///< titles
    int scene = -1;                  ///< that plays; -1: none yet
    std::size_t step = 0;            ///< that is under way, or was done last; from 1
    std::size_t steps = 0;
    bool isBusy = false;
    bool isOver = false;
    std::string says;
    std::vector<std::string> shown;
    std::int64_t timeMs = 0; ///< of the day on the stage
    double pace = 1;
    std::string verdict; ///< empty: nothing was compared yet
    bool isAsIntended = true;
    std::string settlement; ///< the four sums as JSON; empty: nothing was compared yet
};

class DirectorDesk {
public:
    DirectorDesk() = default;
    DirectorDesk(const DirectorDesk&) = delete;
    DirectorDesk& operator=(const DirectorDesk&) = delete;
    virtual ~DirectorDesk() = default;

    /// How it stands now; looks whether what is under way is done. About ten times a second.
    [[nodiscard]] virtual DirectorState look() = 0;
    virtual void play(std::size_t scene) = 0;
    virtual void next() = 0;
    virtual void changePace(double factor) = 0;
    /// What is wrong; empty: all begins anew.
    [[nodiscard]] virtual std::string reset() = 0;
};

} // namespace meterbench::app
