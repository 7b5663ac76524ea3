// EventsPage: what happened, newest first; filter by words and level, copy rows as text. While the
// pointer is over the table (or a row is selected) rows stand still and the count says how many are
// new. Gui thread.
#pragma once

#include "ui/pages/page.h"

class QPushButton;
class QTableView;

namespace meterbench::ui {

class EmptyState;
class EventsModel;
class FilterField;

class EventsPage final : public Page {
    Q_OBJECT

public:
    EventsPage(SnapshotFeed& feed, Navigator& navigator, QWidget* parent);

    void update(const pipeline::SnapshotPtr& before, const pipeline::SnapshotPtr& now) override;
    [[nodiscard]] QLineEdit* filterField() override;

    [[nodiscard]] QTableView* table() const { return m_table; }

    [[nodiscard]] EventsModel* model() const { return m_model; }

protected:
    bool eventFilter(QObject* watched, QEvent* event) override;

private:
    void buildHead();
    void buildTable();
    void chooseLevel(base::LogLevel level, const QString& name);
    void applyFilter();
    void showCount();
    void copy();
    void openRow(int row);
    [[nodiscard]] bool standsStill() const;

    Navigator& m_navigator;
    pipeline::SnapshotPtr m_now;
    EventsModel* m_model = nullptr;
    QTableView* m_table = nullptr;
    FilterField* m_filter = nullptr;
    QPushButton* m_level = nullptr;
    EmptyState* m_empty = nullptr;
    base::LogLevel m_atLeast = base::LogLevel::Debug;
};

} // namespace meterbench::ui
