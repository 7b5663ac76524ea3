// KeptSecret: which secret an endpoint has, where a person wants it kept, and under which key. The key
// holds the origin that the secret is sent to: an endpoint of the same name in somebody else's
// configuration, which leads elsewhere, never gets it. Any thread.
#pragma once

#include "core/http/client_options.h"

#include <QString>

#include <string>

namespace meterbench::ui {

/// In the order of the choice in the dialog.
enum class SecretPlace : quint8 { Keychain, File, ProgramEnd };

/// The secret that these options send; null: they have none. Borrowed.
[[nodiscard]] http::Secret* secretOf(http::ClientOptions& options);
/// "paigo client secret at https://auth.paigo.tech": also the name of its file. Empty: no secret.
[[nodiscard]] QString
secretKey(const std::string& endpoint, const std::string& url, const http::ClientOptions& options);
/// A secret is wanted, and in its place stands nothing, or what a masked configuration has there.
[[nodiscard]] bool lacksSecret(const http::ClientOptions& options);

} // namespace meterbench::ui
