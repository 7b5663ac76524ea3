#include "ui/widgets/page_head.h"

#include <QHBoxLayout>

namespace meterbench::ui {

PageHead::PageHead(const QString& title, QWidget* parent)
    : QWidget(parent)
    , m_row(new QHBoxLayout(this)) {
    setFixedHeight(48);
    m_row->setContentsMargins(16, 0, 16, 0);
    m_row->setSpacing(8);
    m_row->addWidget(new PlainLabel(title, 16, Token::Text, QFont::DemiBold, this));
    m_note = new PlainLabel({}, 13, Token::Muted, QFont::Normal, this);
    m_note->setElided(true);
    m_note->hide();
    m_row->addSpacing(8);
}

void PageHead::setNote(const QString& note) {
    if (!m_note->isVisibleTo(this)) {
        m_row->insertWidget(2, m_note, 1);
        m_note->show();
    }
    m_note->setText(note);
}

void PageHead::addWidget(QWidget* widget, int stretch) {
    m_row->addWidget(widget, stretch);
}

void PageHead::addStretch() {
    m_row->addStretch(1);
}

} // namespace meterbench::ui
