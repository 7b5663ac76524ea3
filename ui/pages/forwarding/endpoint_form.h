// EndpointForm: what a person typed about an endpoint, and how it becomes options: checked field by
// field, with words for what is wrong and what would be right. No widget. What the form does not
// show (queue, TLS, relabeling) is kept from `base`; a secret left empty stays as it was. Any
// thread.
#pragma once

#include "core/remote/endpoint_options.h"

#include <QString>
#include <QStringList>

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
};

/// Empty texts: nothing wrong.
struct FormProblems {
    QString url;
    QString name;
    QString timeout;
    QString auth;
    QString headers;
    QString externalLabels;

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

} // namespace meterbench::ui
