// LogLines: the program's own log on stderr, one logfmt line each, as Prometheus writes it. Any
// thread.
#pragma once

#include "core/base/clock.h"
#include "core/base/log_sink.h"
#include "core/base/mutex.h"

#include <optional>
#include <string>

namespace meterbench::app {

class LogLines final : public base::LogSink {
public:
    LogLines(const base::Clock& clock, base::LogLevel least)
        : m_clock(clock)
        , m_least(least) {}

    void write(base::LogLevel level, std::string_view component, std::string_view message) override;

private:
    const base::Clock& m_clock;
    base::LogLevel m_least;
    base::Mutex m_mutex;
};

/// "debug", "info", "warn", "error".
[[nodiscard]] std::optional<base::LogLevel> parseLogLevel(const std::string& word);

} // namespace meterbench::app
