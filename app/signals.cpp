#include "app/signals.h"

#include <QSocketNotifier>

#include <sys/signalfd.h>
#include <unistd.h>

#include <csignal>

namespace meterbench::app {

namespace {

sigset_t handled() {
    sigset_t set;
    sigemptyset(&set);
    for (const int signal : {SIGTERM, SIGINT, SIGHUP}) {
        sigaddset(&set, signal);
    }
    return set;
}

} // namespace

void Signals::block() {
    const sigset_t set = handled();
    pthread_sigmask(SIG_BLOCK, &set, nullptr);
    std::signal(SIGPIPE, SIG_IGN);
}

Signals::Signals(QObject* parent)
    : QObject(parent) {
    const sigset_t set = handled();
    m_descriptor = signalfd(-1, &set, SFD_NONBLOCK | SFD_CLOEXEC);
    if (m_descriptor >= 0) {
        m_notifier = new QSocketNotifier(m_descriptor, QSocketNotifier::Read, this);
        connect(m_notifier, &QSocketNotifier::activated, this, &Signals::read);
    }
}

Signals::~Signals() {
    if (m_descriptor >= 0) {
        ::close(m_descriptor);
    }
}

void Signals::read() {
    signalfd_siginfo info{};
    while (::read(m_descriptor, &info, sizeof info) == static_cast<ssize_t>(sizeof info)) {
        if (info.ssi_signo == SIGHUP) {
            Q_EMIT reload();
        } else {
            Q_EMIT quit();
        }
    }
}

} // namespace meterbench::app
