// Curve: the points of one drawn line in time order, with an envelope kept beside them: for every
// 16 points and for every block of 256 where the smallest and the largest stand and what they sum
// to, so that a whole window is reduced to columns or figures without touching each point. Points
// come at the end; blocks that are full never change. A value that is not finite is a break in the
// line. Times are milliseconds since 1970. Not a widget. One thread.
#pragma once

#include <array>
#include <cstddef>
#include <cstdint>
#include <limits>
#include <memory>
#include <optional>
#include <vector>

namespace meterbench::ui {

inline constexpr double kBreak = std::numeric_limits<double>::quiet_NaN();

struct CurvePoint {
    std::int64_t timestampMs = 0;
    double value = 0;

    friend bool operator==(const CurvePoint&, const CurvePoint&) = default;
};

/// Where the extremes of a run of points stand, and what is needed for figures about it.
struct Envelope {
    static constexpr std::uint16_t kNone = 0xffff;

    std::uint16_t minAt = kNone; ///< index inside the block
    std::uint16_t maxAt = kNone;
    std::uint16_t finiteCount = 0;
    double sum = 0;
};

inline constexpr std::size_t kChunkPoints = 16;
inline constexpr std::size_t kCurveBlockPoints = 256;

struct CurveBlock {
    std::size_t size = 0;
    std::array<std::int64_t, kCurveBlockPoints> timestampsMs{};
    std::array<double, kCurveBlockPoints> values{};
    std::array<Envelope, kCurveBlockPoints / kChunkPoints> chunks{};
    Envelope whole;

    void append(std::int64_t timestampMs, double value);
    void truncate(std::size_t newSize);
    /// The first index at or after the time.
    [[nodiscard]] std::size_t lowerBound(std::int64_t timestampMs) const;
};

enum class MarkKind : std::uint8_t {
    Reset, ///< a counter began again
    Stale, ///< the series ended here
};

/// Something worth showing at a time; the value is the last one drawn before it, kBreak when there
/// is none.
struct Mark {
    std::int64_t timestampMs = 0;
    MarkKind kind = MarkKind::Reset;
    double value = kBreak;
};

/// Figures about the part of a curve inside a window.
struct CurveFigures {
    std::size_t count = 0;
    double last = kBreak;
    double min = kBreak;
    double max = kBreak;
    double sum = 0;

    [[nodiscard]] double average() const {
        return count == 0 ? kBreak : sum / static_cast<double>(count);
    }
};

class Curve {
public:
    /// Not earlier than the last one.
    void append(std::int64_t timestampMs, double value);
    void addMark(const Mark& mark);
    void clear();
    /// Takes away what stands at or after the time: it will be said again, better.
    void truncateFrom(std::int64_t timestampMs);
    /// Takes away blocks that are wholly older.
    void dropBefore(std::int64_t timestampMs);

    [[nodiscard]] bool empty() const { return m_blocks.empty(); }

    [[nodiscard]] std::size_t size() const;
    [[nodiscard]] CurvePoint first() const;
    [[nodiscard]] CurvePoint last() const;

    [[nodiscard]] const std::vector<std::unique_ptr<CurveBlock>>& blocks() const {
        return m_blocks;
    }

    [[nodiscard]] const std::vector<Mark>& marks() const { return m_marks; }

    /// Index of the first block that holds a point at or after the time; blocks().size() when none
    /// does.
    [[nodiscard]] std::size_t blockAt(std::int64_t timestampMs) const;

    /// Changes with every change.
    [[nodiscard]] std::uint64_t version() const { return m_version; }

    /// Of the points with fromMs <= time <= toMs.
    [[nodiscard]] CurveFigures figures(std::int64_t fromMs, std::int64_t toMs) const;
    /// The point nearest to the time that is no break and not farther away than reachMs.
    [[nodiscard]] std::optional<CurvePoint>
    nearest(std::int64_t timestampMs, std::int64_t reachMs) const;
    /// Copies the points of a window (exports, tests).
    [[nodiscard]] std::vector<CurvePoint> points(
        std::int64_t fromMs = std::numeric_limits<std::int64_t>::min(),
        std::int64_t toMs = std::numeric_limits<std::int64_t>::max()
    ) const;

private:
    std::vector<std::unique_ptr<CurveBlock>> m_blocks;
    std::vector<Mark> m_marks;
    std::uint64_t m_version = 0;
};

} // namespace meterbench::ui
