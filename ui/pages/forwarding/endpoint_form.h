// EndpointForm: what a person typed about an endpoint, and how it becomes options: checked field by
// field, with words for what is wrong and what would be right. No widget. What the form does not
// show (queue, TLS, relabeling) is kept from `base`; a secret left empty stays as it was. Endpoints
// of samples and of usage records share one form: what both have stands in remote::EndpointOptions.
// Any thread.
#pragma once

#include "core/delivery/endpoint_options.h"
#include "core/remote/endpoint_options.h"

#include <QString>
#include <QStringList>

#include <optional>

namespace meterbench::ui {

enum class AuthKind : quint8 { None, Basic, Bearer, OAuth2 };

struct EndpointForm {
    QString url;
    QString name;
    QString timeout;
    AuthKind auth = AuthKind::None;
    QString username;
    QString password;
    QString token;
    QString clientId;
    QString clientSecret;
    QString clientSecretFile; ///< read in place of a typed secret
    QString tokenUrl;
    QString audience; ///< an endpoint parameter; may be empty
    QString scopes;   ///< parted by blanks
    QString headers;        ///< one "Name: value" a line
    QString externalLabels; ///< one name="value" or name=value a line
    std::optional<delivery::Service> service = {}; ///< of usage records; nothing: samples
    QString recordsPerRequest = {};                ///< of usage records
};

/// Empty texts: nothing wrong.
struct FormProblems {
    QString url;
    QString name;
    QString timeout;
    QString auth;
    QString headers;
    QString externalLabels;
    QString recordsPerRequest;

    [[nodiscard]] bool none() const;
};

struct ReadForm {
    remote::EndpointOptions options;
    FormProblems problems;
};

/// `takenNames`: of the other endpoints.
[[nodiscard]] ReadForm readForm(
    const EndpointForm& form, const remote::EndpointOptions& base, const QStringList& takenNames
);
/// The form that shows these options; without secrets.
[[nodiscard]] EndpointForm formOf(const remote::EndpointOptions& options);

/// What a usage endpoint has in common with one of samples, and back; `kept` has the rest.
[[nodiscard]] remote::EndpointOptions asSamples(const delivery::UsageEndpointOptions& usage);
[[nodiscard]] delivery::UsageEndpointOptions usageOf(
    const EndpointForm& form,
    const remote::EndpointOptions& read,
    delivery::UsageEndpointOptions kept
);

/// Whether a usage endpoint is begun under a name of which nothing was sent yet: all records of the
/// journal go there.
[[nodiscard]] bool beginsAnew(const QString& name, const std::string& former);

/// How many records this service takes in a request at most.
[[nodiscard]] int mostRecordsOf(delivery::Service service);

} // namespace meterbench::ui
