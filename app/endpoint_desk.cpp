#include "app/endpoint_desk.h"

#include "core/usage/live.h"

#include <algorithm>
#include <utility>

namespace meterbench::app {

namespace {

constexpr const char* kName = "test-endpoint";

} // namespace

OwnEndpoint* EndpointDesk::shown() const {
    OwnEndpoint* const demos = m_around.demos();
    return demos != nullptr ? demos : m_own.get();
}

/// On Forwarding it may have been removed since.
bool EndpointDesk::isSendingHere() const {
    const pipeline::SnapshotPtr now = m_around.program.engine().snapshot();
    usage::Live live;
    live.folder = now->metered == nullptr ? std::string() : now->metered->folder;
    live.endpoints = now->usageEndpoints;
    return std::ranges::any_of(
        *usage::endpointsInForce(live, m_around.workspace()),
        [this](const auto& one) { return isItsOwn(one); }
    );
}

bool EndpointDesk::isItsOwn(const delivery::UsageEndpointOptions& endpoint) const {
    return m_own != nullptr && endpoint.name == kName &&
           endpoint.url == m_own->usageEndpoint(kName).url;
}

billing::DeskState EndpointDesk::look() {
    billing::DeskState state;
    const auto workspace = m_around.workspace();
    state.isMetering = workspace != nullptr && !workspace->meters.empty();
    OwnEndpoint* const endpoint = shown();
    state.isDemos = endpoint != nullptr && endpoint != m_own.get();
    if (endpoint != std::exchange(m_seenOf, endpoint)) {
        m_seen.reset();
    }
    if (endpoint == nullptr) {
        return state;
    }
    state.address = endpoint->address();
    state.clientId = endpoint->client().id;
    state.folder = endpoint->folder();
    if (billing::Endpoint* const running = endpoint->running()) {
        state.isRunning = true;
        if (auto view = running->look()) {
            m_seen = std::move(view);
        }
    }
    state.ledger = m_seen;
    state.isSendingHere = isSendingHere();
    return state;
}

std::string EndpointDesk::start(const billing::DeskWish& wish) {
    if (m_around.demos() != nullptr) {
        return tr("The demo plays, and has an endpoint already.").toStdString();
    }
    if (!m_folder.isValid()) {
        return tr("There is no folder for its ledger: %1")
            .arg(m_folder.errorString())
            .toStdString();
    }
    if (m_own == nullptr) {
        m_own = std::make_unique<OwnEndpoint>(
            m_folder.filePath(QStringLiteral("billing")).toStdString(),
            billing::Endpoint::Surroundings{
                m_around.program.clock(), m_around.program.files(), m_around.program.log()}
        );
    }
    m_seen.reset();
    const base::Status started = m_own->start(wish.address, {wish.clientId, wish.clientSecret});
    return started ? std::string() : started.error().context;
}

void EndpointDesk::stop() {
    if (m_own != nullptr && shown() == m_own.get()) { // what is not seen is not stopped
        m_own->stop();
    }
}

void EndpointDesk::plan(const billing::PlannedFault& planned) {
    if (OwnEndpoint* const endpoint = shown(); endpoint != nullptr && endpoint->running()) {
        endpoint->running()->plan(planned);
    }
}

void EndpointDesk::clearFaults() {
    if (OwnEndpoint* const endpoint = shown(); endpoint != nullptr && endpoint->running()) {
        endpoint->running()->clearFaults();
    }
}

std::string EndpointDesk::sendUsageHere() {
    const auto workspace = m_around.workspace();
    if (workspace == nullptr || workspace->meters.empty()) {
        return tr("Nothing is metered: open a workspace with billing: meters: first.")
            .toStdString();
    }
    if (m_own == nullptr || m_own->running() == nullptr) {
        return tr("The endpoint does not run: start it first.").toStdString();
    }
    auto next = std::make_shared<config::Workspace>(*workspace);
    // Those that were added on Forwarding stay.
    if (const auto inForce = m_around.program.engine().snapshot()->usageEndpoints) {
        next->usageEndpoints = *inForce;
    }
    std::erase_if(next->usageEndpoints, [](const auto& one) { return one.name == kName; });
    next->usageEndpoints.push_back(m_own->usageEndpoint(kName));
    m_around.apply(std::move(next));
    return {};
}

} // namespace meterbench::app
