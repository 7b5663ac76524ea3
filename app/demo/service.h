// Service: the small business behind the demo: three customers send requests, store bytes, run
// jobs. Believable movement: slow waves, noise, now and then a spike or a slow minute. Not real
// work: numbers that move with the time that passed. The same seed and the same steps give the same
// numbers. One thread.
#pragma once

#include <array>
#include <cstdint>
#include <random>
#include <string>

namespace meterbench::app {

class Service {
public:
    explicit Service(std::uint64_t seed);

    /// Lets the time pass; times are milliseconds since 1970.
    void advanceTo(std::int64_t nowMs);

    /// What the API servers expose (OpenMetrics 1.0.0).
    [[nodiscard]] std::string apiExposition() const;
    /// What the worker exposes (OpenMetrics 1.0.0).
    [[nodiscard]] std::string workerExposition() const;

private:
    static constexpr std::size_t kBuckets = 9;
    static constexpr std::size_t kCodes = 3;

    struct Histogram {
        std::array<double, kBuckets> counts{}; ///< not cumulative; the last is above every bound
        double sum = 0;
    };

    struct Customer {
        const char* name;
        double requestsPerSecond; ///< on a usual day
        double phase;             ///< of its wave, so that the three do not move together
        std::array<double, kCodes> requests{};
        Histogram latency{};
        double storedBytes;
        double writtenBytes = 0;
        double jobsDone = 0;
        double jobsFailed = 0;
        double queue = 0;
        double now = 0; ///< requests per second at present
    };

    void step(double seconds, double at);
    void serve(Customer& customer, double requests, double slowness);
    void work(Customer& customer, double seconds, double at);
    [[nodiscard]] double noise(double width);

    std::mt19937_64 m_random;
    std::array<Customer, 3> m_customers;
    Histogram m_jobs;
    std::int64_t m_startMs = 0;
    std::int64_t m_nowMs = 0;
    double m_cpuSeconds = 0;
    double m_memoryBytes = 148e6;
    double m_spikeEndsAt = 0;
    std::size_t m_spiking = 0;
};

} // namespace meterbench::app
