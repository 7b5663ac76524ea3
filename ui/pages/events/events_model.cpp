// Rows come in at the top and go at the bottom; only a new filter starts over.
#include "ui/pages/events/events_model.h"

#include "ui/widgets/cell_delegate.h"
#include "ui/wording/numbers.h"
#include "ui/wording/states.h"

#include <algorithm>

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

} // namespace

void EventsModel::show(std::shared_ptr<const std::vector<pipeline::EventPtr>> events) {
    if (events == m_events || events == nullptr) {
        return;
    }
    m_events = std::move(events);
    const std::vector<pipeline::EventPtr> fresh = newerThan(m_newest);
    if (!fresh.empty()) {
        beginInsertRows({}, 0, static_cast<int>(fresh.size()) - 1);
        for (const pipeline::EventPtr& event : fresh) {
            m_shown.push_front(event);
        }
        endInsertRows();
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
    m_shown.clear();
    if (m_events != nullptr) {
        for (const pipeline::EventPtr& event : *m_events) {
            if (matches(*event)) {
                m_shown.push_front(event);
            }
        }
    }
    endResetModel();
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
    std::size_t keep = m_shown.size();
    while (keep > 0 && m_shown[keep - 1]->id < id) {
        --keep;
    }
    if (keep < m_shown.size()) {
        beginRemoveRows({}, static_cast<int>(keep), static_cast<int>(m_shown.size()) - 1);
        m_shown.resize(keep);
        endRemoveRows();
    }
}

int EventsModel::rowCount(const QModelIndex& parent) const {
    return parent.isValid() ? 0 : static_cast<int>(m_shown.size());
}

int EventsModel::columnCount(const QModelIndex& parent) const {
    return parent.isValid() ? 0 : static_cast<int>(Columns);
}

QVariant EventsModel::data(const QModelIndex& index, int role) const {
    if (!index.isValid()) {
        return {};
    }
    const pipeline::Event& shown = event(index.row());
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
            return wording::text(shown.detail).simplified();
        }
    case Qt::AccessibleTextRole:
        return QString(
            wording::level(shown.level) + QStringLiteral(", ") + wording::eventKind(shown.kind) +
            QStringLiteral(", ") + wording::text(shown.subject) + QStringLiteral(", ") +
            wording::text(shown.detail)
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
