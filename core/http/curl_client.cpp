#include "core/http/curl_client.h"

#include "core/base/check.h"
#include "core/base/mutex.h"
#include "core/http/curl_multi.h"
#include "core/http/exchange.h"
#include "core/http/plain_exchanges.h"
#include "core/http/poller.h"
#include "core/http/token_keeper.h"

#include <curl/curl.h>

#include <pthread.h>

#include <algorithm>
#include <atomic>
#include <limits>
#include <thread>
#include <unordered_map>

namespace meterbench::http {

namespace {

constexpr std::size_t kSpareExchanges = 256;
constexpr std::int64_t kMillisecondNs = 1'000'000;
constexpr int kSleepMs = 3'600'000; // whatever is due or new ends it earlier

base::Error cancelled() {
    return {base::Code::Cancelled, "cancelled"};
}

void initCurlOnce() {
    static const CURLcode kDone = curl_global_init(CURL_GLOBAL_DEFAULT);
    MB_CHECK(kDone == CURLE_OK, "libcurl starts");
}

} // namespace

class CurlClient::Worker {
public:
    explicit Worker(const base::Clock& clock)
        : m_clock(clock)
        , m_multi(clock, m_poller)
        , m_plain(
              {clock,
               m_poller,
               m_multi,
               m_secrets,
               [this](Posted&& posted) { startWithCurl(std::move(posted)); },
               [this](Posted&& posted) { m_tokens.renew(std::move(posted)); }}
          )
        , m_tokens(
              {clock,
               m_secrets,
               [this] { return ++m_lastId; },
               [this](Posted&& posted) { start(std::move(posted)); }}
          )
        , m_thread([this] { run(); }) {}

    RequestId send(Request&& request, Done&& done) {
        const RequestId id = ++m_lastId;
        {
            const base::MutexLock lock(m_mutex);
            if (!m_stopping) {
                m_sends.push_back(
                    {id, m_clock.steadyNs(), std::move(request), std::move(done), {}}
                );
                wakeUp();
                return id;
            }
        }
        Response response;
        response.error = cancelled();
        done(std::move(response));
        return id;
    }

    void cancel(RequestId id) {
        const base::MutexLock lock(m_mutex);
        m_cancels.push_back(id);
        wakeUp();
    }

    void join(Guest& guest) {
        {
            const base::MutexLock turn(m_guestMutex);
            m_guests.push_back(&guest);
        }
        wake(guest);
    }

    void leave(Guest& guest) {
        const base::MutexLock turn(m_guestMutex);
        std::erase(m_guests, &guest);
    }

    void wake(Guest& guest) {
        if (!guest.isWoken.exchange(true)) {
            const base::MutexLock lock(m_mutex);
            wakeUp();
        }
    }

    void stop() {
        {
            const base::MutexLock lock(m_mutex);
            m_stopping = true;
            wakeUp();
        }
        if (m_thread.joinable()) {
            m_thread.join();
        }
    }

private:
    using ExchangePtr = std::unique_ptr<Exchange>;

    /// Once per batch: only who finds the inbox asleep wakes the thread; the thread itself looks
    /// before it sleeps.
    void wakeUp() MB_REQUIRES(m_mutex) {
        if (!m_woken) {
            m_woken = true;
            if (std::this_thread::get_id() != m_threadId.load(std::memory_order_relaxed)) {
                m_poller.wakeUp();
            }
        }
    }

    void run() {
        ::pthread_setname_np(::pthread_self(), "http");
        m_threadId.store(std::this_thread::get_id(), std::memory_order_relaxed);
        while (takeInbox()) {
            const std::int64_t guestsNs = guestTurns();
            if (!takeInbox()) {
                break;
            }
            for (const Poller::Ready& ready : m_poller.wait(sleepMs(guestsNs))) {
                if (ready.key >= PlainExchanges::kFirstKey) {
                    m_plain.onReady(ready);
                } else {
                    m_multi.onReady(ready);
                }
            }
            m_plain.onTime();
            m_multi.onTime();
            reapEnded();
            m_tokens.turn();
        }
        m_tokens.stop(cancelled());
        m_plain.cancelAll(cancelled());
        while (!m_underWay.empty()) {
            cancelOne(m_underWay.begin()->first);
        }
    }

    /// Every guest that is due has its turn; when the next one is due (steady ns).
    std::int64_t guestTurns() {
        constexpr std::int64_t never = std::numeric_limits<std::int64_t>::max();
        const base::MutexLock turn(m_guestMutex);
        std::int64_t nextNs = never;
        for (Guest* const guest : m_guests) {
            const std::int64_t now = m_clock.steadyNs();
            const bool isDue = guest->nextTurnNs >= 0 && guest->nextTurnNs <= now;
            if (guest->isWoken.exchange(false) || isDue) {
                const std::int64_t waitMs = guest->turn();
                guest->nextTurnNs = waitMs < 0 ? -1 : m_clock.steadyNs() + waitMs * kMillisecondNs;
            }
        }
        for (const Guest* const guest : m_guests) { // also those that another one woke in its turn
            const std::int64_t dueNs = guest->nextTurnNs < 0 ? never : guest->nextTurnNs;
            nextNs = std::min(nextNs, guest->isWoken ? 0 : dueNs);
        }
        return nextNs;
    }

    [[nodiscard]] int sleepMs(std::int64_t guestsNs) {
        {
            const base::MutexLock lock(m_mutex);
            if (m_woken) {
                return 0;
            }
        }
        std::int64_t dueNs = guestsNs;
        for (const auto& due : {m_multi.dueNs(), m_plain.dueNs(), m_tokens.dueNs()}) {
            dueNs = std::min(dueNs, due.value_or(dueNs));
        }
        const std::int64_t now = m_clock.steadyNs();
        if (dueNs <= now) {
            return 0;
        }
        const std::int64_t waitMs = (dueNs - now - 1) / kMillisecondNs + 1;
        return static_cast<int>(std::min<std::int64_t>(waitMs, kSleepMs));
    }

    /// False: the end.
    bool takeInbox() {
        bool goOn = true;
        {
            const base::MutexLock lock(m_mutex);
            m_newSends.swap(m_sends);
            m_newCancels.swap(m_cancels);
            m_woken = false;
            goOn = !m_stopping;
        }
        for (Posted& posted : m_newSends) {
            if (TokenKeeper::concerns(posted)) {
                m_tokens.start(std::move(posted));
            } else {
                start(std::move(posted));
            }
        }
        m_newSends.clear();
        for (const RequestId id : m_newCancels) {
            if (!m_tokens.cancel(id, cancelled())) {
                cancelUnderWay(id);
            }
        }
        m_newCancels.clear();
        m_tokens.turn();
        return goOn;
    }

    void start(Posted&& posted) {
        if (!m_plain.start(posted)) {
            startWithCurl(std::move(posted));
        }
    }

    void cancelUnderWay(RequestId id) {
        if (!m_plain.cancel(id, cancelled())) {
            cancelOne(id);
        }
    }

    void startWithCurl(Posted&& posted) {
        ExchangePtr exchange = takeSpare();
        const RequestId id = posted.id;
        const base::Status status = exchange->begin(std::move(posted), m_secrets);
        if (!status) {
            exchange->finish(status.error());
            keepSpare(std::move(exchange));
            return;
        }
        m_multi.add(*exchange);
        m_underWay.emplace(id, std::move(exchange));
    }

    void reapEnded() {
        for (CurlMulti::Ended ended = m_multi.nextEnded(); ended.transfer != nullptr;
             ended = m_multi.nextEnded()) {
            if (auto* const connector = dynamic_cast<Connector*>(ended.transfer)) {
                m_plain.onConnected(*connector, ended.code);
            } else {
                reap(static_cast<Exchange&>(*ended.transfer), ended.code);
            }
        }
    }

    void reap(Exchange& exchange, CURLcode code) {
        if (exchange.continues(code, m_secrets)) {
            m_multi.add(exchange);
            return;
        }
        auto node = m_underWay.extract(exchange.id());
        if (exchange.isTokenRefused(code)) {
            m_tokens.renew(exchange.takeBack());
        } else {
            exchange.finish(code);
        }
        keepSpare(std::move(node.mapped()));
    }

    void cancelOne(RequestId id) {
        auto node = m_underWay.extract(id);
        if (node.empty()) {
            return;
        }
        m_multi.remove(*node.mapped());
        node.mapped()->finish(cancelled());
        keepSpare(std::move(node.mapped()));
    }

    ExchangePtr takeSpare() {
        if (m_spare.empty()) {
            return std::make_unique<Exchange>(m_clock);
        }
        ExchangePtr exchange = std::move(m_spare.back());
        m_spare.pop_back();
        return exchange;
    }

    void keepSpare(ExchangePtr exchange) {
        if (m_spare.size() < kSpareExchanges) {
            m_spare.push_back(std::move(exchange));
        }
    }

    const base::Clock& m_clock;
    std::atomic<RequestId> m_lastId = 0;
    std::atomic<std::thread::id> m_threadId;

    base::Mutex m_guestMutex; ///< held during turns, so that leave() can wait for their end
    std::vector<Guest*> m_guests MB_GUARDED_BY(m_guestMutex);

    base::Mutex m_mutex;
    std::vector<Posted> m_sends MB_GUARDED_BY(m_mutex);
    std::vector<RequestId> m_cancels MB_GUARDED_BY(m_mutex);
    bool m_stopping MB_GUARDED_BY(m_mutex) = false;
    bool m_woken MB_GUARDED_BY(m_mutex) = false;

    // The thread's own.
    std::vector<Posted> m_newSends;
    std::vector<RequestId> m_newCancels;
    std::unordered_map<RequestId, ExchangePtr> m_underWay;
    std::vector<ExchangePtr> m_spare;
    SecretFiles m_secrets;
    Poller m_poller;
    CurlMulti m_multi;
    PlainExchanges m_plain;
    TokenKeeper m_tokens;

    std::thread m_thread; // the last member: it uses all the others
};

CurlClient::CurlClient(const base::Clock& clock) {
    initCurlOnce();
    m_worker = std::make_unique<Worker>(clock);
}

CurlClient::~CurlClient() {
    stop();
}

RequestId CurlClient::send(Request&& request, Done done) {
    return m_worker->send(std::move(request), std::move(done));
}

void CurlClient::cancel(RequestId id) {
    m_worker->cancel(id);
}

bool CurlClient::join(Guest& guest) {
    m_worker->join(guest);
    return true;
}

void CurlClient::leave(Guest& guest) {
    m_worker->leave(guest);
}

void CurlClient::wake(Guest& guest) {
    m_worker->wake(guest);
}

void CurlClient::stop() {
    m_worker->stop();
}

} // namespace meterbench::http
