#include "app/module.h"

#include <dlfcn.h>

#include <filesystem>

namespace meterbench::app {

namespace {

/// Where the program's file lies; empty when the system does not say.
std::filesystem::path programFolder() {
    std::error_code error;
    return std::filesystem::read_symlink("/proc/self/exe", error).parent_path();
}

} // namespace

void* entryOf(const char* name, const char* entry, std::string& problem) {
    const std::filesystem::path folder = programFolder();
    const std::string file = std::string(name) + ".so";
    problem = file + " is not beside the program";
    for (const auto& path : {folder / file, folder / "../lib/meterbench" / file}) {
        std::error_code error;
        if (!std::filesystem::exists(path, error)) {
            continue;
        }
        void* module = ::dlopen(path.c_str(), RTLD_LAZY | RTLD_LOCAL);
        void* found = module == nullptr ? nullptr : ::dlsym(module, entry);
        if (found != nullptr) {
            problem.clear();
            return found;
        }
        const char* said = ::dlerror();
        problem = said == nullptr ? file + " has no " + entry : said;
    }
    return nullptr;
}

} // namespace meterbench::app
