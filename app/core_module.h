// CoreModule: what the window asks of the core beyond pipeline::Source. The core (engine, http
// client, demo) lies in the module meterbench_core, which the window loads behind its first
// painting; nothing here may need a symbol of it. Main thread.
#pragma once

#include "app/director_desk.h"
#include "core/address/source.h"
#include "core/base/log_sink.h"
#include "core/billing/desk.h"
#include "core/config/workspace_desk.h"
#include "core/pipeline/engine.h"
#include "core/usage/source.h"

#include <chrono>
#include <memory>
#include <string>
#include <vector>

namespace meterbench::app {

class CoreModule {
public:
    CoreModule() = default;
    CoreModule(const CoreModule&) = delete;
    CoreModule& operator=(const CoreModule&) = delete;
    virtual ~CoreModule() = default;

    [[nodiscard]] virtual pipeline::Source& source() = 0;
    [[nodiscard]] virtual address::Source& address() = 0;
    [[nodiscard]] virtual usage::Source& usage() = 0;
    /// Of the billing endpoint inside the program.
    [[nodiscard]] virtual billing::Desk& ownEndpoint() = 0;
    /// The file of what is in force.
    [[nodiscard]] virtual config::WorkspaceDesk& file() = 0;
    /// Reads the file, a configuration or a workspace, and puts it in force. What is wrong, one problem a line; empty: all well.
    [[nodiscard]] virtual std::string open(const std::string& path) = 0;
    /// Starts the service and its receiver, and puts their configuration in force. What is wrong;
    /// empty: all well. Called once.
    [[nodiscard]] virtual std::string startDemo() = 0;
    /// Builds the stage of the demo director and puts its workspace in force; again: the same. Null,
    /// and the problem says why. Lives until a file is opened or the plain demo starts.
    [[nodiscard]] virtual DirectorDesk* startDirector(std::string& problem) = 0;
    /// In order, within the deadline.
    virtual void stop(std::chrono::milliseconds deadline) = 0;
};

/// The module's entry for the window: `started` becomes the running core; else `problem` says why
/// not.
constexpr const char* kStartCore = "meterbenchStartCore";
using StartCore = void (*)(
    const pipeline::EngineOptions& options,
    const std::vector<std::string>& gatewayWords, ///< flags of the address, as they were given
    base::LogLevel least,
    std::unique_ptr<CoreModule>& started,
    std::string& problem
);

/// The module's entry for everything without a window: agent, checks, headless demo.
constexpr const char* kCoreFile = "meterbench_core";
constexpr const char* kCoreMain = "meterbenchCoreMain";
using CoreMain = int (*)(int argc, char** argv);

} // namespace meterbench::app
