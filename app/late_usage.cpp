#include "app/late_usage.h"

#include <utility>

namespace meterbench::app {

LateUsage::LateUsage()
    : m_empty(std::make_shared<const usage::View>()) {}

void LateUsage::follow(usage::Source& source) {
    m_source = &source;
    if (m_watched) {
        source.watch(std::move(*m_watched));
        m_watched.reset();
    }
    if (m_chosen) {
        source.choose(m_chosen);
    }
}

usage::ViewPtr LateUsage::view() const {
    return m_source == nullptr ? m_empty : m_source->view();
}

void LateUsage::watch(usage::Watch watched) {
    if (m_source != nullptr) {
        m_source->watch(std::move(watched));
    } else {
        m_watched = std::move(watched);
    }
}

void LateUsage::choose(usage::PeriodChoice choice) {
    if (m_source != nullptr) {
        m_source->choose(choice);
    } else {
        m_chosen = choice;
    }
}

std::uint64_t LateUsage::reconcile(usage::ReconcileQuestion question) {
    return m_source == nullptr ? 0 : m_source->reconcile(std::move(question));
}

usage::ReconcileAnswerPtr LateUsage::reconciled() const {
    return m_source == nullptr ? nullptr : m_source->reconciled();
}

} // namespace meterbench::app
