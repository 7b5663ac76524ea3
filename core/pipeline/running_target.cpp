#include "core/pipeline/running_target.h"

namespace meterbench::pipeline {

namespace {

constexpr std::size_t kHistoryLength = 240;

std::shared_ptr<const std::vector<ScrapeMark>>
prolonged(const TargetState& before, ScrapeMark mark) {
    auto history = std::make_shared<std::vector<ScrapeMark>>();
    history->reserve(kHistoryLength);
    if (before.history) {
        const std::size_t skip = before.history->size() >= kHistoryLength ? 1 : 0;
        history->assign(
            before.history->begin() + static_cast<std::ptrdiff_t>(skip), before.history->end()
        );
    }
    history->push_back(mark);
    return history;
}

} // namespace

std::string shownUrl(const std::string& url) {
    const std::size_t scheme = url.find("://");
    const std::size_t hostBegin = scheme == std::string::npos ? 0 : scheme + 3;
    const std::size_t hostEnd = url.find_first_of("/?#", hostBegin);
    const std::size_t at = url.rfind('@', hostEnd);
    if (at == std::string::npos || at < hostBegin) {
        return url;
    }
    return url.substr(0, hostBegin) + url.substr(at + 1);
}

TargetPtr freshState(const scrape::Scraper& scraper) {
    const scrape::Target& target = scraper.target();
    auto state = std::make_shared<TargetState>();
    state->id = target.id;
    state->pool = scraper.job()->options.name;
    state->url = shownUrl(target.url);
    state->labels = target.labels;
    state->discoveredLabels = target.discovered;
    state->intervalMs = target.interval.count();
    state->timeoutMs = target.timeout.count();
    return state;
}

TargetPtr stateAfter(
    const RunningTarget& target,
    const scrape::Scraped& scraped,
    const http::Response& response,
    bool keepHistory
) {
    const TargetState& before = *target.state;
    auto state = std::make_shared<TargetState>(before);
    const bool up = !scraped.error;
    state->health = up ? Health::Up : Health::Down;
    state->scraping = false;
    state->lastError = scraped.error;
    state->lastScrapeMs = target.timestampMs;
    state->lastGoodMs = up ? target.timestampMs : before.lastGoodMs;
    state->firstGoodMs = !up                           ? 0
                         : before.health == Health::Up ? before.firstGoodMs
                                                       : target.timestampMs;
    state->lastDurationSeconds = scraped.durationSeconds;
    state->samplesScraped = scraped.counts.scraped;
    state->samplesKept = scraped.counts.kept;
    state->seriesAdded = scraped.counts.added;
    state->bodyBytes = scraped.bodyBytes;
    state->wireBytes = response.wireBytes;
    state->contentType = scraped.contentType;
    state->remoteAddress = response.remoteAddress;
    state->connectUs = response.connectUs;
    state->layoutChanges = target.layoutChanges;
    state->nextScrapeMs = target.nextMs;
    state->previous.clear();
    if (keepHistory) {
        state->previous = before.batches;
        const auto durationUs =
            static_cast<std::int32_t>(std::min(scraped.durationSeconds * 1e6, 2e9));
        state->history =
            prolonged(before, {target.timestampMs, durationUs, scraped.counts.scraped, up});
    }
    state->batches = scraped.batches;
    return state;
}

} // namespace meterbench::pipeline
