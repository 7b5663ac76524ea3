#include "core/pipeline/usage_keeper.h"

#include "core/metering/metering.h"

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
    if (Status done = replaceMeters(std::move(wanted.metering), logEnd); !done) {
        return done;
    }
    m_around.onChange();
    return {};
}

Status UsageKeeper::pause(const PauseDelivery& wanted) {
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

void UsageKeeper::let(std::shared_ptr<Meterer> meterer) {
    const base::MutexLock lock(m_mutex);
    if (m_meterer) {
        m_keptFrom = m_meterer->position();
    }
    m_meterer = std::move(meterer);
}

void UsageKeeper::turn(wal::Position logEnd) {
    if (m_meterer) {
        m_meterer->turn(logEnd);
    }
}

void UsageKeeper::finish(
    wal::Position logEnd, std::chrono::steady_clock::time_point /*deadline*/
) {
    if (m_meterer) {
        m_meterer->finish(logEnd);
    }
}

wal::Position UsageKeeper::position() const {
    const base::MutexLock lock(m_mutex);
    return m_meterer ? m_meterer->position() : m_keptFrom;
}

std::shared_ptr<const UsageState> UsageKeeper::state() const {
    auto state = std::make_shared<UsageState>();
    const base::MutexLock lock(m_mutex);
    state->metered = m_meterer ? m_meterer->state() : nullptr;
    return state;
}

} // namespace meterbench::pipeline
