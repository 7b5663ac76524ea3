#include "ui/pages/instruments/code_lines.h"

#include "ui/pages/instruments/kept_places.h"

#include <QTextBlock>
#include <QTextCursor>
#include <QTextDocument>

#include <algorithm>

namespace meterbench::ui::bench {

namespace {

/// What a line is about: its series, without the value.
QStringView subjectOf(const QString& line) {
    const qsizetype blank = line.startsWith(QLatin1Char('#')) ? -1 : line.lastIndexOf(u' ');
    return QStringView(line).left(blank < 0 ? line.size() : blank);
}

bool areAboutTheSame(const QStringList& before, const QStringList& after) {
    return std::equal(
        before.begin(),
        before.end(),
        after.begin(),
        after.end(),
        [](const QString& a, const QString& b) { return subjectOf(a) == subjectOf(b); }
    );
}

std::vector<std::string> keysOf(const QStringList& lines) {
    std::vector<std::string> keys;
    keys.reserve(static_cast<std::size_t>(lines.size()));
    for (const QString& line : lines) {
        keys.push_back(subjectOf(line).toString().toStdString());
    }
    return keys;
}

class Writing {
public:
    Writing(QTextDocument& document, const QStringList& before, const QStringList& after)
        : m_document(document)
        , m_cursor(&document)
        , m_before(before)
        , m_after(after) {}

    /// Every line stays and has a new value at most: what a running driver does.
    void runValues() {
        m_cursor.beginEditBlock();
        for (int i = 0; i < static_cast<int>(m_before.size()); ++i) {
            writeLine(i, m_after[i]);
        }
        m_cursor.endEditBlock();
    }

    /// From the end, so that the numbers of the lines before stay what they were.
    void run() {
        std::vector<KeptPlace> kept = keptPlaces(keysOf(m_before), keysOf(m_after));
        m_cursor.beginEditBlock();
        int before = static_cast<int>(m_before.size());
        int after = static_cast<int>(m_after.size());
        for (auto place = kept.rbegin(); place != kept.rend(); ++place) {
            const int oldLine = static_cast<int>(place->before);
            const int newLine = static_cast<int>(place->after);
            writeGap(oldLine + 1, before, newLine + 1, after);
            writeLine(oldLine, m_after[newLine]);
            before = oldLine;
            after = newLine;
        }
        writeGap(0, before, 0, after);
        m_cursor.endEditBlock();
    }

private:
    /// Lines [from, to) become the new lines [newFrom, newTo).
    void writeGap(int from, int to, int newFrom, int newTo) {
        const int both = std::min(to - from, newTo - newFrom);
        if (to - from > both) {
            removeLines(from + both, to);
        }
        if (newTo - newFrom > both) {
            insertLines(from + both, m_after.mid(newFrom + both, newTo - newFrom - both));
        }
        for (int i = both; i-- > 0;) {
            writeLine(from + i, m_after[newFrom + i]);
        }
    }

    /// What is new comes behind what goes, so that a selection which holds the whole of it has the
    /// whole of the new.
    void writeLine(int line, const QString& text) {
        const QString& old = m_before[line];
        if (old == text) {
            return;
        }
        const auto [oldFrom, newFrom] =
            std::mismatch(old.begin(), old.end(), text.begin(), text.end());
        const auto [oldTo, newTo] = std::mismatch(
            old.rbegin(),
            std::make_reverse_iterator(oldFrom),
            text.rbegin(),
            std::make_reverse_iterator(newFrom)
        );
        const int begin = static_cast<int>(oldFrom - old.begin());
        const int end = static_cast<int>(oldTo.base() - old.begin());
        const qsizetype first = newFrom - text.begin();
        const int start = m_document.findBlockByNumber(line).position();
        m_cursor.setPosition(start + end);
        m_cursor.insertText(text.mid(first, newTo.base() - newFrom));
        m_cursor.setPosition(start + begin);
        m_cursor.setPosition(start + end, QTextCursor::KeepAnchor);
        m_cursor.removeSelectedText();
    }

    void removeLines(int from, int to) {
        const QTextBlock first = m_document.findBlockByNumber(from);
        const QTextBlock last = m_document.findBlockByNumber(to - 1);
        const bool isAtEnd = !last.next().isValid();
        m_cursor.setPosition(isAtEnd ? first.position() - 1 : first.position());
        m_cursor.setPosition(
            isAtEnd ? last.position() + last.length() - 1 : last.next().position(),
            QTextCursor::KeepAnchor
        );
        m_cursor.removeSelectedText();
    }

    void insertLines(int at, const QStringList& lines) {
        const QTextBlock behind = m_document.findBlockByNumber(at);
        const QString text = lines.join(u'\n');
        if (behind.isValid()) {
            m_cursor.setPosition(behind.position());
            m_cursor.insertText(text + u'\n');
        } else {
            m_cursor.movePosition(QTextCursor::End);
            m_cursor.insertText(u'\n' + text);
        }
    }

    QTextDocument& m_document;
    QTextCursor m_cursor;
    const QStringList& m_before;
    const QStringList& m_after;
};

} // namespace

bool isLineOf(const QString& line, const QStringList& names, const QString& labels) {
    const auto isEnd = [](QChar c) { return c == u'{' || c == u' '; };
    const auto end = std::find_if(line.begin(), line.end(), isEnd);
    const qsizetype length = end - line.begin();
    if (end == line.end() || !names.contains(line.left(length))) {
        return false;
    }
    return QStringView(line).sliced(length).startsWith(labels); // they end with a quote
}

bool replaceLines(QTextDocument& document, const QStringList& before, const QStringList& after) {
    Writing writing(document, before, after);
    const bool isSame = areAboutTheSame(before, after);
    isSame ? writing.runValues() : writing.run();
    return !isSame;
}

} // namespace meterbench::ui::bench
