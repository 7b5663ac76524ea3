// Signals: TERM, INT and HUP as Qt signals in the main thread. block() must run before the first
// thread starts.
#pragma once

#include <QObject>

class QSocketNotifier;

namespace meterbench::app {

class Signals final : public QObject {
    Q_OBJECT

public:
    /// No thread gets these signals any more; call first in main. Writing to a closed socket ends
    /// nothing either.
    static void block();

    explicit Signals(QObject* parent = nullptr);
    ~Signals() override;

Q_SIGNALS:
    void reload();
    void quit();

private:
    void read();

    int m_descriptor = -1;
    QSocketNotifier* m_notifier = nullptr;
};

} // namespace meterbench::app
