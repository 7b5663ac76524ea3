// Matching, keys and painting of the palette.
#include "ui/shell/command_palette.h"

#include "ui/widgets/paint.h"

#include <QApplication>
#include <QKeyEvent>
#include <QLineEdit>
#include <QListView>
#include <QStyledItemDelegate>
#include <QVBoxLayout>

#include <algorithm>

namespace meterbench::ui {

namespace {

constexpr int kRowHeight = 32;
constexpr int kShownRows = 10;

class EntryDelegate final : public QStyledItemDelegate {
public:
    using QStyledItemDelegate::QStyledItemDelegate;

    [[nodiscard]] QSize sizeHint(const QStyleOptionViewItem&, const QModelIndex&) const override {
        return {200, kRowHeight};
    }

    void paint(QPainter* painter, const QStyleOptionViewItem& option, const QModelIndex& index)
        const override {
        const Theme& theme = Theme::of(option.widget);
        painter->save();
        if ((option.state & QStyle::State_Selected) != 0) {
            const QColor fill = theme.color(Token::AccentSurface);
            drawFrame(*painter, QRectF(option.rect).adjusted(6, 1, -6, -1), 6, fill, fill);
        }
        QRect place = option.rect.adjusted(16, 0, -16, 0);
        const QString keys = index.data(PaletteModel::KeysRole).toString();
        const QString kind = index.data(PaletteModel::KindRole).toString();
        painter->setFont(theme.textFont(11));
        painter->setPen(theme.color(Token::Hint));
        const QString right = keys.isEmpty() ? kind : keys;
        painter->drawText(place, Qt::AlignRight | Qt::AlignVCenter | Qt::TextSingleLine, right);
        place.setRight(place.right() - painter->fontMetrics().horizontalAdvance(right) - 12);
        painter->setFont(
            index.data(PaletteModel::MonoRole).toBool() ? theme.monoFont() : theme.textFont()
        );
        painter->setPen(theme.color(Token::Text));
        const QString text = painter->fontMetrics().elidedText(
            index.data().toString(), Qt::ElideMiddle, place.width()
        );
        painter->drawText(place, Qt::AlignLeft | Qt::AlignVCenter | Qt::TextSingleLine, text);
        painter->restore();
    }
};

bool containsAll(const QString& text, const QStringList& words) {
    return std::all_of(words.begin(), words.end(), [&text](const QString& word) {
        return text.contains(word, Qt::CaseInsensitive);
    });
}

} // namespace

std::vector<std::size_t>
matchEntries(const std::vector<PaletteEntry>& entries, const QString& typed) {
    const QStringList words = typed.split(QLatin1Char(' '), Qt::SkipEmptyParts);
    std::vector<std::size_t> first;
    std::vector<std::size_t> later;
    for (std::size_t i = 0; i < entries.size() && first.size() < kPaletteResults; ++i) {
        if (!containsAll(entries[i].text, words)) {
            continue;
        }
        const bool begins =
            !words.empty() && entries[i].text.startsWith(words.front(), Qt::CaseInsensitive);
        (begins ? first : later).push_back(i);
    }
    const std::size_t room = std::min(kPaletteResults - first.size(), later.size());
    first.insert(first.end(), later.begin(), later.begin() + static_cast<std::ptrdiff_t>(room));
    return first;
}

void PaletteModel::setEntries(std::vector<PaletteEntry> entries) {
    beginResetModel();
    m_entries = std::move(entries);
    m_shown = matchEntries(m_entries, {});
    endResetModel();
}

void PaletteModel::setTyped(const QString& typed) {
    beginResetModel();
    m_shown = matchEntries(m_entries, typed);
    endResetModel();
}

const PaletteEntry& PaletteModel::entry(int row) const {
    return m_entries[m_shown[static_cast<std::size_t>(row)]];
}

int PaletteModel::rowCount(const QModelIndex& parent) const {
    return parent.isValid() ? 0 : static_cast<int>(m_shown.size());
}

QVariant PaletteModel::data(const QModelIndex& index, int role) const {
    if (!index.isValid()) {
        return {};
    }
    const PaletteEntry& shown = entry(index.row());
    switch (role) {
    case Qt::DisplayRole:
        return shown.text;
    case Qt::AccessibleTextRole:
        return QStringList{shown.text, shown.kind, shown.keys}.join(QStringLiteral(", "));
    case KindRole:
        return shown.kind;
    case KeysRole:
        return shown.keys;
    case MonoRole:
        return shown.mono;
    default:
        return {};
    }
}

CommandPalette::CommandPalette(QWidget* parent)
    : QWidget(parent)
    , m_field(new QLineEdit(this))
    , m_list(new QListView(this))
    , m_model(new PaletteModel(this)) {
    setAccessibleName(tr("Command palette"));
    auto* column = new QVBoxLayout(this);
    column->setContentsMargins(1, 8, 1, 7);
    column->setSpacing(6);
    auto* fieldRow = new QVBoxLayout;
    fieldRow->setContentsMargins(7, 0, 7, 0);
    fieldRow->addWidget(m_field);
    column->addLayout(fieldRow);
    column->addWidget(m_list);
    m_field->setPlaceholderText(tr("Search targets, metrics, actions"));
    m_field->setAccessibleName(m_field->placeholderText());
    m_field->installEventFilter(this);
    m_list->setModel(m_model);
    m_list->setItemDelegate(new EntryDelegate(m_list));
    m_list->setUniformItemSizes(true);
    m_list->setFrameShape(QFrame::NoFrame);
    m_list->setFocusPolicy(Qt::NoFocus);
    m_list->setAccessibleName(tr("What matches"));
    connect(m_field, &QLineEdit::textChanged, this, [this](const QString& text) {
        m_model->setTyped(text);
        m_list->setCurrentIndex(m_model->index(0, 0));
        fit();
    });
    connect(m_list, &QListView::clicked, this, [this](const QModelIndex& index) {
        runRow(index.row());
    });
    hide();
}

void CommandPalette::open(std::vector<PaletteEntry> entries, const QRect& place) {
    m_focusBefore = QApplication::focusWidget();
    m_model->setEntries(std::move(entries));
    m_field->clear();
    m_list->setCurrentIndex(m_model->index(0, 0));
    m_room = parentWidget()->height() - place.top() - 12;
    setGeometry(place.left(), place.top(), place.width(), 0);
    fit();
    show();
    raise();
    m_field->setFocus(Qt::ShortcutFocusReason);
}

void CommandPalette::fit() {
    // Field and margins, then as many rows as there are, up to ten.
    const int rows = std::clamp(m_model->rowCount(), 1, kShownRows);
    resize(width(), std::min(28 + 8 + 7 + 6 + 2 + rows * kRowHeight, m_room));
}

void CommandPalette::leave() {
    hide();
    if (m_focusBefore != nullptr) {
        m_focusBefore->setFocus(Qt::OtherFocusReason);
    }
}

void CommandPalette::runRow(int row) {
    if (row < 0 || row >= m_model->rowCount()) {
        return;
    }
    const std::function<void()> run = m_model->entry(row).run;
    leave();
    if (run) {
        run();
    }
}

void CommandPalette::move(int step) {
    const int rows = m_model->rowCount();
    if (rows > 0) {
        const int row = std::clamp(m_list->currentIndex().row() + step, 0, rows - 1);
        m_list->setCurrentIndex(m_model->index(row, 0));
    }
}

bool CommandPalette::eventFilter(QObject* watched, QEvent* event) {
    if (watched != m_field) {
        return QWidget::eventFilter(watched, event);
    }
    if (event->type() == QEvent::FocusOut && isVisible()) {
        hide();
        return false;
    }
    if (event->type() != QEvent::KeyPress) {
        return false;
    }
    switch (static_cast<QKeyEvent*>(event)->key()) {
    case Qt::Key_Escape:
        leave();
        return true;
    case Qt::Key_Up:
        move(-1);
        return true;
    case Qt::Key_Down:
        move(1);
        return true;
    case Qt::Key_PageUp:
        move(-kShownRows);
        return true;
    case Qt::Key_PageDown:
        move(kShownRows);
        return true;
    case Qt::Key_Return:
    case Qt::Key_Enter:
        runRow(m_list->currentIndex().row());
        return true;
    default:
        return false;
    }
}

void CommandPalette::paintEvent(QPaintEvent*) {
    const Theme& theme = Theme::of(this);
    QPainter painter(this);
    painter.fillRect(rect(), theme.color(Token::Surface));
    painter.setPen(theme.color(Token::Line));
    painter.drawRect(rect().adjusted(0, 0, -1, -1));
}

} // namespace meterbench::ui
