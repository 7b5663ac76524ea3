// EndpointPresets: what a new endpoint begins with, by the service that it leads to. Addresses and
// queue settings as the service's own agent has them; secrets never. Any thread. Source:
// paigo-tech/paigo-prometheus-sample, its remote_write; the services' own API descriptions for usage.
#pragma once

#include "core/delivery/endpoint_options.h"
#include "core/remote/endpoint_options.h"

#include <QString>

#include <optional>

namespace meterbench::ui {

enum class EndpointPreset : quint8 { AnyRemoteWrite, Paigo, PaigoUsage, OpenMeter, Lago };

inline constexpr int kEndpointPresets = 5;

[[nodiscard]] QString presetName(EndpointPreset preset);
/// One sentence: what is still to be filled in.
[[nodiscard]] QString presetHint(EndpointPreset preset);
/// Whose usage records; nothing: samples.
[[nodiscard]] std::optional<delivery::Service> serviceOf(EndpointPreset preset);
[[nodiscard]] EndpointPreset presetOf(delivery::Service service);
/// `base` with the preset's settings in place of its own.
[[nodiscard]] remote::EndpointOptions
withPreset(remote::EndpointOptions base, EndpointPreset preset);

} // namespace meterbench::ui
