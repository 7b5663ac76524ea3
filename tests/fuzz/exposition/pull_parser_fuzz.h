// What both fuzz entry points of PullParser do: walk a whole body, take everything apart, and hold
// the parser's promises against each other. Bytes are copied to the heap, so that reading one byte
// too far is seen.
#pragma once

#include "core/base/check.h"
#include "core/exposition/pull_parser.h"

#include <cstring>
#include <memory>
#include <vector>

namespace meterbench::exposition {

inline bool isInside(std::string_view part, std::string_view whole) {
    return part.empty() || (part.data() >= whole.data() &&
                            part.data() + part.size() <= whole.data() + whole.size());
}

inline void takeSampleApart(PullParser& parser, std::string_view body) {
    std::vector<model::LabelView> labels;
    ExemplarEntry exemplar;
    MB_CHECK(isInside(parser.sample().series, body), "a series lies in the body");
    MB_CHECK(isInside(parser.sample().exemplarText, body), "an exemplar lies in the body");
    MB_CHECK(!parser.sample().valueText.empty(), "a sample has a value");
    if (parser.labels(labels)) {
        MB_CHECK(!labels.empty(), "a series has a name");
        for (std::size_t i = 1; i < labels.size(); ++i) {
            MB_CHECK(labels[i - 1].name <= labels[i].name, "labels are sorted");
        }
    } else {
        MB_CHECK(parser.problem().line > 0 && parser.problem().column > 0, "a problem has a place");
    }
    const bool found = parser.exemplar(exemplar);
    MB_CHECK(
        found == !parser.sample().exemplarText.empty(),
        "what next() accepted as an exemplar can be taken apart"
    );
}

inline int walkBody(const std::uint8_t* data, std::size_t size, Format format) {
    const auto copy = std::make_unique<char[]>(size);
    if (size != 0) {
        std::memcpy(copy.get(), data, size);
    }
    const std::string_view body(copy.get(), size);
    PullParser parser(body, format);
    for (;;) {
        const EntryKind kind = parser.next();
        if (kind == EntryKind::Error || kind == EntryKind::End) {
            break;
        }
        MB_CHECK(parser.offsetBytes() <= body.size(), "the offset stays in the body");
        if (kind == EntryKind::Sample) {
            takeSampleApart(parser, body);
        }
    }
    return 0;
}

} // namespace meterbench::exposition
