#include "ui/secrets/keychain_store.h"

#include <QCoreApplication>
#include <QPointer>
#include <QTimer>

#include <memory>
#include <utility>

#ifdef MB_KEYCHAIN
#include <qt6keychain/keychain.h>
#endif

namespace meterbench::ui {

namespace {

struct Words {
    Q_DECLARE_TR_FUNCTIONS(meterbench::ui::KeychainStore)
};

#ifdef MB_KEYCHAIN
constexpr int kMostWaitMs = 10'000;

QString service() {
    return QStringLiteral("meterbench");
}

QString problemOf(const QKeychain::Job& job) {
    switch (job.error()) {
    case QKeychain::NoError:
    case QKeychain::EntryNotFound:
        return {};
    case QKeychain::NoBackendAvailable:
    case QKeychain::NotImplemented:
        return Words::tr("no Secret Service runs here");
    case QKeychain::AccessDenied:
    case QKeychain::AccessDeniedByUser:
        return Words::tr("it is locked");
    default:
        return job.errorString().isEmpty() ? Words::tr("it does not work") : job.errorString();
    }
}

/// Starts the job; `done` gets null when there was no answer in time. The job has no parent: the
/// answer comes from another program to its address, and must find it there; it deletes itself
/// then.
void run(QObject* owner, QKeychain::Job* job, std::function<void(QKeychain::Job*)> done) {
    auto once = std::make_shared<std::function<void(QKeychain::Job*)>>(std::move(done));
    const auto answer = [once, job](bool isInTime) {
        if (const auto call = std::exchange(*once, nullptr)) {
            call(isInTime ? job : nullptr);
        }
    };
    QObject::connect(job, &QKeychain::Job::finished, owner, [answer] { answer(true); });
    QTimer::singleShot(kMostWaitMs, owner, [answer] { answer(false); });
    job->start();
}
#endif

} // namespace

#ifdef MB_KEYCHAIN

void KeychainStore::check(Done done) {
    auto* job = new QKeychain::ReadPasswordJob(service());
    job->setKey(QStringLiteral("is it there?"));
    run(this, job, [done = std::move(done)](QKeychain::Job* answered) {
        done(answered == nullptr ? Words::tr("it does not answer") : problemOf(*answered));
    });
}

void KeychainStore::write(const QString& key, const QString& secret, Done done) {
    auto* job = new QKeychain::WritePasswordJob(service());
    job->setKey(key);
    job->setTextData(secret);
    run(this, job, [done = std::move(done)](QKeychain::Job* answered) {
        done(answered == nullptr ? Words::tr("it does not answer") : problemOf(*answered));
    });
}

void KeychainStore::read(const QString& key, Found done) {
    auto* job = new QKeychain::ReadPasswordJob(service());
    job->setKey(key);
    run(this, job, [job, done = std::move(done)](QKeychain::Job* answered) {
        const bool isFound = answered != nullptr && answered->error() == QKeychain::NoError;
        done(isFound ? std::optional(job->textData()) : std::nullopt);
    });
}

#else

void KeychainStore::check(Done done) {
    QTimer::singleShot(0, this, [done = std::move(done)] {
        done(Words::tr("this build has no QtKeychain"));
    });
}

void KeychainStore::write(const QString& key, const QString& secret, Done done) {
    Q_UNUSED(key);
    Q_UNUSED(secret);
    check(std::move(done));
}

void KeychainStore::read(const QString& key, Found done) {
    Q_UNUSED(key);
    QTimer::singleShot(0, this, [done = std::move(done)] { done(std::nullopt); });
}

#endif

} // namespace meterbench::ui
