// FilterRunner: keeps the rows that a person's filter lets through. Text changes narrow the former
// result where they can; plain filters run at once (up to setMostHere), regexes over many rows run
// in the thread pool and `changed` comes later. A wrong filter keeps the last good one and says what is wrong. Gui
// thread.
#pragma once

#include "ui/models/row_text.h"

#include <QObject>
#include <QString>

#include <cstdint>

namespace meterbench::ui {

class FilterRunner final : public QObject {
    Q_OBJECT

public:
    using QObject::QObject;

    /// Plain filters of more rows than that run in the thread pool too.
    void setMostHere(std::size_t rows) { m_mostHere = rows; }

    /// New rows: the filter runs over them at once.
    void setRows(RowTextPtr rows, std::vector<std::uint8_t> states = {});
    /// The states alone; runs again only when the filter asks for states. True: the result may
    /// differ.
    bool setStates(std::vector<std::uint8_t> states);
    void setText(const QString& text);
    /// New rows with a text and what it lets through, which somebody found out already.
    void setAnswered(RowTextPtr rows, const QString& text, RowList matched);

    [[nodiscard]] const QString& text() const { return m_text; }

    /// What is wrong with the text; empty: nothing.
    [[nodiscard]] const QString& problem() const { return m_problem; }

    [[nodiscard]] const Filter& filter() const { return m_filter; }

    /// The filter lets everything through.
    [[nodiscard]] bool isOpen() const { return m_filter.empty(); }

    /// Ascending.
    [[nodiscard]] const RowList& rows() const { return m_matched; }

    /// The rows are the answer to the present text (false while a regex is at work elsewhere).
    [[nodiscard]] bool isSettled() const { return m_settled; }

Q_SIGNALS:
    void changed();

private:
    void run();
    void narrow(const Filter& former);
    void runElsewhere();
    [[nodiscard]] bool isMuch(const Filter& filter, std::size_t rows) const;
    void take(RowList rows);

    RowTextPtr m_rows = std::make_shared<const RowText>();
    std::vector<std::uint8_t> m_states;
    QString m_text;
    QString m_problem;
    Filter m_filter;
    RowList m_matched;
    std::size_t m_mostHere = SIZE_MAX;
    quint64 m_run = 0;
    bool m_settled = true;
};

} // namespace meterbench::ui
