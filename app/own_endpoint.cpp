#include "app/own_endpoint.h"

#include <chrono>
#include <utility>

namespace meterbench::app {

base::Status OwnEndpoint::start(const std::string& address, billing::Client client) {
    m_address = address;
    m_client = std::move(client);
    return resume();
}

base::Status OwnEndpoint::resume() {
    m_endpoint.reset();
    billing::EndpointOptions options;
    options.listenAddress = m_address;
    options.dataFolder = m_folder;
    options.client = m_client;
    auto started = billing::Endpoint::start(options, m_around);
    if (!started) {
        return started.error();
    }
    m_endpoint = std::move(*started);
    m_address = m_endpoint->listening();
    return {};
}

delivery::UsageEndpointOptions OwnEndpoint::usageEndpoint(const std::string& name) const {
    const std::string url = "http://" + m_address;
    delivery::UsageEndpointOptions endpoint;
    endpoint.name = name;
    endpoint.url = url + "/usage";
    endpoint.maxBackoff = std::chrono::milliseconds(500); // it is near: no need to wait long
    if (m_client.isWanted()) {
        endpoint.http.hasOAuth2 = true;
        endpoint.http.oauth2.clientId = m_client.id;
        endpoint.http.oauth2.clientSecret.value = m_client.secret;
        endpoint.http.oauth2.tokenUrl = url + "/oauth/token";
    }
    return endpoint;
}

} // namespace meterbench::app
