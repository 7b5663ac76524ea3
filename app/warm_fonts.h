// WarmFonts: reads the system's font configuration in a thread of its own while the application
// connects to the display; the first text would wait for it otherwise (a tenth of a cold start). The
// library is the one that Qt has loaded; where Qt does without it nothing happens. What is read stays
// in that library, which guards itself.
#pragma once

#include <thread>

namespace meterbench::app {

class WarmFonts final {
public:
    /// Begins; best made before the QApplication.
    WarmFonts();
    ~WarmFonts();
    WarmFonts(const WarmFonts&) = delete;
    WarmFonts& operator=(const WarmFonts&) = delete;

private:
    std::thread m_thread;
};

} // namespace meterbench::app
