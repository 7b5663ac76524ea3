// What stands in the cells. Which rows there are: usage_model_rows.cpp.
#include "ui/pages/billing/usage_model.h"

#include "ui/pages/billing/billing_words.h"
#include "ui/widgets/cell_delegate.h"
#include "ui/wording/states.h"

namespace meterbench::ui {

bool UsageModel::isCustomer(int row) const {
    return row >= 0 && row < rowCount() &&
           m_rows[static_cast<std::size_t>(row)].dimension == kItself;
}

bool UsageModel::isClosed(int row) const {
    return !isFiltered() && isClosedCustomer(*at(row).customer);
}

UsageModel::Place UsageModel::at(int row) const {
    if (row < 0 || row >= rowCount()) {
        return {};
    }
    const DisplayRow& one = m_rows[static_cast<std::size_t>(row)];
    const usage::CustomerPtr& customer = (*m_customers)[one.customer];
    return {
        customer,
        one.dimension == kItself ? nullptr
                                 : customer->dimensions[static_cast<std::size_t>(one.dimension)]};
}

int UsageModel::rowOf(const std::string& customer, const std::string& dimension) const {
    for (std::size_t i = 0; i < m_customers->size(); ++i) {
        if ((*m_customers)[i]->id != customer || m_rowOfCustomer[i] < 0) {
            continue;
        }
        auto row = static_cast<std::size_t>(m_rowOfCustomer[i]) + 1;
        for (; row < m_rows.size() && m_rows[row].customer == i; ++row) {
            if (at(static_cast<int>(row)).dimension->dimension == dimension) {
                return static_cast<int>(row);
            }
        }
        return m_rowOfCustomer[i];
    }
    return -1;
}

int UsageModel::customerRow(int row) const {
    return row < 0 || row >= rowCount()
               ? -1
               : m_rowOfCustomer[m_rows[static_cast<std::size_t>(row)].customer];
}

const std::vector<float>* UsageModel::todayAt(int row) const {
    const Place place = at(row);
    return place.dimension == nullptr || m_isStale ? nullptr : &place.dimension->today;
}

int UsageModel::rowCount(const QModelIndex& parent) const {
    return parent.isValid() ? 0 : static_cast<int>(m_rows.size());
}

int UsageModel::columnCount(const QModelIndex& parent) const {
    return parent.isValid() ? 0 : static_cast<int>(ColumnCount);
}

Qt::ItemFlags UsageModel::flags(const QModelIndex& index) const {
    return index.isValid() ? Qt::ItemIsEnabled | Qt::ItemIsSelectable : Qt::NoItemFlags;
}

QString UsageModel::customerCell(const usage::CustomerRow& customer, int column) const {
    switch (column) {
    case Name:
        return customerText(customer);
    case Price:
        return customer.statement ? moneyText(customer.statement->total, customer.currency)
                                  : QString();
    case Now:
        if (customer.projected) {
            return tr("projected %1").arg(moneyText(*customer.projected, customer.currency));
        }
        return customer.id.empty() ? tr("nobody pays for it") : tr("no price plan");
    case Coverage:
        return coverageText(customer.coverage);
    default:
        return {};
    }
}

QString UsageModel::dimensionCell(
    const usage::DimensionRow& row, const usage::CustomerRow& customer, int column
) const {
    switch (column) {
    case Name:
        return customer.id.empty() && row.dimension.empty() ? wording::text(row.meter)
                                                            : dimensionText(row);
    case Usage:
        return unitsText(row.usage, row.unit);
    case Price:
        if (row.price) {
            return moneyText(*row.price, customer.currency);
        }
        return customer.statement ? tr("no price") : QString();
    case Now:
        return changeText(row.perSecond, row.unit);
    case Coverage:
        return coverageText(row.coverage);
    default:
        return {};
    }
}

void UsageModel::setStale(bool stale) {
    if (stale != m_isStale) {
        m_isStale = stale;
        if (!m_rows.empty()) {
            Q_EMIT dataChanged(index(0, 0), index(rowCount() - 1, ColumnCount - 1));
        }
    }
}

/// Where a figure will stand.
QString UsageModel::staleCell(const Place& place, int column) {
    const bool isFigure =
        column == Price || column == Coverage || (column == Usage && place.dimension != nullptr);
    return isFigure ? QStringLiteral("–") : QString();
}

QString UsageModel::cell(const Place& place, int column) const {
    if (m_isStale && column != Name) {
        return staleCell(place, column);
    }
    return place.dimension != nullptr ? dimensionCell(*place.dimension, *place.customer, column)
                                      : customerCell(*place.customer, column);
}

QVariant UsageModel::token(const Place& place, int column) const {
    if (m_isStale) {
        return static_cast<int>(Token::Hint);
    }
    const bool isRow = place.dimension != nullptr;
    if (column == Coverage) {
        const auto coverage = isRow ? place.dimension->coverage : place.customer->coverage;
        return static_cast<int>(
            isCoverageLow(coverage) ? Token::Attention
            : coverage              ? Token::Text
                                    : Token::Hint
        );
    }
    if (column == Now) {
        return static_cast<int>(Token::Muted);
    }
    if (column == Price && isRow && !place.dimension->price) {
        return static_cast<int>(Token::Hint);
    }
    if (column == Name && place.customer->id.empty()) {
        return static_cast<int>(Token::Attention);
    }
    return {};
}

QString UsageModel::spoken(const Place& place) const {
    if (m_isStale) {
        return tr("%1, being read").arg(cell(place, Name));
    }
    QStringList parts;
    for (int column = 0; column < ColumnCount; ++column) {
        const QString text = cell(place, column);
        if (!text.isEmpty()) {
            parts += column == Coverage ? tr("coverage %1").arg(text) : text;
        }
    }
    return parts.join(QStringLiteral(", "));
}

QVariant UsageModel::data(const QModelIndex& index, int role) const {
    if (!index.isValid()) {
        return {};
    }
    const Place place = at(index.row());
    const bool isRow = place.dimension != nullptr;
    const int column = index.column();
    const bool isNumber = column == Usage || column == Price || column == Coverage;
    switch (role) {
    case Qt::DisplayRole:
        return cell(place, column);
    case Qt::AccessibleTextRole:
        return column == Name ? QVariant(spoken(place)) : QVariant();
    case Qt::ToolTipRole:
        if (column == Usage && isRow && !m_isStale) {
            const QString exact = QString::fromStdString(place.dimension->usage.toText());
            const QString whole = exact + QLatin1Char(' ') + wording::text(place.dimension->unit);
            return whole.toHtmlEscaped();
        }
        return {};
    case Qt::TextAlignmentRole:
        return int(isNumber ? Qt::AlignRight : Qt::AlignLeft) | int(Qt::AlignVCenter);
    case TokenRole:
        return token(place, column);
    case StrongRole:
        return column == Price || (!isRow && (column == Name || column == Coverage));
    default:
        return {};
    }
}

QVariant UsageModel::headerData(int section, Qt::Orientation orientation, int role) const {
    if (orientation != Qt::Horizontal) {
        return {};
    }
    if (role == Qt::TextAlignmentRole) {
        const bool isNumber = section == Usage || section == Price || section == Coverage;
        return int(isNumber ? Qt::AlignRight : Qt::AlignLeft) | int(Qt::AlignVCenter);
    }
    if (role != Qt::DisplayRole) {
        return {};
    }
    switch (section) {
    case Name:
        return tr("Customer, dimension");
    case Usage:
        return tr("Usage");
    case Price:
        return tr("Price");
    case Now:
        return tr("Now");
    case Today:
        return tr("Today");
    default:
        return tr("Coverage");
    }
}

} // namespace meterbench::ui
