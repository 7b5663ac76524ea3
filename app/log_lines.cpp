#include "app/log_lines.h"

#include "core/base/text.h"

#include <array>
#include <cstdio>
#include <string>

namespace meterbench::app {

void LogLines::write(base::LogLevel level, std::string_view component, std::string_view message) {
    if (level < m_least) {
        return;
    }
    constexpr std::array<std::string_view, 4> names{"debug", "info", "warn", "error"};
    const std::string line = "time=" + base::formatTimeUtc(m_clock.nowMs()) +
                             " level=" + std::string(names[static_cast<std::size_t>(level)]) +
                             " component=" + std::string(component) + " msg=\"" +
                             base::jsonEscaped(message) + "\"\n";
    const base::MutexLock lock(m_mutex);
    std::fwrite(line.data(), 1, line.size(), stderr);
}

std::optional<base::LogLevel> parseLogLevel(const std::string& word) {
    if (word == "debug") {
        return base::LogLevel::Debug;
    }
    if (word == "info") {
        return base::LogLevel::Info;
    }
    if (word == "warn") {
        return base::LogLevel::Warn;
    }
    if (word == "error") {
        return base::LogLevel::Error;
    }
    return std::nullopt;
}

} // namespace meterbench::app
