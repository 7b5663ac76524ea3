// Families and groups.
#include "ui/pages/gateway/gateway_models.h"

#include "ui/pages/gateway/gateway_words.h"
#include "ui/wording/numbers.h"
#include "ui/wording/states.h"

namespace meterbench::ui {

namespace {

/// The rows of a publication, which lives as long as they are held.
template <class Row>
std::shared_ptr<const std::vector<Row>>
rowsOf(const GatewayViewPtr& view, const std::vector<Row>& rows) {
    return {view, &rows};
}

TableCell ageCell(std::int64_t thenMs, std::int64_t nowMs) {
    return {wording::ago(thenMs, nowMs), thenMs == 0 ? Token::Hint : Token::Text};
}

TableCell expiryCell(std::int64_t expiresMs, std::int64_t nowMs) {
    return {timeLeft(expiresMs, nowMs), expiresMs == 0 ? Token::Hint : Token::Text};
}

} // namespace

void PushedFamiliesModel::show(const GatewayViewPtr& view, FilterPtr filter, std::int64_t nowMs) {
    m_nowMs = nowMs;
    showRows(rowsOf(view, view->families), std::move(filter));
}

void PushedFamiliesModel::setNow(std::int64_t nowMs) {
    m_nowMs = nowMs;
    tellSeen();
}

int PushedFamiliesModel::placeOfName(const std::string& name) const {
    gateway::FamilyRow like;
    like.name = name;
    return placeOf(like);
}

int PushedFamiliesModel::columnCount(const QModelIndex& parent) const {
    return parent.isValid() ? 0 : static_cast<int>(Columns);
}

TableCell PushedFamiliesModel::cell(const gateway::FamilyRow& row, int column) const {
    switch (column) {
    case Name:
        return {wording::text(row.name), Token::Text, true};
    case Type:
        return {wording::metricType(row.type), Token::Muted};
    case Policy: {
        TableCell policy{policyWord(row.policy)};
        if (row.isCumulative) {
            policy.text = tr("%1 of differences").arg(policy.text);
        } else if (row.proposesCumulative) {
            policy.pill = PillText{tr("differences?"), Tone::Attention, Sign::Diamond};
        }
        return policy;
    }
    case Series:
        return {wording::count(row.series)};
    case Pushed:
        return ageCell(row.pushedMs, m_nowMs);
    default:
        return expiryCell(row.expiresMs, m_nowMs);
    }
}

QString PushedFamiliesModel::title(int column) const {
    switch (column) {
    case Name:
        return tr("Family");
    case Type:
        return tr("Type");
    case Policy:
        return tr("Policy");
    case Series:
        return tr("Series");
    case Pushed:
        return tr("Last push");
    default:
        return tr("Expires in");
    }
}

bool PushedFamiliesModel::isNumber(int column) const {
    return column >= Series;
}

QString PushedFamiliesModel::summary(const gateway::FamilyRow& row) const {
    const QString counts =
        wording::counted(tr("%1 series", nullptr, wording::numerus(row.series)), row.series);
    const QString parts[] = {
        wording::text(row.name),
        wording::metricType(row.type),
        tr("policy %1").arg(policyWord(row.policy)),
        counts,
        tr("last push %1").arg(wording::ago(row.pushedMs, m_nowMs)),
        row.proposesCumulative && !row.isCumulative ? tr("its pushers seem to re-send totals")
                                                    : QString()};
    QStringList said;
    for (const QString& part : parts) {
        if (!part.isEmpty()) {
            said += part;
        }
    }
    return said.join(QStringLiteral(", "));
}

void PushGroupsModel::show(const GatewayViewPtr& view, FilterPtr filter, std::int64_t nowMs) {
    m_nowMs = nowMs;
    showRows(rowsOf(view, view->groups), std::move(filter));
}

void PushGroupsModel::setNow(std::int64_t nowMs) {
    m_nowMs = nowMs;
    tellSeen();
}

int PushGroupsModel::placeOfLabels(const std::vector<model::Label>& labels) const {
    gateway::GroupRow like;
    like.labels = labels;
    return placeOf(like);
}

int PushGroupsModel::columnCount(const QModelIndex& parent) const {
    return parent.isValid() ? 0 : static_cast<int>(Columns);
}

TableCell PushGroupsModel::cell(const gateway::GroupRow& row, int column) const {
    switch (column) {
    case Labels:
        return {
            groupText(row.labels),
            row.labels.empty() ? Token::Hint : Token::Text,
            !row.labels.empty()};
    case Families:
        return {wording::count(row.families)};
    case Series:
        return {wording::count(row.series)};
    case Pushes:
        return {wording::count(row.pushes)};
    case Pushed:
        return ageCell(row.pushedMs, m_nowMs);
    case Expires:
        return expiryCell(row.expiresMs, m_nowMs);
    default:
        break;
    }
    // What failed before the last good push is no longer a reason to act.
    return {
        wording::ago(row.failedMs, m_nowMs),
        row.failedMs == 0              ? Token::Hint
        : row.failedMs >= row.pushedMs ? Token::Bad
                                       : Token::Muted};
}

QString PushGroupsModel::title(int column) const {
    switch (column) {
    case Labels:
        return tr("Group");
    case Families:
        return tr("Families");
    case Series:
        return tr("Series");
    case Pushes:
        return tr("Pushes");
    case Pushed:
        return tr("Last push");
    case Expires:
        return tr("Expires in");
    default:
        return tr("Last refused");
    }
}

bool PushGroupsModel::isNumber(int column) const {
    return column != Labels;
}

QString PushGroupsModel::summary(const gateway::GroupRow& row) const {
    return tr("%1, %2 series, last push %3, last refused %4")
        .arg(
            groupText(row.labels),
            wording::count(row.series),
            wording::ago(row.pushedMs, m_nowMs),
            wording::ago(row.failedMs, m_nowMs)
        );
}

} // namespace meterbench::ui
