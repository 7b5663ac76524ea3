// The card's parts and how they follow the data; its menus: chart_card_menus.cpp.
#include "ui/pages/explore/chart_card.h"

#include "ui/charts/legend_model.h"
#include "ui/charts/legend_view.h"
#include "ui/feed/series_mime.h"
#include "ui/widgets/buttons.h"
#include "ui/widgets/paint.h"

#include <QDragEnterEvent>
#include <QHBoxLayout>
#include <QKeyEvent>
#include <QLineEdit>
#include <QLocale>
#include <QPushButton>

#include <algorithm>

namespace meterbench::ui {

namespace {

constexpr int kNarrow = 620;
constexpr int kLegendRowsBelow = 4;
constexpr std::size_t kMostWatched = 2'000;

} // namespace

ChartCard::ChartCard(
    const ChartSpec& spec, bool choosesFunction, TimeWindow& window, QWidget* parent
)
    : Card(parent)
    , m_window(window)
    , m_choosesFunction(choosesFunction) {
    m_curves.setSpec(spec);
    setAcceptDrops(true);
    buildBody();
    buildHead();
    connectParts();
    describe();
}

ChartCard::~ChartCard() = default;

void ChartCard::buildBody() {
    m_view = new ChartView(m_curves, m_window, this);
    m_legendModel = new LegendModel(m_curves, m_window, this);
    m_legendSide = new QWidget(this);
    m_legend = new LegendView(*m_legendModel, m_legendSide);
    m_note = new PlainLabel({}, 11, Token::Hint, QFont::Normal, m_legendSide);
    m_note->setElided(true);
    m_note->hide();
    auto* side = new QVBoxLayout(m_legendSide);
    side->setContentsMargins(0, 0, 0, 0);
    side->setSpacing(4);
    side->addWidget(m_legend, 1);
    side->addWidget(m_note);
    m_body = new QBoxLayout(QBoxLayout::LeftToRight);
    m_body->setSpacing(8);
    m_body->addWidget(m_view, 1);
    m_body->addWidget(m_legendSide);
}

void ChartCard::buildHead() {
    m_title = new PlainLabel({}, 13, Token::Text, QFont::DemiBold, this);
    m_titleEdit = new QLineEdit(this);
    m_titleEdit->setAccessibleName(tr("Title"));
    m_titleEdit->setMaximumWidth(220);
    m_titleEdit->hide();
    m_titleEdit->installEventFilter(this);
    m_expression = new PlainLabel({}, 12, Token::Muted, QFont::Normal, this);
    m_expression->setMono(true);
    m_expression->setElided(true);
    m_functionButton = makeButton({}, ButtonKind::Small, this);
    m_groupingButton = makeButton({}, ButtonKind::Small, this);
    m_moreButton = makeButton(QStringLiteral("⋯"), ButtonKind::Quiet, this);
    m_moreButton->setAccessibleName(tr("More for this chart"));
    m_moreButton->setFixedSize(28, 24);
    auto* head = new QHBoxLayout;
    head->setContentsMargins(0, 0, 0, 0);
    head->setSpacing(8);
    head->addWidget(m_title);
    head->addWidget(m_titleEdit);
    head->addWidget(m_expression, 1);
    head->addWidget(m_functionButton);
    head->addWidget(m_groupingButton);
    head->addWidget(m_moreButton);
    auto* layout = new QVBoxLayout(this);
    layout->setContentsMargins(12, 8, 10, 6);
    layout->setSpacing(0);
    layout->addLayout(head);
    layout->addLayout(m_body, 1);
}

void ChartCard::connectParts() {
    connect(m_functionButton, &QPushButton::clicked, this, [this] {
        popUp(functionMenu(), m_functionButton);
    });
    connect(m_groupingButton, &QPushButton::clicked, this, [this] {
        popUp(groupingMenu(), m_groupingButton);
    });
    connect(m_moreButton, &QPushButton::clicked, this, [this] { popUp(moreMenu(), m_moreButton); });
    connect(m_view, &ChartView::pauseRequested, this, &ChartCard::pauseRequested);
    connect(m_legend, &LegendView::rowHovered, m_view, &ChartView::setHighlighted);
    connect(m_legendModel, &LegendModel::visibilityChanged, m_view, &ChartView::refresh);
    connect(&m_window, &TimeWindow::changed, this, &ChartCard::refreshFigures);
    connect(&m_window, &TimeWindow::crosshairChanged, this, &ChartCard::refreshFigures);
}

QString ChartCard::title() const {
    return !spec().title.isEmpty()      ? spec().title
           : m_curves.title().isEmpty() ? tr("Chart")
                                        : m_curves.title();
}

void ChartCard::update(const SeriesLookup& lookup) {
    if (m_choosesFunction) {
        chooseFunction(lookup);
    }
    if (m_curves.update(lookup)) {
        m_legendModel->rebuild();
        describe();
        arrange();
    } else {
        refreshFigures();
    }
    m_view->refresh();
}

void ChartCard::chooseFunction(const SeriesLookup& lookup) {
    const store::SeriesView* first = nullptr;
    int buckets = 0;
    for (const model::SeriesRef ref : spec().series) {
        const store::SeriesView* view = lookup.series(ref);
        if (view != nullptr && view->labels != nullptr) {
            first = first == nullptr ? view : first;
            buckets += view->labels->has("le") ? 1 : 0;
        }
    }
    if (first == nullptr) {
        return;
    }
    ChartSpec chosen = spec();
    chosen.function = defaultFunction(first->family, first->labels->get(model::kMetricName));
    if (buckets > 1) {
        chosen.function = Function::Quantile;
    } else if (chosen.function == Function::Quantile) {
        chosen.function = Function::Rate; // one bucket has no quantile
    }
    m_choosesFunction = false;
    m_curves.setSpec(chosen);
}

void ChartCard::addSeries(const std::vector<model::SeriesRef>& series) {
    ChartSpec more = spec();
    for (const model::SeriesRef ref : series) {
        if (std::find(more.series.begin(), more.series.end(), ref) == more.series.end()) {
            more.series.push_back(ref);
        }
    }
    changeSpec(more);
}

void ChartCard::changeSpec(const ChartSpec& changed) {
    if (changed == spec()) {
        return;
    }
    m_curves.setSpec(changed);
    describe();
    Q_EMIT specChanged();
}

std::vector<model::SeriesRef> ChartCard::watchedSeries() const {
    std::vector<model::SeriesRef> series = spec().series;
    const bool isEach = !spec().isSummed && spec().function != Function::Quantile;
    const bool isLimited = isEach && !m_choosesFunction && !m_curves.hasBuckets();
    series.resize(std::min(series.size(), isLimited ? kMostCurves : kMostWatched));
    return series;
}

void ChartCard::describe() {
    m_title->setText(title());
    m_expression->setText(m_curves.expression());
    m_expression->setToolTip(m_curves.expression().toHtmlEscaped());
    m_view->setAccessibleName(tr("Chart %1").arg(title()));
    m_view->setAccessibleDescription(m_curves.expression());
    m_functionButton->setText(
        QString::fromLatin1(functionWord(spec().function).data()) + QStringLiteral(" ▾")
    );
    m_functionButton->setAccessibleName(
        tr("Function: %1").arg(QString::fromLatin1(functionWord(spec().function).data()))
    );
    m_groupingButton->setText(groupingText() + QStringLiteral(" ▾"));
    m_groupingButton->setAccessibleName(tr("Grouping: %1").arg(groupingText()));
    const std::size_t shown = m_curves.curves().size();
    const bool isEach = !spec().isSummed && spec().function != Function::Quantile;
    const std::size_t possible = isEach && !m_curves.hasBuckets()
                                     ? std::max(m_curves.possibleCurves(), spec().series.size())
                                     : m_curves.possibleCurves();
    m_note->setVisible(shown == kMostCurves && possible > shown);
    m_note->setText(
        tr("The first %1 of %2 series. Sum them by a label to see all.").arg(shown).arg(possible)
    );
}

void ChartCard::refreshFigures() {
    m_legendModel->refresh();
    const bool hasCrosshair = m_window.crosshairMs().has_value();
    if (!hasCrosshair || !m_crosshairWasOn) {
        m_legend->fitColumns();
    }
    m_crosshairWasOn = hasCrosshair;
}

QString ChartCard::groupingText() const {
    if (!spec().isSummed) {
        return spec().function == Function::Quantile ? tr("all series") : tr("each series");
    }
    const QString label = QString::fromStdString(spec().sumLabel);
    if (spec().function == Function::Quantile) {
        return tr("by %1").arg(label);
    }
    return label.isEmpty() ? tr("sum of all") : tr("sum by %1").arg(label);
}

void ChartCard::resizeEvent(QResizeEvent* event) {
    Card::resizeEvent(event);
    arrange();
}

void ChartCard::arrange() {
    const bool isNarrow = width() < kNarrow;
    m_body->setDirection(isNarrow ? QBoxLayout::TopToBottom : QBoxLayout::LeftToRight);
    if (isNarrow) {
        const int rows = std::clamp(m_legendModel->rowCount(), 1, kLegendRowsBelow);
        m_legendSide->setFixedHeight(m_legend->heightFor(rows) + (m_note->isHidden() ? 0 : 20));
        m_legendSide->setMinimumWidth(0);
        m_legendSide->setMaximumWidth(QWIDGETSIZE_MAX);
    } else {
        m_legendSide->setFixedWidth(std::clamp(width() * 42 / 100, 250, 440));
        m_legendSide->setMinimumHeight(0);
        m_legendSide->setMaximumHeight(QWIDGETSIZE_MAX);
    }
    layout()->activate();
}

void ChartCard::setPosition(bool isFirst, bool isLast) {
    m_isFirst = isFirst;
    m_isLast = isLast;
}

void ChartCard::startRename() {
    m_titleEdit->setText(title());
    m_titleEdit->selectAll();
    m_title->hide();
    m_titleEdit->show();
    m_titleEdit->setFocus(Qt::OtherFocusReason);
}

void ChartCard::endRename(bool isTaken) {
    if (m_titleEdit->isHidden()) {
        return;
    }
    m_titleEdit->hide();
    m_title->show();
    if (isTaken) {
        ChartSpec renamed = spec();
        renamed.title = m_titleEdit->text().trimmed();
        changeSpec(renamed);
    }
}

bool ChartCard::eventFilter(QObject* watched, QEvent* event) {
    if (watched == m_titleEdit && event->type() == QEvent::FocusOut) {
        endRename(true);
    }
    if (watched == m_titleEdit && event->type() == QEvent::KeyPress) {
        const int key = dynamic_cast<QKeyEvent*>(event)->key();
        if (key == Qt::Key_Escape || key == Qt::Key_Return || key == Qt::Key_Enter) {
            endRename(key != Qt::Key_Escape);
            m_view->setFocus(Qt::OtherFocusReason);
            return true;
        }
    }
    return Card::eventFilter(watched, event);
}

void ChartCard::dragEnterEvent(QDragEnterEvent* event) {
    if (event->mimeData()->hasFormat(QString::fromLatin1(kSeriesMimeType))) {
        m_isDropTarget = true;
        QWidget::update();
        event->acceptProposedAction();
    }
}

void ChartCard::dragLeaveEvent(QDragLeaveEvent* event) {
    m_isDropTarget = false;
    QWidget::update();
    Card::dragLeaveEvent(event);
}

void ChartCard::dropEvent(QDropEvent* event) {
    m_isDropTarget = false;
    QWidget::update();
    addSeries(seriesOf(*event->mimeData()));
    event->acceptProposedAction();
}

void ChartCard::paintEvent(QPaintEvent* event) {
    Card::paintEvent(event);
    if (m_isDropTarget) {
        QPainter painter(this);
        painter.setRenderHint(QPainter::Antialiasing);
        drawFocusRing(painter, Theme::of(this), QRectF(rect()).adjusted(1, 1, -1, -1), 8);
    }
}

} // namespace meterbench::ui
