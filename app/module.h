// Module: a part of the program in a file of its own (NAME.so), loaded when it is first wanted, so
// that an agent never loads a window, and the window stands before the core and the charts are
// loaded. Not a plugin system: the modules belong together and are built together. Once loaded, a
// module stays. Main thread.
#pragma once

#include <string>

namespace meterbench::app {

/// The function `entry` of the module `name`, which lies beside the program or in
/// ../lib/meterbench. Null when it cannot be had; `problem` then says why.
[[nodiscard]] void* entryOf(const char* name, const char* entry, std::string& problem);

} // namespace meterbench::app
