#include "core/base/duration.h"
#include "core/config/config.h"
#include "core/config/yaml_writer.h"
#include "core/relabel/rule.h"

#include <array>

namespace meterbench::config {

namespace {

void duration(YamlWriter& out, std::string_view key, std::chrono::milliseconds value) {
    out.plain(key, base::formatDuration(value));
}

void number(YamlWriter& out, std::string_view key, std::uint64_t value) {
    out.plain(key, std::to_string(value));
}

void limit(YamlWriter& out, std::string_view key, std::uint64_t value) {
    if (value != 0) {
        number(out, key, value);
    }
}

void given(YamlWriter& out, std::string_view key, const std::string& value) {
    if (!value.empty()) {
        out.text(key, value);
    }
}

void secret(YamlWriter& out, std::string_view key, const http::Secret& value) {
    given(out, key, value.value.empty() ? "" : "<secret>");
    given(out, std::string(key) + "_file", value.file);
}

void protocols(YamlWriter& out, const std::vector<scrape::Protocol>& list) {
    std::vector<std::string> names;
    for (const scrape::Protocol protocol : list) {
        names.emplace_back(scrape::protocolName(protocol));
    }
    out.texts("scrape_protocols", names);
}

void limits(YamlWriter& out, const scrape::Limits& limits) {
    if (limits.bodySizeBytes != 0) {
        out.plain("body_size_limit", base::formatSize(limits.bodySizeBytes));
    }
    limit(out, "sample_limit", limits.samples);
    limit(out, "target_limit", limits.targets);
    limit(out, "label_limit", limits.labels);
    limit(out, "label_name_length_limit", limits.labelNameLength);
    limit(out, "label_value_length_limit", limits.labelValueLength);
    limit(out, "keep_dropped_targets", limits.keepDroppedTargets);
}

void names(YamlWriter& out, relabel::NameScheme scheme, scrape::Escaping escaping) {
    constexpr std::array<std::string_view, 4> kEscapings{
        "allow-utf-8", "underscores", "dots", "values"};
    out.plain(
        "metric_name_validation_scheme", scheme == relabel::NameScheme::Utf8 ? "utf8" : "legacy"
    );
    out.plain("metric_name_escaping_scheme", kEscapings.at(static_cast<std::size_t>(escaping)));
}

void rules(YamlWriter& out, std::string_view key, const std::vector<relabel::Rule>& list) {
    if (list.empty()) {
        return;
    }
    out.beginList(key);
    for (const relabel::Rule& rule : list) {
        out.beginItem();
        if (!rule.sourceLabels.empty()) {
            out.flow("source_labels", rule.sourceLabels);
        }
        out.text("separator", rule.separator);
        out.text("regex", rule.regex);
        limit(out, "modulus", rule.modulus);
        given(out, "target_label", rule.targetLabel);
        out.text("replacement", rule.replacement);
        out.plain("action", relabel::actionName(rule.action));
        out.endItem();
    }
}

void tls(YamlWriter& out, const http::TlsOptions& options) {
    constexpr std::array<const char*, 5> kVersions{"", "TLS10", "TLS11", "TLS12", "TLS13"};
    if (options == http::TlsOptions()) {
        return;
    }
    out.beginMap("tls_config");
    given(out, "ca", options.ca);
    given(out, "ca_file", options.caFile);
    given(out, "cert_file", options.certFile);
    given(out, "key_file", options.keyFile);
    given(out, "server_name", options.serverName);
    out.boolean("insecure_skip_verify", options.insecureSkipVerify);
    given(out, "min_version", kVersions.at(static_cast<std::size_t>(options.minVersion)));
    given(out, "max_version", kVersions.at(static_cast<std::size_t>(options.maxVersion)));
    out.endMap();
}

void headerSecrets(YamlWriter& out, const std::vector<http::Secret>& secrets) {
    std::vector<std::string> masked;
    std::vector<std::string> files;
    for (const http::Secret& one : secrets) {
        if (one.file.empty()) {
            masked.emplace_back("<secret>");
        } else {
            files.push_back(one.file);
        }
    }
    if (!masked.empty()) {
        out.texts("secrets", masked);
    }
    if (!files.empty()) {
        out.texts("files", files);
    }
}

void httpHeaders(YamlWriter& out, const std::vector<http::ExtraHeader>& headers) {
    if (headers.empty()) {
        return;
    }
    out.beginMap("http_headers");
    for (const http::ExtraHeader& header : headers) {
        out.beginMap(header.name);
        if (!header.values.empty()) {
            out.texts("values", header.values);
        }
        headerSecrets(out, header.secrets);
        out.endMap();
    }
    out.endMap();
}

void oauth2(YamlWriter& out, const http::ClientOptions& options) {
    const http::OAuth2& oauth2 = options.oauth2;
    out.beginMap("oauth2");
    out.text("client_id", oauth2.clientId);
    secret(out, "client_secret", oauth2.clientSecret);
    if (!oauth2.scopes.empty()) {
        out.texts("scopes", oauth2.scopes);
    }
    out.text("token_url", maskedUrl(oauth2.tokenUrl));
    if (!oauth2.endpointParams.empty()) {
        out.beginMap("endpoint_params");
        for (const auto& [name, value] : oauth2.endpointParams) {
            out.text(name, value);
        }
        out.endMap();
    }
    tls(out, options.oauth2Tls);
    given(out, "proxy_url", maskedUrl(oauth2.proxyUrl));
    given(out, "no_proxy", oauth2.noProxy);
    out.endMap();
}

void client(YamlWriter& out, const http::ClientOptions& options) {
    if (options.hasBasicAuth) {
        out.beginMap("basic_auth");
        out.text("username", options.basicAuth.username);
        given(out, "username_file", options.basicAuth.usernameFile);
        secret(out, "password", options.basicAuth.password);
        out.endMap();
    }
    if (options.hasAuthorization) {
        out.beginMap("authorization");
        out.text("type", options.authorization.type);
        secret(out, "credentials", options.authorization.credentials);
        out.endMap();
    }
    if (options.hasOAuth2) {
        oauth2(out, options);
    }
    tls(out, options.tls);
    given(out, "proxy_url", maskedUrl(options.proxyUrl));
    given(out, "no_proxy", options.noProxy);
    out.boolean("follow_redirects", options.followRedirects);
    out.boolean("enable_http2", options.http2);
    httpHeaders(out, options.headers);
}

void staticGroups(YamlWriter& out, const std::vector<scrape::TargetGroup>& groups) {
    if (groups.empty()) {
        return;
    }
    out.beginList("static_configs");
    for (const scrape::TargetGroup& group : groups) {
        out.beginItem();
        out.texts("targets", group.addresses);
        out.labels("labels", group.labels);
        out.endItem();
    }
}

void params(YamlWriter& out, const scrape::JobOptions& job) {
    if (job.params.empty()) {
        return;
    }
    out.beginMap("params");
    for (const auto& [name, values] : job.params) {
        out.texts(name, values);
    }
    out.endMap();
}

void jobBody(YamlWriter& out, const scrape::JobOptions& job) {
    out.text("job_name", job.name);
    if (job.honorLabels) {
        out.boolean("honor_labels", true);
    }
    out.boolean("honor_timestamps", job.honorTimestamps);
    out.boolean("track_timestamps_staleness", job.trackTimestampsStaleness);
    params(out, job);
    duration(out, "scrape_interval", job.interval);
    duration(out, "scrape_timeout", job.timeout);
    protocols(out, job.protocols);
    if (job.fallbackProtocol) {
        out.text("fallback_scrape_protocol", scrape::protocolName(*job.fallbackProtocol));
    }
    out.text("metrics_path", job.metricsPath);
    out.text("scheme", job.scheme);
    out.boolean("enable_compression", job.enableCompression);
    limits(out, job.limits);
    names(out, job.nameScheme, job.escaping);
    client(out, job.http);
    rules(out, "relabel_configs", job.relabelRules);
    rules(out, "metric_relabel_configs", job.metricRelabelRules);
    staticGroups(out, job.staticGroups);
}

void plainHeaders(YamlWriter& out, const std::vector<http::ExtraHeader>& headers) {
    if (headers.empty()) {
        return;
    }
    out.beginMap("headers");
    for (const http::ExtraHeader& header : headers) {
        out.text(header.name, header.values.empty() ? "" : header.values.front());
    }
    out.endMap();
}

void queue(YamlWriter& out, const remote::QueueOptions& options) {
    out.beginMap("queue_config");
    number(out, "capacity", options.capacity);
    number(out, "max_shards", options.maxShards);
    number(out, "min_shards", options.minShards);
    number(out, "max_samples_per_send", options.maxSamplesPerSend);
    duration(out, "batch_send_deadline", options.batchSendDeadline);
    duration(out, "min_backoff", options.minBackoff);
    duration(out, "max_backoff", options.maxBackoff);
    out.boolean("retry_on_http_429", options.retryOn429);
    duration(out, "sample_age_limit", options.sampleAgeLimit);
    out.endMap();
}

void endpointBody(YamlWriter& out, const remote::EndpointOptions& endpoint) {
    out.text("url", maskedUrl(endpoint.url));
    duration(out, "remote_timeout", endpoint.timeout);
    plainHeaders(out, endpoint.headers);
    rules(out, "write_relabel_configs", endpoint.writeRelabelRules);
    given(out, "name", endpoint.name);
    out.boolean("send_exemplars", endpoint.sendExemplars);
    out.text("protobuf_message", "prometheus.WriteRequest");
    client(out, endpoint.http);
    queue(out, endpoint.queue);
    out.beginMap("metadata_config");
    out.boolean("send", endpoint.metadata.send);
    duration(out, "send_interval", endpoint.metadata.interval);
    number(out, "max_samples_per_send", endpoint.metadata.maxSamplesPerSend);
    out.endMap();
}

void global(YamlWriter& out, const Config& config) {
    out.beginMap("global");
    duration(out, "scrape_interval", config.scrapeInterval);
    duration(out, "scrape_timeout", config.scrapeTimeout);
    protocols(out, config.protocols);
    duration(out, "evaluation_interval", config.evaluationInterval);
    out.labels("external_labels", config.externalLabels);
    limits(out, config.limits);
    names(out, config.nameScheme, config.escaping);
    out.endMap();
}

} // namespace

std::string relabelYaml(std::string_view key, const std::vector<relabel::Rule>& list) {
    YamlWriter out;
    rules(out, key, list);
    return out.take();
}

std::string maskedUrl(const std::string& url) {
    const std::size_t start = url.find("://");
    if (start == std::string::npos) {
        return url;
    }
    const std::size_t at = url.substr(0, url.find_first_of("/?#", start + 3)).rfind('@');
    const std::size_t colon = url.find(':', start + 3);
    if (at == std::string::npos || colon == std::string::npos || colon > at) {
        return url;
    }
    return url.substr(0, colon + 1) + "xxxxx" + url.substr(at);
}

void writeClient(YamlWriter& out, const http::ClientOptions& options) {
    client(out, options);
}

std::string endpointYaml(const remote::EndpointOptions& endpoint) {
    YamlWriter out;
    endpointBody(out, endpoint);
    return out.take();
}

std::string toYaml(const scrape::JobOptions& job) {
    YamlWriter out;
    jobBody(out, job);
    return out.take();
}

std::string toYaml(const Config& config) {
    YamlWriter out;
    global(out, config);
    if (!config.jobs.empty()) {
        out.beginList("scrape_configs");
    }
    for (const scrape::JobOptions& job : config.jobs) {
        out.beginItem();
        jobBody(out, job);
        out.endItem();
    }
    if (!config.endpoints.empty()) {
        out.beginList("remote_write");
    }
    for (const remote::EndpointOptions& endpoint : config.endpoints) {
        out.beginItem();
        endpointBody(out, endpoint);
        out.endItem();
    }
    return out.take();
}

} // namespace meterbench::config
