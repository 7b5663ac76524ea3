// RecentEvents: the newest events, as many rows as fit; a button as a whole, which leads to Events.
// Gui thread.
#pragma once

#include "core/pipeline/snapshot.h"
#include "ui/widgets/paint.h"

#include <QAbstractButton>

namespace meterbench::ui {

class RecentEvents final : public QAbstractButton {
    Q_OBJECT

public:
    explicit RecentEvents(QWidget* parent = nullptr);
    void show(const pipeline::Snapshot& now);

    [[nodiscard]] QSize sizeHint() const override { return {400, 224}; }

    [[nodiscard]] QSize minimumSizeHint() const override { return {200, 62}; }

protected:
    void paintEvent(QPaintEvent* event) override;
    void keyPressEvent(QKeyEvent* event) override;

private:
    std::shared_ptr<const std::vector<pipeline::EventPtr>> m_events;
};

} // namespace meterbench::ui
