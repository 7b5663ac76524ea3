// FilterField: the one-line filter of every page: mono text, the count of matches at the right ("12
// of 12"), a red frame and the reason when it is wrong, Esc clears. What a filter means is the
// page's business. Gui thread.
#pragma once

#include <QLineEdit>

namespace meterbench::ui {

class FilterField final : public QLineEdit {
    Q_OBJECT

public:
    explicit FilterField(const QString& placeholder, QWidget* parent = nullptr);

    /// "12 of 12"; empty shows nothing.
    void setCount(const QString& text);

    [[nodiscard]] QString count() const { return m_count; }

    /// What is wrong with the text, in words; empty: nothing.
    void setProblem(const QString& problem);

    [[nodiscard]] QString problem() const { return m_problem; }

protected:
    void paintEvent(QPaintEvent* event) override;
    void keyPressEvent(QKeyEvent* event) override;

private:
    void reserveSpace();

    QString m_count;
    QString m_problem;
};

} // namespace meterbench::ui
