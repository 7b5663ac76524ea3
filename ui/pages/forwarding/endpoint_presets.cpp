#include "ui/pages/forwarding/endpoint_presets.h"

#include <QCoreApplication>

namespace meterbench::ui {

namespace {

struct Words {
    Q_DECLARE_TR_FUNCTIONS(meterbench::ui::EndpointDialog)
};

void setOAuth2(remote::EndpointOptions& options) {
    options.http.hasOAuth2 = true;
    options.http.oauth2.tokenUrl = "https://auth.paigo.tech/oauth/token";
}

void setPaigo(remote::EndpointOptions& options) {
    options.url = "https://api.prod.paigo.tech/";
    options.name = "paigo";
    setOAuth2(options);
    options.http.http2 = true;
    options.queue.capacity = 2'500;
    options.queue.maxShards = 200;
    options.queue.minShards = 1;
    options.queue.maxSamplesPerSend = 1'000;
    options.queue.batchSendDeadline = std::chrono::seconds(60);
    options.queue.minBackoff = std::chrono::milliseconds(30);
    options.queue.maxBackoff = std::chrono::seconds(10);
    options.metadata.send = false;
}

} // namespace

QString presetName(EndpointPreset preset) {
    switch (preset) {
    case EndpointPreset::AnyRemoteWrite:
        return Words::tr("Any remote write · samples");
    case EndpointPreset::Paigo:
        return Words::tr("Paigo remote write · samples");
    case EndpointPreset::PaigoUsage:
        return Words::tr("Paigo · usage records");
    case EndpointPreset::OpenMeter:
        return Words::tr("OpenMeter · usage records");
    case EndpointPreset::Lago:
        return Words::tr("Lago · usage records");
    }
    return {};
}

QString presetHint(EndpointPreset preset) {
    switch (preset) {
    case EndpointPreset::AnyRemoteWrite:
        break;
    case EndpointPreset::Paigo:
    case EndpointPreset::PaigoUsage:
        return Words::tr("Client id and secret are in Paigo's dashboard; audience may stay empty");
    case EndpointPreset::OpenMeter:
        return Words::tr("The token is in OpenMeter's settings");
    case EndpointPreset::Lago:
        return Words::tr("The API key is in Lago, under Developers");
    }
    return {};
}

std::optional<delivery::Service> serviceOf(EndpointPreset preset) {
    switch (preset) {
    case EndpointPreset::AnyRemoteWrite:
    case EndpointPreset::Paigo:
        break;
    case EndpointPreset::PaigoUsage:
        return delivery::Service::Paigo;
    case EndpointPreset::OpenMeter:
        return delivery::Service::OpenMeter;
    case EndpointPreset::Lago:
        return delivery::Service::Lago;
    }
    return std::nullopt;
}

EndpointPreset presetOf(delivery::Service service) {
    switch (service) {
    case delivery::Service::Paigo:
        break;
    case delivery::Service::OpenMeter:
        return EndpointPreset::OpenMeter;
    case delivery::Service::Lago:
        return EndpointPreset::Lago;
    }
    return EndpointPreset::PaigoUsage;
}

remote::EndpointOptions withPreset(remote::EndpointOptions base, EndpointPreset preset) {
    base.url.clear();
    base.name.clear();
    base.timeout = std::chrono::seconds(30);
    base.queue = {};
    base.metadata = {};
    base.http = {};
    switch (preset) {
    case EndpointPreset::AnyRemoteWrite:
        break;
    case EndpointPreset::Paigo:
        setPaigo(base);
        break;
    case EndpointPreset::PaigoUsage:
        base.url = "https://api.prod.paigo.tech/usage";
        base.name = "paigo-usage";
        setOAuth2(base);
        break;
    case EndpointPreset::OpenMeter:
        base.url = "https://openmeter.cloud/api/v1/events";
        base.name = "openmeter";
        base.http.hasAuthorization = true;
        break;
    case EndpointPreset::Lago:
        base.url = "https://api.getlago.com/api/v1/events/batch";
        base.name = "lago";
        base.http.hasAuthorization = true;
        break;
    }
    return base;
}

} // namespace meterbench::ui
