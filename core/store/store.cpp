#include "core/store/store.h"

#include <algorithm>
#include <utility>

namespace meterbench::store {

namespace {

constexpr std::size_t kMaxInterest = 100'000; // layouts remembered as "nothing watched here"

} // namespace

Store::Store(std::uint64_t historyBytes)
    : m_limitBytes(historyBytes) {}

void Store::add(std::span<const model::BatchPtr> batches) {
    for (const model::BatchPtr& batch : batches) {
        if (!m_watched.empty()) {
            addToWatched(*batch, interestIn(*batch->layout));
        }
        if (m_limitBytes != 0) {
            m_historyBytes += batch->sizeBytes();
            m_history.push_back(batch);
        }
    }
    while (m_historyBytes > m_limitBytes && !m_history.empty()) {
        m_historyBytes -= m_history.front()->sizeBytes();
        m_history.pop_front();
    }
}

void Store::watch(std::span<const model::SeriesRef> series, std::chrono::milliseconds window) {
    m_window = window;
    std::vector<Watched> next;
    std::unordered_map<model::SeriesRef, std::uint32_t> nextAt;
    std::vector<bool> isNew;
    for (const model::SeriesRef ref : series) {
        if (!nextAt.try_emplace(ref, static_cast<std::uint32_t>(next.size())).second) {
            continue;
        }
        const auto known = m_watchedAt.find(ref);
        isNew.push_back(known == m_watchedAt.end());
        if (known != m_watchedAt.end()) {
            next.push_back(std::move(m_watched[known->second]));
        } else {
            next.emplace_back();
            next.back().view.ref = ref;
        }
    }
    m_watched = std::move(next);
    m_watchedAt = std::move(nextAt);
    m_interest.clear();
    m_changed = true;
    fill(isNew);
}

void Store::fill(const std::vector<bool>& isNew) {
    if (std::find(isNew.begin(), isNew.end(), true) == isNew.end()) {
        return;
    }
    std::vector<Interest> wanted;
    for (const model::BatchPtr& batch : m_history) {
        wanted.clear();
        for (const Interest& interest : interestIn(*batch->layout)) {
            if (isNew[interest.watched]) {
                wanted.push_back(interest);
            }
        }
        addToWatched(*batch, wanted);
    }
}

const std::vector<Store::Interest>& Store::interestIn(const model::Layout& layout) {
    if (m_interest.size() > kMaxInterest) {
        m_interest.clear();
    }
    const auto [at, isNew] = m_interest.try_emplace(layout.id);
    if (!isNew) {
        return at->second;
    }
    for (std::uint32_t position = 0; position < layout.refs.size(); ++position) {
        const auto watched = m_watchedAt.find(layout.refs[position]);
        if (watched == m_watchedAt.end()) {
            continue;
        }
        at->second.push_back({position, watched->second});
        SeriesView& view = m_watched[watched->second].view;
        if (!view.labels) {
            view.labels = std::make_shared<const model::Labels>(layout.labels.at(position));
            view.targetId = layout.source;
            if (const model::Family* family = layout.family(position)) {
                view.family = *family;
            }
        }
    }
    return at->second;
}

void Store::addToWatched(const model::Batch& batch, std::span<const Interest> interest) {
    for (const auto& [position, watched] : interest) {
        const double value = batch.values[position];
        if (!model::isAbsent(value)) {
            append(m_watched[watched], batch.timestampMs, value);
        }
        for (const model::LooseSample& sample : batch.loose) {
            if (sample.position == position) {
                append(m_watched[watched], sample.timestampMs, sample.value);
            }
        }
    }
}

void Store::append(Watched& watched, std::int64_t timestampMs, double value) {
    if (!watched.open) {
        watched.open = std::make_shared<Block>();
        watched.view.blocks.push_back(nullptr);
    }
    std::vector<std::int64_t>& times = watched.open->timestampsMs;
    if (!times.empty()
            ? timestampMs <= times.back()
            : watched.view.blocks.size() > 1 &&
                  timestampMs <=
                      watched.view.blocks[watched.view.blocks.size() - 2]->timestampsMs.back()) {
        return; // charts need time order; a late sample of its own time is in the log all the same
    }
    times.push_back(timestampMs);
    watched.open->values.push_back(value);
    ++watched.view.version;
    m_changed = true;
    if (times.size() == kBlockSamples) {
        watched.view.blocks.back() = std::move(watched.open);
        watched.open.reset();
        cutOld(watched);
    }
}

void Store::cutOld(Watched& watched) {
    std::vector<BlockPtr>& blocks = watched.view.blocks;
    const std::int64_t oldest = blocks.back()->timestampsMs.back() - m_window.count();
    const auto firstKept = std::find_if(blocks.begin(), blocks.end(), [&](const BlockPtr& block) {
        return block->timestampsMs.back() >= oldest;
    });
    blocks.erase(blocks.begin(), firstKept);
}

std::shared_ptr<const std::vector<SeriesView>> Store::views() {
    if (m_changed) {
        auto views = std::make_shared<std::vector<SeriesView>>();
        views->reserve(m_watched.size());
        for (Watched& watched : m_watched) {
            views->push_back(watched.view);
            if (watched.open) {
                views->back().blocks.back() = std::make_shared<const Block>(*watched.open);
            }
        }
        m_views = std::move(views);
        m_changed = false;
    }
    return m_views;
}

} // namespace meterbench::store
