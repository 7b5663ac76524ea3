// Where the parts of Gateway stand: the inspector beside the table or over it, columns that go when
// names have no room, the lines under refused pushes; and where the keyboard is.
#include "ui/pages/gateway/gateway_page.h"
#include "ui/pages/gateway/gateway_words.h"
#include "ui/widgets/filter_field.h"

#include <QKeyEvent>
#include <QLayout>
#include <QStackedWidget>

namespace meterbench::ui {

namespace {

constexpr int kBesideFrom = 900; ///< narrower, the inspector slides over the page when asked for
constexpr int kNameRoom = 190;   ///< pixels that a name needs
constexpr int kLabelRoom = 250;  ///< pixels that a group's labels need
constexpr int kRowHeight = 30;
constexpr qsizetype kMostKnownSentences = 1'000;

} // namespace

QSize GatewayPage::minimumSizeHint() const {
    return {560, 320};
}

void GatewayPage::openInspector() {
    m_opened = true;
    place();
}

void GatewayPage::closeInspector() {
    m_opened = false;
    place();
    m_tables[tab()]->setFocus();
}

int GatewayPage::tableRoom() const {
    return width() - (hasInspected() && width() >= kBesideFrom ? m_inspector->width() : 0);
}

void GatewayPage::place() {
    const bool beside = width() >= kBesideFrom;
    const bool shown = hasInspected() && (beside || m_opened);
    const int wide = m_inspector->width();
    m_inspector->setCloseable(!beside);
    m_inspector->setGeometry(width() - wide, 0, wide, height());
    m_inspector->setVisible(shown);
    m_inspector->raise();
    layout()->setContentsMargins(0, 0, shown && beside ? wide : 0, 0);
    // The inspector has these too, so they go first when names have no room.
    const bool merges = m_view->mode == address::Mode::Aggregation;
    const int room = tableRoom() - kNameRoom;
    const int labelRoom = tableRoom() - kLabelRoom;
    m_tables[Families]->setColumnHidden(PushedFamiliesModel::Policy, !merges);
    m_tables[Families]->setColumnHidden(PushedFamiliesModel::Type, room < (merges ? 504 : 368));
    m_tables[Groups]->setColumnHidden(PushGroupsModel::Families, labelRoom < 552);
    m_tables[Groups]->setColumnHidden(PushGroupsModel::Pushes, labelRoom < 476);
    m_tables[Pushes]->setColumnHidden(LastPushesModel::Series, room < 484);
}

void GatewayPage::keyPressEvent(QKeyEvent* event) {
    if (event->key() == Qt::Key_Escape && m_noticeBar->isVisible()) {
        say({});
        return;
    }
    if (event->key() == Qt::Key_Escape && m_opened) {
        closeInspector();
        return;
    }
    Page::keyPressEvent(event);
}

QWidget* GatewayPage::firstFocus() {
    QWidget* shown = m_stack->currentWidget();
    return shown == m_tables[tab()] ? shown : m_filter;
}

void GatewayPage::focusInEvent(QFocusEvent* event) {
    Page::focusInEvent(event);
    firstFocus()->setFocus(event->reason());
}

void GatewayPage::resizeEvent(QResizeEvent* event) {
    Page::resizeEvent(event);
    place();
    spanProblems();
}

void GatewayPage::spanProblems() {
    // The sentence under a refused push runs over all columns but the first, on as many lines as it
    // needs. Rows that stay keep their span and height, so nothing is done for them.
    const int room = tableRoom() - m_tables[Pushes]->columnWidth(LastPushesModel::Time);
    if (m_spannedWidth != room) {
        m_spannedWidth = room;
        m_sentenceHeights.clear();
        spanRows(0, m_pushes->rowCount() - 1);
    }
}

void GatewayPage::spanRows(int first, int last) {
    QTableView* table = m_tables[Pushes];
    for (int row = first; row <= last; ++row) {
        const bool isProblem = m_pushes->isProblemRow(row);
        const int wanted = isProblem ? LastPushesModel::Columns - 1 : 1;
        if (table->columnSpan(row, LastPushesModel::Outcome) != wanted) {
            table->setSpan(row, LastPushesModel::Outcome, 1, wanted);
        }
        const int height = isProblem ? sentenceHeight(*m_pushes->rowAt(row)->mark) : kRowHeight;
        if (table->rowHeight(row) != height) {
            table->setRowHeight(row, height);
        }
    }
}

int GatewayPage::sentenceHeight(const address::PushMark& mark) {
    // Pushes are mostly refused for the same reason many times, and to break lines is slow.
    const QString sentence = refusalSentence(mark);
    const auto known = m_sentenceHeights.constFind(sentence);
    if (known != m_sentenceHeights.constEnd()) {
        return *known;
    }
    const int height = sentenceRowHeight(Theme::of(this), sentence, m_spannedWidth);
    if (m_sentenceHeights.size() >= kMostKnownSentences) {
        m_sentenceHeights.clear();
    }
    m_sentenceHeights.insert(sentence, height);
    return height;
}

} // namespace meterbench::ui
