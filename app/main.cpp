// meterbench: what the words on the command line mean. The window is a module of its own
// (meterbench_window), loaded only when one is wanted, so that the agent neither loads nor starts
// any of Qt's GUI.

#include "app/agent.h"
#include "app/check_config.h"
#include "app/check_metrics.h"
#include "app/demo/headless_demo.h"
#include "app/signals.h"

#include <QCoreApplication>
#include <QLibrary>

#include <algorithm>
#include <cstdio>
#include <filesystem>
#include <iostream>
#include <string>
#include <vector>

namespace {

constexpr const char* kHelp =
    "Meterbench: see what an exporter says, test an agent's configuration, watch metrics live, "
    "forward them.\n"
    "\n"
    "  meterbench                       the window\n"
    "  meterbench URL                   the window, with this exporter scraped\n"
    "  meterbench prometheus.yml        the window, with this configuration\n"
    "  meterbench demo [--headless]     a small service, its exporter and a receiver inside the "
    "program\n"
    "  meterbench agent [flags]         the agent without a window (agent --help)\n"
    "  meterbench check metrics < BODY  judges an exposition (check metrics --help)\n"
    "  meterbench check config FILE     judges a configuration (check config --help)\n"
    "  meterbench --version\n";

using WindowMain = int (*)(int, char**);

int runWindow(int argc, char** argv) {
    const std::filesystem::path folder =
        std::filesystem::read_symlink("/proc/self/exe").parent_path();
    QString problem;
    for (const auto& candidate :
         {folder / "meterbench_window.so", folder / "../lib/meterbench/meterbench_window.so"}) {
        if (!std::filesystem::exists(candidate)) {
            continue;
        }
        QLibrary module(QString::fromStdString(candidate.string()));
        if (const auto windowMain =
                reinterpret_cast<WindowMain>(module.resolve("meterbenchWindowMain"))) {
            return windowMain(argc, argv);
        }
        problem = module.errorString();
    }
    std::fprintf(
        stderr,
        "meterbench: the window cannot be loaded: %s\nThe agent, the checks and `demo --headless` "
        "work without it.\n",
        problem.isEmpty() ? "meterbench_window.so is not beside the program" : qPrintable(problem)
    );
    return 1;
}

int check(const std::vector<std::string>& words) {
    const std::vector<std::string> rest(
        words.begin() + std::min<std::ptrdiff_t>(2, std::ssize(words)), words.end()
    );
    if (words.size() > 1 && words[1] == "metrics") {
        return meterbench::app::checkMetrics(rest, std::cin, std::cout, std::cerr);
    }
    if (words.size() > 1 && words[1] == "config") {
        return meterbench::app::checkConfig(rest, std::cout, std::cerr);
    }
    std::fputs("meterbench check: what? `check metrics < BODY` or `check config FILE`\n", stderr);
    return 2;
}

bool contains(const std::vector<std::string>& words, const char* wanted) {
    return std::find(words.begin(), words.end(), wanted) != words.end();
}

} // namespace

int main(int argc, char** argv) {
    const std::vector<std::string> words(argv + 1, argv + argc);
    const std::string first = words.empty() ? std::string() : words.front();
    if (first == "--help" || first == "-h" || first == "help") {
        std::fputs(kHelp, stdout);
        return 0;
    }
    if (first == "--version") {
        std::printf("meterbench %s\n", MB_VERSION);
        return 0;
    }
    if (first == "check") {
        return check(words);
    }
    meterbench::app::Signals::block();
    const std::vector<std::string> rest(words.begin() + (words.empty() ? 0 : 1), words.end());
    if (first == "agent" || (first == "demo" && contains(words, "--headless"))) {
        QCoreApplication application(argc, argv);
        return first == "agent" ? meterbench::app::runAgent(rest)
                                : meterbench::app::runHeadlessDemo(rest);
    }
    return runWindow(argc, argv);
}
