#include "ui/pages/targets/targets_page.h"

#include "ui/feed/snapshot_feed.h"
#include "ui/pages/targets/add_target_dialog.h"
#include "ui/pages/targets/inspector.h"
#include "ui/pages/targets/targets_view.h"
#include "ui/widgets/basics.h"
#include "ui/widgets/buttons.h"
#include "ui/widgets/filter_field.h"
#include "ui/wording/numbers.h"

#include <QKeyEvent>
#include <QMenu>
#include <QPropertyAnimation>
#include <QPushButton>
#include <QStackedWidget>
#include <QStyle>
#include <QVBoxLayout>

#include <algorithm>

namespace meterbench::ui {

namespace {

constexpr int kInspectorWidth = 400;
constexpr int kSlidesBelow = 1100;
constexpr int kSlideMs = 140;

} // namespace

TargetsPage::TargetsPage(SnapshotFeed& feed, Navigator& navigator, QWidget* parent)
    : Page(parent)
    , m_feed(feed)
    , m_navigator(navigator)
    , m_model(new TargetsModel(this))
    , m_main(new QWidget(this)) {
    auto* column = new QVBoxLayout(m_main);
    column->setContentsMargins(0, 0, 0, 0);
    column->setSpacing(0);
    column->addWidget(buildHead());
    buildBody();
    column->addWidget(m_body, 1);
    m_inspector = new Inspector(feed, navigator, this);
    m_inspector->hide();
    m_slide = new QPropertyAnimation(m_inspector, "pos", this);
    m_slide->setEasingCurve(QEasingCurve::OutCubic);
    setTabOrder(m_view, m_inspector->tabs());
    connectAll();
    TargetsPage::update(nullptr, feed.current());
}

QWidget* TargetsPage::buildHead() {
    auto* head = new QWidget(m_main);
    head->setFixedHeight(48);
    m_filter = new FilterField(tr("Filter targets"), head);
    m_filter->setToolTip(
        tr("Words, key=value, key!=value, key=~regex; a leading ! turns a term round.")
    );
    m_showButton = makeButton({}, ButtonKind::Outlined, head);
    m_showButton->setAccessibleName(tr("Which states to show"));
    auto* add = makeButton(tr("Add target"), ButtonKind::Primary, head);
    auto* row = new QHBoxLayout(head);
    row->setContentsMargins(16, 0, 16, 0);
    row->setSpacing(10);
    row->addWidget(new PlainLabel(tr("Targets"), 16, Token::Text, QFont::DemiBold, head));
    row->addSpacing(6);
    row->addWidget(m_filter, 1);
    row->addWidget(m_showButton);
    row->addWidget(add);
    row->itemAt(0)->widget()->setSizePolicy(QSizePolicy::Fixed, QSizePolicy::Fixed);
    auto* menu = new QMenu(m_showButton);
    menu->addAction(tr("All"), this, [this] { chooseShow(TargetsModel::Show::All); });
    menu->addAction(tr("Up"), this, [this] { chooseShow(TargetsModel::Show::Up); });
    menu->addAction(tr("Down"), this, [this] { chooseShow(TargetsModel::Show::Down); });
    m_showButton->setMenu(menu);
    m_showButton->setText(tr("All"));
    connect(add, &QPushButton::clicked, this, &TargetsPage::addTarget);
    return head;
}

void TargetsPage::buildBody() {
    m_body = new QStackedWidget(m_main);
    m_view = new TargetsView(*m_model, m_body);
    m_noTargets = new EmptyState(
        tr("Every exporter that is scraped stands here, with its state and its series."),
        tr("Add target"),
        m_body
    );
    m_noMatch = new EmptyState(tr("No target matches the filter."), tr("Clear the filter"), m_body);
    m_body->addWidget(m_view);
    m_body->addWidget(m_noTargets);
    m_body->addWidget(m_noMatch);
}

void TargetsPage::connectAll() {
    connect(m_filter, &QLineEdit::textChanged, m_model, &TargetsModel::setFilterText);
    connect(m_filter, &QLineEdit::returnPressed, this, [this] {
        m_view->setFocus();
        if (!m_view->currentIndex().isValid() && m_model->rowCount() > 1) {
            m_view->setCurrentIndex(m_model->index(1, 0));
        }
    });
    connect(m_model, &TargetsModel::countsChanged, this, &TargetsPage::tellCounts);
    connect(m_model, &QAbstractItemModel::modelReset, this, [this] {
        m_view->fitColumns();
        if (m_open) {
            m_view->selectTarget(m_inspector->target());
        }
    });
    connect(m_model, &QAbstractItemModel::rowsInserted, m_view, &TargetsView::fitColumns);
    connect(m_noTargets, &EmptyState::actionRequested, this, &TargetsPage::addTarget);
    connect(m_noMatch, &EmptyState::actionRequested, this, [this] {
        chooseShow(TargetsModel::Show::All);
        m_filter->clear();
    });
    connect(m_view, &TargetsView::opened, this, &TargetsPage::openInspector);
    connect(m_view, &TargetsView::currentTargetChanged, this, &TargetsPage::follow);
    connect(m_view, &TargetsView::historyRequested, this, [this](pipeline::TargetId target) {
        openInspector(target);
        m_inspector->showTab(Inspector::History);
    });
    connect(m_view, &TargetsView::scrapeRequested, this, &TargetsPage::scrape);
    connect(m_view, &TargetsView::pauseRequested, this, &TargetsPage::pause);
    connect(m_view, &TargetsView::copyRequested, this, [this] { copy(CopyForm::Endpoint); });
    connect(m_view, &TargetsView::menuRequested, this, &TargetsPage::showMenu);
    connect(m_inspector, &Inspector::closeRequested, this, &TargetsPage::closeInspector);
    connect(m_inspector, &Inspector::scrapeRequested, this, [this](pipeline::TargetId target) {
        m_feed.post(pipeline::ScrapeNow{target});
    });
    connect(
        m_inspector,
        &Inspector::pauseRequested,
        this,
        [this](pipeline::TargetId target, bool paused) {
            m_feed.post(pipeline::PauseTarget{target, paused});
        }
    );
    connect(m_slide, &QPropertyAnimation::finished, this, [this] {
        m_inspector->setVisible(m_open);
    });
}

void TargetsPage::update(const pipeline::SnapshotPtr&, const pipeline::SnapshotPtr& now) {
    m_shown = now;
    m_model->update(now);
    tellCounts();
    if (m_open) {
        m_inspector->update(now);
    }
    if (!m_awaitedUrl.empty() && now->targets != nullptr) {
        for (const pipeline::TargetPtr& target : *now->targets) {
            m_awaited = target->url == m_awaitedUrl ? target->id : m_awaited;
        }
    }
    if (m_awaited != 0 && m_model->reveal(m_awaited) >= 0) {
        showTarget(m_awaited);
    }
}

void TargetsPage::showTarget(pipeline::TargetId target) {
    m_awaited = target;
    if (m_model->reveal(target) < 0) {
        TargetsPage::update(nullptr, m_feed.current());
        if (m_awaited == 0 || m_model->reveal(target) < 0) {
            return;
        }
    }
    m_awaited = 0;
    m_awaitedUrl.clear();
    m_view->selectTarget(target);
    openInspector(target);
}

void TargetsPage::addTarget() {
    auto* dialog = new AddTargetDialog(this);
    dialog->setAttribute(Qt::WA_DeleteOnClose);
    connect(dialog, &QDialog::accepted, this, [this, dialog] {
        const pipeline::AddTarget command = dialog->command();
        m_awaitedUrl = command.url;
        m_feed.post(command);
    });
    dialog->open();
}

QLineEdit* TargetsPage::filterField() {
    return m_filter;
}

int TargetsPage::attentionCount(const pipeline::Snapshot& now) const {
    return static_cast<int>(now.targetsDown);
}

void TargetsPage::chooseShow(TargetsModel::Show show) {
    const QString names[] = {tr("All"), tr("Up"), tr("Down")};
    m_showButton->setText(names[static_cast<std::size_t>(show)]);
    m_model->setShow(show);
}

void TargetsPage::tellCounts() {
    const int total = m_model->totalCount();
    const int matched = m_model->matchedCount();
    m_filter->setProblem(m_model->filter().problem());
    m_filter->setCount(
        total == 0 ? QString()
                   : tr("%1 of %2")
                         .arg(
                             wording::count(static_cast<quint64>(matched)),
                             wording::count(static_cast<quint64>(total))
                         )
    );
    QWidget* shown = m_view;
    if (total == 0) {
        shown = m_noTargets;
    } else if (matched == 0) {
        shown = m_noMatch;
    }
    m_body->setCurrentWidget(shown);
}

// ---- Inspector ----

bool TargetsPage::slidesOver() const {
    return window()->width() < kSlidesBelow;
}

/// Where there is room, what is selected is inspected; else only what is opened.
void TargetsPage::follow(pipeline::TargetId target) {
    if (m_open || !slidesOver()) {
        openInspector(target);
    }
}

void TargetsPage::openInspector(pipeline::TargetId target) {
    m_inspector->inspect(target);
    const bool wasOpen = std::exchange(m_open, true);
    if (!wasOpen) {
        place(true);
    }
    m_inspector->update(m_shown);
}

void TargetsPage::closeInspector() {
    if (!m_open) {
        return;
    }
    m_open = false;
    place(true);
    m_view->setFocus();
}

void TargetsPage::place(bool animated) {
    const int wide = std::min(kInspectorWidth, width());
    const bool over = slidesOver();
    m_slide->stop();
    m_main->setGeometry(0, 0, m_open && !over ? width() - wide : width(), height());
    m_inspector->setCloseVisible(over);
    m_inspector->resize(wide, height());
    const QPoint there(m_open ? width() - wide : width(), 0);
    const int duration = style()->styleHint(QStyle::SH_Widget_Animation_Duration, nullptr, this);
    if (!animated || !over || duration == 0 || !isVisible()) {
        m_inspector->move(there);
        m_inspector->setVisible(m_open);
        m_inspector->raise();
        return;
    }
    m_inspector->move(m_open ? width() : width() - wide, 0);
    m_inspector->show();
    m_inspector->raise();
    m_slide->setDuration(std::min(duration, kSlideMs));
    m_slide->setStartValue(m_inspector->pos());
    m_slide->setEndValue(there);
    m_slide->start();
}

void TargetsPage::resizeEvent(QResizeEvent* event) {
    Page::resizeEvent(event);
    place(false);
}

void TargetsPage::keyPressEvent(QKeyEvent* event) {
    if (event->key() == Qt::Key_Escape && m_open) {
        closeInspector();
        return;
    }
    Page::keyPressEvent(event);
}

} // namespace meterbench::ui
