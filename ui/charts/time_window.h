// TimeWindow: which stretch of time all charts of a page show, and where their common crosshair
// stands. While it is live its right end is the newest time; zooming and dragging away from that
// end holds it in place while data go on arriving, and reaching the end again makes it live. Times
// are milliseconds since 1970. No widget. Gui thread.
#pragma once

#include <QObject>

#include <optional>

namespace meterbench::ui {

class TimeWindow final : public QObject {
    Q_OBJECT

public:
    explicit TimeWindow(QObject* parent = nullptr);

    [[nodiscard]] double startMs() const { return m_endMs - m_lengthMs; }

    [[nodiscard]] double endMs() const { return m_endMs; }

    [[nodiscard]] double lengthMs() const { return m_lengthMs; }

    /// The length that a person chose; Home comes back to it.
    [[nodiscard]] double chosenLengthMs() const { return m_chosenLengthMs; }

    [[nodiscard]] bool isLive() const { return m_isLive; }

    [[nodiscard]] double nowMs() const { return m_nowMs; }

    [[nodiscard]] const std::optional<double>& crosshairMs() const { return m_crosshairMs; }

    /// The newest time there is.
    void setNow(double nowMs);
    /// A new length at the live end.
    void chooseLength(double lengthMs);
    /// A factor below 1 shows less. The anchor stays where it is, unless that is the live end,
    /// which stays at the right.
    void zoomAt(double anchorMs, double factor);
    void zoom(double factor);
    void pan(double deltaMs);
    void select(double fromMs, double toMs);
    /// Back to the live end and the chosen length.
    void fit();
    void setCrosshair(std::optional<double> timestampMs);

Q_SIGNALS:
    /// A person changed it (not: time went on).
    void changed();
    void crosshairChanged();

private:
    void place(double startMs, double endMs);

    double m_nowMs = 0;
    double m_endMs = 0;
    double m_lengthMs = 300'000;
    double m_chosenLengthMs = 300'000;
    bool m_isLive = true;
    std::optional<double> m_crosshairMs;
};

} // namespace meterbench::ui
