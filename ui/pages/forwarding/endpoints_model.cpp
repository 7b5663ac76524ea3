// Rows are moved into place one by one: few endpoints, and nothing else on the page may jump.
#include "ui/pages/forwarding/endpoints_model.h"

#include "ui/pages/forwarding/endpoint_words.h"
#include "ui/widgets/cell_delegate.h"
#include "ui/wording/numbers.h"
#include "ui/wording/states.h"

#include <algorithm>

namespace meterbench::ui {

namespace {

bool matches(const pipeline::EndpointView& endpoint, const QStringList& words) {
    const QString text =
        wording::text(endpoint.state.name) + QLatin1Char('\n') + wording::text(endpoint.state.url);
    return std::all_of(words.begin(), words.end(), [&text](const QString& word) {
        const bool without = word.startsWith(QLatin1Char('!')) && word.size() > 1;
        return text.contains(without ? word.mid(1) : word, Qt::CaseInsensitive) != without;
    });
}

bool isFailing(const remote::EndpointState& state) {
    return state.phase == remote::EndpointPhase::Retrying ||
           (!state.lastError.empty() && state.lastStatus != 0);
}

} // namespace

int failingEndpoints(const pipeline::Snapshot& now) {
    return static_cast<int>(std::count_if(
        now.endpoints.begin(),
        now.endpoints.end(),
        [](const auto& endpoint) { return isFailing(endpoint->state); }
    ));
}

void EndpointsModel::show(const pipeline::SnapshotPtr& now, const QString& filter) {
    m_nowMs = now->timeMs;
    const QStringList words = filter.split(QLatin1Char(' '), Qt::SkipEmptyParts);
    std::vector<Row> wanted;
    for (const pipeline::EndpointPtr& endpoint : now->endpoints) {
        if (!matches(*endpoint, words)) {
            continue;
        }
        wanted.push_back({endpoint->state.name, false, endpoint});
        if (!wording::endpointProblem(endpoint->state, m_nowMs).isEmpty()) {
            wanted.push_back({endpoint->state.name, true, endpoint});
        }
    }
    arrange(std::move(wanted));
}

void EndpointsModel::arrange(std::vector<Row> wanted) {
    for (int i = static_cast<int>(m_rows.size()) - 1; i >= 0; --i) {
        const Row& row = m_rows[static_cast<std::size_t>(i)];
        if (std::none_of(wanted.begin(), wanted.end(), [&row](const Row& other) {
                return other.isSame(row);
            })) {
            beginRemoveRows({}, i, i);
            m_rows.erase(m_rows.begin() + i);
            endRemoveRows();
        }
    }
    for (std::size_t i = 0; i < wanted.size(); ++i) {
        if (i < m_rows.size() && m_rows[i].isSame(wanted[i])) {
            continue;
        }
        const auto later = std::find_if(
            m_rows.begin() + static_cast<std::ptrdiff_t>(std::min(i, m_rows.size())),
            m_rows.end(),
            [&](const Row& row) { return row.isSame(wanted[i]); }
        );
        if (later != m_rows.end()) {
            const int from = static_cast<int>(later - m_rows.begin());
            beginRemoveRows({}, from, from);
            m_rows.erase(later);
            endRemoveRows();
        }
        beginInsertRows({}, static_cast<int>(i), static_cast<int>(i));
        m_rows.insert(m_rows.begin() + static_cast<std::ptrdiff_t>(i), wanted[i]);
        endInsertRows();
    }
    m_rows = std::move(wanted);
    if (!m_rows.empty()) {
        Q_EMIT dataChanged(index(0, 0), index(static_cast<int>(m_rows.size()) - 1, Columns - 1));
    }
}

pipeline::EndpointPtr EndpointsModel::endpointAt(int row) const {
    if (row < 0 || row >= rowCount()) {
        return nullptr;
    }
    return m_rows[static_cast<std::size_t>(row)].endpoint;
}

std::optional<int> EndpointsModel::rowOf(const std::string& name) const {
    for (std::size_t i = 0; i < m_rows.size(); ++i) {
        if (m_rows[i].name == name && !m_rows[i].isProblem) {
            return static_cast<int>(i);
        }
    }
    return std::nullopt;
}

int EndpointsModel::endpointCount() const {
    return static_cast<int>(std::count_if(m_rows.begin(), m_rows.end(), [](const Row& row) {
        return !row.isProblem;
    }));
}

int EndpointsModel::rowCount(const QModelIndex& parent) const {
    return parent.isValid() ? 0 : static_cast<int>(m_rows.size());
}

int EndpointsModel::columnCount(const QModelIndex& parent) const {
    return parent.isValid() ? 0 : static_cast<int>(Columns);
}

Qt::ItemFlags EndpointsModel::flags(const QModelIndex& index) const {
    if (!index.isValid()) {
        return Qt::NoItemFlags;
    }
    return isProblemRow(index.row()) ? Qt::ItemIsEnabled : Qt::ItemIsEnabled | Qt::ItemIsSelectable;
}

QString EndpointsModel::cellText(const Row& row, int column) const {
    using namespace wording;
    const remote::EndpointState& state = row.endpoint->state;
    if (row.isProblem) {
        return column == Name ? endpointProblem(state, m_nowMs) : QString();
    }
    switch (column) {
    case State:
        return endpointPill(state).text;
    case Name:
        return text(state.name);
    case Rate:
        return rate(row.endpoint->samplesPerSecond);
    case Bytes:
        return byteRate(row.endpoint->bytesPerSecond);
    case Waiting:
        return count(state.samplesPending);
    case Oldest:
        return state.oldestUnsentMs > 0
                   ? duration(std::max<std::int64_t>(0, m_nowMs - state.oldestUnsentMs))
                   : tr("–");
    case InFlight:
        return count(state.inFlight);
    case Retries:
        return count(state.retries);
    case Lost:
        return count(state.samplesLost + state.samplesRefused);
    case Answer:
        return lastAnswer(state);
    default:
        return {};
    }
}

std::optional<int> EndpointsModel::cellToken(const Row& row, int column) const {
    const remote::EndpointState& state = row.endpoint->state;
    if (row.isProblem) {
        return static_cast<int>(Token::Bad);
    }
    switch (column) {
    case Lost:
        return static_cast<int>(
            state.samplesLost + state.samplesRefused > 0 ? Token::Bad : Token::Hint
        );
    case Waiting:
        return static_cast<int>(state.samplesPending > 0 ? Token::Text : Token::Hint);
    case Oldest:
        return static_cast<int>(state.oldestUnsentMs > 0 ? Token::Text : Token::Hint);
    case InFlight:
        return static_cast<int>(state.inFlight > 0 ? Token::Text : Token::Hint);
    case Retries:
        return static_cast<int>(state.retries > 0 ? Token::Text : Token::Hint);
    case Answer:
        return static_cast<int>(
            state.lastAnswerMs == 0   ? Token::Muted
            : state.lastError.empty() ? Token::Good
                                      : Token::Bad
        );
    default:
        return std::nullopt;
    }
}

QVariant EndpointsModel::data(const QModelIndex& index, int role) const {
    if (!index.isValid()) {
        return {};
    }
    const Row& row = m_rows[static_cast<std::size_t>(index.row())];
    const bool isPill = index.column() == State && !row.isProblem;
    switch (role) {
    case Qt::DisplayRole:
        return cellText(row, index.column());
    case Qt::ToolTipRole:
        return row.isProblem ? QVariant()
                             : QVariant(wording::text(row.endpoint->state.url).toHtmlEscaped());
    case Qt::AccessibleTextRole:
        return index.column() == Name ? QVariant(endpointSummary(*row.endpoint, m_nowMs))
                                      : QVariant();
    case Qt::TextAlignmentRole:
        return int(index.column() >= Rate && index.column() <= Lost ? Qt::AlignRight : Qt::AlignLeft
               ) |
               int(Qt::AlignVCenter);
    case TokenRole:
        if (const std::optional<int> token = cellToken(row, index.column())) {
            return *token;
        }
        return {};
    case SentenceRole:
        return row.isProblem;
    case MonoRole:
        return index.column() == Name && !row.isProblem;
    case PillToneRole:
        return isPill ? QVariant(static_cast<int>(endpointPill(row.endpoint->state).tone))
                      : QVariant();
    case PillSignRole:
        return isPill ? QVariant(static_cast<int>(endpointPill(row.endpoint->state).sign))
                      : QVariant();
    default:
        return {};
    }
}

QVariant EndpointsModel::headerData(int section, Qt::Orientation orientation, int role) const {
    if (orientation != Qt::Horizontal) {
        return {};
    }
    if (role == Qt::TextAlignmentRole) {
        return int(section >= Rate && section <= Lost ? Qt::AlignRight : Qt::AlignLeft) |
               int(Qt::AlignVCenter);
    }
    if (role != Qt::DisplayRole) {
        return {};
    }
    switch (section) {
    case State:
        return tr("State");
    case Name:
        return tr("Endpoint");
    case Rate:
        return tr("Rate");
    case Bytes:
        return tr("Bytes");
    case Waiting:
        return tr("Waiting");
    case Oldest:
        return tr("Oldest");
    case InFlight:
        return tr("In flight");
    case Retries:
        return tr("Retries");
    case Lost:
        return tr("Lost");
    default:
        return tr("Last answer");
    }
}

} // namespace meterbench::ui
