// OwnEndpoint: a billing endpoint inside the program that goes and comes back where it was, with
// what it had: one folder, one address, one client. The demo's stage has one, and the window's desk.
// Main thread. Errors: those of billing::Endpoint.
#pragma once

#include "core/billing/endpoint.h"
#include "core/delivery/endpoint_options.h"

#include <memory>
#include <string>

namespace meterbench::app {

class OwnEndpoint {
public:
    /// What is borrowed must outlive it.
    OwnEndpoint(std::string folder, billing::Endpoint::Surroundings surroundings)
        : m_folder(std::move(folder))
        , m_around(surroundings) {}

    /// At this address; with port 0 a free one is taken, and kept from then on.
    [[nodiscard]] base::Status start(const std::string& address, billing::Client client);
    /// Again as it was.
    [[nodiscard]] base::Status resume();

    void stop() { m_endpoint.reset(); }

    /// Null: it does not run.
    [[nodiscard]] billing::Endpoint* running() const { return m_endpoint.get(); }

    /// "127.0.0.1:40123", also while it does not run.
    [[nodiscard]] const std::string& address() const { return m_address; }

    [[nodiscard]] const billing::Client& client() const { return m_client; }

    [[nodiscard]] const std::string& folder() const { return m_folder; }

    /// A usage endpoint of a workspace that sends here.
    [[nodiscard]] delivery::UsageEndpointOptions usageEndpoint(const std::string& name) const;

private:
    std::string m_folder;
    billing::Endpoint::Surroundings m_around;
    std::string m_address;
    billing::Client m_client;
    std::unique_ptr<billing::Endpoint> m_endpoint;
};

} // namespace meterbench::app
