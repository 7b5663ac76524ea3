// Desk: what the window sees.
#include "core/address/desk.h"

#include <utility>

namespace meterbench::address {

namespace {

constexpr std::size_t kMostSeries = 1'000;

bool isEmpty(const gateway::Selection& selection) {
    return !selection.group && selection.family.empty() && selection.selector.empty();
}

} // namespace

std::shared_ptr<const BenchView> Desk::benchView() {
    const std::shared_ptr<const BenchView> before = m_view->bench;
    auto view = std::make_shared<BenchView>();
    const auto& all = bench().instruments();
    view->instruments.reserve(all.size());
    for (std::size_t i = 0; i < all.size(); ++i) {
        const bool isKept = before && i < before->instruments.size() &&
                            bench().changedAt(i) <= m_shown.bench &&
                            before->instruments[i]->definition.name == all[i].definition.name;
        view->instruments.push_back(
            isKept ? before->instruments[i]
                   : std::make_shared<const instruments::Instrument>(all[i])
        );
    }
    view->undoWords = m_history->undoWords();
    view->redoWords = m_history->redoWords();
    const bool isSame = before && m_shown.bench == benchGeneration();
    view->text = isSame ? before->text
                        : std::make_shared<const std::string>(exposeBench(exposition::Media::Text));
    view->openMetrics = isSame ? before->openMetrics
                               : std::make_shared<const std::string>(
                                     exposeBench(exposition::Media::OpenMetrics)
                                 );
    return view;
}

std::shared_ptr<const GatewayView> Desk::gatewayView() {
    auto view = std::make_shared<GatewayView>();
    view->families = m_store->families();
    view->groups = m_store->groups();
    if (!isEmpty(m_watched.selection)) {
        view->series = m_store->series(m_watched.selection, kMostSeries);
    }
    view->pushes.assign(m_marks.marks().begin(), m_marks.marks().end());
    view->rules = m_store->rules();
    view->counts = m_store->counts();
    view->undoWords = m_removedWords;
    return view;
}

bool Desk::hasChanged(const std::string& url, const std::string& problem) const {
    return m_shown.bench != benchGeneration() || m_shown.pushes != pushGeneration() ||
           m_shown.changes != m_changes + m_marks.added() || m_view->url != url ||
           m_view->problem != problem || m_view->generation == 0;
}

AddressViewPtr Desk::view(const std::string& url, const std::string& problem) {
    const std::string shown = problem.empty() ? m_journalProblem : problem;
    if (!hasChanged(url, shown)) {
        return m_view;
    }
    m_url = url;
    auto view = std::make_shared<AddressView>();
    view->generation = m_view->generation + 1;
    view->timeMs = nowMs();
    view->url = url;
    view->problem = shown;
    view->mode = m_options.mode;
    view->profile = m_options.profile;
    view->instrumentCount = static_cast<std::uint32_t>(bench().instruments().size());
    view->refusedPushes = m_marks.refused();
    view->counts = m_store->counts();
    view->bench = m_watched.bench ? benchView() : nullptr;
    view->gateway = m_watched.gateway || !isEmpty(m_watched.selection) ? gatewayView() : nullptr;
    view->outcomes = m_outcomes;
    m_shown = {benchGeneration(), pushGeneration(), m_changes + m_marks.added()};
    m_view = std::move(view);
    return m_view;
}

} // namespace meterbench::address
