#include "app/program.h"

#include "core/config/config.h"

namespace meterbench::app {

Program::Program(base::LogLevel leastLevel)
    : m_log(m_clock, leastLevel)
    , m_client(std::make_unique<http::CurlClient>(m_clock)) {}

base::Result<std::unique_ptr<Program>>
Program::start(pipeline::EngineOptions options, base::LogLevel leastLevel) {
    std::unique_ptr<Program> program(new Program(leastLevel));
    options.about = options.about.empty() ? programVersion() : options.about;
    base::Result<std::unique_ptr<pipeline::Engine>> engine = pipeline::Engine::start(
        std::move(options), {program->m_clock, program->m_files, *program->m_client, program->m_log}
    );
    if (!engine) {
        return engine.error();
    }
    program->m_engine = std::move(*engine);
    return program;
}

std::string programVersion() {
    const std::string revision = MB_REVISION;
    return "version " MB_VERSION + (revision.empty() ? "" : " (revision " + revision + ")");
}

Program::~Program() {
    stop(std::chrono::milliseconds(2'000));
}

std::string Program::loadConfig(const std::string& path) {
    config::LoadOutcome outcome = config::loadFile(path, m_files);
    std::string problems;
    for (const config::Problem& problem : outcome.problems) {
        problems += (problems.empty() ? "" : "\n") + problem.toString();
        const bool isError = problem.severity == config::Severity::Error;
        m_log.write(
            isError ? base::LogLevel::Error : base::LogLevel::Warn, "config", problem.toString()
        );
    }
    if (!outcome.config) {
        m_engine->post(pipeline::RefuseConfig{path, problems});
        return problems;
    }
    m_engine->post(pipeline::ApplyConfig{
        std::make_shared<const config::Config>(std::move(*outcome.config))});
    return {};
}

void Program::stop(std::chrono::milliseconds deadline) {
    if (m_engine) {
        m_engine->stop(deadline);
    }
    if (m_client) {
        m_client->stop();
    }
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
