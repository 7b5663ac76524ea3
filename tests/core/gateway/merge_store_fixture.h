// What the tests of MergeStore share: a machine (files, clock, log), pushing in a line, looking.
#pragma once

#include "core/gateway/merge_store.h"
#include "tests/support/failing_file.h"
#include "tests/support/fake_clock.h"

#include <memory>
#include <set>
#include <string>
#include <string_view>
#include <vector>

namespace meterbench::tests {

inline const std::string kFolder = "gateway";
inline const std::string kJournal = kFolder + "/pushes.journal";

class KeptLines final : public base::LogSink {
public:
    void write(base::LogLevel, std::string_view, std::string_view message) override {
        lines.emplace_back(message);
    }

    std::vector<std::string> lines;
};

struct Gateway {
    using Opened = base::Result<std::unique_ptr<gateway::MergeStore>>;

    explicit Gateway(gateway::Profile profile = gateway::Profile::Strict) {
        options.profile = profile;
        options.folder = kFolder;
        open();
    }

    /// A restart: what was held in memory is gone.
    void open() {
        store.reset();
        Opened opened =
            gateway::MergeStore::open(options, files, clock, sink, [this](std::string_view name) {
                return taken.contains(std::string(name));
            });
        error = opened ? std::string() : opened.error().context;
        store = opened ? std::move(opened).value() : nullptr;
    }

    gateway::Verdict push(std::string_view path, std::string_view body) {
        return store->take({gateway::PushMethod::Post, path, "", body, "127.0.0.1"}, clock.nowMs());
    }

    [[nodiscard]] std::string
    text(gateway::ExposeFormat format = gateway::ExposeFormat::Text) const {
        std::string out;
        store->expose(out, format);
        return out;
    }

    [[nodiscard]] std::string textAfterRestart() {
        open();
        return store ? text() : "error: " + error;
    }

    MemoryFileSystem memory;
    FailingFileSystem files{memory};
    FakeClock clock;
    KeptLines sink;
    std::set<std::string> taken;
    gateway::MergeStoreOptions options;
    std::string error;
    std::unique_ptr<gateway::MergeStore> store;
};

} // namespace meterbench::tests
