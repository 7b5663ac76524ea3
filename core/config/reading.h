// Reading: what all readers of one load share: where problems go, which file is being read, and
// through what files are seen. Borrowed for the load.
#pragma once

#include "core/base/file.h"
#include "core/config/problem_list.h"
#include "core/config/tree.h"

#include <string>
#include <utility>

namespace meterbench::config {

struct Reading {
    ProblemList& problems;
    base::FileSystem& files;
    std::string folder; ///< of the file being read; empty: the working folder

    void error(const Node& node, std::string message, std::string hint = {}) {
        problems.add(Severity::Error, node.place, node.path, std::move(message), std::move(hint));
    }

    void warning(const Node& node, std::string message, std::string hint = {}) {
        problems.add(Severity::Warning, node.place, node.path, std::move(message), std::move(hint));
    }

    /// Relative to the folder of the file.
    [[nodiscard]] std::string resolved(const std::string& path) const {
        const bool asItIs = path.empty() || path.front() == '/' || folder.empty();
        return asItIs ? path : folder + "/" + path;
    }
};

/// "prometheus.yml" → "", "a/b.yml" → "a", "/b.yml" → "/".
[[nodiscard]] inline std::string folderOf(const std::string& path) {
    const std::size_t slash = path.rfind('/');
    if (slash == std::string::npos) {
        return {};
    }
    return slash == 0 ? "/" : path.substr(0, slash);
}

[[nodiscard]] inline std::string quoted(std::string_view text) {
    return '"' + std::string(text) + '"';
}

} // namespace meterbench::config
