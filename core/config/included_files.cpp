#include "core/config/included_files.h"

#include "core/config/scalars.h"

#include <fnmatch.h>

#include <algorithm>

namespace meterbench::config {

namespace {

bool isPattern(const std::string& pattern) {
    const std::size_t star = pattern.find('*');
    const bool once = star == std::string::npos || pattern.find('*', star + 1) == std::string::npos;
    const bool inLastPart =
        star == std::string::npos || pattern.find('/', star) == std::string::npos;
    return !pattern.empty() && once && inLastPart;
}

std::vector<std::string> matchingFiles(const std::string& pattern, base::FileSystem& files) {
    const std::string folder = folderOf(pattern);
    const std::size_t slash = pattern.rfind('/');
    const std::string last = slash == std::string::npos ? pattern : pattern.substr(slash + 1);
    std::vector<std::string> found;
    const auto names = files.list(folder.empty() ? "." : folder);
    if (!names) {
        return found;
    }
    for (const std::string& name : *names) {
        if (fnmatch(last.c_str(), name.c_str(), 0) == 0) {
            found.push_back(pattern.substr(0, slash == std::string::npos ? 0 : slash + 1) + name);
        }
    }
    std::sort(found.begin(), found.end());
    return found;
}

void readFile(
    const Node& pattern,
    const std::string& path,
    Reading& outer,
    const JobDefaults& defaults,
    JobNames& names
) {
    const auto text = outer.files.readAll(path);
    if (!text) {
        outer.error(pattern, "cannot read " + path + ": " + text.error().context);
        return;
    }
    Reading reading{outer.problems, outer.files, folderOf(path)};
    reading.problems.enterFile(path);
    if (const auto tree = parseTree(*text, reading.problems)) {
        MapReader map(*tree, reading);
        if (const Node* jobs = map.take("scrape_configs")) {
            readJobs(*jobs, reading, path, defaults, names);
        }
        map.finish();
    }
}

} // namespace

void readIncludedFiles(
    const Node& patterns,
    Reading& reading,
    const std::string& mainFile,
    const JobDefaults& defaults,
    JobNames& names
) {
    for (const Node& item : itemsOf(patterns, reading)) {
        std::string pattern;
        if (item.kind == Kind::Null || !readText(item, reading, pattern)) {
            continue;
        }
        if (!isPattern(pattern)) {
            reading.error(
                item,
                quoted(pattern) + " is not a path for scrape_config_files",
                "only the part behind the last / may hold a *, and only one"
            );
            continue;
        }
        const auto found = matchingFiles(reading.resolved(pattern), reading.files);
        if (found.empty()) {
            reading.warning(
                item, "no file matches " + quoted(pattern), "paths are relative to this file"
            );
        }
        for (const std::string& path : found) {
            readFile(item, path, reading, defaults, names);
            reading.problems.enterFile(mainFile);
        }
    }
}

} // namespace meterbench::config
