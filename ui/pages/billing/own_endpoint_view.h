// OwnEndpointView: a billing endpoint inside the window, to try a set-up on one machine: start and
// stop, where it listens, what it took and refused, and the faults that it is told to make. Shows
// what billing::Desk says, about five times a second while it is seen. Gui thread.
#pragma once

#include "core/billing/desk.h"
#include "ui/pages/page.h"

#include <QTimer>
#include <QWidget>

class QCheckBox;
class QHBoxLayout;
class QLabel;
class QLineEdit;
class QPushButton;
class QSpinBox;
class QVBoxLayout;

namespace meterbench::ui {

class FactList;
class LineTable;
class Pill;
class PlainLabel;

class OwnEndpointView final : public QWidget {
    Q_OBJECT

public:
    OwnEndpointView(billing::Desk& desk, Navigator& navigator, QWidget* parent);

    /// Looks now.
    void refresh();

    [[nodiscard]] QWidget* firstFocus() const;

    [[nodiscard]] LineTable* ledger() const { return m_ledger; }

    [[nodiscard]] LineTable* refusals() const { return m_refusals; }

    [[nodiscard]] QString problem() const;
    [[nodiscard]] QString faultWords() const;

    /// The entry of billing: endpoints: for a workspace, without the secret.
    [[nodiscard]] static QString workspaceEntry(const billing::DeskState& state);

protected:
    void showEvent(QShowEvent* event) override;
    void hideEvent(QHideEvent* event) override;
    void resizeEvent(QResizeEvent* event) override;

private:
    void buildStart(QVBoxLayout& column);
    void buildRunning(QVBoxLayout& column);
    void buildFaults(QVBoxLayout& column);
    void buildLedger(QVBoxLayout& column);
    void startOrStop();
    void send();
    void plan(billing::FaultKind kind, std::int64_t number);
    void showState();
    void showFacts();
    void showFaults();
    void showLedger();
    void showWords();
    void sayProblem(const std::string& problem);

    billing::Desk& m_desk;
    Navigator& m_navigator;
    billing::DeskState m_state;
    QTimer m_timer;
    std::string m_problem;
    Pill* m_pill = nullptr;
    QWidget* m_form = nullptr;
    QLineEdit* m_address = nullptr;
    QCheckBox* m_wantsClient = nullptr;
    QLineEdit* m_clientId = nullptr;
    QLineEdit* m_secret = nullptr;
    QPushButton* m_start = nullptr;
    QPushButton* m_send = nullptr;
    QPushButton* m_copy = nullptr;
    QLabel* m_words = nullptr;
    QWidget* m_running = nullptr;
    FactList* m_facts = nullptr;
    QSpinBox* m_requests = nullptr;
    PlainLabel* m_faultWords = nullptr;
    PlainLabel* m_counts = nullptr;
    LineTable* m_ledger = nullptr;
    LineTable* m_refusals = nullptr;
};

} // namespace meterbench::ui
