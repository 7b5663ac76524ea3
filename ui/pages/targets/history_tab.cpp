#include "ui/pages/targets/history_tab.h"

#include "ui/widgets/basics.h"
#include "ui/wording/numbers.h"

#include <QMouseEvent>
#include <QPainterPath>
#include <QVBoxLayout>

#include <algorithm>

namespace meterbench::ui {

namespace {

constexpr int kStripHeight = 32;
constexpr int kChartTop = 78;
constexpr int kChartHeight = 120;
constexpr int kEdge = 14;

double secondsOf(const pipeline::ScrapeMark& mark) {
    return mark.durationUs / 1e6;
}

double longestOf(const std::vector<pipeline::ScrapeMark>& marks) {
    double longest = 1e-4;
    for (const pipeline::ScrapeMark& mark : marks) {
        longest = std::max(longest, secondsOf(mark));
    }
    return longest;
}

double medianOf(const std::vector<pipeline::ScrapeMark>& marks) {
    std::vector<double> all;
    all.reserve(marks.size());
    for (const pipeline::ScrapeMark& mark : marks) {
        all.push_back(secondsOf(mark));
    }
    const auto middle = all.begin() + static_cast<std::ptrdiff_t>(all.size() / 2);
    std::nth_element(all.begin(), middle, all.end());
    return *middle;
}

} // namespace

HistoryPicture::HistoryPicture(QWidget* parent)
    : QWidget(parent) {
    setMouseTracking(true);
    setFixedHeight(kChartTop + kChartHeight + 30);
    setAccessibleName(tr("Up and duration of the last scrapes"));
}

void HistoryPicture::setMarks(std::shared_ptr<const std::vector<pipeline::ScrapeMark>> marks) {
    m_marks = std::move(marks);
    update();
}

QRect HistoryPicture::plot() const {
    return {kEdge, 0, width() - 2 * kEdge, height()};
}

int HistoryPicture::markAt(int x) const {
    if (m_marks == nullptr || m_marks->empty() || !plot().contains(x, 0)) {
        return -1;
    }
    const auto count = static_cast<int>(m_marks->size());
    return std::clamp((x - plot().left()) * count / plot().width(), 0, count - 1);
}

void HistoryPicture::mouseMoveEvent(QMouseEvent* event) {
    const int at = markAt(event->pos().x());
    if (at != m_pointed) {
        m_pointed = at;
        update();
        Q_EMIT pointed(at);
    }
}

void HistoryPicture::leaveEvent(QEvent*) {
    m_pointed = -1;
    update();
    Q_EMIT pointed(-1);
}

void HistoryPicture::paintEvent(QPaintEvent*) {
    if (m_marks == nullptr || m_marks->empty()) {
        return;
    }
    QPainter painter(this);
    const Theme& theme = Theme::of(this);
    painter.setFont(theme.textFont(11));
    painter.setPen(theme.color(Token::Muted));
    const QRect area = plot();
    const auto caption = [&](int top, Qt::Alignment side, const QString& text) {
        painter.drawText(QRect(area.left(), top, area.width(), 16), side | Qt::AlignVCenter, text);
    };
    caption(kChartTop - 20, Qt::AlignLeft, tr("Duration"));
    caption(kChartTop - 20, Qt::AlignRight, tr("up to %1").arg(wording::took(longestOf(*m_marks))));
    const int foot = kChartTop + kChartHeight + 6;
    caption(foot, Qt::AlignLeft, wording::clockTime(m_marks->front().timestampMs));
    caption(foot, Qt::AlignRight, wording::clockTime(m_marks->back().timestampMs));
    paintStrip(painter);
    paintDurations(painter);
}

void HistoryPicture::paintStrip(QPainter& painter) const {
    const Theme& theme = Theme::of(this);
    const QRect area = plot();
    const double step = static_cast<double>(area.width()) / static_cast<double>(m_marks->size());
    const double wide = step > 4 ? step - 1 : (step > 2 ? step - 0.5 : step);
    for (std::size_t i = 0; i < m_marks->size(); ++i) {
        const bool up = (*m_marks)[i].up;
        const double x = area.left() + static_cast<double>(i) * step;
        const double top = up ? 4 : 4 + kStripHeight / 2.0;
        const QRectF bar(x, top, std::max(wide, up ? 1.0 : 2.0), 4 + kStripHeight - top);
        painter.fillRect(bar, theme.color(up ? Token::Good : Token::Bad));
        const bool first = i == 0 || (*m_marks)[i - 1].up;
        if (!up && first) {
            drawSign(
                painter,
                QRectF(x + wide / 2 - 4, 4 + kStripHeight + 3, 8, 8),
                Sign::Triangle,
                theme.color(Token::Bad)
            );
        }
    }
    if (m_pointed >= 0) {
        const double x = area.left() + (m_pointed + 0.5) * step;
        painter.fillRect(QRectF(x, 0, 1, kChartTop + kChartHeight), theme.color(Token::Muted));
    }
}

void HistoryPicture::paintDurations(QPainter& painter) const {
    const Theme& theme = Theme::of(this);
    const QRectF area(plot().left(), kChartTop, plot().width(), kChartHeight);
    for (int line = 0; line <= 2; ++line) {
        const QRect at(plot().left(), kChartTop + line * kChartHeight / 2, plot().width(), 1);
        drawHairline(painter, at, Qt::TopEdge, theme.color(Token::FaintLine));
    }
    const double longest = longestOf(*m_marks);
    const double step = area.width() / static_cast<double>(m_marks->size());
    QPainterPath path;
    for (std::size_t i = 0; i < m_marks->size(); ++i) {
        const QPointF point(
            area.left() + (static_cast<double>(i) + 0.5) * step,
            area.bottom() - secondsOf((*m_marks)[i]) / longest * (area.height() - 4)
        );
        i == 0 ? path.moveTo(point) : path.lineTo(point);
    }
    painter.setRenderHint(QPainter::Antialiasing);
    painter.setPen(QPen(theme.curveColor(0), 1.5));
    painter.drawPath(path);
}

HistoryTab::HistoryTab(QWidget* parent)
    : InspectorTab(parent)
    , m_summary(new PlainLabel({}, 13, Token::Text, QFont::DemiBold, this))
    , m_durations(new PlainLabel({}, 12, Token::Muted, QFont::Normal, this))
    , m_pointed(new PlainLabel({}, 12, Token::Muted, QFont::Normal, this))
    , m_picture(new HistoryPicture(this))
    , m_empty(new EmptyState(tr("No scrape yet: each one will be a bar here."), {}, this)) {
    auto* column = new QVBoxLayout(this);
    column->setContentsMargins(1, 14, 0, 0);
    column->setSpacing(4);
    for (PlainLabel* label : {m_summary, m_durations}) {
        auto* row = new QHBoxLayout;
        row->setContentsMargins(kEdge, 0, kEdge, 0);
        row->addWidget(label);
        column->addLayout(row);
    }
    column->addSpacing(8);
    column->addWidget(m_picture);
    auto* row = new QHBoxLayout;
    row->setContentsMargins(kEdge, 0, kEdge, 0);
    m_pointed->setElided(true);
    row->addWidget(m_pointed);
    column->addLayout(row);
    column->addWidget(m_empty, 1);
    column->addStretch();
    connect(m_picture, &HistoryPicture::pointed, this, &HistoryTab::describe);
}

void HistoryTab::update(const pipeline::TargetPtr& target, const pipeline::Snapshot&) {
    m_marks = target->history;
    const bool none = m_marks == nullptr || m_marks->empty();
    m_empty->setVisible(none);
    m_picture->setVisible(!none);
    m_picture->setMarks(m_marks);
    if (none) {
        m_summary->setText({});
        m_durations->setText({});
        return;
    }
    const auto good =
        std::count_if(m_marks->begin(), m_marks->end(), [](const auto& mark) { return mark.up; });
    m_summary->setText(
        m_marks->size() == 1
            ? (good == 1 ? tr("The last scrape was good") : tr("The last scrape was not good"))
            : tr("%1 of the last %2 scrapes were good")
                  .arg(wording::count(static_cast<quint64>(good)), wording::count(m_marks->size()))
    );
    m_durations->setText(tr("median %1 · longest %2 · every %3")
                             .arg(
                                 wording::took(medianOf(*m_marks)),
                                 wording::took(longestOf(*m_marks)),
                                 wording::duration(target->intervalMs)
                             ));
}

void HistoryTab::describe(int mark) {
    if (mark < 0 || m_marks == nullptr || mark >= static_cast<int>(m_marks->size())) {
        m_pointed->setText({});
        return;
    }
    const pipeline::ScrapeMark& one = (*m_marks)[static_cast<std::size_t>(mark)];
    m_pointed->setText(tr("%1 · %2 · %3 · %4")
                           .arg(
                               wording::clockTime(one.timestampMs),
                               one.up ? tr("up") : tr("failed"),
                               wording::took(secondsOf(one)),
                               wording::counted(
                                   tr("%1 sample(s)", nullptr, wording::numerus(one.samples)),
                                   one.samples
                               )
                           ));
}

} // namespace meterbench::ui
