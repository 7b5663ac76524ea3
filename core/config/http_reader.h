// http_config, as it stands inline in scrape_configs and remote_write: authentication, TLS, proxy,
// headers. Source: prometheus/common config/http_config.go.
#pragma once

#include "core/config/map_reader.h"
#include "core/http/client_options.h"

#include <initializer_list>
#include <string_view>

namespace meterbench::config {

/// Takes the keys of http_config out of the map. `otherAuth`: further keys that exclude the
/// ordinary ways to authenticate.
void readHttp(
    MapReader& map, http::ClientOptions& out, std::initializer_list<std::string_view> otherAuth = {}
);

/// A whole URL of one of the schemes; false and a problem at the key otherwise.
bool checkUrl(
    MapReader& map,
    std::string_view key,
    std::string_view url,
    const std::vector<std::string_view>& schemes
);

} // namespace meterbench::config
