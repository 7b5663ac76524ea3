// The core's module: everything that runs without a window (agent, checks, headless demo), and the
// running core that a window asks for. It is complete in itself and shares nothing with the program
// that loads it but the process.
#include "app/agent.h"
#include "app/billing_endpoint.h"
#include "app/check_config.h"
#include "app/check_metrics.h"
#include "app/check_workspace.h"
#include "app/core_module.h"
#include "app/demo/demo.h"
#include "app/demo/headless_demo.h"
#include "app/demo/playing_desk.h"
#include "app/endpoint_desk.h"
#include "app/gateway.h"
#include "app/gateway_options.h"
#include "app/keeping_desk.h"
#include "app/live_usage.h"
#include "app/program.h"
#include "app/reconcile.h"
#include "app/signals.h"
#include "app/statement.h"
#include "app/usage.h"
#include "core/usage/book_keeper.h"

#include <QCoreApplication>

#include <algorithm>
#include <cstdio>
#include <cstdlib>
#include <iostream>
#include <vector>

namespace {

using namespace meterbench;

class RunningCore final : public app::CoreModule {
public:
    explicit RunningCore(std::unique_ptr<app::Program> program)
        : m_program(std::move(program))
        , m_books(
              {m_program->clock(),
               [this] { return live(); },
               usage::periodOf,
               &m_program->files(),
               &m_program->client()}
          )
        , m_endpoint(
              {*m_program,
               [this] { return m_workspace; },
               [this](auto workspace) { apply(std::move(workspace)); },
               [this] { return m_director ? &m_director->endpoint() : nullptr; }}
          )
        , m_file(
              {*m_program,
               [this] { return m_workspace; },
               [this] { return m_isDemo; },
               [this](const auto& endpoint) { return m_endpoint.isItsOwn(endpoint); }}
          ) {}

    [[nodiscard]] pipeline::Source& source() override { return m_program->engine(); }

    [[nodiscard]] address::Source& address() override { return m_program->address(); }

    [[nodiscard]] usage::Source& usage() override { return m_books; }

    [[nodiscard]] billing::Desk& ownEndpoint() override { return m_endpoint; }

    [[nodiscard]] config::WorkspaceDesk& file() override { return m_file; }

    [[nodiscard]] std::string open(const std::string& path) override {
        endDirector();
        std::string problems = m_file.open(path);
        m_isDemo = m_isDemo && !m_program->isLastApplied();
        show(m_program->workspace());
        return problems;
    }

    [[nodiscard]] std::string startDemo() override {
        endDirector();
        base::Result<std::unique_ptr<app::Demo>> demo = app::Demo::start(m_clock);
        if (!demo) {
            return demo.error().context;
        }
        m_demo = std::move(*demo);
        m_isDemo = true;
        m_program->engine().post(pipeline::ApplyConfig{
            std::make_shared<const config::Config>(m_demo->config())});
        return {};
    }

    [[nodiscard]] app::DirectorDesk* startDirector(std::string& problem) override {
        if (!m_director) {
            m_isDemo = true;
            auto started = app::PlayingDesk::start(
                *m_program,
                [this](auto workspace) { show(std::move(workspace)); },
                [this](auto choice) { m_books.choose(choice); }
            );
            if (started) {
                m_director = std::move(*started);
            } else {
                problem = started.error().context;
            }
        }
        return m_director.get();
    }

    void stop(std::chrono::milliseconds deadline) override {
        m_director.reset();
        m_endpoint.stop();
        m_demo.reset(); // its receiver answers no more: nothing waits for it
        m_program->stop(deadline);
    }

private:
    void endDirector() {
        if (m_director) {
            m_director.reset();
            show(nullptr);
        }
    }

    /// The workspace in force is this one now.
    void show(std::shared_ptr<const config::Workspace> workspace) {
        m_workspace = workspace;
        m_books.open(std::move(workspace));
    }

    void apply(std::shared_ptr<const config::Workspace> workspace) {
        m_program->engine().post(app::billingOf(*workspace));
        show(std::move(workspace));
    }

    /// Any thread.
    [[nodiscard]] usage::Live live() { return app::liveUsage(m_program->engine().snapshot()); }

    base::SystemClock m_clock;
    std::unique_ptr<app::Program> m_program;
    std::unique_ptr<app::Demo> m_demo;
    std::shared_ptr<const config::Workspace> m_workspace; ///< in force; null: none
    usage::BookKeeper m_books;                            ///< ends before what it asks
    app::EndpointDesk m_endpoint;
    app::KeepingDesk m_file;
    bool m_isDemo = false; ///< what a demo brought is in force
    std::unique_ptr<app::PlayingDesk> m_director;
};

int check(const std::vector<std::string>& words) {
    const std::vector<std::string> rest(
        words.begin() + std::min<std::ptrdiff_t>(2, std::ssize(words)), words.end()
    );
    if (words.size() > 1 && words[1] == "metrics") {
        return app::checkMetrics(rest, std::cin, std::cout, std::cerr);
    }
    if (words.size() > 1 && words[1] == "config") {
        return app::checkConfig(rest, std::cout, std::cerr);
    }
    if (words.size() > 1 && words[1] == "workspace") {
        return app::checkWorkspace(rest, std::cin, std::cout, std::cerr);
    }
    std::fputs(
        "meterbench check: what? `check metrics < BODY`, `check config FILE` or `check workspace "
        "FILE`\n",
        stderr
    );
    return 2;
}

} // namespace

extern "C" Q_DECL_EXPORT int meterbenchCoreMain(int argc, char** argv) {
    const std::vector<std::string> words(argv + 1, argv + argc);
    if (words.front() == "check") {
        return check(words);
    }
    if (words.front() == "usage") {
        return app::showUsage({words.begin() + 1, words.end()}, std::cout, std::cerr);
    }
    if (words.front() == "statement") {
        return app::showStatement({words.begin() + 1, words.end()}, std::cout, std::cerr);
    }
    if (words.front() == "reconcile") {
        return app::reconcile({words.begin() + 1, words.end()}, std::cout, std::cerr);
    }
    app::Signals::block();
    QCoreApplication application(argc, argv);
    const std::vector<std::string> rest(words.begin() + 1, words.end());
    return words.front() == "agent"              ? app::runAgent(rest)
           : words.front() == "gateway"          ? app::runGateway(rest)
           : words.front() == "billing-endpoint" ? app::runBillingEndpoint(rest)
                                                 : app::runHeadlessDemo(rest);
}

extern "C" Q_DECL_EXPORT void meterbenchStartCore(
    const pipeline::EngineOptions& options,
    const std::vector<std::string>& gatewayWords,
    base::LogLevel least,
    std::unique_ptr<app::CoreModule>& started,
    std::string& problem
) {
    const auto arguments = app::Arguments::parse(gatewayWords, app::gatewayFlags(false));
    base::PosixFileSystem files;
    auto address = arguments ? app::gatewayOptions(*arguments, false, {files, &::getenv, {}})
                             : base::Result<address::AddressOptions>(arguments.error());
    if (!address) {
        problem = address.error().context;
        return;
    }
    base::Result<std::unique_ptr<app::Program>> program = app::Program::start(
        options, {std::move(*address), !arguments->isGiven("gateway.listen-address")}, least
    );
    if (!program) {
        problem = program.error().context;
        return;
    }
    started = std::make_unique<RunningCore>(std::move(*program));
}
