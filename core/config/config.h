// Config: a prometheus.yml, read strictly. Unknown, doubled and ill-typed keys are problems with
// line and column and what would be right; a key that Prometheus knows and we do not carry out yet
// is a problem that says so. Nothing is half loaded: with an error there is no Config. Source:
// prometheus config/config.go, docs/configuration/configuration.md.
#pragma once

#include "core/base/file.h"
#include "core/model/labels.h"
#include "core/relabel/rule.h"
#include "core/remote/endpoint_options.h"
#include "core/scrape/job_options.h"

#include <chrono>
#include <cstdint>
#include <optional>
#include <string>
#include <string_view>
#include <vector>

namespace meterbench::config {

struct Config {
    std::string path; ///< as given; empty: made inside the program
    std::chrono::milliseconds scrapeInterval{60'000};
    std::chrono::milliseconds scrapeTimeout{10'000};
    std::chrono::milliseconds evaluationInterval{60'000}; ///< shown, without effect in an agent
    std::vector<scrape::Protocol> protocols =
        scrape::JobOptions().protocols; ///< the jobs' default, as the next three
    scrape::Limits limits;
    relabel::NameScheme nameScheme = relabel::NameScheme::Utf8;
    scrape::Escaping escaping = scrape::Escaping::AllowUtf8;
    model::Labels externalLabels;
    std::vector<scrape::JobOptions> jobs;
    std::vector<remote::EndpointOptions> endpoints;
    std::string text; ///< the effective file as YAML, defaults filled in as Prometheus shows it,
                      ///< secrets masked
};

enum class Severity : std::uint8_t { Error, Warning };

struct Problem {
    Severity severity = Severity::Error;
    std::string file;
    std::uint32_t line = 0;   ///< from 1; 0: the whole file
    std::uint32_t column = 0; ///< from 1
    std::string field;        ///< "scrape_configs[0].relabel_configs[2].action"
    std::string message;      ///< what is wrong
    std::string hint;         ///< what would be right; may be empty

    /// "prometheus.yml:12:5: scrape_configs[0]: unknown key "intervall"; did you mean
    /// scrape_interval?"
    [[nodiscard]] std::string toString() const;
};

struct LoadOutcome {
    std::optional<Config> config;  ///< absent exactly when one of the problems is an error
    std::vector<Problem> problems; ///< in the order of the file
};

/// Paths in the text are relative to the folder of `path`. scrape_config_files are read through
/// `files`.
[[nodiscard]] LoadOutcome
load(std::string_view text, const std::string& path, base::FileSystem& files);
/// Reads the file first; a file that cannot be read is a problem of line 0.
[[nodiscard]] LoadOutcome loadFile(const std::string& path, base::FileSystem& files);

/// The YAML of one job or the whole, secrets masked (for /api/v1/status/config and
/// scrape_pools/config).
[[nodiscard]] std::string toYaml(const Config& config);
[[nodiscard]] std::string toYaml(const scrape::JobOptions& job);

} // namespace meterbench::config
