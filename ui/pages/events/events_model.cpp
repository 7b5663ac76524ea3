// Rows come in at the top or move there, and go at the bottom; only a new filter starts over.
#include "ui/pages/events/events_model.h"

#include "ui/widgets/cell_delegate.h"
#include "ui/wording/numbers.h"
#include "ui/wording/states.h"

#include <algorithm>
#include <charconv>
#include <string_view>

namespace meterbench::ui {

namespace {

Token kindToken(const pipeline::Event& event) {
    if (event.level == base::LogLevel::Error) {
        return Token::Bad;
    }
    if (event.level == base::LogLevel::Warn) {
        return Token::Attention;
    }
    switch (event.kind) {
    case pipeline::EventKind::TargetUp:
    case pipeline::EventKind::EndpointAccepted:
    case pipeline::EventKind::LogRecovered:
        return Token::Good;
    default:
        return Token::Muted;
    }
}

QString levelMark(base::LogLevel level) {
    switch (level) {
    case base::LogLevel::Error:
        return QStringLiteral("▲ ");
    case base::LogLevel::Warn:
        return QStringLiteral("◆ ");
    default:
        return {};
    }
}

/// How many samples a detail begins with ("1 sample lost: ..."), and what follows.
struct Amount {
    std::uint64_t samples = 0;
    std::string_view rest;
    bool isTold = false;
};

Amount amountOf(std::string_view detail) {
    Amount amount{0, detail, false};
    const char* end = detail.data() + detail.size();
    std::uint64_t number = 0;
    const auto [behind, error] = std::from_chars(detail.data(), end, number);
    const std::string_view words(behind, static_cast<std::size_t>(end - behind));
    for (const std::string_view word : {" samples", " sample"}) {
        if (error == std::errc() && words.starts_with(word)) {
            return {number, words.substr(word.size()), true};
        }
    }
    return amount;
}

/// Things are well, or as somebody wanted them.
bool isGood(pipeline::EventKind kind) {
    switch (kind) {
    case pipeline::EventKind::ConfigRefused:
    case pipeline::EventKind::TargetDown:
    case pipeline::EventKind::EndpointFailing:
    case pipeline::EventKind::EndpointRefused:
    case pipeline::EventKind::SamplesLost:
    case pipeline::EventKind::LogDamaged:
    case pipeline::EventKind::LogFull:
    case pipeline::EventKind::SeriesDropped:
        return false;
    default:
        return true;
    }
}

} // namespace

void EventsModel::show(std::shared_ptr<const std::vector<pipeline::EventPtr>> events) {
    if (events == m_events || events == nullptr) {
        return;
    }
    m_events = std::move(events);
    for (const pipeline::EventPtr& event : newerThan(m_newest)) {
        if (const RowPtr row = rowThatSays(*event)) {
            repeat(row, event);
        } else {
            beginInsertRows({}, 0, 0);
            add(event);
            endInsertRows();
        }
    }
    if (!m_events->empty()) {
        m_newest = m_events->back()->id;
        dropOlderThan(m_events->front()->id);
    }
}

void EventsModel::setFilter(const QString& words, base::LogLevel atLeast) {
    beginResetModel();
    m_words = words.split(QLatin1Char(' '), Qt::SkipEmptyParts);
    m_atLeast = atLeast;
    m_rows.clear();
    m_standing.clear();
    m_shownCount = 0;
    for (const pipeline::EventPtr& event : newerThan(0)) {
        if (const RowPtr row = rowThatSays(*event)) {
            m_rows.erase(std::find(m_rows.begin(), m_rows.end(), row));
            m_rows.push_front(row);
            count(*row, event);
        } else {
            add(event);
        }
    }
    endResetModel();
}

/// The row that this event would only repeat. Up, down and up again stay three rows.
EventsModel::RowPtr EventsModel::rowThatSays(const pipeline::Event& event) {
    Standing& standing = m_standing[event.subject];
    if (standing.isGood != isGood(event.kind)) {
        standing.isGood = !standing.isGood;
        standing.rows.clear();
    }
    const auto same =
        std::find_if(standing.rows.begin(), standing.rows.end(), [&event](const RowPtr& row) {
            const pipeline::Event& former = *row->newest;
            return former.kind == event.kind && former.level == event.level &&
                   amountOf(former.detail).rest == amountOf(event.detail).rest;
        });
    return same == standing.rows.end() ? nullptr : *same;
}

void EventsModel::repeat(const RowPtr& row, const pipeline::EventPtr& event) {
    const auto place = std::find(m_rows.begin(), m_rows.end(), row);
    if (const auto from = static_cast<int>(place - m_rows.begin()); from > 0) {
        beginMoveRows({}, from, from, {}, 0);
        m_rows.erase(place);
        m_rows.push_front(row);
        endMoveRows();
    }
    count(*row, event);
    Q_EMIT dataChanged(index(0, 0), index(0, Columns - 1));
}

void EventsModel::add(const pipeline::EventPtr& event) {
    const auto row =
        std::make_shared<Row>(Row{event, event->timeMs, amountOf(event->detail).samples});
    m_rows.push_front(row);
    m_standing[event->subject].rows.push_back(row);
    ++m_shownCount;
}

void EventsModel::count(Row& row, const pipeline::EventPtr& event) {
    row.newest = event;
    row.amount += amountOf(event->detail).samples;
    ++row.times;
    ++m_shownCount;
}

bool EventsModel::matches(const pipeline::Event& event) const {
    if (event.level < m_atLeast) {
        return false;
    }
    if (m_words.isEmpty()) {
        return true;
    }
    const QString text = wording::eventKind(event.kind) + QLatin1Char('\n') +
                         wording::text(event.subject) + QLatin1Char('\n') +
                         wording::text(event.detail);
    return std::all_of(m_words.begin(), m_words.end(), [&text](const QString& word) {
        const bool without = word.startsWith(QLatin1Char('!')) && word.size() > 1;
        return text.contains(without ? word.mid(1) : word, Qt::CaseInsensitive) != without;
    });
}

std::vector<pipeline::EventPtr> EventsModel::newerThan(std::uint64_t id) const {
    std::vector<pipeline::EventPtr> fresh;
    if (m_events == nullptr) {
        return fresh;
    }
    auto from = m_events->end();
    while (from != m_events->begin() && (*std::prev(from))->id > id) {
        --from;
    }
    std::copy_if(from, m_events->end(), std::back_inserter(fresh), [this](const auto& event) {
        return matches(*event);
    });
    return fresh;
}

void EventsModel::dropOlderThan(std::uint64_t id) {
    std::size_t keep = m_rows.size();
    while (keep > 0 && m_rows[keep - 1]->newest->id < id) {
        --keep;
    }
    if (keep == m_rows.size()) {
        return;
    }
    beginRemoveRows({}, static_cast<int>(keep), static_cast<int>(m_rows.size()) - 1);
    for (std::size_t i = keep; i < m_rows.size(); ++i) {
        m_shownCount -= m_rows[i]->times;
        std::erase(m_standing[m_rows[i]->newest->subject].rows, m_rows[i]);
    }
    m_rows.resize(keep);
    endRemoveRows();
}

QString EventsModel::detail(const Row& row) const {
    const Amount amount = amountOf(row.newest->detail);
    const QString samples =
        amount.isTold ? wording::counted(
                            tr("%1 sample(s)", nullptr, wording::numerus(row.amount)), row.amount
                        )
                      : QString();
    const QString words = samples + wording::text(amount.rest);
    const QString text = wording::spaced(words.simplified());
    if (row.times == 1) {
        return text;
    }
    const QString often =
        tr("%1 times since %2").arg(wording::count(row.times), wording::clockTime(row.firstMs));
    return text.isEmpty() ? often : tr("%1: %2", "how often, what").arg(often, text);
}

int EventsModel::rowCount(const QModelIndex& parent) const {
    return parent.isValid() ? 0 : static_cast<int>(m_rows.size());
}

int EventsModel::columnCount(const QModelIndex& parent) const {
    return parent.isValid() ? 0 : static_cast<int>(Columns);
}

QVariant EventsModel::data(const QModelIndex& index, int role) const {
    if (!index.isValid()) {
        return {};
    }
    const Row& row = *m_rows[static_cast<std::size_t>(index.row())];
    const pipeline::Event& shown = *row.newest;
    switch (role) {
    case Qt::DisplayRole:
        switch (index.column()) {
        case Time:
            return wording::dateAndTime(shown.timeMs);
        case Kind:
            return QString(levelMark(shown.level) + wording::eventKind(shown.kind));
        case Subject:
            return wording::text(shown.subject);
        default:
            return detail(row);
        }
    case Qt::AccessibleTextRole:
        return QString(
            wording::level(shown.level) + QStringLiteral(", ") + wording::eventKind(shown.kind) +
            QStringLiteral(", ") + wording::text(shown.subject) + QStringLiteral(", ") + detail(row)
        );
    case TokenRole:
        return static_cast<int>(
            index.column() == Kind   ? kindToken(shown)
            : index.column() == Time ? Token::Muted
                                     : Token::Text
        );
    case MonoRole:
        return index.column() == Time || index.column() == Subject;
    default:
        return {};
    }
}

QVariant EventsModel::headerData(int section, Qt::Orientation orientation, int role) const {
    if (orientation != Qt::Horizontal || role != Qt::DisplayRole) {
        return {};
    }
    switch (section) {
    case Time:
        return tr("When");
    case Kind:
        return tr("What");
    case Subject:
        return tr("About");
    default:
        return tr("Details");
    }
}

} // namespace meterbench::ui
