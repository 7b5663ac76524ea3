// Pushes of any bytes: the first line is the path, what follows up to a line "--" is a body;
// several stand one behind the other. Whatever comes: a refused push changes nothing, what is taken
// is the same with the text known or new and after a restart, and a scrape of it can be pushed
// again.
#include "core/base/check.h"
#include "core/gateway/merge_store.h"
#include "tests/support/failing_file.h"
#include "tests/support/fake_clock.h"

#include <cstddef>
#include <cstdint>
#include <memory>
#include <string>
#include <string_view>
#include <utility>

namespace {

using namespace meterbench;
using gateway::ExposeFormat;
using gateway::MergeStore;
using gateway::Profile;

class Silence final : public base::LogSink {
public:
    void write(base::LogLevel, std::string_view, std::string_view) override {}
};

struct Machine {
    explicit Machine(Profile profile) {
        options.profile = profile;
        options.folder = "state";
        options.rules.cumulative = {"py*"};
        open();
    }

    void open() {
        store.reset();
        auto opened = MergeStore::open(options, files, clock, sink, {});
        MB_CHECK(opened.ok(), "what was written can be read back");
        store = std::move(opened).value();
    }

    bool push(std::string_view path, std::string_view body) {
        return store->take({gateway::PushMethod::Post, path, "", body, ""}, 1).status == 202;
    }

    [[nodiscard]] std::string text(ExposeFormat format = ExposeFormat::Text) const {
        std::string out;
        store->expose(out, format);
        return out;
    }

    gateway::MergeStoreOptions options;
    tests::MemoryFileSystem files;
    tests::FakeClock clock;
    Silence sink;
    std::unique_ptr<MergeStore> store;
};

/// Up to the mark, which is taken off with it.
std::string_view takeUpTo(std::string_view& rest, std::string_view mark) {
    const std::size_t end = rest.find(mark);
    const std::string_view part = rest.substr(0, end);
    rest.remove_prefix(end == std::string_view::npos ? rest.size() : end + mark.size());
    return part;
}

void run(std::string_view input, Profile profile) {
    Machine known(profile);
    Machine fresh(profile);
    int number = 0;
    while (!input.empty()) {
        std::string_view part = takeUpTo(input, "\n--\n");
        const std::string_view path = takeUpTo(part, "\n");
        // The break before the mark is the body's own.
        const std::string body = std::string(part) + (input.empty() ? "" : "\n");
        const std::string before = known.text();
        const bool isTaken = known.push(path, body);
        const std::string other = "# " + std::to_string(++number) + "\n" + body;
        MB_CHECK(fresh.push(path, other) == isTaken, "a comment changes nothing");
        MB_CHECK(isTaken || known.text() == before, "a refused push changes nothing");
        MB_CHECK(known.text() == fresh.text(), "a known text is merged as a new one");
        static_cast<void>(known.push(path, body));
        static_cast<void>(fresh.push(path, "# again\n" + other));
    }
    const std::string text = known.text();
    known.open();
    MB_CHECK(known.text() == text, "a restart changes nothing");
    static_cast<void>(known.text(ExposeFormat::OpenMetrics));
    static_cast<void>(known.text(ExposeFormat::Protobuf));
    Machine again(Profile::Compatible); // takes what strict refuses: timestamps, names
    MB_CHECK(profile == Profile::Compatible || again.push("", text), "what is exposed can be read");
}

} // namespace

extern "C" int LLVMFuzzerTestOneInput(const std::uint8_t* data, std::size_t size) {
    const std::string_view input(reinterpret_cast<const char*>(data), size);
    run(input, Profile::Strict);
    run(input, Profile::Compatible);
    return 0;
}
