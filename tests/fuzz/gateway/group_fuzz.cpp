// Pushes of any bytes to the Pushgateway mode: the first line is method and path, what follows up
// to a line "--" is a body; several stand one behind the other. Whatever comes: what cannot be read
// changes nothing, a scrape can be read and has no series twice, and a restart shows the same.
#include "core/base/check.h"
#include "core/gateway/group_store.h"
#include "tests/support/failing_file.h"

#include <cstddef>
#include <cstdint>
#include <memory>
#include <string>
#include <string_view>

namespace {

using namespace meterbench;
using gateway::ExposeFormat;
using gateway::GroupStore;

class Silence final : public base::LogSink {
public:
    void write(base::LogLevel, std::string_view, std::string_view) override {}
};

struct Machine {
    void open() {
        store.reset();
        auto opened = GroupStore::open(options, files, clock, sink, {});
        MB_CHECK(opened.ok(), "what was written can be read back");
        store = std::move(*opened);
    }

    [[nodiscard]] std::string text() const {
        std::string out;
        store->expose(out, ExposeFormat::Text);
        return out;
    }

    gateway::GroupStoreOptions options;
    tests::MemoryFileSystem files;
    base::SystemClock clock;
    Silence sink;
    std::unique_ptr<GroupStore> store;
};

/// What stands before the mark, taken off with it.
std::string_view takeUpTo(std::string_view& rest, std::string_view mark) {
    const std::size_t at = rest.find(mark);
    const std::string_view part = rest.substr(0, at);
    rest.remove_prefix(at == std::string_view::npos ? rest.size() : at + mark.size());
    return part;
}

/// Series that stand in one scrape can be held together: a push of it is taken.
void checkScrape(const std::string& scrape, bool allowsUtf8Names) {
    gateway::GroupReader reader(allowsUtf8Names);
    gateway::GroupBody body;
    MB_CHECK(!reader.read(scrape, body), "a scrape can be read");
    Machine other;
    other.options.folder = "other";
    other.options.allowsUtf8Names = allowsUtf8Names;
    other.open();
    const gateway::Verdict verdict =
        other.store->take({gateway::PushMethod::Put, "/job/all", "", scrape, ""}, 1);
    // The job of the path comes over the jobs of the groups, so series may fall together then.
    MB_CHECK(verdict.status == 200 || verdict.status == 400, "an answer");
}

} // namespace

extern "C" int LLVMFuzzerTestOneInput(const std::uint8_t* data, std::size_t size) {
    std::string_view rest(reinterpret_cast<const char*>(data), size);
    Machine machine;
    machine.options.folder = "state";
    machine.options.allowsUtf8Names = size % 2 == 1;
    machine.open();
    for (std::int64_t n = 1; !rest.empty() && n < 30; ++n) {
        std::string_view push = takeUpTo(rest, "\n--\n");
        const std::string_view method = takeUpTo(push, " ");
        const std::string_view path = takeUpTo(push, "\n");
        const std::string body = std::string(push) + (push.empty() ? "" : "\n");
        const auto kind = method == "PUT"      ? gateway::PushMethod::Put
                          : method == "DELETE" ? gateway::PushMethod::Delete
                                               : gateway::PushMethod::Post;
        const std::string before = machine.text();
        const gateway::Verdict verdict = machine.store->take({kind, path, "", body, ""}, n);
        const bool isFailed = verdict.body.find("inconsistent") != std::string::npos;
        MB_CHECK(
            !verdict.refusal || isFailed || machine.text() == before,
            "what cannot be read changes nothing"
        );
        MB_CHECK(verdict.status < 500, "memory does not fail");
    }
    const std::string last = machine.text();
    checkScrape(last, machine.options.allowsUtf8Names);
    machine.open();
    MB_CHECK(machine.text() == last, "a restart shows the same");
    return 0;
}
