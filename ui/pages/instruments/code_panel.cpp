#include "ui/pages/instruments/code_panel.h"

#include "core/base/number.h"
#include "ui/pages/instruments/code_lines.h"
#include "ui/widgets/buttons.h"

#include <QApplication>
#include <QClipboard>
#include <QHBoxLayout>
#include <QPlainTextEdit>
#include <QPushButton>
#include <QScrollBar>
#include <QSyntaxHighlighter>
#include <QTabBar>
#include <QVBoxLayout>

namespace meterbench::ui {

namespace {

/// Comments muted, values of labels in the accent's colour, the numbers strong.
class Highlighter final : public QSyntaxHighlighter {
public:
    Highlighter(QTextDocument* document, const QWidget* widget)
        : QSyntaxHighlighter(document)
        , m_widget(widget) {}

protected:
    void highlightBlock(const QString& text) override {
        const Theme& theme = Theme::of(m_widget);
        if (text.startsWith(QLatin1Char('#'))) {
            setFormat(0, static_cast<int>(text.size()), theme.color(Token::Hint));
            return;
        }
        qsizetype begin = text.indexOf(QLatin1Char('"'));
        while (begin >= 0) {
            qsizetype end = begin + 1;
            while (end < text.size() && text[end] != QLatin1Char('"')) {
                end += text[end] == QLatin1Char('\\') ? 2 : 1;
            }
            setFormat(
                static_cast<int>(begin),
                static_cast<int>(end - begin + 1),
                theme.color(Token::Accent)
            );
            begin = text.indexOf(QLatin1Char('"'), end + 1);
        }
        emphasizeValue(text);
    }

private:
    /// Of a line of the exposition: name or labels, a blank, a number.
    void emphasizeValue(const QString& text) {
        const qsizetype blank = text.lastIndexOf(u' ');
        const bool isValue = blank > 0 && base::parseNumber(text.mid(blank + 1).toStdString());
        if (isValue) {
            QTextCharFormat strong;
            strong.setFontWeight(QFont::DemiBold);
            setFormat(
                static_cast<int>(blank + 1), static_cast<int>(text.size() - blank - 1), strong
            );
        }
    }

    const QWidget* m_widget;
};

QString textOf(const std::shared_ptr<const std::string>& text) {
    return text == nullptr ? QString() : QString::fromStdString(*text);
}

} // namespace

CodePanel::CodePanel(QWidget* parent)
    : Bar(Qt::LeftEdge, parent) {
    auto* column = new QVBoxLayout(this);
    column->setContentsMargins(1, 0, 0, 0);
    column->setSpacing(0);
    m_tabs = new QTabBar(this);
    for (const char* const word : {"Exposition", "OpenMetrics", "curl", "Python", "Go"}) {
        m_tabs->addTab(QString::fromLatin1(word));
    }
    m_tabs->setDrawBase(false);
    m_tabs->setExpanding(false);
    m_tabs->setAccessibleName(tr("Form of the text"));
    auto* top = new QHBoxLayout;
    top->setContentsMargins(8, 8, 8, 0);
    top->addWidget(m_tabs);
    top->addStretch(1);
    column->addLayout(top);
    auto* line = new Bar(Qt::BottomEdge, this);
    line->setFixedHeight(1);
    column->addWidget(line);
    m_edit = new QPlainTextEdit(this);
    m_edit->setReadOnly(true);
    m_edit->setFrameShape(QFrame::NoFrame);
    m_edit->setLineWrapMode(QPlainTextEdit::NoWrap);
    m_edit->setWordWrapMode(QTextOption::WrapAtWordBoundaryOrAnywhere);
    m_edit->setUndoRedoEnabled(false); // it is written ten times a second
    m_edit->setFont(Theme::of(this).monoFont(12));
    m_edit->setAccessibleName(tr("The bench as text"));
    m_edit->document()->setDocumentMargin(12);
    m_edit->setTextInteractionFlags(Qt::TextSelectableByMouse | Qt::TextSelectableByKeyboard);
    m_colours = new Highlighter(m_edit->document(), this);
    column->addWidget(m_edit, 1);
    auto* foot = new Bar(Qt::TopEdge, this);
    auto* row = new QHBoxLayout(foot);
    row->setContentsMargins(12, 8, 12, 8);
    m_state = new Pill(foot);
    m_url = new PlainLabel({}, 12, Token::Text, QFont::Normal, foot);
    m_url->setMono(true);
    m_url->setElided(true);
    auto* copy = makeButton(tr("Copy"), ButtonKind::Small, foot);
    copy->setAccessibleName(tr("Copy the text above"));
    row->addWidget(m_state);
    row->addWidget(m_url, 1);
    row->addWidget(copy);
    column->addWidget(foot);
    connect(copy, &QPushButton::clicked, this, [this] {
        QApplication::clipboard()->setText(text());
    });
    connect(m_tabs, &QTabBar::currentChanged, this, [this] {
        // Lines of the exposition are read as lines; a command is copied whole.
        m_edit->setLineWrapMode(
            isExposition() ? QPlainTextEdit::NoWrap : QPlainTextEdit::WidgetWidth
        );
        m_edit->clear();
        m_lines.clear();
        showText();
    });
}

void CodePanel::show(const address::AddressView& view) {
    const bool isServed = !view.url.empty();
    m_state->setPill(
        isServed ? PillText{tr("served"), Tone::Good, Sign::Dot}
                 : PillText{tr("not served"), Tone::Attention, Sign::Triangle}
    );
    m_url->setText(
        isServed ? QString::fromStdString(view.url) + QStringLiteral("/metrics")
                 : QString::fromStdString(view.problem)
    );
    m_url->setToolTip(m_url->text().toHtmlEscaped());
    if (view.bench == nullptr ||
        (m_exposition == view.bench->text && m_openMetrics == view.bench->openMetrics)) {
        return;
    }
    m_exposition = view.bench->text;
    m_openMetrics = view.bench->openMetrics;
    if (isExposition()) {
        showText();
    }
}

CodePanel::Tab CodePanel::tab() const {
    return static_cast<Tab>(m_tabs->currentIndex());
}

void CodePanel::setTab(Tab tab) {
    m_tabs->setCurrentIndex(tab);
}

QString CodePanel::text() const {
    return m_edit->toPlainText();
}

void CodePanel::showText() {
    switch (tab()) {
    case Text:
        setText(textOf(m_exposition));
        break;
    case OpenMetrics:
        setText(textOf(m_openMetrics));
        break;
    default:
        setText(m_code[tab() - Curl]);
        Q_EMIT codeWanted(static_cast<address::CopyForm>(tab() - Curl));
    }
}

void CodePanel::setCode(address::CopyForm form, const QString& text) {
    const int index = static_cast<int>(form);
    if (m_code[index] == text) {
        return;
    }
    m_code[index] = text;
    if (tab() == Curl + index) {
        setText(text);
    }
}

bool CodePanel::isExposition() const {
    return tab() == Text || tab() == OpenMetrics;
}

void CodePanel::setText(const QString& text) {
    QStringList lines = text.split(QLatin1Char('\n'));
    if (lines == m_lines) {
        return;
    }
    if (m_lines.isEmpty()) {
        m_edit->setPlainText(text);
        markLines();
    } else {
        changeLines(lines);
    }
    m_lines = std::move(lines);
}

/// What is at the top stays there, unless it is the beginning.
void CodePanel::changeLines(const QStringList& lines) {
    QScrollBar* const down = m_edit->verticalScrollBar();
    const int across = m_edit->horizontalScrollBar()->value();
    const bool isAtBegin = down->value() == 0;
    const QTextCursor top = m_edit->cursorForPosition(QPoint(0, 0));
    if (bench::replaceLines(*m_edit->document(), m_lines, lines)) {
        markLines();
    }
    down->setValue(isAtBegin ? 0 : top.block().firstLineNumber());
    m_edit->horizontalScrollBar()->setValue(across);
}

/// Colours of another appearance.
void CodePanel::changeEvent(QEvent* event) {
    Bar::changeEvent(event);
    const bool isColours =
        event->type() == QEvent::PaletteChange || event->type() == QEvent::StyleChange;
    if (isColours && m_colours != nullptr) {
        m_colours->rehighlight();
        markLines();
    }
}

void CodePanel::mark(const QStringList& names, const QString& labels) {
    m_names = names;
    m_labels = labels;
    markLines();
}

void CodePanel::markLines() {
    QList<QTextEdit::ExtraSelection> marks;
    const Theme& theme = Theme::of(this);
    for (QTextBlock block = m_edit->document()->begin();
         isExposition() && !m_names.isEmpty() && block.isValid();
         block = block.next()) {
        if (bench::isLineOf(block.text(), m_names, m_labels)) {
            QTextEdit::ExtraSelection mark;
            mark.cursor = QTextCursor(block);
            mark.format.setBackground(theme.color(Token::AccentSurface));
            mark.format.setProperty(QTextFormat::FullWidthSelection, true);
            marks << mark;
        }
    }
    m_edit->setExtraSelections(marks);
}

} // namespace meterbench::ui
