// BrowserModel: what stands in a row.
#include "ui/pages/explore/browser_model.h"
#include "ui/wording/states.h"

#include <QLocale>

namespace meterbench::ui {

using wording::text;

bool BrowserModel::setMetering(
    const std::shared_ptr<const pipeline::MetererOptions>& options, const JoinSayingsPtr& sayings
) {
    return m_verdicts.follow(options, sayings);
}

/// Of what is shown; nothing of groups, and of families that are too large.
VerdictSum BrowserModel::verdictOf(const QModelIndex& index) const {
    VerdictSum sum;
    const Node* node = nodeOf(index);
    const bool isLarge = node->end - node->begin > Verdicts::kMostSummed;
    if (m_verdicts.isEmpty() || (isLarge && !isSeries(index))) {
        return sum;
    }
    for (const std::uint32_t row : rowsOf(index)) {
        const auto labels = [&] { return m_index->labelsAt(row); };
        sum.add(m_verdicts.of(m_index->rows()[row].ref, labels));
    }
    return sum;
}

/// A series whole, and what is said of it and of families.
QString BrowserModel::tipText(const QModelIndex& index) const {
    const QString series =
        isSeries(index) ? text(m_index->labelsAt(rowsOf(index).front()).toString()) : QString();
    const QString said = verdictOf(index).words();
    return QStringList{series, said}.join(
        series.isEmpty() || said.isEmpty() ? QString() : QStringLiteral("\n")
    );
}

QString BrowserModel::nameText(const QModelIndex& index) const {
    const Node* node = nodeOf(index);
    if (isSeries(index)) {
        return seriesText(index);
    }
    return node->kind == Group ? text(m_index->groups()[node->entry].title)
                               : text(m_index->families()[node->entry].name);
}

QString BrowserModel::seriesText(const QModelIndex& index) const {
    const std::uint32_t row = rowsOf(index).front();
    const model::Labels labels = m_index->labelsAt(row);
    const std::string& family = m_index->families()[m_index->familyOfRow(row)].name;
    model::Labels shown = labels;
    shown.erase(model::kMetricName);
    const std::string_view name = labels.get(model::kMetricName);
    // The family's name stands above; only what is longer says something (_bucket, _sum).
    const std::string rest(name.starts_with(family) ? name.substr(family.size()) : name);
    return text(rest) + text(shown.toString());
}

QString BrowserModel::countText(const QModelIndex& index) const {
    const Node* node = nodeOf(index);
    if (isSeries(index)) {
        return {};
    }
    if (node->kind == Group) {
        const auto count = node->children.size();
        return count == 1 ? tr("1 family") : tr("%1 families").arg(count);
    }
    return QLocale(QLocale::English).toString(static_cast<qulonglong>(node->end - node->begin));
}

QVariant BrowserModel::data(const QModelIndex& index, int role) const {
    const Node* node = nodeOf(index);
    if (node == nullptr) {
        return {};
    }
    switch (role) {
    case Qt::DisplayRole:
    case NameRole:
        return nameText(index);
    case Qt::ToolTipRole:
        return tipText(index).toHtmlEscaped();
    case Qt::AccessibleTextRole: {
        const QString count = countText(index);
        const bool isFamily = node->kind == Family && !isSeries(index);
        const QString said = verdictOf(index).words();
        const QString name = isFamily ? tr("%1, %2 series").arg(nameText(index), count)
                                      : nameText(index) + QLatin1Char(' ') + count;
        return said.isEmpty() ? name : name + QStringLiteral(", ") + said;
    }
    case VerdictRole: {
        const auto kind = verdictOf(index).kind();
        return kind ? QVariant(static_cast<int>(*kind)) : QVariant();
    }
    case VerdictTextRole:
        return verdictOf(index).words();
    case KindRole:
        return isSeries(index) ? Series : node->kind;
    case CountRole:
        return countText(index);
    case LetterRole:
        return node->kind == Family && !isSeries(index)
                   ? typeLetter(m_index->families()[node->entry].type)
                   : QString();
    default:
        return {};
    }
}

} // namespace meterbench::ui
