// Shop: the business on the demo's stage: customers who call an API, store bytes and have jobs
// done, spread over three exporters (api-1, api-2, worker). All amounts are whole numbers that
// follow from the time of day that passed, so what was really used is known to the last call,
// whatever the exporters lose. Not the service of the plain demo (service.h), which is livelier and
// knows no truth. One thread.
#pragma once

#include <array>
#include <cstdint>
#include <map>
#include <string>
#include <string_view>
#include <vector>

namespace meterbench::app {

class Shop {
public:
    static constexpr std::array<std::string_view, 3> kExporters{"api-1", "api-2", "worker"};

    /// What was used since the customer came.
    struct Used {
        std::int64_t calls = 0;
        std::int64_t jobs = 0; ///< with the customer's label on them

        friend bool operator==(const Used&, const Used&) = default;
    };

    /// Lets the time of day pass.
    void advanceTo(std::int64_t nowMs);

    /// A customer comes, with this much in the store; calls nothing yet.
    void open(const std::string& customer, std::int64_t storedBytes);

    [[nodiscard]] bool hasCustomers() const { return !m_customers.empty(); }

    void setCallsPerMinute(const std::string& customer, std::int64_t calls);
    void store(const std::string& customer, std::int64_t bytes);

    /// Of the worker, which works for one customer.
    void setJobsPerMinute(std::int64_t jobs) { m_jobsPerMinute = jobs; }

    /// No calls go to api-2 any more, or again: what comes meanwhile goes to api-1.
    void drain(bool isDrained) { m_isDrained = isDrained; }

    /// api-2 begins again with counters of 0.
    void restart();
    /// The worker is deployed anew, with counters of 0; with or without its customer's label.
    void deployWorker(bool hasLabel);

    /// Somebody put the label on outside of the exporter: jobs are the customer's again.
    void noteRepair() { m_jobsAreLabeled = true; }

    /// OpenMetrics 1.0.0; empty for an exporter that is none of ours.
    [[nodiscard]] std::string exposition(std::string_view exporter) const;

    [[nodiscard]] const std::map<std::string, Used>& used() const { return m_used; }

    /// Jobs of which nobody can tell whose they were.
    [[nodiscard]] std::int64_t unlabeledJobs() const { return m_unlabeledJobs; }

    static constexpr const char* kWorkersCustomer = "initech";

private:
    struct Customer {
        std::string name;
        std::int64_t callsPerMinute = 0;
        std::int64_t rest = 0; ///< of a call, in calls × ms / 60,000
        std::int64_t storedBytes = 0;
        std::array<std::int64_t, 2> counters{}; ///< of api-1 and api-2
    };

    [[nodiscard]] Customer& customer(const std::string& name);
    void call(Customer& customer, std::int64_t calls);
    [[nodiscard]] std::string apiExposition(std::size_t instance) const;
    [[nodiscard]] std::string workerExposition() const;

    std::vector<Customer> m_customers;
    std::map<std::string, Used> m_used;
    std::int64_t m_nowMs = 0;
    std::int64_t m_jobsPerMinute = 0;
    std::int64_t m_jobsRest = 0;
    std::int64_t m_jobsCounter = 0;
    std::int64_t m_unlabeledJobs = 0;
    bool m_isDrained = false;
    bool m_workerHasLabel = true;
    bool m_jobsAreLabeled = true;
};

} // namespace meterbench::app
