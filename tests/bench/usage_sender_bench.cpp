// What sending usage records costs: 200,000 records of a journal to a receiver in a process of its
// own, in each form. Paigo's go to our own billing endpoint, which keeps each with its key, one
// record a request; OpenMeter's and Lago's, whose batches it does not know, to one that only says
// yes. Records a second, CPU of the sender for one, and what its memory grows by at most.
//
//     usage_sender_bench [folder] [records] [milliseconds that an answer takes]
#include "core/base/channel.h"
#include "core/base/clock.h"
#include "core/base/file.h"
#include "core/billing/endpoint.h"
#include "core/delivery/delivery.h"
#include "core/http/curl_client.h"
#include "core/http/server.h"
#include "core/metering/usage_journal.h"

#include <sys/wait.h>
#include <time.h>
#include <unistd.h>

#include <algorithm>
#include <array>
#include <cstdio>
#include <cstdlib>
#include <filesystem>
#include <fstream>
#include <future>
#include <string>
#include <vector>

using namespace meterbench;
using delivery::Service;

namespace {

constexpr std::int64_t kHourMs = 3'600'000;
constexpr std::int64_t kBeginMs = 1'767'225'600'000; // 2026-01-01, UTC
constexpr int kDimensions = 20;
constexpr std::size_t kBatch = 10'000;

class Errors final : public base::LogSink {
public:
    void write(base::LogLevel level, std::string_view part, std::string_view text) override {
        if (level != base::LogLevel::Info && level != base::LogLevel::Debug) {
            std::printf(
                "%.*s: %.*s\n", int(part.size()), part.data(), int(text.size()), text.data()
            );
        }
    }
};

double seconds(clockid_t clock) {
    timespec now{};
    ::clock_gettime(clock, &now);
    return static_cast<double>(now.tv_sec) + static_cast<double>(now.tv_nsec) / 1e9;
}

/// "VmHWM", "VmRSS"
double processMb(const std::string& what) {
    std::ifstream file("/proc/self/status");
    for (std::string word; file >> word;) {
        if (word == what + ":") {
            double kib = 0;
            file >> kib;
            return kib * 1024 / 1e6;
        }
    }
    return 0;
}

template <class T>
T must(base::Result<T> result) {
    if (!result) {
        std::printf("%s\n", result.error().context.c_str());
        std::exit(1);
    }
    return std::move(result).value();
}

struct World {
    base::PosixFileSystem files;
    base::SystemClock clock;
    Errors sink;
    std::string folder;
    int records = 200'000;
    int answerMs = 0;
};

metering::UsageRecord recordOf(int number) {
    const std::string n = std::to_string(number);
    return {
        "pod-compute",
        "{namespace=\"customer-" + n + "\",pod=\"web-7d9f8b6c5-" + n +
            "\",uid=\"1b4e28ba-2fa1-11d2-883f-" + n + "\"}",
        "customer-" + std::to_string(number / kDimensions),
        "dimension-" + std::to_string(number % kDimensions),
        kBeginMs,
        kBeginMs + kHourMs,
        *base::Decimal::fromInteger(number * 37LL).timesRatio(1, 1'000),
        {kBeginMs + number % 15'000, kBeginMs + 3'590'000, 3'585'000, 15'000, 0, 240, 0, 0}};
}

void meter(World& world) {
    const auto journal =
        must(metering::UsageJournal::open({world.folder, 0}, world.files, world.clock, world.sink));
    std::vector<metering::UsageRecord> records;
    for (int number = 0; number < world.records; ++number) {
        records.push_back(recordOf(number));
        if (records.size() == kBatch || number + 1 == world.records) {
            must(journal->commit(records, nullptr));
            records.clear();
        }
    }
}

/// A process that takes records until it is told to end.
class Receiver {
public:
    Receiver(World& world, Service service) {
        std::array<int, 2> down{};
        std::array<int, 2> up{};
        if (::pipe(down.data()) != 0 || ::pipe(up.data()) != 0) {
            std::exit(1);
        }
        m_child = ::fork();
        if (m_child == 0) {
            ::close(down[1]);
            m_tell = up[1];
            m_end = down[0];
            service == Service::Paigo ? beBillingEndpoint(world) : sayYes(world, service);
            ::_exit(0);
        }
        ::close(down[0]);
        ::close(up[1]);
        m_end = down[1];
        std::array<char, 64> text{};
        const ssize_t size = ::read(up[0], text.data(), text.size());
        m_address.assign(text.data(), static_cast<std::size_t>(std::max<ssize_t>(size, 0)));
        ::close(up[0]);
    }

    ~Receiver() {
        ::close(m_end);
        ::waitpid(m_child, nullptr, 0);
    }

    Receiver(const Receiver&) = delete;
    Receiver& operator=(const Receiver&) = delete;

    [[nodiscard]] const std::string& address() const { return m_address; }

private:
    void tell(const std::string& address) const {
        if (::write(m_tell, address.data(), address.size()) < 0) {
            ::_exit(1);
        }
        ::close(m_tell);
    }

    void waitForTheEnd() const {
        char nothing = 0;
        static_cast<void>(::read(m_end, &nothing, 1) > 0);
    }

    void beBillingEndpoint(World& world) const {
        billing::EndpointOptions options;
        options.listenAddress = "127.0.0.1:0";
        options.dataFolder = world.folder + "/receiver";
        const auto endpoint =
            must(billing::Endpoint::start(options, {world.clock, world.files, world.sink}));
        tell(endpoint->listening());
        waitForTheEnd();
        endpoint->stop();
    }

    void sayYes(World& world, Service service) const {
        http::ServerLoop loop(world.clock);
        const int status = service == Service::OpenMeter ? 204 : 200;
        const http::Listening at = must(loop.listen(
            {"127.0.0.1:0", {}, {}},
            [status, delay = world.answerMs](const http::ServedRequest&) {
                http::Answer answer;
                answer.status = status;
                answer.delayMs = delay;
                return answer;
            }
        ));
        tell(at.address);
        const auto serving =
            std::async(std::launch::async, [&loop] { loop.run([] { return std::int64_t{-1}; }); });
        waitForTheEnd();
        loop.stop();
    }

    pid_t m_child = 0;
    int m_tell = -1;
    int m_end = -1;
    std::string m_address;
};

void send(World& world, Service service, const std::string& address) {
    delivery::UsageEndpointOptions options;
    options.name = nameOf(service);
    options.service = service;
    options.url = "http://" + address + std::string(usualPath(service));
    http::CurlClient client(world.clock);
    base::Channel<bool> pause(1); // nobody sends into it
    const double before = processMb("VmRSS");
    const double cpu = seconds(CLOCK_PROCESS_CPUTIME_ID);
    const double wall = seconds(CLOCK_MONOTONIC);
    const auto sending = must(delivery::Delivery::start(
        options, {client, world.files, world.clock, world.sink, world.folder, {}}
    ));
    delivery::DeliveryState state = sending->state();
    while (state.doneThrough < world.records) {
        pause.wait(std::chrono::steady_clock::now() + std::chrono::milliseconds(20));
        state = sending->state();
    }
    const double took = seconds(CLOCK_MONOTONIC) - wall;
    std::printf(
        "%-10s %7.0f records/s, %6.2f us CPU a record, %llu requests, %llu again, %5.1f MB at "
        "most%s\n",
        options.name.c_str(),
        world.records / took,
        (seconds(CLOCK_PROCESS_CPUTIME_ID) - cpu) / world.records * 1e6,
        static_cast<unsigned long long>(state.requests),
        static_cast<unsigned long long>(state.retries),
        processMb("VmHWM") - before,
        state.accepted == static_cast<std::uint64_t>(world.records) ? "" : ": not all accepted"
    );
    sending->stop(std::chrono::steady_clock::now());
    client.stop();
}

} // namespace

int main(int argc, char** argv) {
    World world;
    world.folder = argc > 1 ? argv[1] : "usage_sender_bench.state";
    world.records = argc > 2 ? std::atoi(argv[2]) : world.records;
    world.answerMs = argc > 3 ? std::atoi(argv[3]) : 0;
    std::filesystem::remove_all(world.folder);
    meter(world);
    for (const Service service : {Service::Paigo, Service::OpenMeter, Service::Lago}) {
        const Receiver receiver(world, service);
        // In a process of its own, so that its memory and CPU are the sender's alone.
        std::fflush(stdout);
        const pid_t child = ::fork();
        if (child == 0) {
            send(world, service, receiver.address());
            std::fflush(stdout);
            ::_exit(0);
        }
        ::waitpid(child, nullptr, 0);
    }
    std::filesystem::remove_all(world.folder);
}
