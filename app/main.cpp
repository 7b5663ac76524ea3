// meterbench: what the words on the command line mean. What does it lies in modules (module.h): the
// core for everything without a window, the window for the rest. Neither is loaded for the other's
// sake, so that an agent loads nothing of Qt's GUI and the window stands before the core is loaded.
#include "app/core_module.h"
#include "app/module.h"

#include <algorithm>
#include <cstdio>
#include <string>
#include <string_view>
#include <vector>

namespace {

using namespace meterbench;

constexpr const char* kHelp =
    "Meterbench: see what an exporter says, test an agent's configuration, watch metrics live, "
    "forward them.\n"
    "\n"
    "  meterbench                       the window\n"
    "  meterbench URL                   the window, with this exporter scraped\n"
    "  meterbench prometheus.yml        the window, with this configuration\n"
    "  meterbench workspace.yml         the window, with this workspace\n"
    "  meterbench demo [--headless]     a small service, its exporter and a receiver inside the "
    "program\n"
    "  meterbench agent [flags]         the agent without a window (agent --help)\n"
    "  meterbench gateway [flags]       an address to push to and to make metrics at (gateway "
    "--help)\n"
    "  meterbench billing-endpoint      a receiver of remote write and usage records, with a "
    "ledger "
    "(billing-endpoint --help)\n"
    "  meterbench usage [flags]         what an agent has metered (usage --help)\n"
    "  meterbench statement [flags]     what customers owe for a period: text, CSV, JSON, PDF "
    "(statement --help)\n"
    "  meterbench reconcile [flags]     metered, sent, accepted, billed, and why they differ "
    "(reconcile --help)\n"
    "  meterbench check metrics < BODY  judges an exposition (check metrics --help)\n"
    "  meterbench check config FILE     judges a configuration (check config --help)\n"
    "  meterbench check workspace FILE  judges a workspace, and says what its meters make of a "
    "body "
    "(check workspace --help)\n"
    "  meterbench --version\n";

using Main = int (*)(int, char**);

Main load(const char* module, const char* entry, std::string& problem) {
    return reinterpret_cast<Main>(app::entryOf(module, entry, problem));
}

int runCore(int argc, char** argv) {
    std::string problem;
    if (const Main coreMain = load(app::kCoreFile, app::kCoreMain, problem)) {
        return coreMain(argc, argv);
    }
    std::fprintf(stderr, "meterbench: the core cannot be loaded: %s\n", problem.c_str());
    return 1;
}

int runWindow(int argc, char** argv) {
    std::string problem;
    if (const Main windowMain = load("meterbench_window", "meterbenchWindowMain", problem)) {
        return windowMain(argc, argv);
    }
    std::fprintf(
        stderr,
        "meterbench: the window cannot be loaded: %s\nThe agent, the checks and `demo --headless` "
        "work without it.\n",
        problem.c_str()
    );
    return 1;
}

bool isForCore(const std::vector<std::string_view>& words) {
    const std::string_view first = words.empty() ? std::string_view() : words.front();
    return first == "check" || first == "agent" || first == "gateway" || first == "usage" ||
           first == "statement" || first == "reconcile" || first == "billing-endpoint" ||
           (first == "demo" && std::find(words.begin(), words.end(), "--headless") != words.end());
}

} // namespace

int main(int argc, char** argv) {
    const std::vector<std::string_view> words(argv + 1, argv + argc);
    const std::string_view first = words.empty() ? std::string_view() : words.front();
    if (first == "--help" || first == "-h" || first == "help") {
        std::fputs(kHelp, stdout);
        return 0;
    }
    if (first == "--version") {
        std::printf("meterbench %s\n", MB_VERSION);
        return 0;
    }
    return isForCore(words) ? runCore(argc, argv) : runWindow(argc, argv);
}
