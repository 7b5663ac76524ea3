// Scraper: one target's cycle: its request, what its answer becomes, its stale markers. No timers
// and no sockets: the pipeline says when, the http client fetches. Pipe thread only.
#pragma once

#include "core/http/client.h"
#include "core/scrape/layout_matcher.h"
#include "core/scrape/report.h"
#include "core/scrape/request.h"

#include <memory>
#include <optional>
#include <string>
#include <vector>

namespace meterbench::scrape {

/// What the scrapers of one job share. Constant.
struct Job {
    JobOptions options;
    relabel::Program relabel;
    relabel::Program metricRelabel;
    std::shared_ptr<const http::ClientOptions> http;

    [[nodiscard]] static base::Result<std::shared_ptr<const Job>> make(JobOptions options);
};

using JobPtr = std::shared_ptr<const Job>;

/// One scrape, finished.
struct Scraped {
    std::vector<model::BatchPtr>
        batches; ///< samples and stale markers, then the report: one group for the log
    std::optional<base::Error> error; ///< why it failed; the report says up 0 then
    LimitHit limit = LimitHit::None;  ///< when that was a limit
    MatchCounts counts;
    double durationSeconds = 0;
    std::size_t bodyBytes = 0;
    std::string contentType;
};

class Scraper {
public:
    Scraper(JobPtr job, Target target, SharedTexts& texts);

    [[nodiscard]] const Target& target() const { return m_target; }

    [[nodiscard]] const JobPtr& job() const { return m_job; }

    [[nodiscard]] http::Request request() const { return m_request; }

    [[nodiscard]] Scraped
    finish(const http::Response& response, std::int64_t timestampMs, std::int64_t nowMs);
    /// Takes over what the target exposed under former rules: the first good scrape ends what is no
    /// longer there.
    void inherit(const Scraper& former);
    /// The whole pool is over its target limit: a scrape that fails without a request.
    [[nodiscard]] Scraped refuse(const base::Error& why, std::int64_t timestampMs);
    /// The target is gone: stale markers for everything, the report series included.
    [[nodiscard]] std::vector<model::BatchPtr> end(std::int64_t timestampMs);

    [[nodiscard]] std::size_t seriesCount() const { return m_matcher.seriesCount(); }

    [[nodiscard]] std::size_t sizeBytes() const { return m_matcher.sizeBytes(); }

private:
    [[nodiscard]] base::Result<Matched>
    match(const http::Response& response, std::int64_t timestampMs, std::int64_t nowMs);

    JobPtr m_job;
    Target m_target;
    http::Request m_request;
    /// Stale markers for inherited series that the first good scrape does not have.
    void endInherited(std::vector<model::BatchPtr>& batches, std::int64_t timestampMs);

    LayoutMatcher m_matcher;
    Report m_report;
    bool m_reported = false;
    std::vector<model::BatchPtr> m_inherited;
};

} // namespace meterbench::scrape
