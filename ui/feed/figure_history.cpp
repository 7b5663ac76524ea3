#include "ui/feed/figure_history.h"

#include <algorithm>

namespace meterbench::ui {

namespace {

void push(std::vector<double>& values, double value) {
    if (values.size() == FigureHistory::kValues) {
        values.erase(values.begin());
    }
    values.push_back(value);
}

} // namespace

void FigureHistory::add(const pipeline::Snapshot& snapshot) {
    if (snapshot.timeMs == 0 || (m_lastMs != 0 && snapshot.timeMs - m_lastMs < 1'000)) {
        return;
    }
    m_lastMs = snapshot.timeMs;
    push(m_samplesIn, snapshot.rates.samplesInPerSecond);
    push(m_samplesOut, snapshot.rates.samplesOutPerSecond);
    push(m_oldestUnsent, static_cast<double>(oldestUnsentAgeMs(snapshot)) / 1'000);
    push(m_series, static_cast<double>(snapshot.activeSeries));
}

std::int64_t oldestUnsentAgeMs(const pipeline::Snapshot& snapshot) {
    std::int64_t age = 0;
    for (const pipeline::EndpointPtr& endpoint : snapshot.endpoints) {
        if (endpoint->state.oldestUnsentMs > 0) {
            age = std::max(age, snapshot.timeMs - endpoint->state.oldestUnsentMs);
        }
    }
    return age;
}

} // namespace meterbench::ui
