// Last pushes, and the series of what is selected.
#include "ui/pages/gateway/gateway_models.h"
#include "ui/pages/gateway/gateway_words.h"
#include "ui/wording/numbers.h"
#include "ui/wording/states.h"

#include <algorithm>

namespace meterbench::ui {

namespace {

/// Rows of one name stand together, so each name is looked at once.
bool hasTimestamp(const std::vector<gateway::SeriesRow>& rows) {
    const std::string* former = nullptr;
    for (const gateway::SeriesRow& row : rows) {
        if ((former == nullptr || *former != row.name) &&
            wording::unitOf(row.name) == wording::Unit::Timestamp) {
            return true;
        }
        former = &row.name;
    }
    return false;
}

} // namespace

void LastPushesModel::show(const GatewayViewPtr& view, FilterPtr filter) {
    auto lines = std::make_shared<std::vector<PushLine>>();
    lines->reserve(view->pushes.size() * 2);
    for (auto at = view->pushes.rbegin(); at != view->pushes.rend(); ++at) {
        lines->push_back({*at, false});
        if (!(*at)->refusal.empty()) {
            lines->push_back({*at, true});
        }
    }
    showRows(std::move(lines), std::move(filter));
}

int LastPushesModel::pushCount() const {
    int count = 0;
    for (int row = 0; row < rowCount(); ++row) {
        count += isProblemRow(row) ? 0 : 1;
    }
    return count;
}

int LastPushesModel::placeOfId(std::uint64_t id) const {
    address::PushMark like;
    like.id = id;
    return placeOf({std::make_shared<const address::PushMark>(std::move(like)), false});
}

bool LastPushesModel::isProblemRow(int row) const {
    const PushLine* line = rowAt(row);
    return line != nullptr && line->isProblem;
}

int LastPushesModel::columnCount(const QModelIndex& parent) const {
    return parent.isValid() ? 0 : static_cast<int>(Columns);
}

Qt::ItemFlags LastPushesModel::flags(const QModelIndex& index) const {
    if (!index.isValid()) {
        return Qt::NoItemFlags;
    }
    return isProblemRow(index.row()) ? Qt::ItemIsEnabled : Qt::ItemIsEnabled | Qt::ItemIsSelectable;
}

TableCell LastPushesModel::cell(const PushLine& row, int column) const {
    const address::PushMark& mark = *row.mark;
    TableCell cell;
    if (row.isProblem) {
        cell.text = column == Outcome ? refusalSentence(mark) : QString();
        cell.token = Token::Bad;
        cell.isSentence = true;
        return cell;
    }
    const bool isTaken = mark.refusal.empty();
    switch (column) {
    case Time:
        return {wording::clockTime(mark.timeMs), Token::Muted, true};
    case Outcome:
        cell.pill = PillText{
            outcomeText(mark),
            isTaken ? Tone::Good : Tone::Bad,
            isTaken ? Sign::Dot : Sign::Triangle};
        return cell;
    case Pusher:
        return {wording::text(mark.pusher), Token::Text, true};
    case Request:
        return {wording::text(mark.method + ' ' + mark.path).simplified(), Token::Text, true};
    case Size:
        return {wording::bytes(static_cast<double>(mark.bodyBytes))};
    default:
        return {
            isTaken ? wording::count(mark.series) : tr("–"), isTaken ? Token::Text : Token::Hint};
    }
}

QString LastPushesModel::title(int column) const {
    switch (column) {
    case Time:
        return tr("Time");
    case Outcome:
        return tr("Outcome");
    case Pusher:
        return tr("Pusher");
    case Request:
        return tr("Request");
    case Size:
        return tr("Size");
    default:
        return tr("Series");
    }
}

bool LastPushesModel::isNumber(int column) const {
    return column == Size || column == Series;
}

QString LastPushesModel::summary(const PushLine& row) const {
    const address::PushMark& mark = *row.mark;
    if (row.isProblem) {
        return refusalSentence(mark);
    }
    return tr("%1, %2 %3 from %4: %5")
        .arg(
            wording::clockTime(mark.timeMs),
            wording::text(mark.method),
            wording::text(mark.path),
            wording::text(mark.pusher),
            outcomeText(mark)
        );
}

void HeldSeriesModel::show(
    const GatewayViewPtr& view,
    std::vector<model::Label> omitted,
    std::string family,
    std::int64_t nowMs
) {
    m_omitted = std::move(omitted);
    m_family = std::move(family);
    m_nowMs = nowMs;
    m_expires = std::any_of(view->series.begin(), view->series.end(), [](const auto& row) {
        return row.expiresMs != 0;
    });
    m_hasTimestamps = hasTimestamp(view->series);
    showRows({view, &view->series}, nullptr);
}

void HeldSeriesModel::clear() {
    m_expires = false;
    m_hasTimestamps = false;
    showRows(std::make_shared<const std::vector<gateway::SeriesRow>>(), nullptr);
}

int HeldSeriesModel::columnCount(const QModelIndex& parent) const {
    return parent.isValid() ? 0 : static_cast<int>(Columns);
}

QString HeldSeriesModel::shownName(const gateway::SeriesRow& row) const {
    std::vector<model::Label> labels;
    for (const model::Label& label : row.labels) {
        if (std::find(m_omitted.begin(), m_omitted.end(), label) == m_omitted.end()) {
            labels.push_back(label);
        }
    }
    const QString name = row.name == m_family ? QString() : wording::text(row.name);
    if (name.isEmpty()) {
        return groupText(labels);
    }
    return name + labelsText(labels);
}

TableCell HeldSeriesModel::cell(const gateway::SeriesRow& row, int column) const {
    switch (column) {
    case Name: {
        const bool isPlain = row.labels.size() == m_omitted.size() && row.name == m_family;
        return {shownName(row), isPlain ? Token::Hint : Token::Text, !isPlain};
    }
    case Value: {
        TableCell value{wording::value(row.value, wording::unitOf(row.name))};
        value.isStrong = true;
        return value;
    }
    case Pushed:
        return {shortAgo(row.pushedMs, m_nowMs), Token::Muted};
    default:
        return {
            timeLeftSentence(row.expiresMs, m_nowMs),
            row.expiresMs == 0 ? Token::Hint : Token::Muted};
    }
}

QString HeldSeriesModel::title(int column) const {
    switch (column) {
    case Name:
        return tr("Series");
    case Value:
        return tr("Value");
    case Pushed:
        return tr("Pushed");
    default:
        return tr("Expires in");
    }
}

bool HeldSeriesModel::isNumber(int column) const {
    return column != Name;
}

QString HeldSeriesModel::summary(const gateway::SeriesRow& row) const {
    return tr("%1: %2, pushed %3")
        .arg(
            wording::text(row.name) + labelsText(row.labels),
            wording::value(row.value, wording::unitOf(row.name)),
            wording::ago(row.pushedMs, m_nowMs)
        );
}

} // namespace meterbench::ui
