// UsageKeeper: owns the meters at work and the usage endpoints, and changes them while the rest goes
// on. A plain object: Engine runs it on the meter thread; position() and state() are for any thread.
// Errors: those of Meterer::open and Delivery::start; after one of apply() everything is as before.
#pragma once

#include "core/base/clock.h"
#include "core/base/file.h"
#include "core/base/log_sink.h"
#include "core/base/mutex.h"
#include "core/base/result.h"
#include "core/delivery/delivery.h"
#include "core/http/client.h"
#include "core/pipeline/messages.h"
#include "core/pipeline/meterer.h"
#include "core/wal/position.h"

#include <chrono>
#include <functional>
#include <map>
#include <memory>
#include <string>
#include <vector>

namespace meterbench::pipeline {

class UsageKeeper {
public:
    struct Surroundings {
        base::FileSystem& files;
        const base::Clock& clock;
        http::Client& client;
        base::LogSink& sink;
        std::string logFolder;
        std::function<void()> onChange = [] {}; ///< the state is worth looking at again; any thread
    };

    explicit UsageKeeper(Surroundings surroundings);
    ~UsageKeeper();

    [[nodiscard]] base::Status apply(ApplyBilling wanted, wal::Position logEnd);
    [[nodiscard]] base::Status pause(const PauseDelivery& wanted);

    [[nodiscard]] bool isMetering() const { return m_meterer != nullptr; }

    /// Meters what stands in the log before its end.
    void turn(wal::Position logEnd);
    /// The last turn: everything is written down, no endpoint works any more.
    void finish(wal::Position logEnd, std::chrono::steady_clock::time_point deadline);

    /// The log is kept from there on; the highest position while nothing is metered.
    [[nodiscard]] wal::Position position() const;
    [[nodiscard]] std::shared_ptr<const UsageState> state() const;

private:
    [[nodiscard]] base::Status replaceMeters(MetererOptions options, wal::Position logEnd);
    [[nodiscard]] base::Status open(MetererOptions options, wal::Position logEnd);
    void let(std::shared_ptr<Meterer> meterer);
    [[nodiscard]] base::Status
    replaceEndpoints(std::vector<delivery::UsageEndpointOptions> wanted, const std::string& folder);
    void wakeEndpoints();

    using DeliveryPtr = std::shared_ptr<delivery::Delivery>;

    Surroundings m_around;
    MetererOptions m_options; ///< in force
    mutable base::Mutex m_mutex;
    std::shared_ptr<Meterer> m_meterer; ///< null: nothing is metered. Changed under the mutex
    wal::Position m_keptFrom MB_GUARDED_BY(m_mutex); ///< while there is no meterer
    std::vector<DeliveryPtr> m_deliveries;           ///< as configured. Changed under the mutex
    /// In force, those too that could not start. Changed under the mutex
    std::shared_ptr<const std::vector<delivery::UsageEndpointOptions>> m_endpoints;
    std::string m_deliveredFolder;                   ///< of the journal that they send
    std::map<std::string, bool> m_paused;            ///< by name, also over changes
    std::uint64_t m_stored = 0;                      ///< records, when endpoints were woken last
};

} // namespace meterbench::pipeline
