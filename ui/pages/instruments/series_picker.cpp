#include "ui/pages/instruments/series_picker.h"

#include <algorithm>
#include <cmath>

namespace meterbench::ui {

namespace {

constexpr std::size_t kMostProposals = 50;
constexpr std::chrono::minutes kPast{60};

std::string_view nameOf(const std::vector<model::LabelView>& labels) {
    const auto at = std::ranges::find(labels, model::kMetricName, &model::LabelView::name);
    return at == labels.end() ? std::string_view() : at->value;
}

} // namespace

SeriesPicker::SeriesPicker(SnapshotFeed& feed, QObject* parent)
    : QObject(parent)
    , m_feed(feed) {}

/// The one that is called exactly so comes alone.
std::vector<SeriesPicker::Match>
SeriesPicker::matches(const QString& typed, std::size_t most) const {
    const std::string whole = typed.trimmed().toStdString();
    const std::string name = whole.substr(0, whole.find('{'));
    std::vector<Match> found;
    const pipeline::SnapshotPtr& now = m_feed.newest();
    if (whole.empty() || now->targets == nullptr) {
        return found;
    }
    std::vector<model::LabelView> labels;
    for (const pipeline::TargetPtr& target : *now->targets) {
        for (const model::BatchPtr& batch : target->batches) {
            const model::Layout& layout = *batch->layout;
            for (std::size_t i = 0; i < layout.size(); ++i) {
                layout.labels.labelsAt(i, labels);
                if (nameOf(labels).find(name) == std::string_view::npos) {
                    continue;
                }
                const std::string text = model::toSeriesText(labels);
                if (text == whole) {
                    return {{layout.refs[i], QString::fromStdString(text)}};
                }
                if (found.size() < most && text.find(whole) != std::string::npos) {
                    found.push_back({layout.refs[i], QString::fromStdString(text)});
                }
            }
        }
    }
    return found;
}

QStringList SeriesPicker::proposals(const QString& typed) const {
    QStringList texts;
    for (const Match& match : matches(typed, kMostProposals)) {
        texts << match.text;
    }
    texts.sort();
    return texts;
}

void SeriesPicker::choose(const QString& typed) {
    if (typed == m_typed) {
        return;
    }
    m_typed = typed;
    m_chosen = {};
    m_hasArrived = false;
    const std::vector<Match> found = matches(typed, 2);
    pipeline::WatchSet watched;
    if (found.size() == 1) {
        m_chosen = found.front();
        watched.series = {m_chosen.ref};
        watched.window = kPast;
        m_problem = tr("The samples of %1 are not here yet").arg(m_chosen.text);
    } else if (typed.trimmed().isEmpty()) {
        m_problem = tr("Name the series that is replayed");
    } else {
        m_problem = found.empty() ? tr("No series has %1 in its name and labels").arg(typed)
                                  : tr("Several series match: choose one from the list");
    }
    m_feed.setWatch(this, std::move(watched));
    update();
}

void SeriesPicker::update() {
    if (m_chosen.ref == 0 || m_hasArrived) {
        return;
    }
    const store::SeriesView* const view = m_feed.series(m_chosen.ref);
    instruments::Recording recording =
        view == nullptr ? instruments::Recording() : recordingOf(*view);
    if (recording.seconds.size() < 2) {
        return;
    }
    recording.name = m_chosen.text.toStdString();
    m_hasArrived = true;
    m_problem.clear();
    Q_EMIT arrived(recording);
}

instruments::Recording recordingOf(const store::SeriesView& view) {
    instruments::Recording recording;
    std::int64_t firstMs = 0;
    for (const store::BlockPtr& block : view.blocks) {
        for (std::size_t i = 0; i < block->values.size(); ++i) {
            if (!std::isfinite(block->values[i])) { // stale markers are NaN
                continue;
            }
            firstMs = recording.seconds.empty() ? block->timestampsMs[i] : firstMs;
            recording.seconds.push_back(
                static_cast<double>(block->timestampsMs[i] - firstMs) / 1'000
            );
            recording.values.push_back(block->values[i]);
        }
    }
    return recording;
}

} // namespace meterbench::ui
