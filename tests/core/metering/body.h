// A body as an exporter writes it, with the labels of its target, for tests of metering.
#pragma once

#include "core/exposition/pull_parser.h"
#include "core/metering/preview.h"

#include <fstream>
#include <iterator>
#include <map>
#include <string>
#include <string_view>
#include <vector>

namespace meterbench::tests {

inline std::string textOfFile(const std::string& path) {
    std::ifstream file(path);
    return {std::istreambuf_iterator<char>(file), std::istreambuf_iterator<char>()};
}

inline std::vector<metering::SeenSeries>
seriesOf(std::string_view body, const std::map<std::string, std::string>& targetLabels = {}) {
    std::vector<metering::SeenSeries> all;
    exposition::PullParser parser(body, exposition::Format::Text);
    for (auto kind = parser.next(); kind != exposition::EntryKind::End; kind = parser.next()) {
        if (kind == exposition::EntryKind::Error) {
            return {};
        }
        std::vector<model::LabelView> views;
        if (kind != exposition::EntryKind::Sample || !parser.labels(views)) {
            continue;
        }
        metering::SeenSeries seen;
        for (const model::LabelView& label : views) {
            seen.labels.set(label.name, label.value);
        }
        for (const auto& [name, value] : targetLabels) {
            seen.labels.set(name, value);
        }
        seen.value = parser.sample().value;
        all.push_back(std::move(seen));
    }
    return all;
}

} // namespace meterbench::tests
