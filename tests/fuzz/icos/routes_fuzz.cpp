// Any bodies to the ICOS routes: the first line is the path, what follows up to a line "--" is a
// body; several stand one behind the other. Whatever comes: an answer is JSON and no 5xx, what is
// refused changes nothing, and both expositions can be read.
#include "core/base/check.h"
#include "core/exposition/pull_parser.h"
#include "core/instruments/exposition.h"
#include "tests/support/bench_port.h"

#include <nlohmann/json.hpp>

#include <cstddef>
#include <cstdint>
#include <string>
#include <string_view>

namespace {

using namespace meterbench;
using exposition::EntryKind;
using exposition::Format;

/// What stands before the mark, taken off with it.
std::string_view takeUpTo(std::string_view& rest, std::string_view mark) {
    const std::size_t at = rest.find(mark);
    const std::string_view part = rest.substr(0, at);
    rest.remove_prefix(at == std::string_view::npos ? rest.size() : at + mark.size());
    return part;
}

void checkExposition(const instruments::Bench& bench, Format format) {
    const std::string text = instruments::expose(bench, format);
    exposition::PullParser parser(text, format);
    EntryKind kind = parser.next();
    std::vector<model::LabelView> labels;
    while (kind != EntryKind::End) {
        MB_CHECK(kind != EntryKind::Error, "what is exposed can be read");
        MB_CHECK(kind != EntryKind::Sample || parser.labels(labels), "and its labels");
        kind = parser.next();
    }
}

} // namespace

extern "C" int LLVMFuzzerTestOneInput(const std::uint8_t* data, std::size_t size) {
    std::string_view rest(reinterpret_cast<const char*>(data), size);
    tests::BenchPort port;
    for (int n = 0; !rest.empty() && n < 30; ++n) {
        std::string_view body = takeUpTo(rest, "\n--\n");
        const std::string_view path = takeUpTo(body, "\n");
        const std::string before = instruments::expose(port.bench(), Format::Text);
        const auto answer = icos::answer({"POST", path, {}, body, "127.0.0.1:1", {}}, port);
        const std::string after = instruments::expose(port.bench(), Format::Text);
        MB_CHECK(answer || before == after, "no route, no change");
        if (answer) {
            MB_CHECK(answer->status <= 501, "memory does not fail"); // 501: models
            MB_CHECK(answer->status == 200 || before == after, "what is refused changes nothing");
            MB_CHECK(
                answer->status == 405 || answer->contentType != "application/json" ||
                    nlohmann::json::accept(answer->body),
                "an answer is JSON"
            );
        }
    }
    checkExposition(port.bench(), Format::Text);
    checkExposition(port.bench(), Format::OpenMetrics);
    return 0;
}
