#include "ui/secrets/secret_file.h"

#include <QDir>
#include <QFile>
#include <QStandardPaths>
#include <QTemporaryFile>

#include <cstdio>

namespace meterbench::ui {

namespace {

base::Error wrong(const QString& path, const QString& why) {
    return {base::Code::Io, path.toStdString() + ": " + why.toStdString()};
}

/// Letters, digits, dot and dash stay; the rest is written in hexadecimal, so that two names never
/// become one.
QString fileName(const QString& name) {
    QString out;
    for (const char c : name.toUtf8()) {
        const bool isPlain = (c >= 'a' && c <= 'z') || (c >= 'A' && c <= 'Z') ||
                             (c >= '0' && c <= '9') || c == '-' || (c == '.' && !out.isEmpty());
        if (isPlain) {
            out += QLatin1Char(c);
        } else {
            out += QLatin1Char('_') +
                   QString::number(static_cast<uchar>(c), 16).rightJustified(2, QLatin1Char('0'));
        }
    }
    return out;
}

} // namespace

QString secretFolder() {
    return QStandardPaths::writableLocation(QStandardPaths::GenericConfigLocation) +
           QStringLiteral("/meterbench/secrets");
}

base::Result<std::string>
writeSecretFile(const QString& folder, const QString& name, const QString& secret) {
    if (!QDir().mkpath(folder)) {
        return wrong(folder, QStringLiteral("the folder cannot be made"));
    }
    constexpr auto kOwner = QFile::ReadOwner | QFile::WriteOwner;
    if (!QFile::setPermissions(folder, kOwner | QFile::ExeOwner)) {
        return wrong(folder, QStringLiteral("its permissions cannot be set"));
    }
    const QString path = folder + QLatin1Char('/') + fileName(name);
    QTemporaryFile beside(path + QStringLiteral(".XXXXXX")); // made with 0600
    if (!beside.open() || !beside.setPermissions(kOwner) ||
        beside.write(secret.toUtf8()) != secret.toUtf8().size() || !beside.flush()) {
        return wrong(path, beside.errorString());
    }
    const QByteArray from = QFile::encodeName(beside.fileName());
    if (std::rename(from.constData(), QFile::encodeName(path).constData()) != 0) {
        return wrong(path, QStringLiteral("it cannot be put in place"));
    }
    beside.setAutoRemove(false);
    return path.toStdString();
}

} // namespace meterbench::ui
