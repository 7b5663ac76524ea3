// ProblemList: collects what is wrong with a configuration, from all its files, and gives it back
// in the order of the files and lines. One thread.
#pragma once

#include "core/config/config.h"

#include <cstdint>
#include <string>
#include <vector>

namespace meterbench::config {

/// Where something stands in a file, from 1; 0: the whole file.
struct Place {
    std::uint32_t line = 0;
    std::uint32_t column = 0;
};

class ProblemList {
public:
    /// Problems that follow belong to this file, until the next call.
    void enterFile(const std::string& file);
    void
    add(Severity severity, Place place, std::string field, std::string message, std::string hint);

    [[nodiscard]] bool hasErrors() const { return m_errors > 0; }

    [[nodiscard]] std::size_t errors() const { return m_errors; }

    /// Sorted by file (as entered), line and column.
    [[nodiscard]] std::vector<Problem> take();

private:
    std::vector<Problem> m_problems;
    std::vector<std::string> m_files;
    std::string m_file;
    std::size_t m_errors = 0;
};

} // namespace meterbench::config
