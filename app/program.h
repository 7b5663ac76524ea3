// Program: the core put together for one run: clock, files, http client, log lines, engine; built
// from the bottom up and stopped from the top down. Used by the agent, the demo and the window.
// Main thread.
#pragma once

#include "app/log_lines.h"
#include "core/base/clock.h"
#include "core/base/file.h"
#include "core/http/curl_client.h"
#include "core/pipeline/engine.h"

#include <memory>
#include <optional>
#include <string>

namespace meterbench::app {

class Program {
public:
    [[nodiscard]] static base::Result<std::unique_ptr<Program>>
    start(pipeline::EngineOptions options, base::LogLevel leastLevel);
    ~Program();

    [[nodiscard]] pipeline::Engine& engine() { return *m_engine; }

    [[nodiscard]] base::FileSystem& files() { return m_files; }

    [[nodiscard]] base::LogSink& log() { return m_log; }

    /// Reads the file and puts it in force. What is wrong, one problem a line; empty: all well.
    /// With an error the running configuration stays, and the engine notes the refusal.
    [[nodiscard]] std::string loadConfig(const std::string& path);

    /// In order, within the deadline.
    void stop(std::chrono::milliseconds deadline);

private:
    explicit Program(base::LogLevel leastLevel);

    base::SystemClock m_clock;
    base::PosixFileSystem m_files;
    LogLines m_log;
    std::unique_ptr<http::CurlClient> m_client;
    std::unique_ptr<pipeline::Engine> m_engine;
};

/// "version 1.2.3 (revision 4f5e6d)", without the latter when there is none.
[[nodiscard]] std::string programVersion();

/// "debug", "info", "warn", "error".
[[nodiscard]] std::optional<base::LogLevel> parseLogLevel(const std::string& word);

} // namespace meterbench::app
