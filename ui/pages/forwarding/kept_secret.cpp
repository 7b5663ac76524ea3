#include "ui/pages/forwarding/kept_secret.h"

#include "ui/wording/states.h"

#include <QUrl>

namespace meterbench::ui {

namespace {

constexpr std::string_view kMask = "<secret>";

QString originOf(const std::string& url) {
    const QUrl whole(wording::text(url));
    const QString port =
        whole.port() < 0 ? QString() : QLatin1Char(':') + QString::number(whole.port());
    return whole.scheme() + QStringLiteral("://") + whole.host() + port;
}

} // namespace

http::Secret* secretOf(http::ClientOptions& options) {
    if (options.hasBasicAuth) {
        return &options.basicAuth.password;
    }
    if (options.hasAuthorization) {
        return &options.authorization.credentials;
    }
    return options.hasOAuth2 ? &options.oauth2.clientSecret : nullptr;
}

QString
secretKey(const std::string& endpoint, const std::string& url, const http::ClientOptions& options) {
    const QString at = QStringLiteral(" at ");
    const QString name = wording::text(endpoint);
    if (options.hasBasicAuth) {
        return name + QStringLiteral(" password of ") + wording::text(options.basicAuth.username) +
               at + originOf(url);
    }
    if (options.hasAuthorization) {
        return name + QStringLiteral(" token") + at + originOf(url);
    }
    return options.hasOAuth2
               ? name + QStringLiteral(" client secret of ") +
                     wording::text(options.oauth2.clientId) + at + originOf(options.oauth2.tokenUrl)
               : QString();
}

bool lacksSecret(const http::ClientOptions& options) {
    http::ClientOptions copy = options;
    const http::Secret* secret = secretOf(copy);
    return secret != nullptr && secret->file.empty() &&
           (secret->value.empty() || secret->value == kMask);
}

} // namespace meterbench::ui
