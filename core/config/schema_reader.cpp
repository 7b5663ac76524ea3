#include "core/config/schema_reader.h"

#include "core/config/map_reader.h"
#include "core/config/scalars.h"

#include <algorithm>
#include <utility>

namespace meterbench::config {

namespace {

using metering::SchemaOptions;

/// The index of the item that is empty or stands before; -1 when there is none.
std::ptrdiff_t doubtfulItem(const std::vector<std::string>& texts) {
    for (auto at = texts.begin(); at != texts.end(); ++at) {
        if (at->empty() || std::find(texts.begin(), at, *at) != at) {
            return at - texts.begin();
        }
    }
    return -1;
}

/// Label names: at least one, none empty, none twice. `out` keeps its default otherwise.
void readLabelNames(MapReader& map, std::string_view key, std::vector<std::string>& out) {
    const Node* node = map.take(key);
    std::vector<std::string> names;
    if (node == nullptr || !readTexts(*node, map.reading(), names)) {
        return;
    }
    if (names.empty()) {
        map.errorAt(key, "at least one label name is needed", "remove the key for the default");
        return;
    }
    if (const std::ptrdiff_t at = doubtfulItem(names); at >= 0) {
        const Node& item = node->items[static_cast<std::size_t>(at)];
        map.reading().error(
            item,
            item.text.empty() ? "an empty label name" : quoted(item.text) + " stands here twice",
            "remove it"
        );
        return;
    }
    out = std::move(names);
}

/// A pattern that cannot be read; all else is right by now.
void checkPattern(MapReader& map, std::string_view key, const SchemaOptions& options) {
    const auto schema = metering::TaggingSchema::compile(options);
    if (!schema) {
        const std::string prefix = std::string(key) + ": ";
        const std::string& context = schema.error().context;
        map.errorAt(
            key,
            context.starts_with(prefix) ? context.substr(prefix.size()) : context,
            "a regular expression of RE2 that the whole value has to match, as [a-z0-9-]+"
        );
    }
}

/// A label that says both, says neither.
void checkDistinct(MapReader& map, const SchemaOptions& options) {
    for (std::size_t i = 0; i < options.dimensionLabels.size(); ++i) {
        const std::string& name = options.dimensionLabels[i];
        const auto& others = options.customerLabels;
        if (std::find(others.begin(), others.end(), name) != others.end()) {
            map.errorAt(
                "dimension_labels",
                quoted(name) + " says the customer too",
                "another label for one of the two"
            );
        }
    }
}

} // namespace

SchemaOptions readSchema(const Node& node, Reading& reading) {
    SchemaOptions schema;
    MapReader map(node, reading);
    readLabelNames(map, "customer_labels", schema.customerLabels);
    readLabelNames(map, "dimension_labels", schema.dimensionLabels);
    checkDistinct(map, schema);
    SchemaOptions probe;
    if (map.text("customer_pattern", probe.customerPattern)) {
        checkPattern(map, "customer_pattern", probe);
        schema.customerPattern = std::exchange(probe.customerPattern, ".+");
    }
    if (map.text("dimension_pattern", probe.dimensionPattern)) {
        checkPattern(map, "dimension_pattern", probe);
        schema.dimensionPattern = probe.dimensionPattern;
    }
    map.finish();
    return schema;
}

} // namespace meterbench::config
