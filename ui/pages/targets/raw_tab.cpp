#include "ui/pages/targets/raw_tab.h"

#include "ui/pages/targets/raw_view.h"
#include "ui/widgets/basics.h"
#include "ui/widgets/buttons.h"
#include "ui/widgets/filter_field.h"
#include "ui/wording/numbers.h"
#include "ui/wording/states.h"

#include <QApplication>
#include <QClipboard>
#include <QKeyEvent>
#include <QPushButton>
#include <QVBoxLayout>

namespace meterbench::ui {

RawTab::RawTab(QWidget* parent)
    : InspectorTab(parent)
    , m_search(new FilterField(tr("Search the body"), this))
    , m_summary(new PlainLabel({}, 12, Token::Muted, QFont::Normal, this))
    , m_view(new RawView(this))
    , m_empty(new EmptyState(tr("No body yet: it comes with the next scrape."), {}, this)) {
    auto* column = new QVBoxLayout(this);
    column->setContentsMargins(1, 0, 0, 0);
    column->setSpacing(0);
    auto* top = new QHBoxLayout;
    top->setContentsMargins(10, 8, 10, 8);
    top->addWidget(m_search);
    column->addLayout(top);
    column->addWidget(m_view, 1);
    column->addWidget(m_empty, 1);
    auto* foot = new Bar(Qt::TopEdge, this);
    foot->setFixedHeight(40);
    auto* row = new QHBoxLayout(foot);
    row->setContentsMargins(14, 0, 10, 0);
    m_summary->setElided(true);
    row->addWidget(m_summary, 1);
    auto* copy = makeButton(tr("Copy body"), ButtonKind::Small, foot);
    row->addWidget(copy);
    column->addWidget(foot);
    m_search->installEventFilter(this);
    connect(m_search, &QLineEdit::textChanged, m_view, &RawView::setSearch);
    connect(m_view, &RawView::hitsChanged, this, &RawTab::tellHits);
    connect(copy, &QPushButton::clicked, this, [this] {
        QApplication::clipboard()->setText(m_view->wholeText());
    });
}

void RawTab::update(const pipeline::TargetPtr& target, const pipeline::Snapshot& now) {
    const bool mine = now.inspected.target == target->id && now.inspected.body != nullptr;
    m_view->setVisible(mine);
    m_empty->setVisible(!mine);
    if (!mine) {
        m_summary->setText({});
        return;
    }
    m_view->setBody(now.inspected.body);
    const auto lines = static_cast<quint64>(m_view->lineCount());
    m_summary->setText(
        tr("%1 · %2 · %3")
            .arg(
                wording::counted(tr("%1 line(s)", nullptr, wording::numerus(lines)), lines),
                wording::bytes(static_cast<double>(now.inspected.body->size())),
                wording::text(now.inspected.contentType)
            )
    );
    tellHits();
}

void RawTab::tellHits() {
    const bool searching = !m_search->text().isEmpty();
    m_search->setCount(
        searching ? tr("%1 of %2")
                        .arg(
                            wording::count(static_cast<quint64>(m_view->currentHit())),
                            wording::count(static_cast<quint64>(m_view->hitCount()))
                        )
                  : QString()
    );
}

QLineEdit* RawTab::searchField() {
    return m_search;
}

void RawTab::goToLine(int line) {
    m_view->goToLine(line);
}

bool RawTab::eventFilter(QObject* watched, QEvent* event) {
    if (watched == m_search && event->type() == QEvent::KeyPress) {
        const auto* key = static_cast<QKeyEvent*>(event);
        if (key->key() == Qt::Key_Return || key->key() == Qt::Key_Enter) {
            m_view->step(key->modifiers().testFlag(Qt::ShiftModifier) ? -1 : 1);
            return true;
        }
    }
    return InspectorTab::eventFilter(watched, event);
}

} // namespace meterbench::ui
