#include "ui/shell/save_words.h"

#include "ui/wording/states.h"

#include <QCoreApplication>

namespace meterbench::ui {

namespace {

struct Words {
    Q_DECLARE_TR_FUNCTIONS(meterbench::ui::Saving)
};

QString ownerOf(const config::LeftOut& one) {
    const QString name = wording::text(one.name);
    switch (one.owner) {
    case config::SecretOwner::Job:
        return Words::tr("job %1").arg(name);
    case config::SecretOwner::Endpoint:
        return Words::tr("endpoint %1").arg(name);
    default:
        return Words::tr("usage endpoint %1").arg(name);
    }
}

QString lineOf(const config::LeftOut& one) {
    const QString owner = ownerOf(one);
    switch (one.kind) {
    case config::SecretKind::Password:
        return Words::tr("The password of %1 does not go into the file: an agent needs password_file.")
            .arg(owner);
    case config::SecretKind::Credentials:
        return Words::tr("The token of %1 does not go into the file: an agent needs credentials_file.")
            .arg(owner);
    case config::SecretKind::ClientSecret:
        return Words::tr("The client secret of %1 does not go into the file, <secret> stands in its place: "
                         "an agent needs client_secret_file.")
            .arg(owner);
    case config::SecretKind::Header:
        return Words::tr("The header %1 of %2 does not go into the file: an agent needs it under files.")
            .arg(wording::text(one.header), owner);
    default:
        return Words::tr("The password in a URL of %1 does not go into the file: an agent needs basic_auth "
                         "with password_file.")
            .arg(owner);
    }
}

} // namespace

QStringList leftOutLines(const std::vector<config::LeftOut>& leftOut) {
    QStringList lines;
    for (const config::LeftOut& one : leftOut) {
        lines.append(lineOf(one));
    }
    return lines;
}

} // namespace meterbench::ui
