#include "ui/pages/explore/metric_browser.h"

#include "ui/models/present_layouts.h"
#include "ui/pages/explore/browser_model.h"
#include "ui/pages/explore/browser_view.h"
#include "ui/pages/explore/family_detail.h"
#include "ui/widgets/filter_field.h"

#include <QClipboard>
#include <QGuiApplication>
#include <QKeyEvent>
#include <QLocale>
#include <QMenu>
#include <QPointer>
#include <QScrollArea>
#include <QSplitter>
#include <QThreadPool>
#include <QVBoxLayout>

#include <cmath>

namespace meterbench::ui {

namespace {

constexpr int kSmallGroup = 6;
constexpr int kMostOpenFamilies = 200;
constexpr int kShownValues = 6;
constexpr qint64 kRebuildMs = 1'000;
constexpr qint64 kDetailMs = 1'000;

QString text(std::string_view utf8) {
    return QString::fromUtf8(utf8.data(), static_cast<qsizetype>(utf8.size()));
}

QString counted(std::size_t count) {
    return QLocale(QLocale::English).toString(static_cast<qulonglong>(count));
}

QString shareText(double share) {
    const double percent = share * 100;
    const bool isRound = percent >= 10 || percent == 0;
    return percent > 0 && percent < 0.1
               ? QStringLiteral("<\u00a00.1\u00a0%")
               : QString::number(percent, 'f', isRound ? 0 : 1) + QStringLiteral("\u00a0%");
}

QString valuesText(const LabelShare& label) {
    QStringList parts;
    for (const LabelShare::Value& value : label.values) {
        if (parts.size() == kShownValues) {
            parts.append(
                MetricBrowser::tr("%1 more").arg(counted(label.values.size() - kShownValues))
            );
            break;
        }
        const bool hasShare = value.share >= 0 && label.values.size() > 1;
        // A value and its share stay on one line.
        parts.append(
            hasShare ? text(value.value) + QChar(QChar::Nbsp) + shareText(value.share)
                     : text(value.value)
        );
    }
    return parts.join(QStringLiteral(" · "));
}

bool isSameLayouts(const std::vector<model::LayoutPtr>& a, const MetricIndexPtr& index) {
    return index != nullptr && a == index->layouts();
}

} // namespace

MetricBrowser::MetricBrowser(QWidget* parent)
    : Bar(Qt::Edges(), parent) {
    m_runner = new FilterRunner(this);
    buildBody();
    connect(m_field, &QLineEdit::textChanged, this, [this](const QString& filter) {
        m_runner->setText(filter);
        m_field->setProblem(m_runner->problem());
    });
    connect(m_runner, &FilterRunner::changed, this, &MetricBrowser::showFiltered);
    connect(
        m_view,
        &BrowserView::chartRequested,
        this,
        [this](const QModelIndex& place, bool isNew) { requestChart(place, isNew ? -1 : -2); }
    );
    connect(m_view, &BrowserView::currentPlaceChanged, this, [this](const QModelIndex& place) {
        const auto family = m_model->familyOf(place);
        if (family && !m_isRestoring) {
            m_currentFamily = text(m_index->families()[*family].name);
            showDetail();
        }
    });
    connect(m_view, &QTreeView::expanded, this, [this](const QModelIndex& place) {
        if (!m_isRestoring && m_runner->isOpen()) {
            m_open.insert(place.data(BrowserModel::NameRole).toString());
        }
    });
    connect(m_view, &QTreeView::collapsed, this, [this](const QModelIndex& place) {
        if (!m_isRestoring && m_runner->isOpen()) {
            m_open.remove(place.data(BrowserModel::NameRole).toString());
        }
    });
    connect(m_joins, &JoinListener::heard, this, &MetricBrowser::showVerdicts);
    connect(m_view, &QWidget::customContextMenuRequested, this, &MetricBrowser::openMenu);
}

MetricBrowser::~MetricBrowser() = default;

void MetricBrowser::buildBody() {
    m_field = new FilterField(tr("Search metrics"), this);
    m_field->installEventFilter(this);
    m_model = new BrowserModel(this);
    m_joins = new JoinListener(this);
    m_view = new BrowserView(this);
    m_view->setModel(m_model);
    m_detail = new FamilyDetail(this);
    m_detailArea = new QScrollArea(this);
    m_detailArea->setWidget(m_detail);
    m_detailArea->setWidgetResizable(true);
    m_detailArea->setFrameShape(QFrame::NoFrame);
    m_detailArea->setHorizontalScrollBarPolicy(Qt::ScrollBarAlwaysOff);
    m_detailArea->setFocusPolicy(Qt::NoFocus);
    m_detailArea->viewport()->setAutoFillBackground(false);
    m_detail->setAutoFillBackground(false);

    auto* lower = new Bar(Qt::Edges(), this);
    auto* lowerLayout = new QVBoxLayout(lower);
    lowerLayout->setContentsMargins(0, 1, 0, 0);
    lowerLayout->addWidget(m_detailArea);
    auto* parts = new QSplitter(Qt::Vertical, this);
    parts->setChildrenCollapsible(false);
    parts->setHandleWidth(1);
    parts->addWidget(m_view);
    parts->addWidget(lower);
    parts->setStretchFactor(0, 3);
    parts->setStretchFactor(1, 2);
    parts->setSizes({420, 280});

    auto* fieldRow = new QVBoxLayout;
    fieldRow->setContentsMargins(12, 10, 12, 0);
    fieldRow->addWidget(m_field);
    auto* layout = new QVBoxLayout(this);
    layout->setContentsMargins(0, 0, 0, 0);
    layout->setSpacing(8);
    layout->addLayout(fieldRow);
    layout->addWidget(parts, 1);
}

void MetricBrowser::update(const pipeline::SnapshotPtr& now) {
    m_now = now;
    m_joins->follow(*now);
    showVerdicts();
    const bool isSoon = m_sinceBuild.isValid() && m_sinceBuild.elapsed() < kRebuildMs;
    if (!m_isBuilding && !isSoon) {
        std::vector<model::LayoutPtr> layouts = layoutsOf(*now);
        if (!isSameLayouts(layouts, m_index)) {
            buildIndex(std::move(layouts));
        }
        m_sinceBuild.start();
    }
    if (!m_sinceDetail.isValid() || m_sinceDetail.elapsed() >= kDetailMs) {
        showDetail();
    }
}

void MetricBrowser::showVerdicts() {
    if (m_model->setMetering(m_joins->options(), m_joins->sayings())) {
        m_view->viewport()->update();
        showDetail();
    }
}

void MetricBrowser::buildIndex(std::vector<model::LayoutPtr> layouts) {
    m_isBuilding = true;
    const QPointer<MetricBrowser> self(this);
    QThreadPool::globalInstance()->start([self, made = std::move(layouts)]() mutable {
        MetricIndexPtr index = MetricIndex::build(std::move(made));
        QMetaObject::invokeMethod(
            qApp,
            [self, index = std::move(index)] {
                if (self != nullptr) {
                    self->takeIndex(index);
                }
            },
            Qt::QueuedConnection
        );
    });
}

void MetricBrowser::takeIndex(MetricIndexPtr index) {
    m_isBuilding = false;
    m_index = std::move(index);
    m_runner->setRows(m_index->text());
    showFiltered();
}

bool MetricBrowser::isSettled() const {
    return !m_isBuilding && m_runner->isSettled() && m_index != nullptr;
}

void MetricBrowser::showFiltered() {
    if (m_index == nullptr) {
        return;
    }
    m_isRestoring = true;
    const bool isOpen = m_runner->isOpen();
    const RowList& rows = m_runner->rows();
    m_model->show(m_index, isOpen ? nullptr : &rows);
    restoreTree();
    m_isRestoring = false;
    const std::size_t total = m_index->rows().size();
    m_field->setCount(
        isOpen ? tr("%1 series").arg(counted(total))
               : tr("%1 of %2").arg(counted(rows.size()), counted(total))
    );
    m_field->setProblem(m_runner->problem());
    showDetail();
}

void MetricBrowser::restoreTree() {
    const bool opensAll = !m_runner->isOpen() && m_model->familyCount() <= kMostOpenFamilies;
    for (int row = 0; row < m_model->rowCount(); ++row) {
        const QModelIndex place = m_model->index(row, 0);
        const QString name = place.data(BrowserModel::NameRole).toString();
        const bool isGroup = place.data(BrowserModel::KindRole).toInt() == BrowserModel::Group;
        if (isGroup && m_runner->isOpen() && !m_judged.contains(name)) {
            m_judged.insert(name);
            if (m_model->rowCount(place) <= kSmallGroup) {
                m_open.insert(name);
            }
        }
        m_view->setExpanded(place, isGroup && (opensAll || m_open.contains(name)));
    }
    const QModelIndex current = m_model->findFamily(m_currentFamily);
    if (current.isValid()) {
        m_view->setCurrentIndex(current);
    } else if (!m_runner->isOpen() && m_model->rowCount() > 0) {
        // The first hit is at hand for Enter.
        const QModelIndex first = m_model->index(0, 0);
        const bool isGroup = first.data(BrowserModel::KindRole).toInt() == BrowserModel::Group;
        m_view->setCurrentIndex(isGroup ? m_model->index(0, 0, first) : first);
    }
}

void MetricBrowser::showDetail() {
    m_sinceDetail.start();
    FamilyText detail;
    const auto family =
        m_index == nullptr ? std::nullopt : m_model->familyOf(m_view->currentIndex());
    if (family && m_now != nullptr) {
        const MetricIndex::FamilyEntry& entry = m_index->families()[*family];
        detail.name = text(entry.name);
        detail.about = text(model::metricTypeName(entry.type));
        const QString said =
            m_view->currentIndex().data(BrowserModel::VerdictTextRole).toString();
        detail.about += said.isEmpty() ? said : QStringLiteral(" · ") + said;
        if (!entry.help.empty()) {
            detail.about += QStringLiteral(" · ") + text(entry.help);
        }
        for (const LabelShare& label :
             labelShares(*m_index, *family, CurrentValues(*m_index, m_now))) {
            const QString count = label.values.size() == 1
                                      ? tr("1 value")
                                      : tr("%1 values").arg(counted(label.values.size()));
            detail.labels.append({text(label.name), count, valuesText(label)});
        }
    }
    m_detail->setText(detail);
}

void MetricBrowser::requestChart(const QModelIndex& place, int chart) {
    const std::vector<std::uint32_t> rows = m_model->rowsOf(place);
    if (!rows.empty()) {
        Q_EMIT chartRequested(seriesByValue(*m_index, rows, CurrentValues(*m_index, m_now)), chart);
    }
}

void MetricBrowser::openMenu(const QPoint& position) {
    const QModelIndex place = m_view->indexAt(position);
    if (m_model->rowsOf(place).empty()) {
        return;
    }
    auto* menu = new QMenu(this);
    menu->setAttribute(Qt::WA_DeleteOnClose);
    const QPersistentModelIndex kept(place);
    menu->addAction(tr("New chart\tEnter"), this, [this, kept] { requestChart(kept, -1); });
    for (int i = 0; i < m_chartTitles.size(); ++i) {
        QString title = m_chartTitles[i];
        title.replace(QLatin1Char('&'), QStringLiteral("&&"));
        menu->addAction(tr("Add to “%1”").arg(title), this, [this, kept, i] {
            requestChart(kept, i);
        });
    }
    menu->addSeparator();
    menu->addAction(tr("Copy name"), this, [kept] {
        QGuiApplication::clipboard()->setText(kept.data(BrowserModel::NameRole).toString());
    });
    menu->popup(m_view->viewport()->mapToGlobal(position));
}

bool MetricBrowser::eventFilter(QObject* watched, QEvent* event) {
    if (watched != m_field || event->type() != QEvent::KeyPress) {
        return Bar::eventFilter(watched, event);
    }
    const auto* key = dynamic_cast<QKeyEvent*>(event);
    switch (key->key()) {
    case Qt::Key_Down:
        m_view->setFocus(Qt::TabFocusReason);
        if (!m_view->currentIndex().isValid()) {
            m_view->setCurrentIndex(m_model->index(0, 0));
        }
        return true;
    case Qt::Key_Return:
    case Qt::Key_Enter:
        requestChart(
            m_view->currentIndex(), key->modifiers().testFlag(Qt::ControlModifier) ? -2 : -1
        );
        return true;
    default:
        return false;
    }
}

} // namespace meterbench::ui
