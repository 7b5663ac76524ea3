#include "core/http/curl_client.h"

#include "core/base/check.h"
#include "core/base/mutex.h"
#include "core/http/exchange.h"

#include <curl/curl.h>

#include <atomic>
#include <thread>
#include <unordered_map>

namespace meterbench::http {

namespace {

constexpr long kKeptConnections = 100'000;
constexpr std::size_t kSpareExchanges = 256;
constexpr int kSleepMs = 3'600'000; // curl's own timers and wakeUp() end it earlier

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
        , m_multi(curl_multi_init(), &curl_multi_cleanup)
        , m_thread([this] { run(); }) {}

    RequestId send(Request&& request, Done&& done) {
        const RequestId id = ++m_lastId;
        {
            const base::MutexLock lock(m_mutex);
            if (!m_stopping) {
                m_sends.push_back({id, std::move(request), std::move(done)});
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

    void host(Guest* guest) {
        const base::MutexLock turn(m_guestMutex);
        m_guest = guest;
        wake();
    }

    void wake() {
        const base::MutexLock lock(m_mutex);
        wakeUp();
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
    struct Incoming {
        RequestId id = 0;
        Request request;
        Done done;
    };

    using Multi = std::unique_ptr<CURLM, decltype(&curl_multi_cleanup)>;
    using ExchangePtr = std::unique_ptr<Exchange>;

    /// Once per batch: only who finds the inbox asleep wakes the thread; the thread itself looks
    /// before it sleeps.
    void wakeUp() MB_REQUIRES(m_mutex) {
        if (!m_woken) {
            m_woken = true;
            if (std::this_thread::get_id() != m_threadId.load(std::memory_order_relaxed)) {
                curl_multi_wakeup(m_multi.get());
            }
        }
    }

    /// How long to sleep after the guest's turn.
    int guestTurn() {
        std::int64_t waitMs = -1;
        {
            const base::MutexLock lock(m_mutex);
            m_woken =
                !m_sends.empty() || !m_cancels.empty(); // whoever woke us up to here gets this turn
        }
        {
            const base::MutexLock turn(m_guestMutex);
            waitMs = m_guest != nullptr ? m_guest->turn() : -1;
        }
        const base::MutexLock lock(m_mutex);
        if (m_woken) {
            return 0;
        }
        return static_cast<int>(waitMs < 0 || waitMs > kSleepMs ? kSleepMs : waitMs);
    }

    void run() {
        m_threadId.store(std::this_thread::get_id(), std::memory_order_relaxed);
        curl_multi_setopt(m_multi.get(), CURLMOPT_MAXCONNECTS, kKeptConnections);
        while (takeInbox()) {
            int running = 0;
            curl_multi_perform(m_multi.get(), &running);
            reapDone();
            const int sleepMs = guestTurn();
            if (sleepMs > 0) {
                curl_multi_poll(m_multi.get(), nullptr, 0, sleepMs, nullptr);
            }
        }
        cancelAll();
    }

    /// False: the end.
    bool takeInbox() {
        std::vector<Incoming> sends;
        std::vector<RequestId> cancels;
        bool goOn = true;
        {
            const base::MutexLock lock(m_mutex);
            sends.swap(m_sends);
            cancels.swap(m_cancels);
            m_woken = false;
            goOn = !m_stopping;
        }
        for (Incoming& incoming : sends) {
            start(std::move(incoming));
        }
        for (const RequestId id : cancels) {
            cancelOne(id);
        }
        return goOn;
    }

    void start(Incoming&& incoming) {
        ExchangePtr exchange = takeSpare();
        const base::Status status = exchange->begin(
            incoming.id, std::move(incoming.request), std::move(incoming.done), m_secrets
        );
        if (!status) {
            exchange->finish(status.error());
            keepSpare(std::move(exchange));
            return;
        }
        curl_multi_add_handle(m_multi.get(), exchange->handle());
        m_underWay.emplace(incoming.id, std::move(exchange));
    }

    void reapDone() {
        int left = 0;
        while (CURLMsg* message = curl_multi_info_read(m_multi.get(), &left)) {
            if (message->msg != CURLMSG_DONE) {
                continue;
            }
            char* self = nullptr;
            const CURLcode code = message->data.result; // gone once the handle is removed
            curl_easy_getinfo(message->easy_handle, CURLINFO_PRIVATE, &self);
            reap(*reinterpret_cast<Exchange*>(self), code);
        }
    }

    void reap(Exchange& exchange, CURLcode code) {
        curl_multi_remove_handle(m_multi.get(), exchange.handle());
        if (exchange.continues(code, m_secrets)) {
            curl_multi_add_handle(m_multi.get(), exchange.handle());
            return;
        }
        auto node = m_underWay.extract(exchange.id());
        exchange.finish(code);
        keepSpare(std::move(node.mapped()));
    }

    void cancelOne(RequestId id) {
        auto node = m_underWay.extract(id);
        if (node.empty()) {
            return;
        }
        curl_multi_remove_handle(m_multi.get(), node.mapped()->handle());
        node.mapped()->finish(cancelled());
        keepSpare(std::move(node.mapped()));
    }

    void cancelAll() {
        while (!m_underWay.empty()) {
            cancelOne(m_underWay.begin()->first);
        }
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
    Multi m_multi;
    std::atomic<RequestId> m_lastId = 0;
    std::atomic<std::thread::id> m_threadId;

    base::Mutex m_guestMutex; ///< held during a turn, so that host() can wait for its end
    Guest* m_guest MB_GUARDED_BY(m_guestMutex) = nullptr;

    base::Mutex m_mutex;
    std::vector<Incoming> m_sends MB_GUARDED_BY(m_mutex);
    std::vector<RequestId> m_cancels MB_GUARDED_BY(m_mutex);
    bool m_stopping MB_GUARDED_BY(m_mutex) = false;
    bool m_woken MB_GUARDED_BY(m_mutex) = false;

    // The thread's own.
    std::unordered_map<RequestId, ExchangePtr> m_underWay;
    std::vector<ExchangePtr> m_spare;
    SecretFiles m_secrets;

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

bool CurlClient::host(Guest* guest) {
    m_worker->host(guest);
    return true;
}

void CurlClient::wake() {
    m_worker->wake();
}

void CurlClient::stop() {
    m_worker->stop();
}

} // namespace meterbench::http
