#include "core/config/config.h"

#include "core/config/config_reader.h"
#include "core/config/included_files.h"
#include "core/config/map_reader.h"
#include "core/config/remote_reader.h"
#include "core/config/scalars.h"
#include "core/config/scrape_reader.h"

namespace meterbench::config {

namespace {

/// Sections of a server. An empty one does no harm.
void refuseServerSection(MapReader& map, std::string_view key, std::string_view hint) {
    const Node* node = map.take(key);
    if (node == nullptr ||
        (node->items.empty() && node->entries.empty() && node->kind != Kind::Scalar)) {
        return;
    }
    map.reading().problems.add(
        Severity::Error,
        map.node().find(key)->place,
        std::string(key),
        "this section does not exist in agent mode",
        std::string(hint)
    );
}

void readAlerting(MapReader& map) {
    const Node* node = map.take("alerting");
    if (node == nullptr) {
        return;
    }
    MapReader alerting(*node, map.reading());
    for (const char* key : {"alertmanagers", "alert_relabel_configs"}) {
        refuseServerSection(alerting, key, "alerts are evaluated by a server; remove alerting");
    }
    alerting.finish();
}

void readRuntime(MapReader& map) {
    const Node* node = map.take("runtime");
    if (node == nullptr) {
        return;
    }
    MapReader runtime(*node, map.reading());
    std::uint64_t unused = 0;
    if (runtime.whole("gogc", unused)) {
        runtime.warningAt(
            "gogc", "this has no effect: there is no garbage collector here", "remove it"
        );
    }
    runtime.finish();
}

void refuseSections(MapReader& map) {
    readAlerting(map);
    readRuntime(map);
    refuseServerSection(map, "rule_files", "rules are evaluated by a server; remove it");
    refuseServerSection(map, "remote_read", "an agent answers no queries; remove it");
    map.refuse("storage");
    map.refuse("tracing");
    map.refuse("otlp");
}

} // namespace

Config readConfig(const Node& tree, const std::string& path, Reading& reading) {
    Config config;
    config.path = path;
    MapReader map(tree, reading);
    const Node nothing;
    const Node* global = map.take("global");
    const JobDefaults defaults = readGlobal(global == nullptr ? nothing : *global, reading, config);
    JobNames names;
    if (const Node* jobs = map.take("scrape_configs")) {
        readJobs(*jobs, reading, path, defaults, names);
    }
    if (const Node* files = map.take("scrape_config_files")) {
        readIncludedFiles(*files, reading, path, defaults, names);
    }
    if (const Node* endpoints = map.take("remote_write")) {
        readEndpoints(*endpoints, reading, config);
    }
    refuseSections(map);
    map.finish();
    return config;
}

LoadOutcome load(std::string_view text, const std::string& path, base::FileSystem& files) {
    ProblemList problems;
    problems.enterFile(path);
    Reading reading{problems, files, folderOf(path)};
    LoadOutcome outcome;
    if (const auto tree = parseTree(text, problems)) {
        Config config = readConfig(*tree, path, reading);
        if (!problems.hasErrors()) {
            config.text = toYaml(config);
            outcome.config = std::move(config);
        }
    }
    outcome.problems = problems.take();
    return outcome;
}

LoadOutcome loadFile(const std::string& path, base::FileSystem& files) {
    const auto text = files.readAll(path);
    if (text) {
        return load(*text, path, files);
    }
    LoadOutcome outcome;
    outcome.problems.push_back(
        {Severity::Error, path, 0, 0, "", "cannot read the file: " + text.error().context, ""}
    );
    return outcome;
}

} // namespace meterbench::config
