#include "ui/pages/forwarding/endpoint_presets.h"

#include <QCoreApplication>

namespace meterbench::ui {

namespace {

struct Words {
    Q_DECLARE_TR_FUNCTIONS(meterbench::ui::EndpointDialog)
};

} // namespace

QString presetName(EndpointPreset preset) {
    return preset == EndpointPreset::Paigo ? QStringLiteral("Paigo")
                                           : Words::tr("Any remote write");
}

QString presetHint(EndpointPreset preset) {
    return preset == EndpointPreset::Paigo
               ? Words::tr("Client id and secret are in Paigo's dashboard; audience may stay empty")
               : QString();
}

remote::EndpointOptions withPreset(remote::EndpointOptions base, EndpointPreset preset) {
    base.url.clear();
    base.name.clear();
    base.timeout = std::chrono::seconds(30);
    base.queue = {};
    base.metadata = {};
    base.http = {};
    if (preset == EndpointPreset::Paigo) {
        base.url = "https://api.prod.paigo.tech/";
        base.name = "paigo";
        base.http.hasOAuth2 = true;
        base.http.oauth2.tokenUrl = "https://auth.paigo.tech/oauth/token";
        base.http.http2 = true;
        base.queue.capacity = 2'500;
        base.queue.maxShards = 200;
        base.queue.minShards = 1;
        base.queue.maxSamplesPerSend = 1'000;
        base.queue.batchSendDeadline = std::chrono::seconds(60);
        base.queue.minBackoff = std::chrono::milliseconds(30);
        base.queue.maxBackoff = std::chrono::seconds(10);
        base.metadata.send = false;
    }
    return base;
}

} // namespace meterbench::ui
