#include "ui/charts/curve.h"

#include <algorithm>
#include <cmath>

namespace meterbench::ui {

namespace {

void widen(Envelope& envelope, const CurveBlock& block, std::size_t index) {
    const double value = block.values[index];
    if (!std::isfinite(value)) {
        return;
    }
    const auto at = static_cast<std::uint16_t>(index);
    if (envelope.finiteCount == 0 || value < block.values[envelope.minAt]) {
        envelope.minAt = at;
    }
    if (envelope.finiteCount == 0 || value > block.values[envelope.maxAt]) {
        envelope.maxAt = at;
    }
    ++envelope.finiteCount;
    envelope.sum += value;
}

void addPoint(CurveFigures& figures, double value) {
    if (!std::isfinite(value)) {
        return;
    }
    figures.min = figures.count == 0 ? value : std::min(figures.min, value);
    figures.max = figures.count == 0 ? value : std::max(figures.max, value);
    figures.last = value;
    figures.sum += value;
    ++figures.count;
}

double lastFinite(const CurveBlock& block) {
    for (std::size_t i = block.size; i > 0; --i) {
        if (std::isfinite(block.values[i - 1])) {
            return block.values[i - 1];
        }
    }
    return kBreak;
}

void addWhole(CurveFigures& figures, const CurveBlock& block) {
    if (block.whole.finiteCount == 0) {
        return;
    }
    const double low = block.values[block.whole.minAt];
    const double high = block.values[block.whole.maxAt];
    figures.min = figures.count == 0 ? low : std::min(figures.min, low);
    figures.max = figures.count == 0 ? high : std::max(figures.max, high);
    figures.last = lastFinite(block);
    figures.sum += block.whole.sum;
    figures.count += block.whole.finiteCount;
}

} // namespace

void CurveBlock::append(std::int64_t timestampMs, double value) {
    timestampsMs[size] = timestampMs;
    values[size] = value;
    widen(chunks[size / kChunkPoints], *this, size);
    widen(whole, *this, size);
    ++size;
}

void CurveBlock::truncate(std::size_t newSize) {
    chunks.fill({});
    whole = {};
    size = newSize;
    for (std::size_t i = 0; i < size; ++i) {
        widen(chunks[i / kChunkPoints], *this, i);
        widen(whole, *this, i);
    }
}

std::size_t CurveBlock::lowerBound(std::int64_t timestampMs) const {
    const auto* const begin = timestampsMs.data();
    return static_cast<std::size_t>(std::lower_bound(begin, begin + size, timestampMs) - begin);
}

void Curve::append(std::int64_t timestampMs, double value) {
    if (m_blocks.empty() || m_blocks.back()->size == kCurveBlockPoints) {
        m_blocks.push_back(std::make_unique<CurveBlock>());
    }
    m_blocks.back()->append(timestampMs, value);
    ++m_version;
}

void Curve::addMark(const Mark& mark) {
    m_marks.push_back(mark);
    ++m_version;
}

void Curve::clear() {
    m_blocks.clear();
    m_marks.clear();
    ++m_version;
}

void Curve::truncateFrom(std::int64_t timestampMs) {
    while (!m_blocks.empty() && m_blocks.back()->timestampsMs[0] >= timestampMs) {
        m_blocks.pop_back();
    }
    if (!m_blocks.empty()) {
        CurveBlock& block = *m_blocks.back();
        const std::size_t keep = block.lowerBound(timestampMs);
        if (keep < block.size) {
            block.truncate(keep);
        }
    }
    std::erase_if(m_marks, [=](const Mark& mark) { return mark.timestampMs >= timestampMs; });
    ++m_version;
}

void Curve::dropBefore(std::int64_t timestampMs) {
    const auto isOlder = [=](const std::unique_ptr<CurveBlock>& block) {
        return block->timestampsMs[block->size - 1] < timestampMs;
    };
    const auto keep = std::find_if_not(m_blocks.begin(), m_blocks.end(), isOlder);
    if (keep == m_blocks.begin()) {
        return;
    }
    m_blocks.erase(m_blocks.begin(), keep);
    std::erase_if(m_marks, [=](const Mark& mark) { return mark.timestampMs < timestampMs; });
    ++m_version;
}

std::size_t Curve::size() const {
    return m_blocks.empty() ? 0 : (m_blocks.size() - 1) * kCurveBlockPoints + m_blocks.back()->size;
}

CurvePoint Curve::first() const {
    const CurveBlock& block = *m_blocks.front();
    return {block.timestampsMs[0], block.values[0]};
}

CurvePoint Curve::last() const {
    const CurveBlock& block = *m_blocks.back();
    return {block.timestampsMs[block.size - 1], block.values[block.size - 1]};
}

std::size_t Curve::blockAt(std::int64_t timestampMs) const {
    const auto found =
        std::partition_point(m_blocks.begin(), m_blocks.end(), [=](const auto& block) {
            return block->timestampsMs[block->size - 1] < timestampMs;
        });
    return static_cast<std::size_t>(found - m_blocks.begin());
}

CurveFigures Curve::figures(std::int64_t fromMs, std::int64_t toMs) const {
    CurveFigures figures;
    for (std::size_t b = blockAt(fromMs); b < m_blocks.size(); ++b) {
        const CurveBlock& block = *m_blocks[b];
        if (block.timestampsMs[0] > toMs) {
            break;
        }
        if (block.timestampsMs[0] >= fromMs && block.timestampsMs[block.size - 1] <= toMs) {
            addWhole(figures, block);
            continue;
        }
        for (std::size_t i = block.lowerBound(fromMs);
             i < block.size && block.timestampsMs[i] <= toMs;
             ++i) {
            addPoint(figures, block.values[i]);
        }
    }
    return figures;
}

std::optional<CurvePoint> Curve::nearest(std::int64_t timestampMs, std::int64_t reachMs) const {
    std::optional<CurvePoint> best;
    std::int64_t bestDistance = reachMs;
    for (std::size_t b = blockAt(timestampMs - reachMs); b < m_blocks.size(); ++b) {
        const CurveBlock& block = *m_blocks[b];
        for (std::size_t i = block.lowerBound(timestampMs - bestDistance); i < block.size; ++i) {
            const std::int64_t distance = std::abs(block.timestampsMs[i] - timestampMs);
            if (std::isfinite(block.values[i]) && distance <= bestDistance) {
                best = CurvePoint{block.timestampsMs[i], block.values[i]};
                bestDistance = distance;
            }
            if (block.timestampsMs[i] > timestampMs + bestDistance) {
                return best;
            }
        }
    }
    return best;
}

std::vector<CurvePoint> Curve::points(std::int64_t fromMs, std::int64_t toMs) const {
    std::vector<CurvePoint> points;
    for (std::size_t b = blockAt(fromMs); b < m_blocks.size(); ++b) {
        const CurveBlock& block = *m_blocks[b];
        for (std::size_t i = block.lowerBound(fromMs);
             i < block.size && block.timestampsMs[i] <= toMs;
             ++i) {
            points.push_back({block.timestampsMs[i], block.values[i]});
        }
    }
    return points;
}

} // namespace meterbench::ui
