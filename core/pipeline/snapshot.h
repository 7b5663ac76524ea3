// Snapshot: what the engine lets others see, published at most ten times a second and only after a
// change. Constant and shared: hold it as long as you like, from any thread. Parts that did not
// change are the same objects as in the snapshot before (compare the pointers). Counters are totals
// since the start; rates are over the last ten seconds or so. Not text for people: that is made in
// ui/wording.
#pragma once

#include "core/base/log_sink.h"
#include "core/base/result.h"
#include "core/config/config.h"
#include "core/delivery/delivery_state.h"
#include "core/model/batch.h"
#include "core/pipeline/meterer_state.h"
#include "core/remote/endpoint.h"
#include "core/store/series_view.h"
#include "core/wal/ledger.h"
#include "core/wal/log.h"

#include <cstdint>
#include <memory>
#include <optional>
#include <string>
#include <vector>

namespace meterbench::pipeline {

using TargetId = std::uint64_t;

enum class Health : std::uint8_t { Unknown, Up, Down };

/// One scrape of a target, for the history of up and duration.
struct ScrapeMark {
    std::int64_t timestampMs = 0;
    std::int32_t durationUs = 0;
    std::uint32_t samples = 0;
    bool up = false;
};

/// One target as it stood after its last scrape. A new object at every scrape.
struct TargetState {
    TargetId id = 0;
    std::string pool;               ///< job_name
    std::string url;                ///< complete scrape URL, without user and password
    model::Labels labels;           ///< after relabeling, without __ labels
    model::Labels discoveredLabels; ///< before relabeling
    Health health = Health::Unknown;
    bool paused = false;
    bool scraping = false;
    std::optional<base::Error> lastError;
    std::int64_t lastScrapeMs = 0; ///< 0: never
    std::int64_t lastGoodMs = 0;   ///< 0: never
    std::int64_t firstGoodMs = 0;  ///< start of the present run of good scrapes; 0 when down
    std::int64_t nextScrapeMs = 0;
    std::int64_t intervalMs = 0;
    std::int64_t timeoutMs = 0;
    double lastDurationSeconds = 0;
    std::uint32_t samplesScraped = 0;
    std::uint32_t samplesKept = 0; ///< after metric relabeling
    std::uint32_t seriesAdded = 0;
    std::uint64_t bodyBytes = 0; ///< decoded size of the last body
    std::uint64_t wireBytes = 0;
    std::string contentType;
    std::string remoteAddress;
    std::int64_t connectUs = -1;
    std::uint64_t layoutChanges = 0;
    std::vector<model::BatchPtr>
        batches; ///< of the last scrape: every series with its current value
    std::vector<model::BatchPtr>
        previous; ///< of the one before it: for the change (layouts may differ)
    std::shared_ptr<const std::vector<ScrapeMark>>
        history; ///< the last 240 scrapes at most, oldest first
};

using TargetPtr = std::shared_ptr<const TargetState>;

/// A target that relabeling dropped, or that could not be made from its labels.
struct DroppedTarget {
    std::string pool;
    model::Labels discoveredLabels;
    std::string reason; ///< empty: dropped by relabeling; else what is wrong with its labels
};

enum class EventKind : std::uint8_t {
    ProgramStarted,
    ConfigLoaded,
    ConfigRefused,
    TargetUp,
    TargetDown,
    TargetAdded,
    TargetRemoved,
    EndpointAccepted, ///< first good answer, or the first after failures
    EndpointFailing,
    EndpointRefused, ///< samples refused for ever
    EndpointChanged,
    SamplesLost,
    LogDamaged,
    LogFull,
    LogRecovered,
    SeriesDropped, ///< duplicates, out of order, out of bounds in a scrape
    Note,          ///< anything else worth a line
};

struct Event {
    std::uint64_t id = 0; ///< growing
    std::int64_t timeMs = 0;
    base::LogLevel level = base::LogLevel::Info;
    EventKind kind = EventKind::Note;
    std::string subject; ///< target URL, endpoint name, file
    std::string detail;  ///< plain English, no secrets
};

using EventPtr = std::shared_ptr<const Event>;

struct Totals {
    std::uint64_t scrapes = 0;
    std::uint64_t scrapesFailed = 0;
    std::uint64_t scrapesSkipped =
        0; ///< ticks passed over because the former scrape or the log was late
    std::uint64_t samplesScraped = 0;
    std::uint64_t samplesRelabeledAway = 0; ///< dropped by metric_relabel_configs
    std::uint64_t samplesLogged = 0;        ///< report series and stale markers included
    std::uint64_t samplesOutOfOrder = 0;
    std::uint64_t samplesDuplicate = 0;
    std::uint64_t samplesOutOfBounds = 0;
    std::uint64_t layoutsLearned = 0;
    std::uint64_t bodiesMatched = 0;  ///< bodies that went the fast way
    std::uint64_t bodiesLookedUp = 0; ///< bodies that went by hashed look-up
    std::uint64_t exceededSampleLimit = 0;
    std::uint64_t exceededBodySizeLimit = 0;
    std::uint64_t exceededTargetLimit = 0;
    std::uint64_t exceededLabelLimits = 0;
};

struct Rates {
    double samplesInPerSecond = 0;      ///< scraped
    double samplesDroppedPerSecond = 0; ///< relabeled away
    double samplesLoggedPerSecond = 0;
    double samplesOutPerSecond = 0; ///< accepted, over all endpoints
    double bytesOutPerSecond = 0;
    double scrapesPerSecond = 0;
};

struct EndpointView {
    remote::EndpointState state;
    remote::EndpointOptions options; ///< carries secrets: never print whole
    double samplesPerSecond = 0;
    double bytesPerSecond = 0;
};

using EndpointPtr = std::shared_ptr<const EndpointView>;

struct LogView {
    bool open = false;
    std::string problem; ///< what keeps it from writing; empty when well
    wal::LogStats stats;
    std::vector<wal::LedgerEntry> ledger; ///< newest last
    std::uint64_t lostSamples = 0;
};

/// In the order in which they are walked. Write and Record hold nothing that counts: an empty write,
/// usage without a record. The last two are the one sample or record that was asked for.
enum class TrialKind : std::uint8_t {
    Name,
    Connection,
    Tls,
    Token,
    Write,
    Record,
    TestSample,
    TestRecord,
};
enum class TrialMark : std::uint8_t { Good, Bad, NotTried };

/// One thing that must go well before an endpoint takes samples.
struct TrialStep {
    TrialKind kind = TrialKind::Name;
    TrialMark mark = TrialMark::NotTried;
    std::string words{};        ///< plain English: what came of it; empty when not tried
    std::int64_t tookUs = -1; ///< -1: cannot be told
    int status = 0;           ///< of a request: what was answered
    bool isRepeat = false;    ///< of the record: the receiver says that it has it already
};

/// Answer to Command Test of an endpoint, or any command that failed.
struct CommandOutcome {
    std::uint64_t command = 0;
    bool ok = true;
    std::string message;          ///< plain English
    std::vector<TrialStep> steps = {}; ///< of a test, in order, up to what stands behind the first bad one
};

/// The raw body of the inspected target.
struct InspectedBody {
    TargetId target = 0;
    std::int64_t timeMs = 0;
    std::string contentType;
    std::shared_ptr<const std::string> body;
    std::shared_ptr<const std::string> previousBody; ///< for differences; may be null
};

struct Snapshot {
    std::uint64_t generation = 0;
    std::int64_t timeMs = 0;
    std::int64_t startTimeMs = 0;
    bool ready = false;
    bool stopping = false;

    std::shared_ptr<const config::Config> config; ///< the one that runs; null before the first
    std::int64_t configLoadedMs = 0;
    bool lastReloadOk = true;
    std::int64_t lastReloadMs = 0;

    std::shared_ptr<const std::vector<TargetPtr>>
        targets; ///< sorted by pool (as configured), then as discovered
    std::shared_ptr<const std::vector<DroppedTarget>> dropped;
    std::uint32_t targetsUp = 0;
    std::uint32_t targetsDown = 0;
    std::uint64_t activeSeries = 0;
    std::uint64_t layoutBytes = 0;
    std::uint64_t storeBytes = 0;

    std::vector<EndpointPtr> endpoints;
    /// What they are told to do, those too that could not be started; null: none yet. Carries
    /// secrets: never print whole.
    std::shared_ptr<const std::vector<remote::EndpointOptions>> wantedEndpoints;
    std::shared_ptr<const MetererState> metered; ///< null: nothing is metered
    std::vector<std::shared_ptr<const delivery::DeliveryState>> deliveries; ///< as configured
    /// What they are told to do, those too that could not be started; null: none yet. Carries
    /// secrets: never print whole.
    std::shared_ptr<const std::vector<delivery::UsageEndpointOptions>> usageEndpoints;
    LogView log;
    Totals totals;
    Rates rates;
    std::shared_ptr<const std::vector<EventPtr>> events;           ///< the last 2,000, oldest first
    std::shared_ptr<const std::vector<store::SeriesView>> watched; ///< in the order of the WatchSet
    InspectedBody inspected;
    std::vector<CommandOutcome> outcomes; ///< of the last 100 commands, oldest first
};

using SnapshotPtr = std::shared_ptr<const Snapshot>;

} // namespace meterbench::pipeline
