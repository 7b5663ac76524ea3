#include "core/config/scrape_reader.h"

#include "core/base/duration.h"
#include "core/config/http_reader.h"
#include "core/config/name_reader.h"
#include "core/config/relabel_reader.h"
#include "core/config/scalars.h"

#include <algorithm>

namespace meterbench::config {

namespace {

using std::chrono::milliseconds;

void refuseDiscovery(MapReader& map) {
    for (const char* key :
         {"file_sd_configs",      "http_sd_configs",        "dns_sd_configs",
          "docker_sd_configs",    "dockerswarm_sd_configs", "kubernetes_sd_configs",
          "consul_sd_configs",    "nomad_sd_configs",       "eureka_sd_configs",
          "serverset_sd_configs", "nerve_sd_configs",       "aws_sd_configs",
          "ec2_sd_configs",       "ecs_sd_configs",         "elasticache_sd_configs",
          "lightsail_sd_configs", "msk_sd_configs",         "rds_sd_configs",
          "azure_sd_configs",     "gce_sd_configs",         "digitalocean_sd_configs",
          "hetzner_sd_configs",   "ionos_sd_configs",       "kuma_sd_configs",
          "linode_sd_configs",    "marathon_sd_configs",    "oci_sd_configs",
          "openstack_sd_configs", "outscale_sd_configs",    "ovhcloud_sd_configs",
          "puppetdb_sd_configs",  "scaleway_sd_configs",    "stackit_sd_configs",
          "triton_sd_configs",    "uyuni_sd_configs",       "vultr_sd_configs"}) {
        map.refuse(key, "use static_configs");
    }
}

void refuseNativeHistogramLimits(MapReader& map) {
    std::uint64_t buckets = 0;
    if (map.whole("native_histogram_bucket_limit", buckets) && buckets != 0) {
        map.errorAt(
            "native_histogram_bucket_limit",
            "Prometheus knows this key, Meterbench does not carry it out yet",
            "set it to 0 or remove it"
        );
    }
    std::string factor;
    if (map.text("native_histogram_min_bucket_factor", factor) && factor != "0") {
        map.errorAt(
            "native_histogram_min_bucket_factor",
            "Prometheus knows this key, Meterbench does not carry it out yet",
            "set it to 0 or remove it"
        );
    }
}

class JobReader {
public:
    JobReader(const Node& node, Reading& reading, const JobDefaults& defaults)
        : m_map(node, reading)
        , m_defaults(defaults) {}

    scrape::JobOptions read() {
        const Config& global = *m_defaults.config;
        m_job.protocols = global.protocols;
        m_job.limits = global.limits;
        m_job.nameScheme = global.nameScheme;
        m_job.escaping = global.escaping;
        m_job.http.http2 = true;
        readIntervals(global);
        readRequest();
        readSwitches();
        readLimits(m_map, m_job.limits);
        readNames();
        refuseHistogramSwitches(m_map);
        refuseNativeHistogramLimits(m_map);
        readHttp(m_map, m_job.http);
        readRelabeling();
        readStaticGroups();
        refuseDiscovery(m_map);
        m_map.finish();
        return std::move(m_job);
    }

    MapReader& map() { return m_map; }

private:
    void readIntervals(const Config& global) {
        m_map.text("job_name", m_job.name);
        milliseconds interval{0};
        milliseconds timeout{0};
        m_map.duration("scrape_interval", interval);
        m_map.duration("scrape_timeout", timeout);
        m_job.interval = interval.count() == 0 ? global.scrapeInterval : interval;
        m_job.timeout =
            timeout.count() == 0 ? std::min(global.scrapeTimeout, m_job.interval) : timeout;
        if (timeout > m_job.interval) {
            m_map.errorAt(
                "scrape_timeout",
                "the timeout is longer than the scrape interval (" +
                    base::formatDuration(m_job.interval) + ")",
                "make it shorter or scrape_interval longer"
            );
        }
        checkInterval(m_map, interval);
    }

    void readRequest() {
        readProtocols(m_map, m_job.protocols);
        std::vector<std::string_view> words;
        const std::vector<scrape::Protocol> all = scrape::JobOptions().protocols;
        for (const scrape::Protocol protocol : all) {
            words.push_back(scrape::protocolName(protocol));
        }
        if (const int index = m_map.word("fallback_scrape_protocol", words); index >= 0) {
            m_job.fallbackProtocol = all[static_cast<std::size_t>(index)];
        }
        std::string path;
        if (m_map.text("metrics_path", path) && !path.empty()) {
            m_job.metricsPath = path;
        }
        if (m_map.word("scheme", {"http", "https"}) == 1) {
            m_job.scheme = "https";
        }
        if (const Node* params = m_map.take("params")) {
            m_job.params = readParams(*params, m_map.reading());
        }
    }

    void readSwitches() {
        m_map.boolean("honor_labels", m_job.honorLabels);
        m_map.boolean("honor_timestamps", m_job.honorTimestamps);
        m_map.boolean("track_timestamps_staleness", m_job.trackTimestampsStaleness);
        m_map.boolean("enable_compression", m_job.enableCompression);
        m_map.refuse("scrape_failure_log_file");
    }

    void readNames() {
        readNameScheme(m_map, m_job.nameScheme);
        const bool given = readEscaping(m_map, m_job.escaping) || m_defaults.escapingGiven;
        if (m_job.nameScheme != relabel::NameScheme::Legacy ||
            m_job.escaping != scrape::Escaping::AllowUtf8) {
            return;
        }
        if (!given) {
            m_job.escaping = scrape::Escaping::Underscores;
            return;
        }
        m_map.errorAt(
            m_map.has("metric_name_escaping_scheme") ? "metric_name_escaping_scheme"
                                                     : "metric_name_validation_scheme",
            "allow-utf-8 does not go with the legacy validation scheme",
            "use underscores, dots or values"
        );
    }

    void readRelabeling() {
        if (const Node* rules = m_map.take("relabel_configs")) {
            m_job.relabelRules = readRules(*rules, m_job.nameScheme, m_map.reading());
        }
        if (const Node* rules = m_map.take("metric_relabel_configs")) {
            m_job.metricRelabelRules = readRules(*rules, m_job.nameScheme, m_map.reading());
        }
    }

    void readStaticGroups() {
        const Node* groups = m_map.take("static_configs");
        if (groups == nullptr) {
            return;
        }
        for (const Node& item : itemsOf(*groups, m_map.reading())) {
            if (item.kind == Kind::Null) {
                m_map.reading().error(
                    item, "an empty group of targets", "write targets: [\"host:port\"]"
                );
                continue;
            }
            m_job.staticGroups.push_back(readGroup(item));
        }
    }

    scrape::TargetGroup readGroup(const Node& node) {
        scrape::TargetGroup group;
        MapReader map(node, m_map.reading());
        if (const Node* targets = map.take("targets")) {
            readTexts(*targets, m_map.reading(), group.addresses);
            checkAddresses(*targets);
        }
        if (const Node* labels = map.take("labels")) {
            group.labels = readLabels(*labels, m_map.reading());
        }
        map.finish();
        return group;
    }

    /// With relabel_configs an address may still become one.
    void checkAddresses(const Node& targets) {
        for (const Node& item : targets.items) {
            const bool isText = item.kind == Kind::Scalar || item.kind == Kind::Null;
            if (!m_job.relabelRules.empty() || !isText) {
                continue;
            }
            if (item.text.empty()) {
                m_map.reading().error(
                    item, "an empty target can never be scraped", "write host:port"
                );
            } else if (item.text.find('/') != std::string::npos) {
                m_map.reading().error(
                    item,
                    quoted(item.text) + " is not a host and port",
                    "scheme and path belong in scheme and metrics_path"
                );
            }
        }
    }

    MapReader m_map;
    const JobDefaults& m_defaults;
    scrape::JobOptions m_job;
};

void checkName(MapReader& map, const std::string& name, const std::string& file, JobNames& names) {
    if (name.empty()) {
        map.errorAt("job_name", "a job needs a name", "set job_name");
        return;
    }
    const Entry* entry = map.node().find("job_name");
    const std::string where = file + ":" + std::to_string(entry->place.line);
    const auto [first, added] = names.emplace(name, where);
    if (!added) {
        map.errorAt(
            "job_name",
            "the job name " + quoted(name) + " is taken",
            "it is used in " + first->second + "; job names are unique over all files"
        );
    }
}

} // namespace

void readJobs(
    const Node& list,
    Reading& reading,
    const std::string& file,
    const JobDefaults& defaults,
    JobNames& names
) {

    for (const Node& item : itemsOf(list, reading)) {
        if (item.kind == Kind::Null) {
            reading.error(
                item, "an empty scrape config", "remove the \"-\" or write a job behind it"
            );
            continue;
        }
        JobReader reader(item, reading, defaults);
        scrape::JobOptions job = reader.read();
        checkName(reader.map(), job.name, file, names);
        defaults.config->jobs.push_back(std::move(job));
    }
}

} // namespace meterbench::config
