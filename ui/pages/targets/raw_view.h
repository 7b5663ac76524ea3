// RawView: a body as plain text with line numbers: only the lines in sight are taken apart and
// drawn, so 10 MB scroll like 10 kB. Search marks every hit; lines are selected with mouse or keys
// and copied. Holds the body it shows. Gui thread.
#pragma once

#include <QAbstractScrollArea>

#include <memory>
#include <string>
#include <string_view>
#include <vector>

namespace meterbench::ui {

class RawView final : public QAbstractScrollArea {
    Q_OBJECT

public:
    explicit RawView(QWidget* parent);

    /// Stays where it is scrolled to. Null: empty.
    void setBody(std::shared_ptr<const std::string> body);
    /// Case does not matter; goes to the first hit at or below the top.
    void setSearch(const QString& text);
    /// To the next hit (-1: the one before), around the end.
    void step(int direction);

    [[nodiscard]] int hitCount() const { return static_cast<int>(m_hits.size()); }

    /// From 1; 0 without hits.
    [[nodiscard]] int currentHit() const { return m_current + 1; }

    [[nodiscard]] int lineCount() const { return static_cast<int>(m_lineStarts.size()); }

    /// From 1.
    void goToLine(int line);
    [[nodiscard]] QString selectedText() const;
    [[nodiscard]] QString wholeText() const;

Q_SIGNALS:
    void hitsChanged();

protected:
    void paintEvent(QPaintEvent* event) override;
    void resizeEvent(QResizeEvent* event) override;
    void keyPressEvent(QKeyEvent* event) override;
    void mousePressEvent(QMouseEvent* event) override;
    void mouseMoveEvent(QMouseEvent* event) override;
    void focusInEvent(QFocusEvent* event) override;

private:
    void findLines();
    void findHits();
    void measure();
    void ensureVisible(int line);
    [[nodiscard]] std::string_view line(int at) const;
    [[nodiscard]] int lineAt(const QPoint& position) const;
    [[nodiscard]] int lineOfOffset(std::size_t offset) const;
    [[nodiscard]] int lineHeight() const;
    [[nodiscard]] int gutterWidth() const;
    void paintLine(QPainter& painter, const QRect& row, int at) const;
    void paintHits(QPainter& painter, const QRect& text, int at) const;

    std::shared_ptr<const std::string> m_body;
    std::string m_lowered; ///< made when somebody first searches
    std::string m_search;
    std::vector<std::size_t> m_lineStarts;
    std::vector<std::size_t> m_hits;
    int m_current = -1;
    std::size_t m_longest = 0;
    int m_anchor = -1;
    int m_cursor = -1;
};

} // namespace meterbench::ui
