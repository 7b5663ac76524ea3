// Reading the form, field by field.
#include "ui/pages/forwarding/endpoint_form.h"

#include "core/base/duration.h"
#include "core/delivery/forms/form.h"
#include "ui/wording/states.h"

#include <QCoreApplication>
#include <QUrl>

#include <algorithm>
#include <limits>

namespace meterbench::ui {

namespace {

struct Words {
    Q_DECLARE_TR_FUNCTIONS(meterbench::ui::EndpointDialog)
};

QStringList linesOf(const QString& text) {
    QStringList lines;
    for (const QString& line : text.split(QLatin1Char('\n'))) {
        if (!line.trimmed().isEmpty()) {
            lines += line.trimmed();
        }
    }
    return lines;
}

QString exampleUrl(std::optional<delivery::Service> service) {
    if (!service) {
        return QStringLiteral("http://localhost:9090/api/v1/write");
    }
    return QStringLiteral("https://billing.example") + wording::text(delivery::usualPath(*service));
}

void readRecords(const EndpointForm& form, ReadForm& read) {
    const int most = mostRecordsOf(*form.service);
    if (most == 1) {
        return; // not asked for
    }
    bool isNumber = false;
    const int records = form.recordsPerRequest.trimmed().toInt(&isNumber);
    if (!isNumber || records < 1 || records > most) {
        read.problems.recordsPerRequest = Words::tr("A whole number from 1 to %1").arg(most);
    }
}

void readUrl(const QString& typed, const QString& example, ReadForm& read) {
    const QUrl url(typed.trimmed(), QUrl::StrictMode);
    const bool isHttp =
        url.scheme() == QLatin1String("http") || url.scheme() == QLatin1String("https");
    if (typed.trimmed().isEmpty()) {
        read.problems.url = Words::tr("Where to send: such as %1").arg(example);
    } else if (!url.isValid() || !isHttp || url.host().isEmpty()) {
        read.problems.url = Words::tr("Not an http:// or https:// address with a host");
    } else if (!url.userInfo().isEmpty()) {
        read.problems.url =
            Words::tr("User and password belong in Authentication, not in the address");
    }
    read.options.url = typed.trimmed().toStdString();
}

void readName(const QString& typed, const QStringList& taken, ReadForm& read) {
    const QString name = typed.trimmed();
    if (taken.contains(name)) {
        read.problems.name = Words::tr("Another endpoint is called %1").arg(name);
    }
    // Without a name the host stands for it: short, and the same after a restart.
    const QString host = QUrl(wording::text(read.options.url)).host();
    QString chosen = name.isEmpty() ? host : name;
    for (int i = 2; name.isEmpty() && taken.contains(chosen); ++i) {
        chosen = host + QLatin1Char('-') + QString::number(i);
    }
    read.options.name = chosen.toStdString();
}

void readTimeout(const QString& typed, ReadForm& read) {
    const auto parsed = base::parseDuration(typed.trimmed().toStdString());
    if (!parsed || parsed->count() <= 0) {
        read.problems.timeout = Words::tr("A duration such as 30s or 1m30s");
        return;
    }
    read.options.timeout = *parsed;
}

bool isWholeUrl(const QString& typed) {
    const QUrl url(typed.trimmed(), QUrl::StrictMode);
    return url.isValid() && !url.host().isEmpty() &&
           (url.scheme() == QLatin1String("http") || url.scheme() == QLatin1String("https"));
}

void setAudience(const QString& audience, http::OAuth2& oauth2) {
    std::erase_if(oauth2.endpointParams, [](const auto& one) { return one.first == "audience"; });
    if (!audience.isEmpty()) {
        oauth2.endpointParams.emplace_back("audience", audience.toStdString());
    }
}

/// Its TLS, its proxy and parameters other than the audience stay as they were.
void readOAuth2(const EndpointForm& form, ReadForm& read) {
    http::OAuth2& oauth2 = read.options.http.oauth2;
    oauth2.clientId = form.clientId.trimmed().toStdString();
    oauth2.tokenUrl = form.tokenUrl.trimmed().toStdString();
    setAudience(form.audience.trimmed(), oauth2);
    oauth2.scopes.clear();
    for (const QString& scope : form.scopes.split(QLatin1Char(' '), Qt::SkipEmptyParts)) {
        oauth2.scopes.push_back(scope.toStdString());
    }
    if (!form.clientSecretFile.trimmed().isEmpty()) {
        oauth2.clientSecret = {{}, form.clientSecretFile.trimmed().toStdString()};
    } else if (!form.clientSecret.isEmpty()) {
        oauth2.clientSecret = {form.clientSecret.toStdString(), {}};
    } else {
        oauth2.clientSecret.file.clear();
    }
    if (!isWholeUrl(form.tokenUrl)) {
        read.problems.auth = Words::tr("The token URL begins with https:// and has a host");
    } else if (oauth2.clientId.empty()) {
        read.problems.auth = Words::tr("Which client asks for the token?");
    } else if (oauth2.clientSecret.empty()) {
        read.problems.auth = Words::tr("Type the client's secret, or name the file that holds it");
    }
}

void readAuth(const EndpointForm& form, const remote::EndpointOptions& base, ReadForm& read) {
    http::ClientOptions& http = read.options.http;
    http.hasBasicAuth = form.auth == AuthKind::Basic;
    http.hasAuthorization = form.auth == AuthKind::Bearer;
    http.hasOAuth2 = form.auth == AuthKind::OAuth2;
    if (form.auth == AuthKind::OAuth2) {
        readOAuth2(form, read);
    } else {
        http.oauth2 = {};
    }
    if (form.auth == AuthKind::Basic) {
        http.basicAuth.username = form.username.toStdString();
        if (!form.password.isEmpty()) {
            http.basicAuth.password = {form.password.toStdString(), {}};
        }
        if (form.username.trimmed().isEmpty()) {
            read.problems.auth = Words::tr("Basic authentication needs a user");
        }
    } else {
        http.basicAuth = {};
    }
    if (form.auth == AuthKind::Bearer) {
        if (!form.token.isEmpty()) {
            http.authorization.credentials = {form.token.toStdString(), {}};
        }
        const bool kept =
            base.http.hasAuthorization && !base.http.authorization.credentials.empty();
        if (form.token.isEmpty() && !kept) {
            read.problems.auth = Words::tr("Paste the token");
        }
    } else {
        http.authorization = {};
    }
}

bool isHeaderName(const QString& name) {
    return !name.isEmpty() && std::all_of(name.begin(), name.end(), [](QChar c) {
        return c.unicode() > 0x20 && c.unicode() < 0x7f &&
               !QStringLiteral("()<>@,;:\\\"/[]?={}").contains(c);
    });
}

void readHeaders(const QString& typed, ReadForm& read) {
    // Headers with secrets are not shown, so they stay.
    std::vector<http::ExtraHeader> kept;
    for (const http::ExtraHeader& header : read.options.headers) {
        if (!header.secrets.empty()) {
            kept.push_back(header);
        }
    }
    for (const QString& line : linesOf(typed)) {
        const qsizetype colon = line.indexOf(QLatin1Char(':'));
        const QString name = line.left(std::max<qsizetype>(colon, 0)).trimmed();
        if (colon < 1 || !isHeaderName(name)) {
            read.problems.headers = Words::tr("“%1” is not Name: value").arg(line.left(40));
            return;
        }
        http::ExtraHeader header;
        header.name = name.toStdString();
        header.values = {line.mid(colon + 1).trimmed().toStdString()};
        kept.push_back(std::move(header));
    }
    read.options.headers = std::move(kept);
}

void readLabels(const QString& typed, ReadForm& read) {
    model::Labels labels;
    for (const QString& line : linesOf(typed)) {
        const qsizetype equals = line.indexOf(QLatin1Char('='));
        const std::string name = line.left(std::max<qsizetype>(equals, 0)).trimmed().toStdString();
        QString value = line.mid(equals + 1).trimmed();
        if (equals < 1 || !model::isLegacyLabelName(name)) {
            read.problems.externalLabels = Words::tr("“%1” is not name=value").arg(line.left(40));
            return;
        }
        if (value.size() >= 2 && value.startsWith(QLatin1Char('"')) &&
            value.endsWith(QLatin1Char('"'))) {
            value = value.mid(1, value.size() - 2);
        }
        labels.set(name, value.toStdString());
    }
    read.options.externalLabels = std::move(labels);
}

} // namespace

bool FormProblems::none() const {
    return url.isEmpty() && name.isEmpty() && timeout.isEmpty() && auth.isEmpty() &&
           headers.isEmpty() && externalLabels.isEmpty() && recordsPerRequest.isEmpty();
}

int mostRecordsOf(delivery::Service service) {
    delivery::UsageEndpointOptions options;
    options.service = service;
    options.mostRecordsPerRequest = std::numeric_limits<std::uint32_t>::max();
    return static_cast<int>(delivery::mostRecords(options));
}

bool beginsAnew(const QString& name, const std::string& former) {
    return former.empty() || name.toStdString() != former;
}

remote::EndpointOptions asSamples(const delivery::UsageEndpointOptions& usage) {
    remote::EndpointOptions options;
    options.name = usage.name;
    options.url = usage.url;
    options.timeout = usage.timeout;
    options.http = usage.http;
    return options;
}

delivery::UsageEndpointOptions usageOf(
    const EndpointForm& form,
    const remote::EndpointOptions& read,
    delivery::UsageEndpointOptions kept
) {
    kept.name = read.name;
    kept.url = read.url;
    kept.timeout = read.timeout;
    kept.http = read.http;
    kept.service = form.service.value_or(kept.service);
    const int records = form.recordsPerRequest.trimmed().toInt();
    kept.mostRecordsPerRequest = records > 0 ? static_cast<std::uint32_t>(records) : 1;
    return kept;
}

ReadForm readForm(
    const EndpointForm& form, const remote::EndpointOptions& base, const QStringList& takenNames
) {
    ReadForm read;
    read.options = base;
    readUrl(form.url, exampleUrl(form.service), read);
    readName(form.name, takenNames, read);
    readTimeout(form.timeout, read);
    readAuth(form, base, read);
    if (form.service) {
        readRecords(form, read);
        return read;
    }
    readHeaders(form.headers, read);
    readLabels(form.externalLabels, read);
    return read;
}

EndpointForm formOf(const remote::EndpointOptions& options) {
    EndpointForm form;
    form.url = wording::text(options.url);
    form.name = wording::text(options.name);
    form.timeout = QString::fromStdString(base::formatDuration(options.timeout));
    form.auth = options.http.hasBasicAuth       ? AuthKind::Basic
                : options.http.hasAuthorization ? AuthKind::Bearer
                : options.http.hasOAuth2        ? AuthKind::OAuth2
                                                : AuthKind::None;
    form.username = wording::text(options.http.basicAuth.username);
    const http::OAuth2& oauth2 = options.http.oauth2;
    form.clientId = wording::text(oauth2.clientId);
    form.clientSecretFile = wording::text(oauth2.clientSecret.file);
    form.tokenUrl = wording::text(oauth2.tokenUrl);
    for (const std::string& scope : oauth2.scopes) {
        form.scopes +=
            (form.scopes.isEmpty() ? QString() : QStringLiteral(" ")) + wording::text(scope);
    }
    for (const auto& [name, value] : oauth2.endpointParams) {
        if (name == "audience") {
            form.audience = wording::text(value);
        }
    }
    for (const http::ExtraHeader& header : options.headers) {
        if (header.secrets.empty() && !header.values.empty()) {
            form.headers += wording::text(header.name) + QStringLiteral(": ") +
                            wording::text(header.values.front()) + QLatin1Char('\n');
        }
    }
    for (const model::Label& label : options.externalLabels) {
        form.externalLabels += wording::text(label.name) + QStringLiteral("=\"") +
                               wording::text(label.value) + QStringLiteral("\"\n");
    }
    return form;
}

} // namespace meterbench::ui
