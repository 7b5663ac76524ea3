#include "core/base/duration.h"
#include "core/config/environment.h"
#include "core/config/name_reader.h"
#include "core/config/scalars.h"
#include "core/config/scrape_reader.h"

#include <algorithm>

namespace meterbench::config {

namespace {

constexpr std::chrono::minutes kStaleAfter{5};

const std::vector<std::string_view>& protocolWords() {
    static const std::vector<std::string_view> words = [] {
        std::vector<std::string_view> names;
        for (const auto protocol : scrape::JobOptions().protocols) {
            names.push_back(scrape::protocolName(protocol));
        }
        return names;
    }();
    return words;
}

void readExternalLabels(MapReader& map, Config& out) {
    const Node* node = map.take("external_labels");
    if (node == nullptr) {
        return;
    }
    for (const auto& label : readLabels(*node, map.reading())) {
        const Expanded expanded = expandVariables(label.value, environmentVariable);
        for (const std::string& name : expanded.missing) {
            map.reading().warning(
                node->find(label.name)->value,
                "the environment variable " + quoted(name) + " is empty or not set",
                "write $$ for a literal dollar"
            );
        }
        out.externalLabels.set(label.name, expanded.text);
    }
}

void readIntervals(MapReader& map, Config& out) {
    using std::chrono::milliseconds;
    milliseconds interval{0};
    milliseconds timeout{0};
    map.duration("scrape_interval", interval);
    map.duration("scrape_timeout", timeout);
    out.scrapeInterval = interval.count() == 0 ? out.scrapeInterval : interval;
    if (timeout > out.scrapeInterval) {
        map.errorAt(
            "scrape_timeout",
            "the timeout is longer than the scrape interval (" +
                base::formatDuration(out.scrapeInterval) + ")",
            "make it shorter or scrape_interval longer"
        );
    }
    out.scrapeTimeout =
        timeout.count() == 0 ? std::min(out.scrapeTimeout, out.scrapeInterval) : timeout;
    checkInterval(map, interval);
}

} // namespace

JobDefaults readGlobal(const Node& node, Reading& reading, Config& out) {
    JobDefaults defaults{false, &out};
    MapReader map(node, reading);
    readIntervals(map, out);
    readProtocols(map, out.protocols);
    map.duration("evaluation_interval", out.evaluationInterval);
    if (out.evaluationInterval.count() == 0) {
        out.evaluationInterval = Config().evaluationInterval;
    }
    std::chrono::milliseconds unusedOffset{0};
    map.duration("rule_query_offset", unusedOffset);
    std::string unusedFile;
    map.text("query_log_file", unusedFile);
    map.refuse("scrape_failure_log_file");
    readLimits(map, out.limits);
    readNameScheme(map, out.nameScheme);
    defaults.escapingGiven = readEscaping(map, out.escaping);
    if (!defaults.escapingGiven && out.nameScheme == relabel::NameScheme::Legacy) {
        out.escaping = scrape::Escaping::Underscores;
    }
    if (out.nameScheme == relabel::NameScheme::Legacy &&
        out.escaping == scrape::Escaping::AllowUtf8) {
        map.errorAt(
            "metric_name_escaping_scheme",
            "allow-utf-8 does not go with the legacy validation scheme",
            "use underscores, dots or values"
        );
    }
    refuseHistogramSwitches(map);
    readExternalLabels(map, out);
    map.finish();
    return defaults;
}

void readLimits(MapReader& map, scrape::Limits& out) {
    const auto inherit = [&](const char* key, std::uint64_t& limit) {
        std::uint64_t own = 0;
        if (map.whole(key, own) && own != 0) {
            limit = own;
        }
    };
    std::uint64_t bodySize = 0;
    if (map.size("body_size_limit", bodySize) && bodySize != 0) {
        out.bodySizeBytes = bodySize;
    }
    inherit("sample_limit", out.samples);
    inherit("target_limit", out.targets);
    inherit("label_limit", out.labels);
    inherit("label_name_length_limit", out.labelNameLength);
    inherit("label_value_length_limit", out.labelValueLength);
    inherit("keep_dropped_targets", out.keepDroppedTargets);
}

void readProtocols(MapReader& map, std::vector<scrape::Protocol>& out) {
    const Node* node = map.take("scrape_protocols");
    if (node == nullptr) {
        return;
    }
    Reading& reading = map.reading();
    std::vector<scrape::Protocol> protocols;
    for (const Node& item : itemsOf(*node, reading)) {
        if (item.text == "PrometheusProto") {
            reading.error(
                item,
                "Prometheus knows PrometheusProto, Meterbench does not carry it out yet",
                "allowed: " + listed(protocolWords(), "or")
            );
            continue;
        }
        const int index = readWord(item, reading, protocolWords());
        const auto protocol = static_cast<scrape::Protocol>(index);
        if (index >= 0 &&
            std::find(protocols.begin(), protocols.end(), protocol) != protocols.end()) {
            reading.error(item, item.text + " stands in the list twice", "remove one of them");
        } else if (index >= 0) {
            protocols.push_back(protocol);
        }
    }
    if (node->kind == Kind::List && node->items.empty()) {
        reading.error(*node, "an empty list of protocols", "remove the key to use the default");
    }
    out = std::move(protocols);
}

bool readNameScheme(MapReader& map, relabel::NameScheme& out) {
    const int index = map.word("metric_name_validation_scheme", {"utf8", "legacy"});
    if (index >= 0) {
        out = static_cast<relabel::NameScheme>(index);
    }
    return index >= 0;
}

bool readEscaping(MapReader& map, scrape::Escaping& out) {
    const int index =
        map.word("metric_name_escaping_scheme", {"allow-utf-8", "underscores", "dots", "values"});
    if (index >= 0) {
        out = static_cast<scrape::Escaping>(index);
    }
    return index >= 0;
}

void refuseHistogramSwitches(MapReader& map) {
    map.refuseTrue("scrape_native_histograms");
    map.refuseTrue("convert_classic_histograms_to_nhcb");
    map.refuseTrue("always_scrape_classic_histograms");
    map.refuseTrue("extra_scrape_metrics");
}

void checkInterval(MapReader& map, std::chrono::milliseconds interval) {
    if (interval > kStaleAfter) {
        map.warningAt(
            "scrape_interval",
            "a scrape interval over 5m: receivers take the series for gone between two scrapes",
            "make it 5m or less"
        );
    }
}

} // namespace meterbench::config
