// Address: the one HTTP address for pushes, instruments and /metrics: the desk (desk.h), its
// routes, the server's loop and their thread. The window reaches it as a Source, the engine through
// ask(). Stopping: no more connections, journals synced; whoever still waits for an answer gets
// Cancelled.
#pragma once

#include "core/address/desk.h"
#include "core/address/source.h"

#include <functional>
#include <memory>
#include <string>

namespace meterbench::address {

/// The two parts that the engine scrapes: internal://instruments/metrics, internal://gateway/metrics.
enum class Part : std::uint8_t { Instruments, Gateway };

class Address final : public Source {
public:
    /// Called on the address's thread; either may be empty.
    struct Callbacks {
        std::function<void()> quit;        ///< what /-/quit does
        std::function<void(Part)> changed; ///< the engine is to scrape it
    };

    /// Opens the journals, listens, starts the thread. `problem`: known already, shown to people
    /// (it does not listen because …).
    [[nodiscard]] static base::Result<std::unique_ptr<Address>> start(
        AddressOptions options,
        Desk::Surroundings surroundings,
        Callbacks callbacks,
        std::string problem = {}
    );
    ~Address() override;

    [[nodiscard]] AddressViewPtr view() const override;
    std::uint64_t post(Command command) override;
    void watch(Watch watched) override;

    /// For InternalClient: answers a part's body. Any thread.
    void ask(http::Request&& request, http::Done done);

    /// "127.0.0.1:9091"; empty: it does not listen.
    [[nodiscard]] const std::string& listening() const;
    [[nodiscard]] const std::string& lifecycleListening() const;

    /// Further calls do nothing.
    void stop();

private:
    class Running;
    explicit Address(std::unique_ptr<Running> running);
    std::unique_ptr<Running> m_running;
};

} // namespace meterbench::address
