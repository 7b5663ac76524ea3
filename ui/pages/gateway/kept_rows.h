// KeptRows: LiveRows over the vector of one kind of row, which is new at every publication. Rows
// are found again by their order, so that selection, scroll position and the widths of columns
// stay: what went is removed, what came is inserted. No row is copied: the model points into the
// publication, which it holds. Long tables are prepared in the thread pool and stand a moment
// later; the publication of then is freed there too. Gui thread.
#pragma once

#include "ui/pages/gateway/live_rows.h"
#include "ui/pages/gateway/shown_rows.h"

#include <QThreadPool>

namespace meterbench::ui {

template <class Sense>
class KeptRows : public LiveRows {
public:
    using Row = typename Sense::Row;

    using LiveRows::LiveRows;

    [[nodiscard]] int rowCount(const QModelIndex& parent = {}) const override {
        return parent.isValid() ? 0 : static_cast<int>(m_rows.size());
    }

    /// Null when the row is out of range.
    [[nodiscard]] const Row* rowAt(int row) const {
        return row < 0 || row >= rowCount() ? nullptr : m_rows[static_cast<std::size_t>(row)];
    }

    /// How many there are before the filter.
    [[nodiscard]] std::size_t allCount() const {
        return m_shown == nullptr ? 0 : m_shown->all->size();
    }

    /// The place of the row that is neither before nor after the given one; -1: none.
    [[nodiscard]] int placeOf(const Row& like) const {
        const auto at =
            std::lower_bound(m_rows.begin(), m_rows.end(), &like, [](const Row* a, const Row* b) {
                return Sense::order(*a, *b) < 0;
            });
        return at == m_rows.end() || Sense::order(like, **at) != 0
                   ? -1
                   : static_cast<int>(at - m_rows.begin());
    }

protected:
    using All = typename ShownRows<Sense>::All;

    [[nodiscard]] virtual TableCell cell(const Row& row, int column) const = 0;
    [[nodiscard]] virtual QString summary(const Row& row) const = 0;

    void showRows(All all, FilterPtr filter) {
        m_next = Wanted{std::move(all), std::move(filter)};
        if (!m_isAtWork) {
            showNext();
        }
    }

private:
    using ShownPtr = ShownRowsPtr<Sense>;

    struct Wanted {
        All all;
        FilterPtr filter;
    };

    /// More rows than this are prepared in the thread pool.
    static constexpr std::size_t kRowsHere = 2'000;
    /// Many small steps cost more than one large one.
    static constexpr std::size_t kMostSteps = 16;

    [[nodiscard]] TableCell cellAt(int row, int column) const override {
        return cell(*m_rows[static_cast<std::size_t>(row)], column);
    }

    [[nodiscard]] QString summaryAt(int row) const override {
        return summary(*m_rows[static_cast<std::size_t>(row)]);
    }

    // What is published while a table is being prepared waits, and only the newest of it.
    void showNext() {
        Wanted next = *std::exchange(m_next, std::nullopt);
        if (std::max(next.all->size(), allCount()) <= kRowsHere) {
            take(shownRows<Sense>(m_shown, std::move(next.all), std::move(next.filter)));
            return;
        }
        m_isAtWork = true;
        runElsewhere([this, former = m_shown, next = std::move(next)]() -> Finish {
            return [this, shown = shownRows<Sense>(former, next.all, next.filter)] {
                m_isAtWork = false;
                take(shown);
                if (m_next) {
                    showNext();
                }
            };
        });
    }

    void take(ShownPtr shown) {
        if (!shown->steps.empty()) {
            Q_EMIT aboutToArrange();
            forgetSeen();
            runSteps(*shown);
        }
        m_rows = shown->rows;
        ShownPtr former = std::exchange(m_shown, std::move(shown));
        tellSeen();
        Q_EMIT arranged(m_shown->steps);
        letGo(std::move(former));
    }

    void runSteps(const ShownRows<Sense>& shown) {
        if (shown.steps.size() > kMostSteps) {
            run(joined(shown.steps), shown.rows);
            return;
        }
        // From the end, so that the places before stay what they were.
        for (auto step = shown.steps.rbegin(); step != shown.steps.rend(); ++step) {
            run(*step, shown.rows);
        }
    }

    void run(const RowStep& step, const std::vector<const Row*>& wanted) {
        const int first = static_cast<int>(step.at);
        const auto at = [](const auto& rows, std::size_t place) {
            return rows.begin() + static_cast<std::ptrdiff_t>(place);
        };
        if (step.gone > 0) {
            beginRemoveRows({}, first, first + static_cast<int>(step.gone) - 1);
            m_rows.erase(at(m_rows, step.at), at(m_rows, step.at + step.gone));
            endRemoveRows();
        }
        if (step.come > 0) {
            beginInsertRows({}, first, first + static_cast<int>(step.come) - 1);
            m_rows.insert(
                at(m_rows, step.at), at(wanted, step.from), at(wanted, step.from + step.come)
            );
            endInsertRows();
        }
    }

    /// Ten thousand rows with their labels take a millisecond to free.
    static void letGo(ShownPtr former) {
        if (former != nullptr && former->all->size() > kRowsHere) {
            QThreadPool::globalInstance()->start([former = std::move(former)] {});
        }
    }

    std::vector<const Row*> m_rows;
    ShownPtr m_shown;
    std::optional<Wanted> m_next;
    bool m_isAtWork = false;
};

} // namespace meterbench::ui
