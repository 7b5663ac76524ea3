// PageHead: the 48 px at the top of a page: title, a few words beside it, then whatever the page
// adds at the right. Gui thread.
#pragma once

#include "ui/widgets/basics.h"

class QHBoxLayout;

namespace meterbench::ui {

class PageHead final : public QWidget {
    Q_OBJECT

public:
    explicit PageHead(const QString& title, QWidget* parent = nullptr);
    void setNote(const QString& note);
    /// From left to right, after the title; a stretch of 0 keeps the widget's own width.
    void addWidget(QWidget* widget, int stretch = 0);
    void addStretch();

private:
    QHBoxLayout* m_row = nullptr;
    PlainLabel* m_note = nullptr;
};

} // namespace meterbench::ui
