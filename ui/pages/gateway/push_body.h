// PushBody: the body of a refused push as plain text: line numbers at the left, the line at fault
// highlighted and a caret under the column. Only the lines in sight are taken apart, so 64 KiB of
// empty lines scroll like ten. Bytes that are not UTF-8 show as U+FFFD, tabs to the next multiple
// of eight. Gui thread.
#pragma once

#include <QAbstractScrollArea>

#include <cstdint>
#include <memory>
#include <string>
#include <string_view>
#include <vector>

namespace meterbench::ui {

/// A line as it is shown, and where in it a byte stands.
struct ShownLine {
    QString text;
    qsizetype caret = -1; ///< place in the text; its length: behind the end; -1: no mark
};

/// `column` in bytes from 1; 0: no mark. `line` without its line break.
[[nodiscard]] ShownLine shownLine(std::string_view line, std::uint32_t column);

class PushBody final : public QAbstractScrollArea {
    Q_OBJECT

public:
    explicit PushBody(QWidget* parent);

    /// Line and column from 1; line 0: no mark. Goes to the mark when the body is another one.
    void setBody(std::shared_ptr<const std::string> body, std::uint32_t line, std::uint32_t column);

    [[nodiscard]] int lineCount() const { return static_cast<int>(m_lineStarts.size()); }

    /// The marked line as shown; empty without a mark.
    [[nodiscard]] ShownLine markedLine() const;

protected:
    void paintEvent(QPaintEvent* event) override;
    void resizeEvent(QResizeEvent* event) override;
    void keyPressEvent(QKeyEvent* event) override;

private:
    void findLines();
    void measure();
    void goToMark();
    [[nodiscard]] bool hasMark() const;
    [[nodiscard]] std::string_view line(int at) const;
    [[nodiscard]] int gutterWidth() const;
    void paintLine(QPainter& painter, const QRect& row, int at) const;
    void paintCaret(QPainter& painter, const QRect& row) const;

    std::shared_ptr<const std::string> m_body;
    std::vector<std::size_t> m_lineStarts;
    std::size_t m_longest = 0;
    std::uint32_t m_markLine = 0;
    std::uint32_t m_markColumn = 0;
};

} // namespace meterbench::ui
