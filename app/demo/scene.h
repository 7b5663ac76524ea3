// Scene: one story of the demo director: what the presenter says, what happens, and when it has
// happened. Plain values with functions that act on the stage; on the director's thread.
#pragma once

#include <functional>
#include <string>
#include <vector>

namespace meterbench::app {

struct Step {
    std::string says;                                   ///< for the presenter, one or two sentences
    std::function<void()> act = [] {};                  ///< done once, when the step begins
    std::function<bool()> isDone = [] { return true; }; ///< asked again and again
    std::function<std::vector<std::string>()> shows = [] {
        return std::vector<std::string>();
    }; ///< what can be seen then, a line each
};

struct Scene {
    std::string name; ///< of the command line
    std::string title;
    std::vector<Step> steps;
};

} // namespace meterbench::app
