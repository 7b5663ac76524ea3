// TrialView: the steps of an endpoint's test, one under the other, each with its mark, what came of
// it and what it took; under a bad one what to do about it. Plain text. Gui thread.
#pragma once

#include "core/pipeline/snapshot.h"

#include <QWidget>

class QVBoxLayout;

namespace meterbench::ui {

class TrialView final : public QWidget {
    Q_OBJECT

public:
    explicit TrialView(QWidget* parent = nullptr);

    /// "Asking …" in place of steps.
    void showWaiting(const QString& words);
    void show(const std::vector<pipeline::TrialStep>& steps);

private:
    void clear();
    void addStep(const pipeline::TrialStep& step);

    QVBoxLayout* m_column = nullptr;
};

/// What to do about a step that is bad.
[[nodiscard]] QString trialAdvice(const pipeline::TrialStep& step);

} // namespace meterbench::ui
