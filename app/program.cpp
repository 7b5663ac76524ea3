#include "app/program.h"

#include "core/base/number.h"
#include "core/config/workspace.h"
#include "core/scrape/target.h"

#include <stdlib.h>

#include <algorithm>
#include <filesystem>
#include <system_error>
#include <utility>

namespace meterbench::app {

namespace {

constexpr std::chrono::seconds kOwnInterval{5};
/// In a rehearsal usage is committed by the time of day, but not more often in real time than this.
constexpr double kCommitEveryMs = 250;

/// A part of the address as a job of the engine. Labels of what was pushed or made stay as they
/// are.
scrape::JobOptions jobOf(address::Part part, const std::string& listening) {
    const std::string name = part == address::Part::Instruments ? "instruments" : "gateway";
    scrape::JobOptions job;
    job.name = name;
    job.scheme = "internal";
    job.interval = kOwnInterval;
    job.timeout = kOwnInterval;
    job.honorLabels = true;
    job.enableCompression = false;
    job.staticGroups.push_back({{name}, {}});
    job.staticGroups.back().labels.set("instance", listening.empty() ? name : listening);
    return job;
}

} // namespace

Program::Program(base::LogLevel leastLevel)
    : m_log(m_clock, leastLevel)
    , m_client(std::make_unique<http::CurlClient>(m_clock)) {}

base::Result<std::unique_ptr<Program>> Program::start(
    pipeline::EngineOptions options,
    AddressWish address,
    base::LogLevel leastLevel,
    const std::optional<Rehearsal>& rehearsal
) {
    std::unique_ptr<Program> program(new Program(leastLevel));
    if (rehearsal) {
        program->rehearse(*rehearsal);
        program->keepPace(options.billing);
    }
    options.about = options.about.empty() ? programVersion() : options.about;
    address.options.about = programVersion();
    if (base::Status status = program->startAddress(std::move(address)); !status) {
        return status.error();
    }
    program->m_internal = std::make_unique<address::InternalClient>(
        *program->m_client,
        [raw = program.get()](http::Request&& request, http::Done done) {
            raw->m_address->ask(std::move(request), std::move(done));
        }
    );
    base::Result<std::unique_ptr<pipeline::Engine>> engine = pipeline::Engine::start(
        std::move(options),
        {program->m_clock, program->m_files, *program->m_internal, program->m_log}
    );
    if (!engine) {
        return engine.error();
    }
    program->m_engine = std::move(*engine);
    program->m_running = program->m_engine.get();
    return program;
}

/// Before anything asks for the time.
void Program::rehearse(const Rehearsal& rehearsal) {
    m_rehearsal = rehearsal;
    m_clock.paceSince(rehearsal.sinceMs, rehearsal.pace);
    m_log.write(
        base::LogLevel::Warn,
        "clock",
        "a rehearsal: the time of day passes " + base::formatNumber(rehearsal.pace) +
            " times as fast; bill nobody by what is metered here"
    );
}

void Program::keepPace(pipeline::ApplyBilling& billing) const {
    if (m_rehearsal) {
        const std::chrono::milliseconds paced(
            static_cast<std::int64_t>(kCommitEveryMs * m_clock.pace())
        );
        billing.metering.commitEvery = std::max(billing.metering.commitEvery, paced);
    }
}

base::Status Program::startAddress(AddressWish wish) {
    if (wish.options.dataFolder.empty()) {
        if (base::Status made = makeTemporary(wish.options.dataFolder); !made) {
            return made;
        }
    }
    const base::Status asWished = startAddress(wish.options, {});
    if (asWished || !wish.mayDoWithout) {
        return asWished;
    }
    // A second window, say: the first has the address and the folder. What is made here still is
    // shown, scraped and forwarded; it is not kept.
    const std::string problem = asWished.error().context;
    m_log.write(base::LogLevel::Warn, "gateway", problem);
    wish.options.listenAddress.clear();
    wish.options.lifecycleAddress.clear();
    if (startAddress(wish.options, problem)) {
        return {};
    }
    if (base::Status made = makeTemporary(wish.options.dataFolder); !made) {
        return made;
    }
    return startAddress(wish.options, problem);
}

base::Status Program::makeTemporary(std::string& folder) {
    folder = (std::filesystem::temp_directory_path() / "meterbench-XXXXXX").string();
    if (::mkdtemp(folder.data()) == nullptr) {
        return base::Error{base::Code::Io, "cannot create a temporary folder for the gateway"};
    }
    m_temporaryFolder = folder;
    return {};
}

base::Status Program::startAddress(const address::AddressOptions& options, std::string problem) {
    auto started = address::Address::start(
        options,
        {m_clock, m_files, m_log},
        {{}, [this](address::Part part) { scrapeSoon(part); }},
        std::move(problem)
    );
    if (!started) {
        return started.error();
    }
    m_address = std::move(*started);
    return {};
}

/// On the address's thread. The first change of a part makes it a target: who makes nothing and
/// pushes nothing does not see it.
void Program::scrapeSoon(address::Part part) {
    pipeline::Engine* const engine = m_running;
    if (engine == nullptr) {
        return;
    }
    pipeline::TargetId& target = m_parts[static_cast<std::size_t>(part)];
    if (target != 0) {
        engine->postQuietly(pipeline::ScrapeNow{target});
        return;
    }
    scrape::JobOptions job = jobOf(part, m_address->listening());
    target = scrape::makeTargets(job, relabel::Program()).targets.front().id;
    engine->postQuietly(pipeline::AddOwnJob{std::move(job)});
}

std::string programVersion() {
    const std::string revision = MB_REVISION;
    return "version " MB_VERSION + (revision.empty() ? "" : " (revision " + revision + ")");
}

Program::~Program() {
    stop(std::chrono::milliseconds(2'000));
}

std::string Program::say(const std::vector<config::Problem>& problems) {
    std::string text;
    for (const config::Problem& problem : problems) {
        text += (text.empty() ? "" : "\n") + problem.toString();
        const bool isError = problem.severity == config::Severity::Error;
        m_log.write(
            isError ? base::LogLevel::Error : base::LogLevel::Warn, "config", problem.toString()
        );
    }
    return text;
}

std::string Program::apply(
    const std::string& path, std::optional<config::Config> config, std::string problems
) {
    m_isLastApplied = config.has_value();
    if (!config) {
        m_engine->postQuietly(pipeline::RefuseConfig{path, problems});
        return problems;
    }
    m_config = std::make_shared<const config::Config>(std::move(*config));
    m_engine->postQuietly(pipeline::ApplyConfig{m_config});
    return {};
}

std::string Program::loadConfig(const std::string& path) {
    config::LoadOutcome outcome = config::loadFile(path, m_files);
    std::string problems = say(outcome.problems);
    return apply(path, std::move(outcome.config), std::move(problems));
}

pipeline::ApplyBilling billingOf(config::Workspace workspace) {
    pipeline::ApplyBilling billing;
    billing.metering.schema = std::move(workspace.schema);
    billing.metering.meters = std::move(workspace.meters);
    billing.metering.lateWithin = workspace.lateWithin;
    billing.endpoints = std::move(workspace.usageEndpoints);
    return billing;
}

std::string Program::loadWorkspace(const std::string& path) {
    config::WorkspaceOutcome outcome = config::loadWorkspaceFile(path, m_files);
    std::string problems = say(outcome.problems);
    if (outcome.workspace && !outcome.workspace->prometheus) {
        problems = path + ": it has no prometheus: nothing would be scraped";
        m_log.write(base::LogLevel::Error, "config", problems);
    }
    std::optional<config::Config> config;
    if (outcome.workspace && outcome.workspace->prometheus) {
        config = outcome.workspace->prometheus;
        m_workspace = std::make_shared<const config::Workspace>(*outcome.workspace);
        pipeline::ApplyBilling billing = billingOf(std::move(*outcome.workspace));
        keepPace(billing);
        m_engine->postQuietly(std::move(billing));
    }
    return apply(path, std::move(config), std::move(problems));
}

std::string Program::open(const std::string& path) {
    const auto text = m_files.readAll(path);
    if (text && config::looksLikeWorkspace(*text)) {
        return loadWorkspace(path);
    }
    std::string problems = loadConfig(path);
    if (m_workspace && m_isLastApplied) {
        m_workspace.reset();
        m_engine->postQuietly(pipeline::ApplyBilling());
    }
    return problems;
}

void Program::stop(std::chrono::milliseconds deadline) {
    if (m_address) {
        m_address->stop();
    }
    if (m_engine) {
        m_engine->stop(deadline);
    }
    if (m_client) {
        m_client->stop();
    }
    if (!m_temporaryFolder.empty()) {
        std::error_code ignored;
        std::filesystem::remove_all(m_temporaryFolder, ignored);
    }
}

} // namespace meterbench::app
