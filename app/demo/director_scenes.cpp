// Director: the six scenes.

#include "app/demo/director.h"
#include "core/base/text.h"
#include "core/metering/calendar.h"

namespace meterbench::app {

namespace {

constexpr std::int64_t kMinuteMs = 60'000;
constexpr std::int64_t kGigabyte = 1'000'000'000;
constexpr const char* kSpiking = "globex";

std::string words(const QString& text) {
    return text.toStdString();
}

} // namespace

void Director::openCustomers() {
    Shop& shop = m_stage->shop();
    if (shop.hasCustomers()) {
        return;
    }
    shop.open("acme", 42 * kGigabyte);
    shop.open("globex", 30 * kGigabyte);
    shop.open("initech", 12 * kGigabyte);
}

void Director::resume() {
    openCustomers();
    Shop& shop = m_stage->shop();
    shop.setCallsPerMinute("acme", 90);
    shop.setCallsPerMinute(kSpiking, 60);
    shop.setCallsPerMinute("initech", 25);
    shop.setJobsPerMinute(6);
}

/// The store stays as full as it is: what lies there is used whether somebody calls or not.
void Director::hush() {
    Shop& shop = m_stage->shop();
    for (const char* const customer : {"acme", "globex", "initech"}) {
        shop.setCallsPerMinute(customer, 0);
    }
    shop.setJobsPerMinute(0);
}

Step Director::pass(std::string says, std::int64_t minutes) {
    return {
        std::move(says),
        [this, minutes] { m_markMs = m_program.clock().nowMs() + minutes * kMinuteMs; },
        [this] { return m_program.clock().nowMs() >= m_markMs; },
        [this] { return usageLines(); }};
}

/// Every scene can be played alone. Exporters are read before somebody calls: what a counter shows
/// the first time that it is seen was counted before.
void Director::addCustomers(Scene& scene) {
    scene.steps.push_back(
        {words(tr("A shop with two API servers and a worker, each an exporter. They are scraped.")),
         [] {},
         [this] { return m_program.engine().snapshot()->targetsUp == Shop::kExporters.size(); },
         [] { return std::vector<std::string>{words(tr("3 targets up"))}; }}
    );
    scene.steps.push_back(
        {words(tr("Three customers use it: acme, globex and initech.")),
         [this] { resume(); },
         [this] {
             const Tally now = tally();
             const base::Decimal nothing;
             return nothing < now.of("acme", "api-calls") &&
                    nothing < now.of("globex", "api-calls") &&
                    nothing < now.of("initech", "api-calls") && nothing < now.of("initech", "jobs");
         },
         [this] { return usageLines(); }}
    );
}

Scene Director::customersScene() {
    Scene scene{"customers", words(tr("Three customers appear")), {}};
    addCustomers(scene);
    scene.steps.push_back(
        pass(words(tr("Ten minutes of the shop's day: meters move, and prices follow.")), 10)
    );
    addSettling(scene);
    return scene;
}

Scene Director::spikeScene() {
    Scene scene{"spike", words(tr("A spike")), {}};
    addCustomers(scene);
    scene.steps.push_back(
        {words(tr("globex runs a campaign: thirty times its usual calls, for five minutes.")),
         [this] {
             m_stage->shop().setCallsPerMinute(kSpiking, 1'800);
             m_markMs = m_program.clock().nowMs() + 5 * kMinuteMs;
         },
         [this] { return m_program.clock().nowMs() >= m_markMs; },
         [this] {
             m_stage->shop().setCallsPerMinute(kSpiking, 60);
             return usageLines();
         }}
    );
    scene.steps.push_back(
        pass(words(tr("It is over. Above 1,000 calls each costs; above 5,000 it costs less.")), 3)
    );
    addSettling(scene);
    return scene;
}

Scene Director::restartScene() {
    Scene scene{"restart", words(tr("An exporter restarts")), {}};
    addCustomers(scene);
    scene.steps.push_back(
        {words(tr("api-2 is drained: calls go to api-1, and what api-2 counted is scraped.")),
         [this] {
             m_stage->shop().drain(true);
             m_markMs = m_program.clock().nowMs() + 2 * kMinuteMs;
         },
         [this] { return m_program.clock().nowMs() >= m_markMs; },
         [this] { return usageLines(); }}
    );
    scene.steps.push_back(
        {words(tr("api-2 restarts. Its counters begin at 0 again: a fall that is no usage.")),
         [this] { m_stage->shop().restart(); },
         [this] { return tally().resets > 0; },
         [this] {
             std::vector<std::string> lines = usageLines();
             lines.push_back(
                 base::counted(static_cast<std::uint64_t>(tally().resets), "reset") + " seen"
             );
             return lines;
         }}
    );
    scene.steps.push_back(
        {words(tr("Calls go to both again. Nothing was counted twice, nothing was lost.")),
         [this] {
             m_stage->shop().drain(false);
             m_markMs = m_program.clock().nowMs() + 3 * kMinuteMs;
         },
         [this] { return m_program.clock().nowMs() >= m_markMs; },
         [this] { return usageLines(); }}
    );
    addSettling(scene);
    return scene;
}

Scene Director::outageScene() {
    Scene scene{"outage", words(tr("The billing endpoint is down")), {}};
    addCustomers(scene);
    scene.steps.push_back(
        {words(tr("The billing endpoint goes down. An hour ends meanwhile, and its records wait in "
                  "the journal on disk.")),
         [this] {
             static_cast<void>(m_stage->setEndpointRunning(false));
             const std::int64_t hour = 60 * kMinuteMs;
             m_markMs = (m_program.clock().nowMs() / hour + 1) * hour;
             hurry(m_paces.hurrying);
         },
         [this] {
             const pipeline::SnapshotPtr now = m_program.engine().snapshot();
             return isClosedBefore(m_markMs) && m_program.clock().nowMs() > m_markMs &&
                    !now->deliveries.empty() && now->deliveries.front()->lastSequence > 0 &&
                    now->deliveries.front()->doneThrough < now->deliveries.front()->lastSequence &&
                    !now->deliveries.front()->lastError.empty();
         },
         [this] { return deliveryLines(); }}
    );
    scene.steps.push_back(
        {words(tr("It comes back. The backlog drains in order: nothing is lost, nothing arrives "
                  "twice.")),
         [this] { static_cast<void>(m_stage->setEndpointRunning(true)); },
         [this] { return isAllDelivered(); },
         [this] { return deliveryLines(); }}
    );
    addSettling(scene);
    return scene;
}

Scene Director::labelScene() {
    Scene scene{"label", words(tr("A deployment forgets its label")), {}};
    addCustomers(scene);
    scene.steps.push_back(
        {words(tr("The worker has done its jobs; it is about to be deployed anew.")),
         [this] { m_stage->shop().setJobsPerMinute(0); },
         [this] {
             return tally().of(Shop::kWorkersCustomer, "jobs") ==
                    base::Decimal::fromInteger(
                        m_stage->shop().used().at(Shop::kWorkersCustomer).jobs
                    );
         },
         [this] { return usageLines(); }}
    );
    scene.steps.push_back(
        {words(tr("The new version forgets paigoCustomerID. Its jobs are metered all the same: "
                  "usage of nobody, with its cause.")),
         [this] {
             m_stage->shop().deployWorker(false);
             m_stage->shop().setJobsPerMinute(6);
             m_markMs = m_program.clock().nowMs() + 5 * kMinuteMs;
         },
         [this] {
             return m_program.clock().nowMs() >= m_markMs &&
                    base::Decimal() < tally().of("", "jobs");
         },
         [this] { return usageLines(); }}
    );
    scene.steps.push_back(
        {words(tr("The repair: a relabel rule puts the label back on. What is done from now on "
                  "belongs to initech; what was nobody's stays visible.")),
         [this] {
             m_stage->shop().setJobsPerMinute(0);
             m_repairPhase = 0;
         },
         [this] {
             if (m_repairPhase == 0) { // first what is nobody's is metered whole
                 if (!(tally().of("", "jobs") ==
                       base::Decimal::fromInteger(m_stage->shop().unlabeledJobs()))) {
                     return false;
                 }
                 m_stage->repair(true);
                 putWorkspaceInForce();
                 m_repairPhase = 1;
                 m_markMs = m_program.clock().nowMs() + 2 * kMinuteMs; // two scrapes under the rule
                 return false;
             }
             if (m_repairPhase == 1 && m_program.clock().nowMs() >= m_markMs) {
                 m_stage->shop().noteRepair();
                 m_stage->shop().setJobsPerMinute(6);
                 m_repairPhase = 2;
                 m_markMs = m_program.clock().nowMs() + 5 * kMinuteMs;
             }
             return m_repairPhase == 2 && m_program.clock().nowMs() >= m_markMs;
         },
         [this] { return usageLines(); }}
    );
    addSettling(scene);
    return scene;
}

Scene Director::statementScene() {
    Scene scene{"statement", words(tr("The period ends")), {}};
    addCustomers(scene);
    scene.steps.push_back(
        {words(tr("The last hours of the month pass.")),
         [this] {
             const auto leftMs =
                 static_cast<double>(m_periodEndMs - m_program.clock().nowMs()) - 10 * kMinuteMs;
             hurry(std::max(m_paces.hurrying, leftMs / 8'000));
         },
         [this] { return m_program.clock().nowMs() >= m_periodEndMs - 10 * kMinuteMs; },
         [this] { return usageLines(); }}
    );
    addSettling(scene);
    scene.steps.push_back(
        {words(tr("The statements: an estimate by the plans, each sum that of its lines.")),
         [] {},
         [] { return true; },
         [this] { return statementLines(); }}
    );
    return scene;
}

} // namespace meterbench::app
