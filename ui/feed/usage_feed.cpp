#include "ui/feed/usage_feed.h"

#include <QTimer>

#include <chrono>
#include <utility>

namespace meterbench::ui {

namespace {

constexpr std::chrono::milliseconds kInterval{100};

} // namespace

UsageFeed::UsageFeed(usage::Source& source, QObject* parent)
    : QObject(parent)
    , m_source(source)
    , m_current(source.view())
    , m_timer(new QTimer(this)) {
    m_timer->setInterval(kInterval);
    connect(m_timer, &QTimer::timeout, this, &UsageFeed::poll);
    m_timer->start();
}

void UsageFeed::watch(usage::Watch watched) {
    if (watched != m_watched) {
        m_watched = watched;
        m_source.watch(std::move(watched));
    }
}

void UsageFeed::choose(usage::PeriodChoice choice) {
    if (choice != chosen()) {
        m_asked = choice;
        m_source.choose(choice);
        Q_EMIT asked();
    }
}

std::uint64_t UsageFeed::reconcile(usage::ReconcileQuestion question) {
    return m_source.reconcile(std::move(question));
}

void UsageFeed::poll() {
    if (usage::ReconcileAnswerPtr answer = m_source.reconciled(); answer != m_reconciled) {
        m_reconciled = std::move(answer);
        Q_EMIT reconciledChanged();
    }
    usage::ViewPtr now = m_source.view();
    if (now->generation == m_current->generation) {
        return;
    }
    const usage::ViewPtr before = std::exchange(m_current, std::move(now));
    if (m_asked && *m_asked == m_current->chosen) {
        m_asked.reset();
    }
    Q_EMIT changed(before, m_current);
}

} // namespace meterbench::ui
