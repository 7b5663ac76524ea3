#include "ui/pages/targets/metrics_tab.h"

#include "ui/models/families_model.h"
#include "ui/pages/page.h"
#include "ui/pages/targets/family_delegate.h"
#include "ui/widgets/basics.h"
#include "ui/widgets/filter_field.h"
#include "ui/wording/numbers.h"
#include "ui/wording/states.h"

#include <QApplication>
#include <QClipboard>
#include <QKeyEvent>
#include <QMenu>
#include <QScrollBar>
#include <QTreeView>
#include <QVBoxLayout>

#include <algorithm>

namespace meterbench::ui {

MetricsTab::MetricsTab(SnapshotFeed& feed, Navigator& navigator, QWidget* parent)
    : InspectorTab(parent)
    , m_navigator(navigator)
    , m_model(new FamiliesModel(feed, this))
    , m_joins(new JoinListener(this))
    , m_filter(new FilterField(tr("Filter families"), this))
    , m_tree(new QTreeView(this))
    , m_empty(new EmptyState({}, {}, this)) {
    auto* hint = new Bar(Qt::TopEdge, this);
    auto* hintRow = new QHBoxLayout(hint);
    hintRow->setContentsMargins(14, 0, 14, 0);
    hintRow->addWidget(new PlainLabel(
        tr("Enter adds the selected metric to a chart · drag works too"),
        12,
        Token::Muted,
        QFont::Normal,
        hint
    ));
    hint->setFixedHeight(40);
    auto* column = new QVBoxLayout(this);
    column->setContentsMargins(1, 0, 0, 0);
    column->setSpacing(0);
    auto* top = new QVBoxLayout;
    top->setContentsMargins(10, 8, 10, 8);
    top->addWidget(m_filter);
    column->addLayout(top);
    column->addWidget(m_tree, 1);
    column->addWidget(m_empty, 1);
    column->addWidget(hint);
    m_empty->hide();
    buildTree();
    connect(m_filter, &QLineEdit::textChanged, m_model, &FamiliesModel::setFilterText);
    connect(m_joins, &JoinListener::heard, this, [this] {
        m_model->setMetering(m_joins->options(), m_joins->sayings());
    });
    connect(m_model, &FamiliesModel::countsChanged, this, &MetricsTab::tellCounts);
    connect(m_model, &QAbstractItemModel::modelReset, this, &MetricsTab::reopen);
}

void MetricsTab::buildTree() {
    m_tree->setModel(m_model);
    m_tree->setItemDelegate(new FamilyDelegate(*m_model, m_tree));
    m_tree->setAccessibleName(tr("Families and series"));
    m_tree->setFrameShape(QFrame::NoFrame);
    m_tree->setHeaderHidden(true);
    m_tree->setRootIsDecorated(false);
    m_tree->setIndentation(0);
    m_tree->setUniformRowHeights(true);
    m_tree->setMouseTracking(true);
    m_tree->setSelectionMode(QAbstractItemView::ExtendedSelection);
    m_tree->setDragEnabled(true);
    m_tree->setDragDropMode(QAbstractItemView::DragOnly);
    m_tree->setExpandsOnDoubleClick(false);
    m_tree->setVerticalScrollMode(QAbstractItemView::ScrollPerPixel);
    m_tree->setHorizontalScrollBarPolicy(Qt::ScrollBarAlwaysOff);
    m_tree->setContextMenuPolicy(Qt::CustomContextMenu);
    m_tree->installEventFilter(this);
    connect(m_tree, &QTreeView::customContextMenuRequested, this, &MetricsTab::showMenu);
    connect(m_tree, &QTreeView::doubleClicked, this, &MetricsTab::addToChart);
    connect(m_tree, &QTreeView::clicked, this, [this](const QModelIndex& at) {
        if (m_model->isFamily(at) && m_model->rowCount(at) > 1 &&
            QApplication::keyboardModifiers() == Qt::NoModifier) {
            m_tree->setExpanded(at, !m_tree->isExpanded(at));
        }
    });
    connect(m_tree, &QTreeView::expanded, this, [this](const QModelIndex& at) {
        m_open.push_back(m_model->familyAt(at).name);
        Q_EMIT watchChanged();
    });
    connect(m_tree, &QTreeView::collapsed, this, [this](const QModelIndex& at) {
        std::erase(m_open, m_model->familyAt(at).name);
        Q_EMIT watchChanged();
    });
    connect(
        m_tree->verticalScrollBar(), &QScrollBar::valueChanged, this, &MetricsTab::watchChanged
    );
}

void MetricsTab::update(const pipeline::TargetPtr& target, const pipeline::Snapshot& now) {
    if (m_target != target->id) {
        m_target = target->id;
        m_open.clear();
    }
    m_joins->follow(now);
    m_model->setMetering(m_joins->options(), m_joins->sayings());
    m_model->update(target);
    tellCounts();
    m_tree->viewport()->update();
}

void MetricsTab::tellCounts() {
    const int all = m_model->familyCount();
    m_filter->setPlaceholderText(
        all == 0 ? tr("Filter families")
                 : tr("Filter %1 families").arg(wording::count(static_cast<quint64>(all)))
    );
    const FilterRunner& filter = m_model->filter();
    m_filter->setProblem(filter.problem());
    m_filter->setCount(
        m_filter->text().isEmpty()
            ? QString()
            : tr("%1 of %2")
                  .arg(
                      wording::count(static_cast<quint64>(m_model->shownCount())),
                      wording::count(static_cast<quint64>(all))
                  )
    );
    const bool none = m_model->shownCount() == 0;
    m_empty->setSentence(
        all == 0 ? tr("No series yet: they come with the first good scrape.")
                 : tr("No family matches the filter.")
    );
    m_empty->setVisible(none);
    m_tree->setVisible(!none);
}

void MetricsTab::reopen() {
    const std::vector<std::string> open = std::exchange(m_open, {});
    for (int row = 0; row < m_model->rowCount(); ++row) {
        const QModelIndex at = m_model->index(row, 0);
        if (std::find(open.begin(), open.end(), m_model->familyAt(at).name) != open.end()) {
            m_tree->expand(at);
        }
    }
    Q_EMIT watchChanged();
}

std::vector<model::SeriesRef> MetricsTab::watched() const {
    std::vector<model::SeriesRef> refs;
    const int bottom = m_tree->viewport()->height();
    QModelIndex at = m_tree->indexAt({5, 1});
    while (at.isValid() && m_tree->visualRect(at).top() < bottom) {
        const std::vector<model::SeriesRef> more = m_model->refsToWatch(at);
        refs.insert(refs.end(), more.begin(), more.end());
        at = m_tree->indexBelow(at);
    }
    return refs;
}

QLineEdit* MetricsTab::searchField() {
    return m_filter;
}

QModelIndexList MetricsTab::selectedRows() const {
    QModelIndexList rows = m_tree->selectionModel()->selectedRows();
    if (rows.isEmpty() && m_tree->currentIndex().isValid()) {
        rows.push_back(m_tree->currentIndex());
    }
    return rows;
}

void MetricsTab::addToChart() {
    std::vector<model::SeriesRef> refs;
    const QModelIndexList rows = selectedRows();
    for (const QModelIndex& row : rows) {
        const std::vector<model::SeriesRef> more = m_model->refsAt(row);
        refs.insert(refs.end(), more.begin(), more.end());
    }
    if (!refs.empty()) {
        m_navigator.addToChart(refs);
    }
}

void MetricsTab::copyExposition() {
    QString text;
    const QModelIndexList rows = selectedRows();
    for (const QModelIndex& row : rows) {
        text += m_model->expositionAt(row);
    }
    QApplication::clipboard()->setText(text);
}

bool MetricsTab::eventFilter(QObject* watched, QEvent* event) {
    if (watched == m_tree && event->type() == QEvent::KeyPress) {
        auto* key = static_cast<QKeyEvent*>(event);
        if (key->key() == Qt::Key_Return || key->key() == Qt::Key_Enter) {
            addToChart();
            return true;
        }
        if (key->matches(QKeySequence::Copy)) {
            copyExposition();
            return true;
        }
    }
    return InspectorTab::eventFilter(watched, event);
}

void MetricsTab::showMenu(const QPoint& position) {
    const QModelIndex at = m_tree->indexAt(position);
    if (!at.isValid()) {
        return;
    }
    auto* menu = new QMenu(this);
    menu->setAttribute(Qt::WA_DeleteOnClose);
    menu->addAction(tr("Add to chart"), this, &MetricsTab::addToChart);
    menu->addSeparator();
    menu->addAction(tr("Copy as exposition"), this, &MetricsTab::copyExposition);
    menu->addAction(tr("Copy selector"), this, [this, at = QPersistentModelIndex(at)] {
        QApplication::clipboard()->setText(m_model->selectorAt(at));
    });
    menu->addSeparator();
    const std::vector<model::Labels> labels = m_model->labelsAt(at);
    if (!labels.empty()) {
        menu->addAction(tr("Show its relabeling"), this, [this, one = labels.front()] {
            Q_EMIT relabelingRequested(one);
        });
    }
    menu->popup(m_tree->viewport()->mapToGlobal(position));
}

} // namespace meterbench::ui
