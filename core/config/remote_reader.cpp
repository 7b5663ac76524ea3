#include "core/config/remote_reader.h"

#include "core/base/hash.h"
#include "core/config/headers_reader.h"
#include "core/config/http_reader.h"
#include "core/config/map_reader.h"
#include "core/config/relabel_reader.h"
#include "core/config/scalars.h"
#include "core/config/yaml_writer.h"
#include "core/remote/answer.h"

#include <algorithm>
#include <set>

namespace meterbench::config {

namespace {

void positive(MapReader& map, std::string_view key, std::uint32_t& out) {
    if (map.whole32(key, out) && out == 0) {
        map.errorAt(key, "this must be greater than 0", "remove the key to use the default");
    }
}

void positive(MapReader& map, std::string_view key, std::chrono::milliseconds& out) {
    if (map.duration(key, out) && out.count() == 0) {
        map.errorAt(key, "this must be longer than 0", "remove the key to use the default");
    }
}

void readQueue(const Node& node, Reading& reading, remote::QueueOptions& out) {
    MapReader map(node, reading);
    positive(map, "capacity", out.capacity);
    positive(map, "max_shards", out.maxShards);
    positive(map, "min_shards", out.minShards);
    positive(map, "max_samples_per_send", out.maxSamplesPerSend);
    positive(map, "batch_send_deadline", out.batchSendDeadline);
    positive(map, "min_backoff", out.minBackoff);
    positive(map, "max_backoff", out.maxBackoff);
    map.boolean("retry_on_http_429", out.retryOn429);
    map.duration("sample_age_limit", out.sampleAgeLimit);
    if (out.minShards > out.maxShards) {
        map.errorAt(
            map.has("min_shards") ? "min_shards" : "max_shards",
            "min_shards (" + std::to_string(out.minShards) + ") is greater than max_shards (" +
                std::to_string(out.maxShards) + ")",
            "min_shards is at most max_shards"
        );
    }
    if (out.minBackoff > out.maxBackoff) {
        map.errorAt(
            map.has("min_backoff") ? "min_backoff" : "max_backoff",
            "min_backoff is longer than max_backoff",
            "min_backoff is at most max_backoff"
        );
    }
    map.finish();
}

void readMetadata(const Node& node, Reading& reading, remote::MetadataOptions& out) {
    MapReader map(node, reading);
    map.boolean("send", out.send);
    positive(map, "send_interval", out.interval);
    positive(map, "max_samples_per_send", out.maxSamplesPerSend);
    map.finish();
}

void readProtocol(MapReader& map) {
    const std::vector<std::string_view> words{
        "prometheus.WriteRequest", "io.prometheus.write.v2.Request"};
    if (map.word("protobuf_message", words) == 1) {
        map.errorAt(
            "protobuf_message",
            "Prometheus knows remote write 2.0, Meterbench does not carry it out yet",
            "use prometheus.WriteRequest or remove the key"
        );
    }
}

void readUrl(MapReader& map, std::string& out) {
    if (map.text("url", out) && !out.empty()) {
        checkUrl(map, "url", out, {"http", "https"});
    } else if (out.empty() && map.node().kind == Kind::Map) {
        map.errorAt("url", "an endpoint needs a url", "write url: http://host:port/api/v1/write");
    }
}

remote::EndpointOptions readEndpoint(MapReader& map, const Config& config) {
    remote::EndpointOptions endpoint;
    endpoint.externalLabels = config.externalLabels;
    readUrl(map, endpoint.url);
    map.text("name", endpoint.name);
    readProtocol(map);
    positive(map, "remote_timeout", endpoint.timeout);
    if (const Node* headers = map.take("headers")) {
        endpoint.headers = readPlainHeaders(*headers, map.reading());
    }
    if (const Node* rules = map.take("write_relabel_configs")) {
        endpoint.writeRelabelRules = readRules(*rules, config.nameScheme, map.reading());
    }
    map.boolean("send_exemplars", endpoint.sendExemplars);
    map.refuseTrue("send_native_histograms");
    map.refuseTrue("round_robin_dns");
    map.refuseTrue("failed_request_logging");
    readHttp(map, endpoint.http, {"sigv4", "azuread", "google_iam"});
    if (const Node* queue = map.take("queue_config")) {
        readQueue(*queue, map.reading(), endpoint.queue);
    }
    if (const Node* metadata = map.take("metadata_config")) {
        readMetadata(*metadata, map.reading(), endpoint.metadata);
    }
    map.finish();
    return endpoint;
}

bool isTaken(const std::string& name, const Config& config) {
    return std::ranges::any_of(config.endpoints, [&](const remote::EndpointOptions& other) {
        return other.name == name;
    });
}

/// Six hex digits of a hash over the URL alone (without secrets), and over a number when an
/// endpoint before has it too: the position is kept under this name, so whatever else of the
/// endpoint changes, it goes on where it was.
std::string nameFromUrl(const remote::EndpointOptions& endpoint, const Config& config) {
    constexpr char kDigits[] = "0123456789abcdef";
    const std::string url = remote::urlWithoutSecrets(endpoint.url);
    for (int number = 1;; ++number) {
        const std::uint64_t hash =
            base::hash64(number == 1 ? url : url + " " + std::to_string(number));
        std::string name;
        for (unsigned shift = 60; shift >= 40; shift -= 4) {
            name += kDigits[(hash >> shift) & 0xfU];
        }
        if (!isTaken(name, config)) {
            return name;
        }
    }
}

/// The effective form of unnamed endpoints: the same twice is a slip, not a wish.
using SeenForms = std::set<std::string>;

void nameEndpoint(
    MapReader& map, remote::EndpointOptions& endpoint, const Config& config, SeenForms& seen
) {
    if (!endpoint.name.empty()) {
        if (isTaken(endpoint.name, config)) {
            const std::string problem = "the name " + quoted(endpoint.name) + " is taken";
            map.errorAt("name", problem, "names are unique");
        }
        return;
    }
    if (!seen.insert(endpointYaml(endpoint)).second) {
        map.reading().error(
            map.node(), "the same endpoint as one before", "remove one of them or give it a name"
        );
    }
    endpoint.name = nameFromUrl(endpoint, config);
}

} // namespace

void readEndpoints(const Node& list, Reading& reading, Config& out) {
    SeenForms seen;
    for (const Node& item : itemsOf(list, reading)) {
        if (item.kind == Kind::Null) {
            reading.error(
                item, "an empty remote write config", "remove the \"-\" or write url: behind it"
            );
            continue;
        }
        MapReader map(item, reading);
        remote::EndpointOptions endpoint = readEndpoint(map, out);
        nameEndpoint(map, endpoint, out, seen);
        out.endpoints.push_back(std::move(endpoint));
    }
}

} // namespace meterbench::config
