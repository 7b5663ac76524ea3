#include "core/pipeline/usage_keeper.h"

#include "core/metering/metering.h"

#include <algorithm>
#include <limits>
#include <utility>

namespace meterbench::pipeline {

namespace {

using base::Status;

constexpr wal::Position kNowhere{
    std::numeric_limits<std::uint64_t>::max(), std::numeric_limits<std::uint64_t>::max()};

} // namespace

UsageKeeper::UsageKeeper(Surroundings surroundings)
    : m_around(std::move(surroundings))
    , m_keptFrom(kNowhere) {}

UsageKeeper::~UsageKeeper() = default;

Status UsageKeeper::apply(ApplyBilling wanted, wal::Position logEnd) {
    if (wanted.metering.folder.empty()) {
        wanted.metering.folder = m_around.logFolder + "/usage";
    }
    const std::string folder = wanted.metering.folder;
    const bool isSent = !wanted.metering.meters.empty();
    if (Status done = replaceMeters(std::move(wanted.metering), logEnd); !done) {
        return done;
    }
    if (!isSent) {
        wanted.endpoints.clear(); // of what nobody meters nothing can be sent
    }
    if (Status done = replaceEndpoints(std::move(wanted.endpoints), folder); !done) {
        return done;
    }
    m_around.onChange();
    return {};
}

Status UsageKeeper::pause(const PauseDelivery& wanted) {
    for (const DeliveryPtr& one : m_deliveries) {
        if (one->options().name == wanted.name) {
            m_paused[wanted.name] = wanted.paused;
            one->pause(wanted.paused);
            return {};
        }
    }
    return base::Error{
        base::Code::NotFound, "there is no usage endpoint named \"" + wanted.name + "\""};
}

/// The journal has one owner, so the former meters end first. They are asked back when the new ones
/// cannot be had.
Status UsageKeeper::replaceMeters(MetererOptions options, wal::Position logEnd) {
    if (m_meterer && options == m_options) {
        return {};
    }
    if (auto made = metering::Metering::make(options.schema, options.meters); !made) {
        return made.error();
    }
    if (m_meterer) {
        m_meterer->finish(logEnd);
        let(nullptr);
    }
    const MetererOptions former = std::exchange(m_options, options);
    if (options.meters.empty()) {
        const base::MutexLock lock(m_mutex);
        m_keptFrom = kNowhere;
        return {};
    }
    Status opened = open(std::move(options), logEnd);
    if (!opened && !former.meters.empty()) {
        m_options = former;
        if (const Status again = open(former, logEnd); !again) {
            m_around.sink.write(base::LogLevel::Error, "metering", again.error().context);
        }
    }
    return opened;
}

Status UsageKeeper::open(MetererOptions options, wal::Position logEnd) {
    auto opened = Meterer::open(
        std::move(options),
        {m_around.files, m_around.clock, m_around.sink, m_around.logFolder},
        logEnd
    );
    if (!opened) {
        return opened.error();
    }
    let(std::move(*opened));
    return {};
}

/// What stays the same goes on undisturbed. One that cannot start is told, and the others work.
Status UsageKeeper::replaceEndpoints(
    std::vector<delivery::UsageEndpointOptions> wanted, const std::string& folder
) {
    std::vector<DeliveryPtr> next(wanted.size());
    for (const DeliveryPtr& one : m_deliveries) {
        const auto at = std::find(wanted.begin(), wanted.end(), one->options());
        if (at != wanted.end() && folder == m_deliveredFolder) {
            next[static_cast<std::size_t>(at - wanted.begin())] = one;
        } else {
            one->stop(std::chrono::steady_clock::now());
        }
    }
    m_deliveredFolder = folder;
    auto all = std::make_shared<const std::vector<delivery::UsageEndpointOptions>>(wanted);
    Status failed;
    for (std::size_t i = 0; i < wanted.size(); ++i) {
        if (next[i]) {
            continue;
        }
        const std::string name = wanted[i].name;
        auto started = delivery::Delivery::start(
            std::move(wanted[i]),
            {m_around.client,
             m_around.files,
             m_around.clock,
             m_around.sink,
             folder,
             m_around.onChange}
        );
        if (!started) {
            failed = started.error();
            continue;
        }
        next[i] = std::move(*started);
        next[i]->pause(m_paused[name]);
    }
    std::erase(next, nullptr);
    const base::MutexLock lock(m_mutex);
    m_deliveries = std::move(next);
    m_endpoints = std::move(all);
    return failed;
}

void UsageKeeper::wakeEndpoints() {
    for (const DeliveryPtr& one : m_deliveries) {
        one->wake();
    }
}

void UsageKeeper::let(std::shared_ptr<Meterer> meterer) {
    const base::MutexLock lock(m_mutex);
    if (m_meterer) {
        m_keptFrom = m_meterer->keptFrom();
    }
    m_meterer = std::move(meterer);
}

void UsageKeeper::turn(wal::Position logEnd) {
    if (!m_meterer) {
        return;
    }
    m_meterer->turn(logEnd);
    if (const std::uint64_t stored = m_meterer->state()->recordsStored; stored != m_stored) {
        m_stored = stored;
        wakeEndpoints();
    }
}

void UsageKeeper::finish(wal::Position logEnd, std::chrono::steady_clock::time_point deadline) {
    if (m_meterer) {
        m_meterer->finish(logEnd);
    }
    for (const DeliveryPtr& one : m_deliveries) {
        one->stop(deadline);
    }
}

wal::Position UsageKeeper::position() const {
    const base::MutexLock lock(m_mutex);
    return m_meterer ? m_meterer->keptFrom() : m_keptFrom;
}

std::shared_ptr<const UsageState> UsageKeeper::state() const {
    auto state = std::make_shared<UsageState>();
    const base::MutexLock lock(m_mutex);
    state->metered = m_meterer ? m_meterer->state() : nullptr;
    state->endpoints = m_endpoints;
    for (const DeliveryPtr& one : m_deliveries) {
        state->deliveries.push_back(std::make_shared<const delivery::DeliveryState>(one->state()));
    }
    return state;
}

} // namespace meterbench::pipeline
