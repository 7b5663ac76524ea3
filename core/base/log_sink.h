// Where the program's own log lines go. A collaborator, not a global: logfmt to stderr in the
// agent, the events page in the window. One line, already without secrets.
#pragma once

#include <cstdint>
#include <string_view>

namespace meterbench::base {

enum class LogLevel : std::uint8_t { Debug, Info, Warn, Error };

/// Any thread.
class LogSink {
public:
    LogSink() = default;
    LogSink(const LogSink&) = delete;
    LogSink& operator=(const LogSink&) = delete;
    virtual ~LogSink() = default;

    virtual void write(LogLevel level, std::string_view component, std::string_view message) = 0;
};

} // namespace meterbench::base
