// TargetsModel: what stands in a cell, and what is read aloud.
#include "ui/models/targets_model.h"
#include "ui/wording/numbers.h"
#include "ui/wording/states.h"

#include <algorithm>

namespace meterbench::ui {

namespace {

std::string_view withoutScheme(std::string_view url) {
    constexpr std::string_view kPlain = "http://";
    return url.starts_with(kPlain) ? url.substr(kPlain.size()) : url;
}

/// In its largest unit alone, so that the column stays narrow and does not move.
QString ageText(std::int64_t ageMs) {
    const std::int64_t seconds = std::max<std::int64_t>(ageMs, 0) / 1'000;
    std::int64_t unit = 1;
    for (const std::int64_t larger : {60, 3'600, 86'400}) {
        unit = seconds >= larger ? larger : unit;
    }
    return wording::duration(seconds / unit * unit * 1'000);
}

QString labelsText(const pipeline::TargetState& target) {
    QString text;
    for (const model::LabelView& label : TargetsModel::shownLabels(target)) {
        text += (text.isEmpty() ? QString() : QStringLiteral(" ")) + wording::text(label.name) +
                QLatin1String("=\"") + wording::text(label.value) + QLatin1Char('"');
    }
    return text;
}

} // namespace

TargetsModel::RowKind TargetsModel::kindAt(int row) const {
    return m_rows[static_cast<std::size_t>(row)].kind;
}

pipeline::TargetPtr TargetsModel::targetAt(int row) const {
    if (row < 0 || row >= rowCount() || kindAt(row) == RowKind::Group) {
        return nullptr;
    }
    return m_slots[m_rows[static_cast<std::size_t>(row)].slot].target;
}

QString TargetsModel::groupName(int row) const {
    const Group& group = m_groups[m_rows[static_cast<std::size_t>(row)].slot];
    return wording::text(group.name);
}

QString TargetsModel::groupSummary(int row) const {
    const Group& group = m_groups[m_rows[static_cast<std::size_t>(row)].slot];
    const QString all = wording::counted(
        tr("%1 target(s)", nullptr, wording::numerus(group.targets)), group.targets
    );
    const QString targets = group.matched == group.targets
                                ? all
                                : tr("%1 of %2").arg(wording::count(group.matched), all);
    return tr("%1, %2 up, %3 series")
        .arg(targets, wording::count(group.up), wording::count(group.series));
}

bool TargetsModel::isCollapsed(int row) const {
    return m_groups[m_rows[static_cast<std::size_t>(row)].slot].collapsed;
}

void TargetsModel::toggleGroup(int row) {
    Group& group = m_groups[m_rows[static_cast<std::size_t>(row)].slot];
    group.collapsed = !group.collapsed;
    Q_EMIT dataChanged(index(row, 0), index(row, ColumnCount - 1));
    showWanted();
}

int TargetsModel::rowOf(pipeline::TargetId target) const {
    const auto found = m_slotOf.find(target);
    return found == m_slotOf.end() ? -1 : m_slots[found->second].row;
}

int TargetsModel::reveal(pipeline::TargetId target) {
    const auto found = m_slotOf.find(target);
    if (found == m_slotOf.end()) {
        return -1;
    }
    Group& group = m_groups[m_slots[found->second].group];
    if (group.collapsed) {
        group.collapsed = false;
        showWanted();
    }
    return m_slots[found->second].row;
}

QString TargetsModel::endpointText(const pipeline::TargetState& target) {
    constexpr std::string_view kUsualPath = "/metrics";
    std::string_view text = withoutScheme(target.url);
    if (text.ends_with(kUsualPath) && text.find('/') == text.size() - kUsualPath.size()) {
        text.remove_suffix(kUsualPath.size());
    }
    return wording::text(text);
}

std::vector<model::LabelView> TargetsModel::shownLabels(const pipeline::TargetState& target) {
    std::vector<model::LabelView> shown;
    for (const model::Label& label : target.labels) {
        if (label.name != "job" || label.value != target.pool) {
            shown.push_back({label.name, label.value});
        }
    }
    const std::string_view host = withoutScheme(target.url);
    if (shown.size() > 1) {
        std::erase_if(shown, [host](const model::LabelView& label) {
            return label.name == "instance" && host.starts_with(label.value);
        });
    }
    return shown;
}

int TargetsModel::rowCount(const QModelIndex& parent) const {
    return parent.isValid() ? 0 : static_cast<int>(m_rows.size());
}

int TargetsModel::columnCount(const QModelIndex& parent) const {
    return parent.isValid() ? 0 : static_cast<int>(ColumnCount);
}

Qt::ItemFlags TargetsModel::flags(const QModelIndex& index) const {
    if (!index.isValid()) {
        return Qt::NoItemFlags;
    }
    return Qt::ItemIsEnabled | Qt::ItemIsSelectable | Qt::ItemNeverHasChildren;
}

QVariant TargetsModel::headerData(int section, Qt::Orientation orientation, int role) const {
    if (orientation != Qt::Horizontal || section < 0 || section >= ColumnCount) {
        return {};
    }
    if (role == Qt::TextAlignmentRole) {
        return static_cast<int>(
            Qt::AlignVCenter | (section >= Last ? Qt::AlignRight : Qt::AlignLeft)
        );
    }
    if (role != Qt::DisplayRole) {
        return {};
    }
    switch (section) {
    case State:
        return tr("State");
    case Endpoint:
        return tr("Endpoint");
    case Labels:
        return tr("Labels");
    case Last:
        return tr("Last");
    case Took:
        return tr("Took");
    case Samples:
        return tr("Samples");
    default:
        return tr("Size");
    }
}

QVariant TargetsModel::data(const QModelIndex& index, int role) const {
    if (!index.isValid() || index.row() >= rowCount()) {
        return {};
    }
    const DisplayRow& row = m_rows[static_cast<std::size_t>(index.row())];
    if (role == Qt::AccessibleTextRole) {
        return index.column() == 0 ? spokenText(row) : data(index, Qt::DisplayRole).toString();
    }
    if (role == Qt::TextAlignmentRole) {
        return static_cast<int>(
            Qt::AlignVCenter | (index.column() >= Last ? Qt::AlignRight : Qt::AlignLeft)
        );
    }
    if (role == Qt::ToolTipRole && index.column() == Labels && row.kind == RowKind::Target) {
        // The cell may have had no room for all. Plain text, whatever it holds.
        return targetText(*m_slots[row.slot].target, Labels).toHtmlEscaped();
    }
    if (role != Qt::DisplayRole) {
        return {};
    }
    switch (row.kind) {
    case RowKind::Target:
        return targetText(*m_slots[row.slot].target, index.column());
    case RowKind::Problem:
        return index.column() == Endpoint
                   ? wording::targetProblem(*m_slots[row.slot].target, m_snapshot->timeMs)
                   : QString();
    case RowKind::Group:
        break;
    }
    if (index.column() == 0) {
        return groupName(index.row());
    }
    return index.column() == 1 ? groupSummary(index.row()) : QString();
}

QString TargetsModel::targetText(const pipeline::TargetState& target, int column) const {
    const bool scraped = target.lastScrapeMs != 0;
    switch (column) {
    case State:
        return wording::health(target);
    case Endpoint:
        return endpointText(target);
    case Labels:
        return labelsText(target);
    case Last:
        return scraped ? ageText(m_snapshot->timeMs - target.lastScrapeMs) : QString();
    case Took:
        return scraped ? wording::took(target.lastDurationSeconds) : QString();
    case Samples:
        return scraped ? wording::count(target.samplesScraped) : QString();
    default:
        return target.bodyBytes > 0 ? wording::bytes(static_cast<double>(target.bodyBytes))
                                    : QString();
    }
}

QString TargetsModel::spokenText(const DisplayRow& row) const {
    if (row.kind == RowKind::Group) {
        const auto at = static_cast<int>(&row - m_rows.data());
        return tr("Pool %1: %2").arg(groupName(at), groupSummary(at));
    }
    const pipeline::TargetState& target = *m_slots[row.slot].target;
    if (row.kind == RowKind::Problem) {
        return wording::targetProblem(target, m_snapshot->timeMs);
    }
    if (target.lastScrapeMs == 0) {
        return tr("%1, %2").arg(endpointText(target), wording::health(target));
    }
    return tr("%1, %2, scraped %3 in %4, %5")
        .arg(
            endpointText(target),
            wording::health(target),
            wording::ago(target.lastScrapeMs, m_snapshot->timeMs),
            wording::took(target.lastDurationSeconds),
            wording::counted(
                tr("%1 sample(s)", nullptr, wording::numerus(target.samplesScraped)),
                target.samplesScraped
            )
        );
}

} // namespace meterbench::ui
