// EndpointPresets: what a new endpoint begins with, by the service that it leads to. Addresses and
// queue settings as the service's own agent has them; secrets never. Any thread. Source:
// paigo-tech/paigo-prometheus-sample, its remote_write.
#pragma once

#include "core/remote/endpoint_options.h"

#include <QString>

namespace meterbench::ui {

enum class EndpointPreset : quint8 { AnyRemoteWrite, Paigo };

inline constexpr int kEndpointPresets = 2;

[[nodiscard]] QString presetName(EndpointPreset preset);
/// One sentence: what is still to be filled in.
[[nodiscard]] QString presetHint(EndpointPreset preset);
/// `base` with the preset's settings in place of its own.
[[nodiscard]] remote::EndpointOptions
withPreset(remote::EndpointOptions base, EndpointPreset preset);

} // namespace meterbench::ui
