#include "core/scrape/scraper.h"

#include <unordered_set>

namespace meterbench::scrape {

namespace {

LimitHit limitOf(const base::Error& error) {
    return error.code == base::Code::Limit ? static_cast<LimitHit>(error.reason) : LimitHit::None;
}

exposition::Format formatOf(Protocol protocol) {
    const bool openMetrics =
        protocol == Protocol::OpenMetrics100 || protocol == Protocol::OpenMetrics001;
    return openMetrics ? exposition::Format::OpenMetrics : exposition::Format::Text;
}

} // namespace

base::Result<JobPtr> Job::make(JobOptions options) {
    base::Result<relabel::Program> relabel =
        relabel::Program::compile(options.relabelRules, options.nameScheme);
    if (!relabel) {
        return base::Error{
            relabel.error().code,
            "relabel_configs of job " + options.name + ": " + relabel.error().context};
    }
    base::Result<relabel::Program> metricRelabel =
        relabel::Program::compile(options.metricRelabelRules, options.nameScheme);
    if (!metricRelabel) {
        return base::Error{
            metricRelabel.error().code,
            "metric_relabel_configs of job " + options.name + ": " + metricRelabel.error().context};
    }
    auto http = std::make_shared<const http::ClientOptions>(options.http);
    return std::make_shared<const Job>(Job{
        std::move(options),
        std::move(relabel).value(),
        std::move(metricRelabel).value(),
        std::move(http)});
}

Scraper::Scraper(JobPtr job, Target target, SharedTexts& texts)
    : m_job(std::move(job))
    , m_target(std::move(target))
    , m_request(makeRequest(m_job->options, m_target, m_job->http))
    , m_matcher(m_job->options, m_target.labels, m_job->metricRelabel, m_target.id, texts)
    , m_report(m_target.labels, m_target.id) {}

Scraped
Scraper::finish(const http::Response& response, std::int64_t timestampMs, std::int64_t nowMs) {
    Scraped scraped;
    scraped.durationSeconds = static_cast<double>(response.totalUs) / 1e6;
    scraped.bodyBytes = response.body.size();
    scraped.contentType = response.header("Content-Type");
    base::Result<Matched> matched = match(response, timestampMs, nowMs);
    ReportValues report;
    report.durationSeconds = scraped.durationSeconds;
    if (matched) {
        scraped.batches = std::move(matched->batches);
        endInherited(scraped.batches, timestampMs);
        scraped.counts = matched->counts;
        report.up = true;
        report.scraped = scraped.counts.scraped;
        report.postRelabeling = scraped.counts.kept;
        report.added = scraped.counts.added;
    } else {
        scraped.error = matched.error();
        scraped.limit = limitOf(matched.error());
        scraped.batches = m_matcher.endAll(timestampMs);
    }
    scraped.batches.push_back(m_report.make(timestampMs, report));
    m_reported = true;
    return scraped;
}

void Scraper::inherit(const Scraper& former) {
    m_inherited = former.m_matcher.alive();
    m_reported = former.m_reported;
}

void Scraper::endInherited(std::vector<model::BatchPtr>& batches, std::int64_t timestampMs) {
    if (m_inherited.empty()) {
        return;
    }
    std::unordered_set<model::SeriesRef> present;
    for (const model::BatchPtr& batch : batches) {
        present.insert(batch->layout->refs.begin(), batch->layout->refs.end());
    }
    for (const model::BatchPtr& before : m_inherited) {
        auto ended = std::make_shared<model::Batch>();
        ended->layout = before->layout;
        ended->timestampMs = timestampMs;
        for (std::size_t i = 0; i < before->values.size(); ++i) {
            const double value = before->values[i];
            const bool gone = !model::isAbsent(value) && !model::isStale(value) &&
                              !present.contains(before->layout->refs[i]);
            ended->values.push_back(gone ? model::kStale : model::kAbsent);
            ended->absentCount += gone ? 0 : 1;
        }
        if (ended->sampleCount() > 0) {
            batches.push_back(std::move(ended));
        }
    }
    m_inherited.clear();
}

Scraped Scraper::refuse(const base::Error& why, std::int64_t timestampMs) {
    Scraped scraped;
    scraped.error = why;
    scraped.limit = limitOf(why);
    scraped.batches = m_matcher.endAll(timestampMs);
    scraped.batches.push_back(m_report.make(timestampMs, {}));
    m_reported = true;
    return scraped;
}

std::vector<model::BatchPtr> Scraper::end(std::int64_t timestampMs) {
    std::vector<model::BatchPtr> batches = m_matcher.endAll(timestampMs);
    endInherited(batches, timestampMs);
    if (m_reported) {
        batches.push_back(m_report.end(timestampMs));
        m_reported = false;
    }
    return batches;
}

base::Result<Matched>
Scraper::match(const http::Response& response, std::int64_t timestampMs, std::int64_t nowMs) {
    if (response.error) {
        // The client knows one limit only.
        return response.error->code == base::Code::Limit
                   ? limitError(LimitHit::BodySize, response.error->context)
                   : *response.error;
    }
    if (response.status != 200) {
        return base::Error{
            base::Code::Network,
            "the target answered HTTP status " + std::to_string(response.status) +
                ", 200 is needed"};
    }
    const std::string_view contentType = response.header("Content-Type");
    std::optional<exposition::Format> format = exposition::formatOfContentType(contentType);
    if (!format && m_job->options.fallbackProtocol) {
        format = formatOf(*m_job->options.fallbackProtocol);
    }
    if (!format) {
        const std::string given =
            contentType.empty()
                ? "no Content-Type"
                : "the Content-Type \"" + std::string(contentType.substr(0, 100)) + "\"";
        return base::Error{
            base::Code::Unsupported,
            "the target answered with " + given +
                ", which is no metrics format; set fallback_scrape_protocol for this job to read "
                "it all the same"};
    }
    return m_matcher.read(response.body, *format, timestampMs, nowMs);
}

} // namespace meterbench::scrape
