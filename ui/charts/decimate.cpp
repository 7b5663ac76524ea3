#include "ui/charts/decimate.h"

#include <algorithm>
#include <cmath>

namespace meterbench::ui {

namespace {

/// Collects the extremes of one column after the other.
class Columns {
public:
    Columns(const PlotMap& map, DecimatedCurve& out)
        : m_map(map)
        , m_out(out) {}

    void add(std::int64_t timestampMs, double value) {
        if (!std::isfinite(value)) {
            m_isBroken = true;
            return;
        }
        enter(timestampMs);
        widen({timestampMs, value}, {timestampMs, value});
    }

    /// True when the run lies inside one column; it is then taken from its envelope.
    bool
    addRun(const CurveBlock& block, const Envelope& envelope, std::size_t first, std::size_t last) {
        const std::int64_t firstMs = block.timestampsMs[first];
        if (!isInOneColumn(firstMs, block.timestampsMs[last])) {
            return false;
        }
        m_isBroken = m_isBroken || !std::isfinite(block.values[first]);
        if (envelope.finiteCount > 0) {
            enter(firstMs);
            widen(at(block, envelope.minAt), at(block, envelope.maxAt));
        }
        m_isBroken = m_isBroken || !std::isfinite(block.values[last]);
        return true;
    }

    void finish() {
        flush();
        endLine();
    }

private:
    static CurvePoint at(const CurveBlock& block, std::size_t index) {
        return {block.timestampsMs[index], block.values[index]};
    }

    [[nodiscard]] double columnOf(std::int64_t timestampMs) const {
        return std::floor(static_cast<double>(timestampMs) / m_map.msPerPixel);
    }

    [[nodiscard]] bool isInOneColumn(std::int64_t firstMs, std::int64_t lastMs) const {
        return (m_hasColumn && firstMs >= m_columnStartMs && lastMs < m_columnEndMs) ||
               columnOf(firstMs) == columnOf(lastMs);
    }

    void enter(std::int64_t timestampMs) {
        const bool isSame = m_hasColumn && timestampMs < m_columnEndMs;
        // A break inside a column is narrower than what can be seen.
        if (!isSame) {
            flush();
            if (m_isBroken) {
                endLine();
            }
            const double column = columnOf(timestampMs);
            m_columnStartMs = static_cast<std::int64_t>(std::ceil(column * m_map.msPerPixel));
            m_columnEndMs = static_cast<std::int64_t>(std::ceil((column + 1) * m_map.msPerPixel));
            m_hasColumn = true;
        }
        m_isBroken = false;
    }

    void widen(const CurvePoint& low, const CurvePoint& high) {
        if (!m_hasExtremes || low.value < m_low.value) {
            m_low = low;
        }
        if (!m_hasExtremes || high.value > m_high.value) {
            m_high = high;
        }
        m_hasExtremes = true;
    }

    void flush() {
        if (!m_hasExtremes) {
            return;
        }
        const bool isLowFirst = m_low.timestampMs <= m_high.timestampMs;
        emitPoint(isLowFirst ? m_low : m_high);
        if (m_low != m_high) {
            emitPoint(isLowFirst ? m_high : m_low);
        }
        m_hasExtremes = false;
    }

    void emitPoint(const CurvePoint& point) {
        const double y = m_map.yOf(point.value);
        // Far outside the plot a painter would lose its way; the line's slope at the edge does not
        // show there.
        const double reach = 20 * m_map.height;
        m_out.points.emplace_back(
            m_map.xOf(static_cast<double>(point.timestampMs)),
            std::clamp(y, m_map.top - reach, m_map.top + m_map.height + reach)
        );
    }

    void endLine() {
        const std::size_t begin = m_out.lineEnds.empty() ? 0 : m_out.lineEnds.back();
        if (m_out.points.size() > begin) {
            m_out.lineEnds.push_back(m_out.points.size());
        }
    }

    const PlotMap& m_map;
    DecimatedCurve& m_out;
    CurvePoint m_low;
    CurvePoint m_high;
    std::int64_t m_columnStartMs = 0;
    std::int64_t m_columnEndMs = 0;
    bool m_hasColumn = false;
    bool m_hasExtremes = false;
    bool m_isBroken = false;
};

struct Place {
    std::size_t block = 0;
    std::size_t index = 0;
};

/// The last point before the window, or the first inside it.
Place beginOf(const Curve& curve, std::int64_t startMs) {
    Place place{curve.blockAt(startMs), 0};
    if (place.block < curve.blocks().size()) {
        place.index = curve.blocks()[place.block]->lowerBound(startMs);
    }
    if (place.index > 0) {
        --place.index;
    } else if (place.block > 0) {
        --place.block;
        place.index = curve.blocks()[place.block]->size - 1;
    }
    return place;
}

} // namespace

void DecimatedCurve::clear() {
    points.clear();
    lineEnds.clear();
}

void decimate(const Curve& curve, const PlotMap& map, DecimatedCurve& out) {
    out.clear();
    const auto endMs = static_cast<std::int64_t>(std::ceil(map.endMs()));
    Place place = beginOf(curve, static_cast<std::int64_t>(std::floor(map.startMs)));
    Columns columns(map, out);
    for (; place.block < curve.blocks().size(); ++place.block, place.index = 0) {
        const CurveBlock& block = *curve.blocks()[place.block];
        if (place.index == 0 && columns.addRun(block, block.whole, 0, block.size - 1)) {
            if (block.timestampsMs[block.size - 1] > endMs) {
                break;
            }
            continue;
        }
        for (std::size_t i = place.index; i < block.size;) {
            if (i % kChunkPoints == 0) {
                const std::size_t end = std::min(i + kChunkPoints, block.size);
                if (columns.addRun(block, block.chunks[i / kChunkPoints], i, end - 1)) {
                    i = end;
                    continue;
                }
            }
            columns.add(block.timestampsMs[i], block.values[i]);
            if (block.timestampsMs[i] > endMs) {
                columns.finish();
                return;
            }
            ++i;
        }
    }
    columns.finish();
}

} // namespace meterbench::ui
