#include "ui/pages/billing/reconcile_model.h"

#include "core/usage/priced_usage.h"
#include "ui/pages/billing/reconcile_words.h"
#include "ui/widgets/cell_delegate.h"
#include "ui/wording/states.h"

#include <optional>
#include <utility>

namespace meterbench::ui {

namespace {

bool isNumber(int column) {
    return column >= ReconcileModel::Metered && column <= ReconcileModel::Billed;
}

std::optional<base::Decimal> valueOf(const delivery::ReconcileRow& row, int column) {
    switch (column) {
    case ReconcileModel::Metered:
        return row.metered;
    case ReconcileModel::Sent:
        return row.sent;
    case ReconcileModel::Accepted:
        return row.accepted;
    case ReconcileModel::Billed:
        return row.billed;
    default:
        return std::nullopt;
    }
}

/// A row stands in its first line only.
bool isFurther(const usage::ReconcileLine& line) {
    return line.difference != usage::ReconcileLine::kNone && line.difference > 0;
}

} // namespace

void ReconcileModel::setAnswer(usage::ReconcileAnswerPtr answer) {
    if (answer == m_answer) {
        return;
    }
    beginResetModel();
    const bool isOther = answer == nullptr || m_answer == nullptr ||
                         answer->workspace != m_answer->workspace;
    m_answer = std::move(answer);
    if (isOther) {
        m_names.clear();
        if (m_answer != nullptr && m_answer->workspace != nullptr) {
            for (const config::Customer& customer : m_answer->workspace->customers) {
                if (!customer.name.empty()) {
                    m_names[customer.id] = customer.name;
                }
            }
        }
    }
    endResetModel();
}

const delivery::Difference* ReconcileModel::differenceAt(int row) const {
    if (row < 0 || row >= rowCount()) {
        return nullptr;
    }
    const usage::ReconcileLine& line = m_answer->lines[static_cast<std::size_t>(row)];
    return line.difference == usage::ReconcileLine::kNone
               ? nullptr
               : &m_answer->found.rows[line.row].differences[line.difference];
}

int ReconcileModel::rowCount(const QModelIndex& parent) const {
    return parent.isValid() || m_answer == nullptr ? 0 : static_cast<int>(m_answer->lines.size());
}

int ReconcileModel::columnCount(const QModelIndex& parent) const {
    return parent.isValid() ? 0 : static_cast<int>(ColumnCount);
}

const metering::Meter* ReconcileModel::meterOf(const delivery::ReconcileRow& row) const {
    const auto& meters = m_answer->found.meters;
    const auto name = meters.find({row.customer, row.dimension});
    return name == meters.end() || m_answer->workspace == nullptr
               ? nullptr
               : usage::meterOf(*m_answer->workspace, name->second);
}

QString ReconcileModel::cell(const usage::ReconcileLine& line, int column) const {
    const delivery::ReconcileRow& row = m_answer->found.rows[line.row];
    if (column == Difference) {
        return line.difference == usage::ReconcileLine::kNone
                   ? tr("● equal")
                   : differenceText(row.differences[line.difference], meterOf(row));
    }
    if (isFurther(line)) {
        return {};
    }
    if (column == Customer) {
        const auto name = m_names.find(row.customer);
        return row.customer.empty() ? tr("No customer")
                                    : wording::text(
                                          name == m_names.end() ? row.customer : name->second
                                      );
    }
    if (column == Dimension) {
        return row.dimension.empty() ? tr("no dimension") : wording::text(row.dimension);
    }
    const auto value = valueOf(row, column);
    return value ? reconciledText(*value, meterOf(row)) : QStringLiteral("–");
}

/// To the last digit.
QString ReconcileModel::exact(const usage::ReconcileLine& line, int column) const {
    const delivery::ReconcileRow& row = m_answer->found.rows[line.row];
    if (column == Difference) {
        const QString text = cell(line, column);
        return line.difference == usage::ReconcileLine::kNone
                   ? text
                   : text + QLatin1Char('\n') + adviceText(row.differences[line.difference]);
    }
    if (column == Billed && !row.billed) {
        return wording::text(m_answer->found.notAsked);
    }
    const auto value = isNumber(column) ? valueOf(row, column) : std::nullopt;
    const metering::Meter* const meter = meterOf(row);
    return value ? tr("%1 %2").arg(
                       wording::text(usage::unitsOf(*value, meter).toText()),
                       meter == nullptr ? QString() : wording::text(meter->unit)
                   )
                 : QString();
}

int ReconcileModel::token(const usage::ReconcileLine& line, int column) const {
    const delivery::ReconcileRow& row = m_answer->found.rows[line.row];
    if (column == Difference) {
        if (line.difference == usage::ReconcileLine::kNone) {
            return static_cast<int>(Token::Good);
        }
        const bool isTrouble = delivery::isTrouble(row.differences[line.difference].cause);
        return static_cast<int>(isTrouble ? Token::Bad : Token::Muted);
    }
    const bool isNobodys = (column == Customer && row.customer.empty()) ||
                           (column == Dimension && row.dimension.empty());
    if (isNobodys) {
        return static_cast<int>(Token::Attention);
    }
    const auto value = valueOf(row, column);
    return static_cast<int>(isNumber(column) && (!value || value->isZero()) ? Token::Hint
                                                                            : Token::Text);
}

QString ReconcileModel::spoken(const usage::ReconcileLine& line) const {
    QStringList parts;
    for (int column = 0; column < ColumnCount; ++column) {
        const QString text = cell(line, column);
        if (!text.isEmpty()) {
            parts += isNumber(column) ? tr("%1 %2").arg(
                                            headerData(column, Qt::Horizontal, Qt::DisplayRole)
                                                .toString(),
                                            text
                                        )
                                      : text;
        }
    }
    return parts.join(QStringLiteral(", "));
}

QVariant ReconcileModel::data(const QModelIndex& index, int role) const {
    if (!index.isValid()) {
        return {};
    }
    const usage::ReconcileLine& line = m_answer->lines[static_cast<std::size_t>(index.row())];
    const int column = index.column();
    switch (role) {
    case Qt::DisplayRole:
        return cell(line, column);
    case Qt::ToolTipRole:
        return exact(line, column).toHtmlEscaped();
    case Qt::AccessibleTextRole:
        return column == Customer ? QVariant(spoken(line)) : QVariant();
    case Qt::TextAlignmentRole:
        return int(isNumber(column) ? Qt::AlignRight : Qt::AlignLeft) | int(Qt::AlignVCenter);
    case TokenRole:
        return token(line, column);
    case StrongRole:
        return column == Customer;
    default:
        return {};
    }
}

QVariant ReconcileModel::headerData(int section, Qt::Orientation orientation, int role) const {
    if (orientation != Qt::Horizontal) {
        return {};
    }
    if (role == Qt::TextAlignmentRole) {
        return int(isNumber(section) ? Qt::AlignRight : Qt::AlignLeft) | int(Qt::AlignVCenter);
    }
    if (role != Qt::DisplayRole) {
        return {};
    }
    switch (section) {
    case Customer:
        return tr("Customer");
    case Dimension:
        return tr("Dimension");
    case Metered:
        return tr("Metered");
    case Sent:
        return tr("Sent");
    case Accepted:
        return tr("Accepted");
    case Billed:
        return tr("Billed");
    default:
        return tr("Difference, and why");
    }
}

} // namespace meterbench::ui
