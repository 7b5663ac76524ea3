// What the cells say, and how.
#include "ui/pages/forwarding/endpoint_words.h"
#include "ui/pages/forwarding/endpoints_model.h"
#include "ui/widgets/cell_delegate.h"
#include "ui/wording/numbers.h"
#include "ui/wording/states.h"

#include <algorithm>

namespace meterbench::ui {

QString EndpointsModel::problemOf(const Row& row) const {
    return row.usage ? usageProblem(*row.usage, m_nowMs)
                     : wording::endpointProblem(row.endpoint->state, m_nowMs);
}

PillText EndpointsModel::pillOf(const Row& row) const {
    return row.usage ? usagePill(*row.usage) : endpointPill(row.endpoint->state);
}

QString EndpointsModel::usageText(const UsageView& usage, int column) const {
    using namespace wording;
    const delivery::DeliveryState& state = *usage.state;
    switch (column) {
    case Sends:
        return tr("usage");
    case Waiting:
        return count(recordsWaiting(state));
    case Oldest:
        return state.oldestUnsentMs > 0
                   ? duration(std::max<std::int64_t>(0, m_nowMs - state.oldestUnsentMs))
                   : tr("–");
    case Retries:
        return count(state.retries);
    case Lost:
        return count(state.refused);
    case Answer:
        return usageAnswer(state);
    default:
        return tr("–"); // rates and what is in flight are not counted of records
    }
}

QString EndpointsModel::cellText(const Row& row, int column) const {
    using namespace wording;
    if (row.isProblem) {
        return column == Name ? problemOf(row) : QString();
    }
    if (column == State) {
        return pillOf(row).text;
    }
    if (column == Name) {
        return text(row.key.name);
    }
    if (row.usage) {
        return usageText(*row.usage, column);
    }
    const remote::EndpointState& state = row.endpoint->state;
    switch (column) {
    case Sends:
        return tr("samples");
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

std::optional<int> EndpointsModel::usageToken(const UsageView& usage, int column) const {
    const delivery::DeliveryState& state = *usage.state;
    const auto some = [](bool is, Token token) {
        return static_cast<int>(is ? token : Token::Hint);
    };
    switch (column) {
    case State:
    case Name:
        return std::nullopt;
    case Sends:
        return static_cast<int>(Token::Muted);
    case Waiting:
        return some(recordsWaiting(state) > 0, Token::Text);
    case Oldest:
        return some(state.oldestUnsentMs > 0, Token::Text);
    case Retries:
        return some(state.retries > 0, Token::Text);
    case Lost:
        return some(state.refused > 0, Token::Bad);
    case Answer:
        return static_cast<int>(
            state.lastAnswerMs == 0 && state.lastError.empty() ? Token::Muted
            : state.lastError.empty()                          ? Token::Good
                                                               : Token::Bad
        );
    default:
        return static_cast<int>(Token::Hint);
    }
}

std::optional<int> EndpointsModel::cellToken(const Row& row, int column) const {
    if (row.isProblem) {
        return static_cast<int>(Token::Bad);
    }
    if (row.usage) {
        return usageToken(*row.usage, column);
    }
    const remote::EndpointState& state = row.endpoint->state;
    switch (column) {
    case Sends:
        return static_cast<int>(Token::Muted);
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
        return row.isProblem
                   ? QVariant()
                   : QVariant(
                         wording::text(row.usage ? row.usage->state->url : row.endpoint->state.url)
                             .toHtmlEscaped()
                     );
    case Qt::AccessibleTextRole:
        if (index.column() != Name) {
            return {};
        }
        return row.usage ? usageSummary(*row.usage, m_nowMs)
                         : endpointSummary(*row.endpoint, m_nowMs);
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
        return isPill ? QVariant(static_cast<int>(pillOf(row).tone)) : QVariant();
    case PillSignRole:
        return isPill ? QVariant(static_cast<int>(pillOf(row).sign)) : QVariant();
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
    case Sends:
        return tr("Sends");
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
