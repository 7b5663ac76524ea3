// ChipField: a line of words, each a chip when it is finished: a comma, a blank or leaving the
// field finishes one, Backspace in front of what is typed takes the last one back. Gui thread.
#pragma once

#include <QLineEdit>
#include <QStringList>

namespace meterbench::ui {

class ChipField final : public QLineEdit {
    Q_OBJECT

public:
    explicit ChipField(QWidget* parent);

    void setWords(const QStringList& words);
    /// The chips, and what is being typed.
    [[nodiscard]] QStringList words() const;

    [[nodiscard]] const QStringList& chips() const { return m_chips; }

    /// What is shown behind the chips while nothing is typed; before there are any: the
    /// placeholder.
    void setHints(const QString& first, const QString& more);

Q_SIGNALS:
    void wordsChanged();

protected:
    void paintEvent(QPaintEvent* event) override;
    void keyPressEvent(QKeyEvent* event) override;
    void focusOutEvent(QFocusEvent* event) override;
    void resizeEvent(QResizeEvent* event) override;

private:
    void onText(const QString& text);
    void finish();
    void showChips();
    [[nodiscard]] int chipWidth(const QString& chip) const;

    QStringList m_chips;
    QString m_first;
    QString m_more;
};

} // namespace meterbench::ui
