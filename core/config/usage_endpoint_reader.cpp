#include "core/config/usage_endpoint_reader.h"

#include "core/config/headers_reader.h"
#include "core/config/http_reader.h"
#include "core/config/map_reader.h"
#include "core/config/scalars.h"

#include <algorithm>
#include <iterator>
#include <string>

namespace meterbench::config {

namespace {

using delivery::Service;
using delivery::UsageEndpointOptions;

constexpr Service kServices[] = {Service::Paigo, Service::OpenMeter, Service::Lago};

std::string exampleOf(Service service) {
    switch (service) {
    case Service::OpenMeter:
        return "https://openmeter.example/api/v1/events";
    case Service::Lago:
        return "https://lago.example/api/v1/events/batch";
    case Service::Paigo:
        break;
    }
    return "https://billing.example/usage";
}

void readService(MapReader& map, Service& out) {
    std::vector<std::string_view> words;
    for (const Service service : kServices) {
        words.push_back(delivery::nameOf(service));
    }
    const int chosen = map.word("service", words);
    if (chosen >= 0) {
        out = kServices[chosen];
    } else if (!map.has("service") && map.node().kind == Kind::Map) {
        map.errorAt("service", "whose form is it?", "write service: paigo, openmeter or lago");
    }
}

bool hasPath(const std::string& url) {
    const std::size_t host = url.find("://") + 3;
    const std::size_t path = url.find('/', host);
    return path != std::string::npos && path + 1 < url.size();
}

void readUrl(MapReader& map, UsageEndpointOptions& out) {
    const std::string example = exampleOf(out.service);
    if (!map.text("url", out.url) || out.url.empty()) {
        if (map.node().kind == Kind::Map) {
            map.errorAt("url", "an endpoint needs a url", "write url: " + example);
        }
    } else if (checkUrl(map, "url", out.url, {"http", "https"}) && !hasPath(out.url)) {
        map.warningAt("url", "the path that takes records is missing", "for example " + example);
    }
}

void readName(
    MapReader& map, UsageEndpointOptions& out, const std::vector<UsageEndpointOptions>& others
) {
    if (!map.text("name", out.name) || out.name.empty()) {
        if (map.node().kind == Kind::Map) {
            map.errorAt(
                "name",
                "an endpoint needs a name: what was sent is kept under it",
                "write name: billing"
            );
        }
    } else if (std::ranges::find(others, out.name, &UsageEndpointOptions::name) != others.end()) {
        map.errorAt("name", "the name " + quoted(out.name) + " is taken", "names are unique");
    }
}

void readRecordsPerRequest(MapReader& map, UsageEndpointOptions& out) {
    const std::uint32_t largest = out.service == Service::OpenMeter ? 1'000 : 100;
    if (!map.whole32("max_records_per_request", out.mostRecordsPerRequest)) {
        return;
    }
    if (out.service == Service::Paigo && out.mostRecordsPerRequest != 1) {
        map.errorAt("max_records_per_request", "paigo takes one record a request", "remove it");
    } else if (out.mostRecordsPerRequest == 0 || out.mostRecordsPerRequest > largest) {
        map.errorAt(
            "max_records_per_request",
            "this must be 1 to " + std::to_string(largest) + " for " +
                std::string(delivery::nameOf(out.service)),
            "remove the key to use 100"
        );
    }
}

void readTimeout(MapReader& map, UsageEndpointOptions& out) {
    if (map.duration("timeout", out.timeout) && out.timeout.count() == 0) {
        map.errorAt("timeout", "this must be longer than 0", "remove the key to use the default");
    }
}

UsageEndpointOptions readOne(MapReader& map, const std::vector<UsageEndpointOptions>& others) {
    UsageEndpointOptions out;
    readName(map, out, others);
    readService(map, out.service);
    readUrl(map, out);
    readTimeout(map, out);
    readRecordsPerRequest(map, out);
    readHttp(map, out.http);
    if (const Node* headers = map.take("headers")) {
        std::vector<http::ExtraHeader> plain = readPlainHeaders(*headers, map.reading());
        std::ranges::move(plain, std::back_inserter(out.http.headers));
    }
    map.finish();
    return out;
}

} // namespace

std::vector<UsageEndpointOptions> readUsageEndpoints(const Node& list, Reading& reading) {
    std::vector<UsageEndpointOptions> out;
    for (const Node& item : itemsOf(list, reading)) {
        MapReader map(item, reading);
        out.push_back(readOne(map, out));
    }
    return out;
}

} // namespace meterbench::config
