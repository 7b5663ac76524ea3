// KeptRows: the rows of a table over a vector that is new at every publication. Rows are found
// again by their order, so that selection, scroll position and the widths of columns stay: what
// went is removed, what came is inserted, the rest is told as changed. No row is copied: the model
// points into the publication, which `keepsAlive` holds. A table says what stands in a cell and how
// it looks; the roles of CellDelegate are answered here. Gui thread.
#pragma once

#include "ui/widgets/cell_delegate.h"

#include <QAbstractTableModel>

#include <algorithm>
#include <compare>
#include <iterator>
#include <memory>
#include <optional>
#include <vector>

namespace meterbench::ui {

struct TableCell {
    QString text;
    Token token = Token::Text;
    bool isMono = false;
    bool isStrong = false;
    bool isSentence = false;
    std::optional<PillText> pill = std::nullopt; ///< in place of the text
};

template <class Row>
class KeptRows : public QAbstractTableModel {
public:
    using QAbstractTableModel::QAbstractTableModel;

    [[nodiscard]] int rowCount(const QModelIndex& parent = {}) const override {
        return parent.isValid() ? 0 : static_cast<int>(m_rows.size());
    }

    /// Null when the row is out of range.
    [[nodiscard]] const Row* rowAt(int row) const {
        return row < 0 || row >= rowCount() ? nullptr : m_rows[static_cast<std::size_t>(row)];
    }

    /// The place of the row that is neither before nor after the given one; -1: none.
    template <class Order>
    [[nodiscard]] int placeOf(const Row& like, Order order) const {
        const auto at =
            std::lower_bound(m_rows.begin(), m_rows.end(), &like, [&](const Row* a, const Row* b) {
                return order(*a, *b) < 0;
            });
        return at == m_rows.end() || order(like, **at) != 0 ? -1
                                                            : static_cast<int>(at - m_rows.begin());
    }

    [[nodiscard]] QVariant data(const QModelIndex& index, int role) const override {
        const Row* row = rowAt(index.row());
        if (!index.isValid() || row == nullptr) {
            return {};
        }
        if (role == Qt::TextAlignmentRole) {
            return alignment(index.column());
        }
        if (role == Qt::AccessibleTextRole) {
            return index.column() == 0 ? QVariant(summary(*row)) : QVariant();
        }
        // A delegate asks for one role after the other.
        if (m_askedRow != row || m_askedColumn != index.column()) {
            m_asked = cell(*row, index.column());
            m_askedRow = row;
            m_askedColumn = index.column();
        }
        return roleOf(m_asked, role);
    }

    [[nodiscard]] QVariant
    headerData(int section, Qt::Orientation orientation, int role) const override {
        if (orientation != Qt::Horizontal) {
            return {};
        }
        if (role == Qt::TextAlignmentRole) {
            return alignment(section);
        }
        return role == Qt::DisplayRole ? QVariant(title(section)) : QVariant();
    }

protected:
    [[nodiscard]] virtual TableCell cell(const Row& row, int column) const = 0;
    [[nodiscard]] virtual QString title(int column) const = 0;
    [[nodiscard]] virtual bool isNumber(int column) const = 0;
    /// The whole row in words, for those who hear it.
    [[nodiscard]] virtual QString summary(const Row& row) const = 0;

    using Rows = std::vector<const Row*>;

    /// `wanted` point into what `keepsAlive` holds.
    template <class Order>
    void arrange(Rows wanted, std::shared_ptr<const void> keepsAlive, Order order) {
        const auto ordered = [&](const Row* a, const Row* b) { return order(*a, *b) < 0; };
        if (!std::is_sorted(wanted.begin(), wanted.end(), ordered)) {
            std::stable_sort(wanted.begin(), wanted.end(), ordered);
        }
        const std::vector<Step> steps = stepsTo(wanted, order);
        if (steps.size() > kMostSteps) {
            replaceMiddle(wanted, order);
        } else {
            // From the end, so that the places before stay what they were.
            for (auto step = steps.rbegin(); step != steps.rend(); ++step) {
                run(*step, wanted);
            }
        }
        m_rows = std::move(wanted);
        m_keepsAlive = std::move(keepsAlive);
        tellAll();
    }

    void tellAll() {
        m_askedRow = nullptr;
        if (!m_rows.empty()) {
            Q_EMIT this->dataChanged(
                this->index(0, 0), this->index(rowCount() - 1, this->columnCount() - 1)
            );
        }
    }

private:
    [[nodiscard]] int alignment(int column) const {
        return int(isNumber(column) ? Qt::AlignRight : Qt::AlignLeft) | int(Qt::AlignVCenter);
    }

    [[nodiscard]] static QVariant roleOf(const TableCell& cell, int role) {
        switch (role) {
        case Qt::DisplayRole:
            return cell.pill ? cell.pill->text : cell.text;
        case Qt::ToolTipRole:
            return cell.text.size() > kLongText ? QVariant(cell.text.toHtmlEscaped()) : QVariant();
        case TokenRole:
            return static_cast<int>(cell.token);
        case MonoRole:
            return cell.isMono;
        case StrongRole:
            return cell.isStrong;
        case SentenceRole:
            return cell.isSentence;
        case PillToneRole:
            return cell.pill ? QVariant(static_cast<int>(cell.pill->tone)) : QVariant();
        case PillSignRole:
            return cell.pill ? QVariant(static_cast<int>(cell.pill->sign)) : QVariant();
        default:
            return {};
        }
    }

    static constexpr qsizetype kLongText = 24; ///< may be cut in its cell
    /// Many small steps cost more than one large one.
    static constexpr std::size_t kMostSteps = 16;

    /// At `at` of the old rows: `gone` of them go, and wanted[from, from + come) come.
    struct Step {
        std::size_t at = 0;
        std::size_t gone = 0;
        std::size_t from = 0;
        std::size_t come = 0;
    };

    template <class Order>
    [[nodiscard]] std::vector<Step> stepsTo(const Rows& wanted, Order order) const {
        std::vector<Step> steps;
        bool isOpen = false;
        std::size_t i = 0;
        std::size_t k = 0;
        while (i < m_rows.size() || k < wanted.size()) {
            const std::weak_ordering is = i == m_rows.size()   ? std::weak_ordering::greater
                                          : k == wanted.size() ? std::weak_ordering::less
                                                               : order(*m_rows[i], *wanted[k]);
            if (is == 0) {
                ++i;
                ++k;
                isOpen = false;
                continue;
            }
            if (!isOpen) {
                steps.push_back({i, 0, k, 0});
                isOpen = true;
            }
            is < 0 ? ++i : ++k;
            ++(is < 0 ? steps.back().gone : steps.back().come);
        }
        return steps;
    }

    template <class Order>
    void replaceMiddle(const Rows& wanted, Order order) {
        const auto same = [&](const Row* a, const Row* b) { return order(*a, *b) == 0; };
        const auto head =
            std::mismatch(m_rows.begin(), m_rows.end(), wanted.begin(), wanted.end(), same);
        const auto tail = std::mismatch(
            m_rows.rbegin(),
            std::make_reverse_iterator(head.first),
            wanted.rbegin(),
            std::make_reverse_iterator(head.second),
            same
        );
        const auto at = static_cast<std::size_t>(head.first - m_rows.begin());
        const auto gone = static_cast<std::size_t>(tail.first.base() - head.first);
        const auto come = static_cast<std::size_t>(tail.second.base() - head.second);
        run({at, gone, at, come}, wanted);
    }

    void run(const Step& step, const Rows& wanted) {
        const int first = static_cast<int>(step.at);
        const auto place = [this](std::size_t at) {
            return m_rows.begin() + static_cast<std::ptrdiff_t>(at);
        };
        if (step.gone > 0) {
            beginRemoveRows({}, first, first + static_cast<int>(step.gone) - 1);
            m_rows.erase(place(step.at), place(step.at + step.gone));
            endRemoveRows();
        }
        if (step.come > 0) {
            beginInsertRows({}, first, first + static_cast<int>(step.come) - 1);
            const auto from = wanted.begin() + static_cast<std::ptrdiff_t>(step.from);
            m_rows.insert(place(step.at), from, from + static_cast<std::ptrdiff_t>(step.come));
            endInsertRows();
        }
    }

    Rows m_rows;
    std::shared_ptr<const void> m_keepsAlive;
    mutable const Row* m_askedRow = nullptr;
    mutable int m_askedColumn = 0;
    mutable TableCell m_asked;
};

} // namespace meterbench::ui
