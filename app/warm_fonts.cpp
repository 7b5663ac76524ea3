#include "app/warm_fonts.h"

#include <dlfcn.h>

namespace meterbench::app {

WarmFonts::WarmFonts() {
    void* fontconfig = ::dlopen("libfontconfig.so.1", RTLD_LAZY | RTLD_NOLOAD);
    if (fontconfig == nullptr) {
        return;
    }
    // FcBool FcInit(void): makes the current configuration, and the list of fonts, ready.
    if (const auto init = reinterpret_cast<int (*)()>(::dlsym(fontconfig, "FcInit"))) {
        m_thread = std::thread([init] { static_cast<void>(init()); });
    }
}

WarmFonts::~WarmFonts() {
    if (m_thread.joinable()) {
        m_thread.join();
    }
}

} // namespace meterbench::app
