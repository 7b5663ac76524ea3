#include "ui/pages/instruments/bench_model.h"

#include "core/instruments/name_advice.h"
#include "ui/pages/instruments/bench_words.h"
#include "ui/widgets/cell_delegate.h"
#include "ui/widgets/theme.h"

#include <re2/re2.h>

#include <algorithm>

namespace meterbench::ui {

namespace {

using instruments::LabelValues;

std::string labelOf(
    const instruments::Instrument& instrument, const LabelValues& values, const std::string& key
) {
    const instruments::Definition& definition = instrument.definition;
    if (key == "type") {
        return std::string(instruments::typeName(definition.type));
    }
    if (key == "name") {
        return instruments::fullName(definition.type, definition.name);
    }
    for (std::size_t i = 0; i < values.size(); ++i) {
        if (definition.labelNames[i] == key) {
            return values[i];
        }
    }
    return {};
}

bool passes(
    const FilterTerm& term, const instruments::Instrument& instrument, const LabelValues& values
) {
    const std::string own = labelOf(instrument, values, term.key);
    switch (term.kind) {
    case FilterTerm::Kind::Equals:
        return lowered(own) == term.value;
    case FilterTerm::Kind::Matches:
        return RE2::FullMatch(own, *term.regex);
    case FilterTerm::Kind::Word:
        break;
    }
    std::string all =
        instruments::fullName(instrument.definition.type, instrument.definition.name) + " " +
        instrument.definition.help;
    for (std::size_t i = 0; i < values.size(); ++i) {
        all += " " + instrument.definition.labelNames[i] + "=\"" + values[i] + "\"";
    }
    return lowered(all).find(term.value) != std::string::npos;
}

bool passes(
    const Filter& filter, const instruments::Instrument& instrument, const LabelValues& values
) {
    return std::ranges::all_of(filter.terms(), [&](const FilterTerm& term) {
        return passes(term, instrument, values) != term.negated;
    });
}

} // namespace

BenchModel::BenchModel(QObject* parent)
    : QAbstractTableModel(parent) {}

void BenchModel::show(const address::BenchView* view) {
    m_instruments = view == nullptr ? std::vector<address::InstrumentPtr>() : view->instruments;
    m_total = static_cast<int>(m_instruments.size());
    replaceRows(rowsOf());
}

void BenchModel::setFilter(Filter filter) {
    m_filter = std::move(filter);
    replaceRows(rowsOf());
}

void BenchModel::setFolded(const std::string& name, bool isFolded) {
    const bool changes = isFolded ? m_folded.insert(name).second : m_folded.erase(name) > 0;
    if (!changes) {
        return;
    }
    replaceRows(rowsOf());
    if (const int row = groupRowOf(name); row >= 0) {
        Q_EMIT dataChanged(index(row, 0), index(row, Columns - 1));
    }
}

bool BenchModel::isFolded(const std::string& name) const {
    return m_folded.contains(name);
}

std::vector<BenchModel::Row> BenchModel::rowsOf() const {
    std::vector<Row> rows;
    m_shown = 0;
    for (const address::InstrumentPtr& instrument : m_instruments) {
        std::size_t matching = 0;
        rows.push_back({instrument, true, {}});
        for (const auto& [values, state] : instrument->series) {
            if (!passes(m_filter, *instrument, values)) {
                continue;
            }
            ++matching;
            if (!isFolded(instrument->definition.name)) {
                rows.push_back({instrument, false, values});
            }
        }
        const bool isShown =
            matching > 0 || (instrument->series.empty() && passes(m_filter, *instrument, {}));
        if (!isShown) {
            rows.pop_back();
        }
        m_shown += isShown ? 1 : 0;
    }
    return rows;
}

const BenchModel::Row* BenchModel::rowAt(int row) const {
    return row < 0 || row >= rowCount() ? nullptr : &m_rows[static_cast<std::size_t>(row)];
}

int BenchModel::rowOf(const std::string& name, const LabelValues& values) const {
    const auto found = std::ranges::find_if(m_rows, [&](const Row& row) {
        return !row.isGroup && row.values == values && row.instrument->definition.name == name;
    });
    return found == m_rows.end() ? -1 : static_cast<int>(found - m_rows.begin());
}

int BenchModel::groupRowOf(const std::string& name) const {
    const auto found = std::ranges::find_if(m_rows, [&](const Row& row) {
        return row.isGroup && row.instrument->definition.name == name;
    });
    return found == m_rows.end() ? -1 : static_cast<int>(found - m_rows.begin());
}

std::vector<double> BenchModel::recentOf(const Row& row) const {
    return m_recent ? m_recent(row) : std::vector<double>();
}

void BenchModel::recentChanged() {
    if (!m_rows.empty()) {
        Q_EMIT dataChanged(index(0, Recent), index(rowCount() - 1, Recent));
    }
}

int BenchModel::rowCount(const QModelIndex& parent) const {
    return parent.isValid() ? 0 : static_cast<int>(m_rows.size());
}

int BenchModel::columnCount(const QModelIndex& parent) const {
    return parent.isValid() ? 0 : Columns;
}

QString BenchModel::cellText(const Row& row, int column) const {
    if (row.isGroup) {
        return column == Series ? bench::groupWords(*row.instrument) : QString();
    }
    switch (column) {
    case Series:
        return bench::labelsText(*row.instrument, row.values);
    case Value:
        return bench::valueText(*row.instrument, row.values);
    case Action:
        return bench::actionWords(row.instrument->definition.type);
    case DrivenBy:
        return bench::driverText(*row.instrument, row.values);
    default:
        return {};
    }
}

QString BenchModel::groupWords(const Row& row) const {
    const QString words = bench::groupWords(*row.instrument);
    return isFolded(row.instrument->definition.name)
               ? tr("%1, folded, %2").arg(words, bench::seriesCount(*row.instrument))
               : words;
}

/// What may be cut in its cell, or is not all that there is to say.
QString BenchModel::toolTip(const Row& row, int column) const {
    if (column == Action || column == Recent) {
        return {};
    }
    return column == Value && !row.isGroup ? bench::valueDetail(*row.instrument, row.values)
                                           : cellText(row, row.isGroup ? int(Series) : column);
}

QVariant BenchModel::data(const QModelIndex& index, int role) const {
    const Row* const row = rowAt(index.row());
    if (row == nullptr) {
        return {};
    }
    switch (role) {
    case Qt::DisplayRole:
        return cellText(*row, index.column());
    case Qt::AccessibleTextRole:
        return row->isGroup ? groupWords(*row)
                            : tr("%1: %2, driver %3")
                                  .arg(
                                      cellText(*row, Series),
                                      bench::valueDetail(*row->instrument, row->values),
                                      cellText(*row, DrivenBy)
                                  );
    case Qt::ToolTipRole:
        return toolTip(*row, index.column()).toHtmlEscaped();
    case Qt::TextAlignmentRole:
        return static_cast<int>(
            (index.column() == Value ? Qt::AlignRight : Qt::AlignLeft) | Qt::AlignVCenter
        );
    default:
        return {};
    }
}

QVariant BenchModel::headerData(int section, Qt::Orientation orientation, int role) const {
    if (orientation != Qt::Horizontal) {
        return {};
    }
    if (role == Qt::TextAlignmentRole) {
        return static_cast<int>(
            (section == Value ? Qt::AlignRight : Qt::AlignLeft) | Qt::AlignVCenter
        );
    }
    if (role != Qt::DisplayRole) {
        return {};
    }
    switch (section) {
    case Series:
        return tr("Series");
    case Value:
        return tr("Value");
    case Recent:
        return tr("Last 5 min");
    case DrivenBy:
        return tr("Driver");
    default:
        return {};
    }
}

} // namespace meterbench::ui
