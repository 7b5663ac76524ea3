// UsageFeed: the one place in the window that asks for usage. Looks at the published view on a
// timer; same generation, nothing happens. Gui thread.
#pragma once

#include "core/usage/source.h"

#include <QObject>

class QTimer;

namespace meterbench::ui {

class UsageFeed final : public QObject {
    Q_OBJECT

public:
    explicit UsageFeed(usage::Source& source, QObject* parent = nullptr);

    /// Never null.
    [[nodiscard]] const usage::ViewPtr& current() const { return m_current; }

    void watch(usage::Watch watched);
    /// Looks now (tests).
    void poll();

Q_SIGNALS:
    void changed(const meterbench::usage::ViewPtr& before, const meterbench::usage::ViewPtr& now);

private:
    usage::Source& m_source;
    usage::ViewPtr m_current;
    usage::Watch m_watched;
    QTimer* m_timer = nullptr;
};

} // namespace meterbench::ui
