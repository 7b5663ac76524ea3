// TargetsPage: every target by pool, filtered and sorted, with the inspector at the right. In a
// window under 1100 px the inspector slides over the table. Gui thread.
#pragma once

#include "ui/models/targets_model.h"
#include "ui/pages/page.h"

#include <optional>

class QMenu;
class QPropertyAnimation;
class QPushButton;
class QStackedWidget;

namespace meterbench::ui {

class EmptyState;
class FilterField;
class Inspector;
class TargetsView;

class TargetsPage final : public Page {
    Q_OBJECT

public:
    TargetsPage(SnapshotFeed& feed, Navigator& navigator, QWidget* parent = nullptr);

    /// Selects and inspects it; one that is not there yet is waited for.
    void showTarget(pipeline::TargetId target);
    /// Asks for a URL.
    void addTarget();

    void update(const pipeline::SnapshotPtr& before, const pipeline::SnapshotPtr& now) override;
    [[nodiscard]] QLineEdit* filterField() override;
    [[nodiscard]] int attentionCount(const pipeline::Snapshot& now) const override;

    [[nodiscard]] TargetsModel& model() { return *m_model; }

    [[nodiscard]] TargetsView* view() const { return m_view; }

    [[nodiscard]] Inspector* inspector() const { return m_inspector; }

    [[nodiscard]] bool isInspecting() const { return m_open; }

    using QWidget::update;

protected:
    void resizeEvent(QResizeEvent* event) override;
    void keyPressEvent(QKeyEvent* event) override;

private:
    enum class CopyForm : quint8 { Exposition, Selector, Json, Curl, Endpoint };

    QWidget* buildHead();
    void buildBody();
    void connectAll();
    void chooseShow(TargetsModel::Show show);
    void tellCounts();
    void follow(pipeline::TargetId target);
    void openInspector(pipeline::TargetId target);
    void closeInspector();
    void place(bool animated);
    [[nodiscard]] bool slidesOver() const;

    void scrape();
    void pause();
    void copy(CopyForm form);
    void addSeriesToChart();
    void removeTargets();
    void showMenu(const QModelIndex& at, const QPoint& position);
    void addFilterActions(QMenu& menu, const QModelIndex& at);
    void filterBy(const QString& term);

    SnapshotFeed& m_feed;
    pipeline::SnapshotPtr m_shown;
    Navigator& m_navigator;
    TargetsModel* m_model = nullptr;
    QWidget* m_main = nullptr;
    FilterField* m_filter = nullptr;
    QPushButton* m_showButton = nullptr;
    QStackedWidget* m_body = nullptr;
    TargetsView* m_view = nullptr;
    EmptyState* m_noTargets = nullptr;
    EmptyState* m_noMatch = nullptr;
    Inspector* m_inspector = nullptr;
    QPropertyAnimation* m_slide = nullptr;
    pipeline::TargetId m_awaited = 0;
    std::string m_awaitedUrl;
    bool m_open = false;
};

} // namespace meterbench::ui
