// DirectorLog: what the demo director does, for somebody who watches from outside: a line of JSON
// whenever the scene, the step, its state, the pace, or what the page in sight shows is another, in a
// file that is asked for. For tests that press keys, and for a presenter's notes. Gui thread.
#pragma once

#include "app/director_desk.h"

#include <fstream>
#include <string>

namespace meterbench::app {

class DirectorLog {
public:
    /// What is wrong with the file; empty: it is written from now on, from its beginning.
    [[nodiscard]] std::string open(const std::string& path);

    /// Nothing while no file is open. `page`: what the page in sight says of itself.
    void note(const DirectorState& state, const std::string& page);

private:
    std::ofstream m_out;
    std::string m_last;
    std::string m_page; ///< as it said at the call before: by now it is painted
};

} // namespace meterbench::app
