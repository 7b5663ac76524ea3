// Families and groups.
#include "ui/pages/gateway/gateway_models.h"

#include "ui/models/row_text.h"
#include "ui/pages/gateway/gateway_words.h"
#include "ui/wording/numbers.h"
#include "ui/wording/states.h"

namespace meterbench::ui {

namespace {

std::weak_ordering byName(const gateway::FamilyRow& a, const gateway::FamilyRow& b) {
    return a.name <=> b.name;
}

std::weak_ordering byLabels(const gateway::GroupRow& a, const gateway::GroupRow& b) {
    return a.labels <=> b.labels;
}

void addText(RowText& text, const gateway::FamilyRow& row) {
    text.addOwn("name", row.name);
    text.addOwn("help", row.help);
    text.addOwn("type", model::metricTypeName(row.type));
    text.addOwn("policy", policyWord(row.policy).toStdString());
    text.addOwn(
        "totals",
        row.isCumulative         ? "differences"
        : row.proposesCumulative ? "proposed"
                                 : ""
    );
}

void addText(RowText& text, const gateway::GroupRow& row) {
    for (const model::Label& label : row.labels) {
        text.addField(label.name, label.value);
    }
    text.addOwn("state", row.failedMs > row.pushedMs ? "failed" : "good");
}

/// The rows that the filter lets through. Texts are made only when somebody asks for them.
template <class Row>
std::vector<const Row*> filtered(const std::vector<Row>& rows, const Filter& filter) {
    std::vector<const Row*> shown;
    shown.reserve(rows.size());
    if (filter.empty()) {
        for (const Row& row : rows) {
            shown.push_back(&row);
        }
        return shown;
    }
    RowText text;
    text.reserve(rows.size(), rows.size() * 96);
    for (const Row& row : rows) {
        addText(text, row);
        text.endRow();
    }
    for (const std::uint32_t at : matchRows(text, filter)) {
        shown.push_back(&rows[at]);
    }
    return shown;
}

TableCell ageCell(std::int64_t thenMs, std::int64_t nowMs) {
    return {wording::ago(thenMs, nowMs), thenMs == 0 ? Token::Hint : Token::Text};
}

TableCell expiryCell(std::int64_t expiresMs, std::int64_t nowMs) {
    return {timeLeft(expiresMs, nowMs), expiresMs == 0 ? Token::Hint : Token::Text};
}

} // namespace

void PushedFamiliesModel::show(
    const GatewayViewPtr& view, const Filter& filter, std::int64_t nowMs
) {
    m_nowMs = nowMs;
    arrange(filtered(view->families, filter), view, byName);
}

void PushedFamiliesModel::setNow(std::int64_t nowMs) {
    m_nowMs = nowMs;
    tellAll();
}

int PushedFamiliesModel::placeOfName(const std::string& name) const {
    gateway::FamilyRow like;
    like.name = name;
    return placeOf(like, byName);
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

void PushGroupsModel::show(const GatewayViewPtr& view, const Filter& filter, std::int64_t nowMs) {
    m_nowMs = nowMs;
    arrange(filtered(view->groups, filter), view, byLabels);
}

void PushGroupsModel::setNow(std::int64_t nowMs) {
    m_nowMs = nowMs;
    tellAll();
}

int PushGroupsModel::placeOfLabels(const std::vector<model::Label>& labels) const {
    gateway::GroupRow like;
    like.labels = labels;
    return placeOf(like, byLabels);
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
