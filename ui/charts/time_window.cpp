#include "ui/charts/time_window.h"

#include <algorithm>

namespace meterbench::ui {

namespace {

constexpr double kShortestMs = 1'000;
constexpr double kLongestMs = 3'600'000;

} // namespace

TimeWindow::TimeWindow(QObject* parent)
    : QObject(parent) {}

void TimeWindow::setNow(double nowMs) {
    m_nowMs = nowMs;
    if (m_isLive) {
        m_endMs = nowMs;
    }
}

void TimeWindow::chooseLength(double lengthMs) {
    m_chosenLengthMs = std::clamp(lengthMs, kShortestMs, kLongestMs);
    fit();
}

void TimeWindow::fit() {
    m_lengthMs = m_chosenLengthMs;
    m_endMs = m_nowMs;
    m_isLive = true;
    Q_EMIT changed();
}

void TimeWindow::zoomAt(double anchorMs, double factor) {
    const double length = std::clamp(m_lengthMs * factor, kShortestMs, kLongestMs);
    const double scale = length / m_lengthMs;
    const bool isAtLiveEnd = m_isLive && anchorMs > m_endMs - 0.1 * m_lengthMs;
    const double anchor = isAtLiveEnd ? m_endMs : anchorMs;
    place(anchor - (anchor - startMs()) * scale, anchor + (m_endMs - anchor) * scale);
}

void TimeWindow::zoom(double factor) {
    zoomAt(m_isLive ? m_endMs : m_endMs - m_lengthMs / 2, factor);
}

void TimeWindow::pan(double deltaMs) {
    const double oldest = m_nowMs - kLongestMs;
    const double delta = startMs() + deltaMs < oldest ? std::min(0.0, oldest - startMs()) : deltaMs;
    place(startMs() + delta, m_endMs + delta);
}

void TimeWindow::select(double fromMs, double toMs) {
    const double from = std::min(fromMs, toMs);
    place(from, std::max({fromMs, toMs, from + kShortestMs}));
}

void TimeWindow::place(double startMs, double endMs) {
    m_lengthMs = std::clamp(endMs - startMs, kShortestMs, kLongestMs);
    // A hair's breadth before the end means the end: nobody hits it by the pixel.
    m_isLive = endMs >= m_nowMs - 0.005 * m_lengthMs;
    m_endMs = m_isLive ? m_nowMs : endMs;
    Q_EMIT changed();
}

void TimeWindow::setCrosshair(std::optional<double> timestampMs) {
    if (timestampMs != m_crosshairMs) {
        m_crosshairMs = timestampMs;
        Q_EMIT crosshairChanged();
    }
}

} // namespace meterbench::ui
