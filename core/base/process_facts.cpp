#include "core/base/process_facts.h"

#if defined(__linux__)
#include <sys/resource.h>
#include <unistd.h>

#include <filesystem>
#include <fstream>
#include <iterator>
#include <sstream>
#include <string>
#include <vector>
#endif

namespace meterbench::base {

#if defined(__linux__)

namespace {

/// The fields behind the program's name, which may itself have spaces; [0] is the third field of
/// proc(5).
std::vector<std::string> statFields() {
    std::ifstream file("/proc/self/stat");
    const std::string text(
        (std::istreambuf_iterator<char>(file)), std::istreambuf_iterator<char>()
    );
    const std::size_t end = text.rfind(')');
    std::istringstream rest(end == std::string::npos ? std::string() : text.substr(end + 1));
    return {std::istream_iterator<std::string>(rest), std::istream_iterator<std::string>()};
}

std::optional<double> bootTimeSeconds() {
    std::ifstream file("/proc/stat");
    std::string word;
    double value = 0;
    while (file >> word) {
        if (word == "btime" && file >> value) {
            return value;
        }
    }
    return std::nullopt;
}

std::optional<std::uint64_t> countOpenFds() {
    std::error_code problem;
    const std::filesystem::directory_iterator folder("/proc/self/fd", problem);
    if (problem) {
        return std::nullopt;
    }
    return static_cast<std::uint64_t>(std::distance(begin(folder), end(folder)));
}

void readStat(ProcessFacts& facts) {
    const std::vector<std::string> fields = statFields();
    const auto ticks = static_cast<double>(::sysconf(_SC_CLK_TCK));
    if (fields.size() < 22 || ticks <= 0) {
        return;
    }
    facts.cpuSeconds = (std::stod(fields[11]) + std::stod(fields[12])) / ticks;
    facts.threads = std::stoull(fields[17]);
    facts.virtualBytes = std::stoull(fields[20]);
    facts.residentBytes =
        std::stoull(fields[21]) * static_cast<std::uint64_t>(::sysconf(_SC_PAGESIZE));
    if (const auto boot = bootTimeSeconds()) {
        facts.startTimeSeconds = *boot + std::stod(fields[19]) / ticks;
    }
}

} // namespace

ProcessFacts processFacts() {
    ProcessFacts facts;
    readStat(facts);
    facts.openFds = countOpenFds();
    rlimit limit{};
    if (::getrlimit(RLIMIT_NOFILE, &limit) == 0) {
        facts.maxFds = limit.rlim_cur;
    }
    return facts;
}

#else

ProcessFacts processFacts() {
    return {};
}

#endif

} // namespace meterbench::base
