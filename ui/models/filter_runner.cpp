#include "ui/models/filter_runner.h"

#include <QCoreApplication>
#include <QPointer>
#include <QThreadPool>

#include <algorithm>
#include <utility>

namespace meterbench::ui {

namespace {

/// Regexes over more rows than this leave the gui thread.
constexpr std::size_t kRowsHere = 4'000;

bool asksForState(const Filter& filter) {
    const auto& terms = filter.terms();
    return std::any_of(terms.begin(), terms.end(), [](const FilterTerm& term) {
        return term.key.empty() || term.key == "state";
    });
}

} // namespace

void FilterRunner::setRows(RowTextPtr rows, std::vector<std::uint8_t> states) {
    m_rows = std::move(rows);
    m_states = std::move(states);
    run();
}

bool FilterRunner::setStates(std::vector<std::uint8_t> states) {
    if (m_states == states) {
        return false;
    }
    m_states = std::move(states);
    if (!asksForState(m_filter)) {
        return false;
    }
    run();
    return true;
}

void FilterRunner::setText(const QString& text) {
    m_text = text;
    base::Result<Filter> parsed = Filter::parse(text.toStdString());
    if (!parsed) {
        m_problem = QString::fromStdString(parsed.error().context);
        Q_EMIT changed();
        return;
    }
    m_problem.clear();
    const bool isNarrower = m_settled && parsed->narrows(m_filter);
    const Filter former = std::exchange(m_filter, std::move(*parsed));
    if (isNarrower) {
        narrow(former);
    } else {
        run();
    }
}

void FilterRunner::setAnswered(RowTextPtr rows, const QString& text, RowList matched) {
    base::Result<Filter> parsed = Filter::parse(text.toStdString());
    if (!parsed) {
        setRows(std::move(rows));
        setText(text);
        return;
    }
    m_rows = std::move(rows);
    m_states.clear();
    m_text = text;
    m_problem.clear();
    m_filter = std::move(*parsed);
    ++m_run;
    take(std::move(matched));
}

bool FilterRunner::isMuch(const Filter& filter, std::size_t rows) const {
    return !filter.empty() && rows > (filter.hasRegex() ? kRowsHere : m_mostHere);
}

void FilterRunner::run() {
    if (isMuch(m_filter, m_rows->rowCount())) {
        runElsewhere();
        return;
    }
    ++m_run;
    take(matchRows(*m_rows, m_filter, m_states));
}

// The rows at hand have passed all the former terms, so only the new ones are asked.
void FilterRunner::narrow(const Filter& former) {
    const Filter more = m_filter.beyond(former);
    if (isMuch(more, m_matched.size())) {
        runElsewhere(); // the rows at hand are shown until the answer comes
        return;
    }
    ++m_run;
    take(matchRows(*m_rows, more, m_states, &m_matched));
}

void FilterRunner::runElsewhere() {
    m_settled = false;
    const quint64 run = ++m_run;
    // Rows of a former blob must not be looked up in a new one.
    std::erase_if(m_matched, [this](std::uint32_t row) { return row >= m_rows->rowCount(); });
    const QPointer<FilterRunner> self(this);
    QThreadPool::globalInstance()->start(
        [self, context = this, run, rows = m_rows, filter = m_filter, states = m_states] {
            RowList matched = matchRows(*rows, filter, states);
            // The runner may be gone by now and must not be touched from here, so the application
            // carries the answer and the gui thread looks whether somebody still waits for it.
            QMetaObject::invokeMethod(
                QCoreApplication::instance(),
                [self, context, run, matched = std::move(matched)]() mutable {
                    if (!self.isNull() && context->m_run == run) {
                        context->take(std::move(matched));
                    }
                },
                Qt::QueuedConnection
            );
        }
    );
}

void FilterRunner::take(RowList rows) {
    m_settled = true;
    m_matched = std::move(rows);
    Q_EMIT changed();
}

} // namespace meterbench::ui
