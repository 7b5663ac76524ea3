// YamlWriter: block YAML in the style of Prometheus's status page: two spaces, lists not indented
// under their key, quotes only where a plain text would read back as something else. Writes;
// reading is tree.h.
#pragma once

#include "core/http/client_options.h"
#include "core/model/labels.h"
#include "core/remote/endpoint_options.h"

#include <string>
#include <string_view>
#include <vector>

namespace meterbench::config {

class YamlWriter {
public:
    void text(std::string_view key, std::string_view value);
    /// Numbers, true, durations: as they are.
    void plain(std::string_view key, std::string_view value);
    void boolean(std::string_view key, bool value);
    void texts(std::string_view key, const std::vector<std::string>& values);
    /// "[a, b]" in one line.
    void flow(std::string_view key, const std::vector<std::string>& values);
    void labels(std::string_view key, const model::Labels& labels);

    void beginMap(std::string_view key);

    void endMap() { --m_level; }

    void beginList(std::string_view key);
    void beginItem();

    void endItem() { --m_level; }

    [[nodiscard]] std::string take() { return std::move(m_out); }

private:
    void startLine(std::string_view key);

    std::string m_out;
    int m_level = 0;
    bool m_dash = false; // the next line starts an item
};

/// A scalar, in double quotes where it must be.
[[nodiscard]] std::string yamlText(std::string_view text);

/// "https://user:xxxxx@host": a password inside a URL is a secret, too.
[[nodiscard]] std::string maskedUrl(const std::string& url);

/// The HTTP keys (basic_auth, tls_config, …), secrets masked.
void writeClient(YamlWriter& out, const http::ClientOptions& options);

/// One remote_write of the effective file, secrets masked, with its name where it has one.
[[nodiscard]] std::string endpointYaml(const remote::EndpointOptions& endpoint);

/// Rules under their key ("write_relabel_configs"), as the effective file has them.
[[nodiscard]] std::string
relabelYaml(std::string_view key, const std::vector<relabel::Rule>& rules);

} // namespace meterbench::config
