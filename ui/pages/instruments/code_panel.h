// CodePanel: the bench as text, live: exposition in both formats, and the selected metric as curl,
// Python and Go. Plain text; comments muted, the lines of the selected series marked; the place in
// it stays while it changes. At the bottom where it is served. Gui thread.
#pragma once

#include "core/address/command.h"
#include "core/address/view.h"
#include "ui/widgets/basics.h"

#include <QStringList>

class QPlainTextEdit;
class QPushButton;
class QSyntaxHighlighter;
class QTabBar;

namespace meterbench::ui {

class CodePanel final : public Bar {
    Q_OBJECT

public:
    enum Tab : int { Text, OpenMetrics, Curl, Python, Go, Tabs };

    explicit CodePanel(QWidget* parent);

    void show(const address::AddressView& view);
    /// The names of the selected metric (none: nothing is marked), and how the labels of the
    /// selected series begin (empty: all series).
    void mark(const QStringList& names, const QString& labels);
    /// Code of the selected metric, when it has come.
    void setCode(address::CopyForm form, const QString& text);

    [[nodiscard]] Tab tab() const;
    void setTab(Tab tab);

    [[nodiscard]] QString text() const;

    [[nodiscard]] QPlainTextEdit* editor() const { return m_edit; }

Q_SIGNALS:
    /// The code of the selected metric is wanted.
    void codeWanted(meterbench::address::CopyForm form);

protected:
    void changeEvent(QEvent* event) override;

private:
    void showText();
    [[nodiscard]] bool isExposition() const;
    void setText(const QString& text);
    void changeLines(const QStringList& lines);
    void markLines();

    QTabBar* m_tabs = nullptr;
    QPlainTextEdit* m_edit = nullptr;
    QSyntaxHighlighter* m_colours = nullptr;
    Pill* m_state = nullptr;
    PlainLabel* m_url = nullptr;
    std::shared_ptr<const std::string> m_exposition;
    std::shared_ptr<const std::string> m_openMetrics;
    QString m_code[3];
    QStringList m_lines; ///< what is shown
    QStringList m_names;
    QString m_labels;
};

} // namespace meterbench::ui
