#include "core/exposition/accept.h"

#include "core/base/number.h"

#include <algorithm>

namespace meterbench::exposition {

namespace {

std::string_view trimmed(std::string_view text) {
    const std::size_t begin = text.find_first_not_of(" \t");
    return begin == std::string_view::npos
               ? std::string_view()
               : text.substr(begin, text.find_last_not_of(" \t") - begin + 1);
}

std::string_view takeUntil(std::string_view& text, char end) {
    const std::size_t at = text.find(end);
    const std::string_view taken = text.substr(0, at);
    text.remove_prefix(at == std::string_view::npos ? text.size() : at + 1);
    return trimmed(taken);
}

struct Element {
    std::string_view type;
    double weight = 1; ///< when it says nothing
    bool isFamily = false;
    bool isDelimited = false;
};

Element elementOf(std::string_view text) {
    Element element;
    element.type = takeUntil(text, ';');
    while (!text.empty()) {
        const std::string_view parameter = takeUntil(text, ';');
        if (parameter.starts_with("q=")) {
            element.weight = base::parseNumber(trimmed(parameter.substr(2))).value_or(0);
        }
        element.isFamily =
            element.isFamily || parameter == "proto=io.prometheus.client.MetricFamily";
        element.isDelimited = element.isDelimited || parameter == "encoding=delimited";
    }
    return element;
}

} // namespace

Media preferredMedia(std::string_view accept) {
    double open = 0;
    double text = 0;
    double protobuf = 0;
    while (!accept.empty()) {
        const Element element = elementOf(takeUntil(accept, ','));
        if (element.type == "application/openmetrics-text") {
            open = std::max(open, element.weight);
        } else if (element.type == "text/plain") {
            text = std::max(text, element.weight);
        } else if (element.type == "application/vnd.google.protobuf" && element.isFamily &&
                   element.isDelimited) {
            protobuf = std::max(protobuf, element.weight);
        }
    }
    if (open > 0 && open >= text && open >= protobuf) {
        return Media::OpenMetrics;
    }
    return protobuf > 0 && protobuf >= text ? Media::Protobuf : Media::Text;
}

std::string_view contentTypeOf(Media media) {
    switch (media) {
    case Media::OpenMetrics:
        return "application/openmetrics-text; version=1.0.0; charset=utf-8";
    case Media::Protobuf:
        return "application/vnd.google.protobuf; proto=io.prometheus.client.MetricFamily; "
               "encoding=delimited";
    case Media::Text:
        break;
    }
    return "text/plain; version=0.0.4; charset=utf-8";
}

} // namespace meterbench::exposition
