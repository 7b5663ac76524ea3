// DirectorLog: what the demo director does, for somebody who watches from outside: a line of JSON
// whenever the scene, the step, its state or the pace is another, in a file that is asked for. For
// tests that press keys, and for a presenter's notes. Gui thread.
#pragma once

#include "app/director_desk.h"

#include <fstream>
#include <string>

namespace meterbench::app {

class DirectorLog {
public:
    /// What is wrong with the file; empty: it is written from now on, from its beginning.
    [[nodiscard]] std::string open(const std::string& path);

    /// Nothing while no file is open.
    void note(const DirectorState& state);

private:
    std::ofstream m_out;
    std::string m_last;
};

} // namespace meterbench::app
