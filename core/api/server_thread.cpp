#include "core/api/server_thread.h"

#include <QThread>

#include <future>
#include <optional>

namespace meterbench::api {

class ServerThread::Thread final : public QThread {
public:
    Thread(std::string address, Handler handler, http::ServerLimits limits)
        : m_address(std::move(address))
        , m_handler(std::move(handler))
        , m_limits(std::move(limits)) {}

    struct Listening {
        std::optional<base::Error> error;
        std::uint16_t port = 0;
        std::string address;
    };

    Listening startListening() {
        std::future<Listening> listening = m_listening.get_future();
        start();
        return listening.get();
    }

protected:
    void run() override {
        const auto server = HttpServer::listen(m_address, std::move(m_handler), m_limits);
        if (!server) {
            m_listening.set_value({server.error(), 0, {}});
            return;
        }
        m_listening.set_value({std::nullopt, server.value()->port(), server.value()->address()});
        exec();
    }

private:
    std::string m_address;
    Handler m_handler;
    http::ServerLimits m_limits;
    std::promise<Listening> m_listening;
};

ServerThread::ServerThread(std::unique_ptr<Thread> thread)
    : m_thread(std::move(thread)) {}

base::Result<std::unique_ptr<ServerThread>>
ServerThread::start(const std::string& address, Handler handler, http::ServerLimits limits) {
    std::unique_ptr<ServerThread> made(
        new ServerThread(std::make_unique<Thread>(address, std::move(handler), std::move(limits)))
    );
    Thread::Listening listening = made->m_thread->startListening();
    if (listening.error) {
        return *listening.error;
    }
    made->m_port = listening.port;
    made->m_address = std::move(listening.address);
    return made;
}

ServerThread::~ServerThread() {
    stop();
}

void ServerThread::stop() {
    m_thread->quit();
    m_thread->wait();
}

} // namespace meterbench::api
