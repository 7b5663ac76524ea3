// Lint over any bytes in both formats. Problems have places and words, in order; and what the
// strict reading of OpenMetrics finds no fault with, the forgiving one must read to its end.
#include "core/base/check.h"
#include "core/exposition/lint.h"
#include "core/exposition/pull_parser.h"

#include <memory>

namespace meterbench::exposition {

namespace {

bool isCleanAndOrdered(std::string_view body, Format format) {
    bool clean = true;
    std::uint32_t line = 0;
    for (const Problem& problem : lint(body, format)) {
        MB_CHECK(
            problem.line >= line && problem.line > 0 && problem.column > 0,
            "problems have places, in order"
        );
        MB_CHECK(
            !problem.message.empty() && *problem.rule != '\0', "problems have words and a rule"
        );
        line = problem.line;
        clean = clean && problem.level == Level::Style;
    }
    return clean;
}

bool isReadable(std::string_view body, Format format) {
    PullParser parser(body, format);
    std::vector<model::LabelView> labels;
    for (;;) {
        const EntryKind kind = parser.next();
        if (kind == EntryKind::Error || (kind == EntryKind::Sample && !parser.labels(labels))) {
            return false;
        }
        if (kind == EntryKind::End) {
            return true;
        }
    }
}

} // namespace

} // namespace meterbench::exposition

extern "C" int LLVMFuzzerTestOneInput(const std::uint8_t* data, std::size_t size) {
    using namespace meterbench::exposition;
    const std::string_view body(reinterpret_cast<const char*>(data), size);
    (void)isCleanAndOrdered(body, Format::Text);
    if (isCleanAndOrdered(body, Format::OpenMetrics)) {
        MB_CHECK(isReadable(body, Format::OpenMetrics), "a clean body can be ingested");
    }
    (void)guessFormat(body);
    return 0;
}
