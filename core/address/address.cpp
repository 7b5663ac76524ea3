#include "core/address/address.h"

#include "core/address/routes.h"
#include "core/base/channel.h"
#include "core/base/published.h"

#include <pthread.h>

#include <algorithm>
#include <array>
#include <atomic>
#include <chrono>
#include <mutex>
#include <thread>
#include <utility>
#include <variant>

namespace meterbench::address {

namespace {

constexpr std::int64_t kPublishEveryMs = 100;
/// After a change a part is scraped at once, but not more often than this.
constexpr std::array<std::int64_t, 2> kTellEveryMs{100, 1'000};
constexpr std::size_t kInboxBytes = 1ULL << 40; // commands of people, one question a part

template <class... Visitors>
struct Overloaded : Visitors... {
    using Visitors::operator()...;
};

/// Clang 14 does not deduce it by itself.
template <class... Visitors>
Overloaded(Visitors...) -> Overloaded<Visitors...>;

struct CommandPosted {
    std::uint64_t number = 0;
    Command command;
};

struct Asked {
    http::Request request;
    http::Done done;
};

using Message = std::variant<CommandPosted, Watch, Asked>;

http::Response cancelled() {
    http::Response response;
    response.error = base::Error{base::Code::Cancelled, "the program ends"};
    return response;
}

std::string_view acceptOf(const http::Request& request) {
    for (const http::Header& header : request.headers) {
        if (header.name == "Accept") {
            return header.value;
        }
    }
    return {};
}

} // namespace

/// The thread and its inbox.
class Address::Running {
public:
    Running(
        std::unique_ptr<Desk> desk,
        const base::Clock& clock,
        Callbacks callbacks,
        std::string problem
    )
        : m_clock(clock)
        , m_callbacks(std::move(callbacks))
        , m_desk(std::move(desk))
        , m_problem(std::move(problem))
        , m_routes(
              *m_desk,
              [this] { return m_loop.counts(); },
              m_callbacks.quit
          )
        , m_loop(clock)
        , m_inbox(kInboxBytes)
        , m_published(m_desk->view({}, m_problem)) {}

    ~Running() { stop(); }

    [[nodiscard]] base::Status listen() {
        const AddressOptions& options = m_desk->options();
        if (!options.listenAddress.empty()) {
            auto listening = m_loop.listen(
                {options.listenAddress, options.server, options.tls},
                [this](const http::ServedRequest& request) { return m_routes.answer(request); }
            );
            if (!listening) {
                return listening.error();
            }
            m_listening = listening->address;
            m_url = (options.tls.certificateFile.empty() ? "http://" : "https://") + m_listening +
                    options.routePrefix;
        }
        if (!options.lifecycleAddress.empty()) {
            auto listening = m_loop.listen(
                {options.lifecycleAddress, options.server, {}},
                [this](const http::ServedRequest& request) {
                    return m_routes.answerLifecycle(request);
                }
            );
            if (!listening) {
                return listening.error();
            }
            m_lifecycle = listening->address;
        }
        return {};
    }

    void start() {
        m_published.publish(m_desk->view(m_url, m_problem));
        m_thread = std::thread([this] {
            ::pthread_setname_np(::pthread_self(), "address");
            m_loop.run([this] { return turn(); });
        });
    }

    void stop() {
        if (m_stopped.exchange(true)) {
            return;
        }
        m_loop.stop();
        if (m_thread.joinable()) {
            m_thread.join();
        }
        m_inbox.close();
        for (Message& message : m_inbox.takeAll()) {
            if (auto* asked = std::get_if<Asked>(&message)) {
                asked->done(cancelled());
            }
        }
        m_desk->sync();
    }

    void tell(Message&& message) {
        if (m_inbox.sendLazily(std::move(message))) {
            m_loop.wake();
        } else if (auto* asked = std::get_if<Asked>(&message)) {
            asked->done(cancelled());
        }
    }

    std::uint64_t post(Command command) {
        const std::uint64_t number = ++m_lastCommand;
        tell(CommandPosted{number, std::move(command)});
        return number;
    }

    std::string m_listening;
    std::string m_lifecycle;

    [[nodiscard]] AddressViewPtr view() const { return m_published.get(); }

private:
    std::int64_t turn() {
        if (!m_inbox.empty()) {
            for (Message& message : m_inbox.takeAll()) {
                handle(message);
            }
        }
        std::int64_t waitMs = m_desk->tick();
        const std::int64_t now = m_clock.nowMs();
        const auto until = [&](std::int64_t atMs) {
            const std::int64_t ms = std::max<std::int64_t>(0, atMs - now);
            waitMs = waitMs < 0 ? ms : std::min(waitMs, ms);
        };
        tellChanges(now, until);
        if (now - m_publishedMs >= kPublishEveryMs || now < m_publishedMs) {
            AddressViewPtr next = m_desk->view(m_url, m_problem);
            if (next != m_published.get()) {
                m_published.publish(std::move(next));
                m_publishedMs = now;
            }
        } else {
            until(m_publishedMs + kPublishEveryMs);
        }
        return waitMs;
    }

    void handle(Message& message) {
        std::visit(
            Overloaded{
                [this](CommandPosted& posted) {
                    m_desk->run(posted.number, posted.command);
                    m_publishedMs = 0; // who gave it sees its outcome at once
                },
                [this](Watch& watched) {
                    m_desk->watch(std::move(watched));
                    m_publishedMs = 0;
                },
                [this](Asked& asked) { answer(asked); },
            },
            message
        );
    }

    /// What changed since the engine took it last: it is told, and told again until it has taken it
    /// (it passes over what it is told while a scrape is under way).
    template <class Until>
    void tellChanges(std::int64_t now, Until until) {
        const std::array<std::uint64_t, 2> generations{
            m_desk->benchGeneration(), m_desk->pushGeneration()};
        for (std::size_t part = 0; m_callbacks.changed && part < generations.size(); ++part) {
            if (generations[part] == m_taken[part]) {
                continue;
            }
            const std::int64_t dueMs = m_toldMs[part] + kTellEveryMs[part];
            if (now >= dueMs || now < m_toldMs[part]) {
                m_toldMs[part] = now;
                m_callbacks.changed(static_cast<Part>(part));
                until(now + kTellEveryMs[part]);
            } else {
                until(dueMs);
            }
        }
    }

    void answer(Asked& asked) {
        const bool isBench = asked.request.url.starts_with("internal://instruments/");
        const exposition::Media media = exposition::preferredMedia(acceptOf(asked.request));
        http::Response response;
        response.startNs = m_clock.steadyNs();
        response.status = 200;
        response.body = isBench ? m_desk->exposeBench(media) : m_desk->exposePushes(media);
        response.wireBytes = response.body.size();
        response.connectUs = 0;
        response.headers.push_back(
            {"Content-Type", std::string(exposition::contentTypeOf(media))}
        );
        response.totalUs = (m_clock.steadyNs() - response.startNs) / 1'000;
        m_taken[isBench ? 0 : 1] = isBench ? m_desk->benchGeneration() : m_desk->pushGeneration();
        asked.done(std::move(response));
    }

    const base::Clock& m_clock;
    Callbacks m_callbacks;
    std::unique_ptr<Desk> m_desk;
    std::string m_problem;
    std::string m_url;
    Routes m_routes;
    http::ServerLoop m_loop;
    base::Channel<Message> m_inbox;
    std::atomic<std::uint64_t> m_lastCommand = 0;
    std::atomic<bool> m_stopped = false;
    base::Published<AddressView> m_published;
    std::int64_t m_publishedMs = 0;
    std::array<std::uint64_t, 2> m_taken{};
    std::array<std::int64_t, 2> m_toldMs{};
    std::thread m_thread;
};

base::Result<std::unique_ptr<Address>>
Address::start(
    AddressOptions options,
    Desk::Surroundings surroundings,
    Callbacks callbacks,
    std::string problem
) {
    auto desk = Desk::open(options, surroundings);
    if (!desk) {
        return desk.error();
    }
    auto running = std::make_unique<Running>(
        std::move(*desk), surroundings.clock, std::move(callbacks), std::move(problem)
    );
    if (base::Status listening = running->listen(); !listening) {
        return listening.error();
    }
    running->start();
    return std::unique_ptr<Address>(new Address(std::move(running)));
}

Address::Address(std::unique_ptr<Running> running)
    : m_running(std::move(running)) {}

Address::~Address() {
    stop();
}

AddressViewPtr Address::view() const {
    return m_running->view();
}

std::uint64_t Address::post(Command command) {
    return m_running->post(std::move(command));
}

void Address::watch(Watch watched) {
    m_running->tell(std::move(watched));
}

void Address::ask(http::Request&& request, http::Done done) {
    m_running->tell(Asked{std::move(request), std::move(done)});
}

const std::string& Address::listening() const {
    return m_running->m_listening;
}

const std::string& Address::lifecycleListening() const {
    return m_running->m_lifecycle;
}

void Address::stop() {
    m_running->stop();
}

} // namespace meterbench::address
