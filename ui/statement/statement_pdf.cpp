#include "ui/statement/statement_pdf.h"

#include "ui/statement/page_flow.h"

#include <QBuffer>
#include <QCoreApplication>
#include <QFontMetricsF>
#include <QPageSize>
#include <QPainter>
#include <QPdfWriter>

#include <algorithm>
#include <utility>

namespace meterbench::ui {

namespace {

struct Words {
    Q_DECLARE_TR_FUNCTIONS(meterbench::ui::StatementPaper)
};

// Millimetres. The margins are within the writer's page, so that head and foot can stand in them.
constexpr qreal kPageWidth = 210;
constexpr qreal kPageHeight = 297;
constexpr qreal kSide = 18;
constexpr qreal kTop = 24;
constexpr qreal kBottom = 22;
constexpr qreal kNumberColumn = 32;
constexpr qreal kGap = 3;

enum class Side { Left, Right };

class Composer {
public:
    Composer(const StatementPaper& paper, const PaperInk& ink, QPdfWriter& writer)
        : m_paper(paper)
        , m_ink(ink)
        , m_writer(writer)
        , m_left(dots(kSide))
        , m_right(dots(kPageWidth - kSide)) {}

    void draw(QPainter& painter) {
        addHead();
        if (m_paper.rows.empty()) {
            addNothing();
        }
        for (std::size_t i = 0; i < m_paper.rows.size(); ++i) {
            addRow(i);
        }
        addSums();
        addSection(Words::tr("Still open"), m_paper.open);
        addSection(Words::tr("About this statement"), m_paper.notes);
        const auto pages =
            pagesOf(m_blocks, dots(kPageHeight - kTop - kBottom), dots(kHeadsHeight));
        for (std::size_t i = 0; i < pages.size(); ++i) {
            if (i > 0) {
                m_writer.newPage();
            }
            drawPage(painter, pages[i]);
            drawEdges(painter, i + 1, pages.size());
        }
    }

private:
    static constexpr qreal kHeadsHeight = 9;

    [[nodiscard]] qreal dots(qreal millimetres) const { return mm(m_writer, millimetres); }

    [[nodiscard]] qreal lineHeight(const QFont& font) const {
        return QFontMetricsF(font, &m_writer).height() * 1.1;
    }

    /// One line with this top; what is wider is made smaller, because a number may not be cut.
    /// Drawn whole: digits in cells of their own look the same and are read back as "1 1.1".
    void number(
        QPainter& painter,
        qreal right,
        qreal top,
        const QString& text,
        QFont font,
        qreal freeLeft = 0 ///< beside the column
    ) const {
        const QString line = plainLine(text);
        const qreal room = dots(kNumberColumn - kGap) + freeLeft;
        const qreal height = lineHeight(font);
        const qreal width = QFontMetricsF(font, &m_writer).horizontalAdvance(line);
        if (width > room) {
            font.setPointSizeF(font.pointSizeF() * room / width);
        }
        painter.setFont(font);
        painter.drawText(
            QRectF(right - 2 * room, top, 2 * room, height),
            int(Qt::AlignRight) | int(Qt::AlignVCenter) | int(Qt::TextSingleLine),
            line
        );
    }

    void lines(
        QPainter& painter,
        qreal left,
        qreal top,
        qreal width,
        const QStringList& texts,
        const QFont& font,
        Side side = Side::Left
    ) const {
        painter.setFont(font);
        for (const QString& text : texts) {
            painter.drawText(
                QRectF(left, top, width, lineHeight(font)),
                int(side == Side::Left ? Qt::AlignLeft : Qt::AlignRight) | int(Qt::AlignVCenter) |
                    int(Qt::TextSingleLine),
                text
            );
            top += lineHeight(font);
        }
    }

    void rule(QPainter& painter, qreal y, qreal left, bool isStrong = false) const {
        painter.setPen(QPen(isStrong ? m_ink.text : m_ink.line, dots(isStrong ? 0.3 : 0.15)));
        painter.drawLine(QPointF(left, y), QPointF(m_right, y));
        painter.setPen(m_ink.text);
    }

    void addHead() {
        const QFont title = paperFont(20, QFont::DemiBold);
        const QFont name = paperFont(12, QFont::DemiBold);
        const qreal half = (m_right - m_left) * 0.55;
        const QStringList who = wrapped(m_paper.customer, name, m_writer, half, 3);
        const std::vector<std::pair<QString, QString>> facts{
            {Words::tr("Customer id"), m_paper.customerId},
            {Words::tr("Plan"), m_paper.plan},
            {Words::tr("Period"), m_paper.period},
            {Words::tr("Currency"), m_paper.currency},
            {Words::tr("Coverage"), m_paper.coverage}};
        const QFont text = paperFont(9);
        const QStringList standing = wrapped(m_paper.standing, text, m_writer, half, 1);
        const qreal whoTop = lineHeight(title) + lineHeight(text) + dots(6);
        const qreal factsTop = whoTop + lineHeight(name) * qreal(who.size());
        qreal height = factsTop + dots(3);
        const qreal labelWidth = dots(28);
        std::vector<std::pair<QString, QStringList>> shown;
        for (const auto& [label, value] : facts) {
            if (!value.isEmpty()) {
                const qreal room = m_right - m_left - labelWidth;
                shown.emplace_back(label, wrapped(value, text, m_writer, room, 2));
                height += lineHeight(text) * qreal(shown.back().second.size()) + dots(0.6);
            }
        }
        const auto drawHead = [=, this](QPainter& painter, qreal top) {
            painter.setPen(m_ink.text);
            lines(painter, m_left, top, m_right - m_left, {Words::tr("Statement")}, title);
            number(painter, m_right, top + dots(1), m_paper.total, paperFont(16, QFont::DemiBold));
            painter.setPen(m_ink.muted);
            lines(painter, m_left, top + lineHeight(title), half, standing, text);
            painter.setPen(m_ink.text);
            lines(painter, m_left, top + whoTop, half, who, name);
            qreal y = top + factsTop + dots(3);
            for (const auto& [label, value] : shown) {
                painter.setPen(m_ink.muted);
                lines(painter, m_left, y, labelWidth, {label}, text);
                painter.setPen(m_ink.text);
                lines(painter, m_left + labelWidth, y, m_right - m_left, value, text);
                y += lineHeight(text) * qreal(value.size()) + dots(0.6);
            }
        };
        m_blocks.push_back({height + dots(8), drawHead});
        m_blocks.back().keepsWithNext = true;
        m_blocks.push_back({dots(kHeadsHeight), [this](QPainter& painter, qreal top) {
                                drawHeads(painter, top);
                            }});
        m_blocks.back().keepsWithNext = true;
    }

    void addNothing() {
        const QFont text = paperFont(9);
        m_blocks.push_back({lineHeight(text), [=, this](QPainter& painter, qreal top) {
                                painter.setPen(m_ink.muted);
                                const QString words = Words::tr("Nothing was used.");
                                lines(painter, m_left, top, dots(100), {words}, text);
                            }});
    }

    void drawHeads(QPainter& painter, qreal top) const {
        const QFont font = paperFont(8, QFont::DemiBold);
        painter.setPen(m_ink.muted);
        lines(painter, m_left, top, dots(60), {Words::tr("Usage")}, font);
        number(painter, columnRight(0), top, Words::tr("Units"), font);
        number(painter, columnRight(1), top, Words::tr("Unit price"), font);
        number(painter, columnRight(2), top, Words::tr("Amount"), font);
        rule(painter, top + dots(6.5), m_left, true);
    }

    /// Of the columns units, unit price, amount.
    [[nodiscard]] qreal columnRight(int column) const {
        return m_right - dots(kNumberColumn) * (2 - column);
    }

    void addRow(std::size_t at) {
        const PaperRow& row = m_paper.rows[at];
        const bool isLast = at + 1 == m_paper.rows.size() || !m_paper.rows[at + 1].isPart;
        const QFont font = paperFont(9, row.isPart ? QFont::Normal : QFont::Medium);
        const QFont small = paperFont(7.5);
        const qreal left = m_left + (row.isPart ? dots(5) : 0);
        const qreal width = columnRight(0) - dots(kNumberColumn) - left;
        const QStringList name = wrapped(row.name, font, m_writer, width, 2);
        qreal nameWidth = 0; // units with many digits may use what it leaves
        for (const QString& line : name) {
            nameWidth = std::max(nameWidth, QFontMetricsF(font, &m_writer).horizontalAdvance(line));
        }
        const QStringList detail =
            row.detail.isEmpty() ? QStringList() : wrapped(row.detail, small, m_writer, width, 2);
        const qreal nameHeight = lineHeight(font) * qreal(std::max<qsizetype>(name.size(), 1));
        const qreal height = nameHeight + lineHeight(small) * qreal(detail.size());
        Block block;
        block.height = height + (isLast ? dots(3) : dots(0.6));
        block.isRow = true;
        // A total does not stand alone on a page, nor a dimension without its first part.
        block.keepsWithNext = at + 1 == m_paper.rows.size() || (!row.isPart && !isLast);
        block.draw = [=, this, &row](QPainter& painter, qreal top) {
            painter.setPen(row.isPart ? m_ink.muted : m_ink.text);
            lines(painter, left, top, width, name, font);
            number(painter, columnRight(0), top, row.units, font, width - nameWidth);
            number(painter, columnRight(1), top, row.unitPrice, font);
            number(painter, columnRight(2), top, row.amount, font);
            painter.setPen(m_ink.muted);
            lines(painter, left, top + nameHeight, width, detail, small);
            if (isLast) {
                rule(painter, top + height + dots(1.4), m_left);
            }
        };
        m_blocks.push_back(std::move(block));
    }

    void addSums() {
        const QFont font = paperFont(9);
        const QFont strong = paperFont(11, QFont::DemiBold);
        const qreal step = lineHeight(font) + dots(1);
        Block block;
        block.height = dots(8) + step * qreal(m_paper.sums.size()) + lineHeight(strong) + dots(6);
        block.draw = [=, this](QPainter& painter, qreal top) {
            const qreal left = m_left + (m_right - m_left) / 2;
            const qreal width = columnRight(1) - left;
            qreal y = top + dots(3);
            painter.setPen(m_ink.text);
            for (const PaperSum& sum : m_paper.sums) {
                const QStringList name = wrapped(sum.name, font, m_writer, width, 1);
                lines(painter, left, y, width, name, font);
                number(painter, m_right, y, sum.amount, font);
                y += step;
            }
            rule(painter, y + dots(1), left, true);
            lines(painter, left, y + dots(3), width, {Words::tr("Total")}, strong);
            number(painter, m_right, y + dots(3), m_paper.total, strong);
        };
        m_blocks.push_back(std::move(block));
    }

    void addSection(const QString& title, const QStringList& sentences) {
        const QFont head = paperFont(8, QFont::DemiBold);
        const QFont text = paperFont(8);
        if (sentences.isEmpty()) {
            return;
        }
        const qreal width = m_right - m_left;
        const auto add = [&](const QStringList& words, const QFont& font, qreal gap) {
            const qreal height = lineHeight(font) * qreal(words.size());
            m_blocks.push_back({height + dots(gap), [=, this](QPainter& painter, qreal top) {
                                    painter.setPen(m_ink.muted);
                                    lines(painter, m_left, top + dots(gap), width, words, font);
                                }});
        };
        add({title}, head, 4);
        m_blocks.back().keepsWithNext = true;
        for (const QString& sentence : sentences) {
            add(wrapped(sentence, text, m_writer, width, 6), text, 1);
        }
    }

    void drawPage(QPainter& painter, const PageRange& page) const {
        qreal y = dots(kTop);
        if (page.withHeads) {
            drawHeads(painter, y);
            y += dots(kHeadsHeight);
        }
        for (std::size_t i = page.first; i < page.end; ++i) {
            m_blocks[i].draw(painter, y);
            y += m_blocks[i].height;
        }
    }

    /// Whose statement it is, above every page but the first; the page's number below every one.
    void drawEdges(QPainter& painter, std::size_t page, std::size_t pages) const {
        const QFont font = paperFont(8);
        const qreal width = m_right - m_left;
        painter.setPen(m_ink.muted);
        const QString whose = m_paper.customer + QStringLiteral(" · ") + m_paper.period;
        const QStringList shown = wrapped(whose, font, m_writer, width * 0.75, 1);
        if (page > 1) {
            lines(painter, m_left, dots(12), width, shown, font);
        }
        const QString where = Words::tr("Page %1 of %2").arg(page).arg(pages);
        lines(painter, m_left, dots(kPageHeight - 15), width, {where}, font, Side::Right);
        const QString from = Words::tr("Made with Meterbench");
        lines(painter, m_left, dots(kPageHeight - 15), width, {from}, font);
    }

    const StatementPaper& m_paper;
    const PaperInk& m_ink;
    QPdfWriter& m_writer;
    qreal m_left;
    qreal m_right;
    std::vector<Block> m_blocks;
};

/// The writer does not say when its device fails, so the pages are made in memory first.
QString compose(const StatementPaper& paper, const PaperInk& ink, QBuffer& buffer) {
    QPdfWriter writer(&buffer);
    writer.setResolution(720);
    writer.setPageSize(QPageSize(QPageSize::A4));
    writer.setPageMargins(QMarginsF(0, 0, 0, 0));
    writer.setTitle(Words::tr("Statement of %1").arg(plainLine(paper.customer.left(200))));
    writer.setCreator(QStringLiteral("Meterbench"));
    QPainter painter;
    if (!painter.begin(&writer)) {
        return Words::tr("The statement's pages cannot be drawn.");
    }
    Composer(paper, ink, writer).draw(painter);
    return painter.end() ? QString() : Words::tr("The statement's pages cannot be drawn.");
}

} // namespace

QString writeStatementPdf(const StatementPaper& paper, const PaperInk& ink, QIODevice& device) {
    QBuffer buffer;
    buffer.open(QIODevice::WriteOnly);
    if (const QString problem = compose(paper, ink, buffer); !problem.isEmpty()) {
        return problem;
    }
    if (!device.isWritable()) {
        return Words::tr("The statement cannot be written: the file is not open for writing.");
    }
    if (device.write(buffer.data()) != buffer.data().size()) {
        return Words::tr("The statement cannot be written: %1").arg(device.errorString());
    }
    return {};
}

} // namespace meterbench::ui
