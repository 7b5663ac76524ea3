// FirstPush: what an empty Gateway page shows: one sentence and a command that can be copied and
// runs; or, when the address does not listen, why, and what to do. Gui thread.
#pragma once

#include "core/address/view.h"
#include "ui/widgets/basics.h"

namespace meterbench::ui {

class FirstPush final : public QWidget {
    Q_OBJECT

public:
    explicit FirstPush(QWidget* parent);

    void setView(const address::AddressView& view);

    [[nodiscard]] QString command() const { return m_command->text(); }

    [[nodiscard]] QString sentence() const { return m_sentence->text(); }

    [[nodiscard]] QPushButton* button() const { return m_copy; }

Q_SIGNALS:
    void copyRequested(const QString& command);

protected:
    void resizeEvent(QResizeEvent* event) override;

private:
    QLabel* m_sentence = nullptr;
    QLabel* m_next = nullptr;
    Card* m_card = nullptr;
    PlainLabel* m_command = nullptr;
    QPushButton* m_copy = nullptr;
};

/// Why it does not listen and what to do, in sentences; empty: it listens and is well.
[[nodiscard]] QString addressProblem(const address::AddressView& view);

} // namespace meterbench::ui
