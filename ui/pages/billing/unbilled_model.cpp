#include "ui/pages/billing/unbilled_model.h"

#include "ui/pages/billing/billing_words.h"
#include "ui/widgets/cell_delegate.h"
#include "ui/wording/numbers.h"
#include "ui/wording/states.h"

#include <utility>

namespace meterbench::ui {

void UnbilledModel::show(std::vector<UnbilledCause> causes, const metering::SchemaOptions& schema) {
    m_schema = schema;
    if (causes == m_causes) {
        return;
    }
    const int former = rowCount();
    const int next = static_cast<int>(causes.size());
    if (next < former) {
        beginRemoveRows({}, next, former - 1);
        m_causes.resize(causes.size());
        endRemoveRows();
    }
    if (next > former) {
        beginInsertRows({}, former, next - 1);
        m_causes = std::move(causes);
        endInsertRows();
    } else {
        m_causes = std::move(causes);
    }
    if (next > 0) {
        Q_EMIT dataChanged(index(0, 0), index(next - 1, ColumnCount - 1));
    }
}

const UnbilledCause* UnbilledModel::at(int row) const {
    return row < 0 || row >= rowCount() ? nullptr : &m_causes[static_cast<std::size_t>(row)];
}

int UnbilledModel::rowCount(const QModelIndex& parent) const {
    return parent.isValid() ? 0 : static_cast<int>(m_causes.size());
}

int UnbilledModel::columnCount(const QModelIndex& parent) const {
    return parent.isValid() ? 0 : static_cast<int>(ColumnCount);
}

QString UnbilledModel::repairText(const UnbilledCause& cause) {
    if (cause.kind == UnbilledCause::Kind::NotMeasured) {
        return tr("Show");
    }
    return cause.verdict == metering::Verdict::MalformedId ? tr("Mend label…") : tr("Add label…");
}

QString UnbilledModel::cell(const UnbilledCause& cause, int column) const {
    switch (column) {
    case Where: {
        QStringList names;
        for (const std::string& one : cause.where) {
            names += wording::text(one);
        }
        return names.isEmpty() ? wording::text(cause.example) : names.join(QStringLiteral(", "));
    }
    case Amount:
        return cause.kind == UnbilledCause::Kind::NotMeasured
                   ? wording::duration(cause.unmeteredMs)
                   : wording::counted(
                         tr("%1 series", nullptr, wording::numerus(cause.series)), cause.series
                     );
    case Why:
        return cause.kind == UnbilledCause::Kind::NotMeasured
                   ? tr("no good scrape in that time, usage not measured")
                   : verdictText(cause.verdict, cause.label, m_schema);
    default:
        return repairText(cause);
    }
}

QVariant UnbilledModel::data(const QModelIndex& index, int role) const {
    const UnbilledCause* const cause = index.isValid() ? at(index.row()) : nullptr;
    if (cause == nullptr) {
        return {};
    }
    switch (role) {
    case Qt::DisplayRole:
        return cell(*cause, index.column());
    case Qt::AccessibleTextRole:
        return index.column() == Where
                   ? QVariant(
                         cell(*cause, Where) + QStringLiteral(", ") + cell(*cause, Amount) +
                         QStringLiteral(", ") + cell(*cause, Why)
                     )
                   : QVariant();
    case Qt::ToolTipRole:
        return index.column() == Why && !cause->example.empty()
                   ? QVariant(wording::text(cause->example).toHtmlEscaped())
                   : QVariant();
    case Qt::TextAlignmentRole:
        return int(index.column() == Amount ? Qt::AlignRight : Qt::AlignLeft) |
               int(Qt::AlignVCenter);
    case TokenRole:
        return static_cast<int>(
            index.column() == Why      ? Token::Attention
            : index.column() == Repair ? Token::Accent
                                       : Token::Text
        );
    case MonoRole:
        return index.column() == Where;
    default:
        return {};
    }
}

QVariant UnbilledModel::headerData(int section, Qt::Orientation orientation, int role) const {
    if (orientation != Qt::Horizontal || role != Qt::DisplayRole) {
        return {};
    }
    switch (section) {
    case Where:
        return tr("Where");
    case Amount:
        return tr("How much");
    case Why:
        return tr("Why");
    default:
        return tr("Repair");
    }
}

} // namespace meterbench::ui
