// ReconcileView: metered, sent, accepted and billed of each customer and dimension against one usage
// endpoint, and why they differ. It asks when it is told to, another thread compares; what is shown
// is of the time it says. Gui thread.
#pragma once

#include "ui/feed/usage_feed.h"
#include "ui/pages/page.h"

#include <QWidget>

class QComboBox;
class QLabel;
class QPushButton;
class QTableView;

namespace meterbench::ui {

class EmptyState;
class PlainLabel;
class ReconcileModel;

class ReconcileView final : public QWidget {
    Q_OBJECT

public:
    enum Time { ThisPeriod, Today, Yesterday, LastMonth, Everything, TimeCount };

    ReconcileView(UsageFeed& usage, Navigator& navigator, QWidget* parent);

    /// What there is to ask changed: the workspace, who is sent usage, the day.
    void refresh();
    /// Asks, if there is somebody to ask.
    void compare();
    void setTime(Time time);

    [[nodiscard]] QWidget* firstFocus() const;

    [[nodiscard]] QComboBox* endpoints() const { return m_endpoint; }

    [[nodiscard]] QTableView* table() const { return m_table; }

    [[nodiscard]] ReconcileModel* model() const { return m_model; }

    [[nodiscard]] QString verdict() const;
    /// When it was asked, and totals.
    [[nodiscard]] QString facts() const;
    [[nodiscard]] QString advice() const;

    /// What is wrong; empty: written.
    [[nodiscard]] static QString
    save(const usage::ReconcileAnswer& answer, const QString& path);

protected:
    void resizeEvent(QResizeEvent* event) override;

private:
    QWidget* buildBar();
    QWidget* buildResult();
    void take();
    void offerEndpoints();
    [[nodiscard]] bool isOfPresent(const usage::ReconcileAnswer& answer) const;
    void showAnswer(const usage::ReconcileAnswer& answer);
    void showAdvice();
    void showEmpty();
    void askForFile();
    [[nodiscard]] usage::ReconcileQuestion question() const;
    /// Of what is asked now; null: none.
    [[nodiscard]] usage::ReconcileAnswerPtr shownAnswer() const;

    UsageFeed& m_usage;
    Navigator& m_navigator;
    std::uint64_t m_asked = 0; ///< the number of the last question; 0: none
    std::shared_ptr<const config::Workspace> m_workspace;
    usage::UsageEndpoints m_endpoints; ///< as offered
    usage::ReconcileQuestion m_question; ///< that what is shown answers
    QComboBox* m_endpoint = nullptr;
    QComboBox* m_time = nullptr;
    QPushButton* m_compare = nullptr;
    QPushButton* m_export = nullptr;
    PlainLabel* m_status = nullptr;
    QWidget* m_bar = nullptr;
    QWidget* m_result = nullptr;
    QLabel* m_verdict = nullptr;
    QLabel* m_facts = nullptr;
    QTableView* m_table = nullptr;
    QLabel* m_advice = nullptr;
    ReconcileModel* m_model = nullptr;
    EmptyState* m_empty = nullptr;
};

} // namespace meterbench::ui
