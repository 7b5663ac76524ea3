// BillableView: the switch "Send only billable series" of an endpoint: the relabel rules that do so,
// as they would stand in a configuration, and what they would do to the series that are there at
// present, by cause, before anybody takes them over. The counting runs off the gui thread. The view
// itself: gui thread.
#pragma once

#include "core/metering/billable_rules.h"
#include "core/pipeline/snapshot.h"

#include <QWidget>

#include <vector>

class QCheckBox;
class QLabel;
class QPlainTextEdit;
class QVBoxLayout;

namespace meterbench::ui {

/// What the switch goes by.
struct BillableSchema {
    metering::SchemaOptions schema;
    std::vector<metering::Meter> meters;
    bool isOfWorkspace = false; ///< else the usual labels
};

/// Of the workspace that is metered, or the usual labels.
[[nodiscard]] BillableSchema schemaOf(const pipeline::Snapshot& now);
/// The rules; none where the schema cannot be written as such.
[[nodiscard]] std::vector<relabel::Rule> billableRulesOf(const BillableSchema& schema);
/// `rules` without the billable ones.
[[nodiscard]] std::vector<relabel::Rule>
withoutBillable(std::vector<relabel::Rule> rules, const std::vector<relabel::Rule>& billable);

/// One line of the preview.
struct CutLine {
    QString words;
    QString example; ///< a series; may be empty
    bool isWarning = false;
};

[[nodiscard]] std::vector<CutLine>
cutLines(const metering::BillableCut& cut, const metering::SchemaOptions& schema);

class BillableView final : public QWidget {
    Q_OBJECT

public:
    BillableView(BillableSchema schema, pipeline::SnapshotPtr now, QWidget* parent);

    /// The endpoint's rules; the switch is on when the billable ones are among them.
    void setRules(std::vector<relabel::Rule> rules);
    /// With the billable rules at the end when the switch is on.
    [[nodiscard]] std::vector<relabel::Rule> rules() const;
    void setExternalLabels(const model::Labels& labels);

    [[nodiscard]] QCheckBox* box() const { return m_switch; }

    [[nodiscard]] bool isBroken() const { return m_isBroken; }

Q_SIGNALS:
    void changed();
    /// The counts are shown.
    void previewed();

private:
    void toggle();
    void startPreview();
    void showCut(const base::Result<metering::BillableCut>& cut);
    void clearLines();

    BillableSchema m_schema;
    pipeline::SnapshotPtr m_now;
    std::vector<relabel::Rule> m_billable;
    std::vector<relabel::Rule> m_others;
    model::Labels m_externalLabels;
    QCheckBox* m_switch = nullptr;
    QWidget* m_shown = nullptr;
    QLabel* m_summary = nullptr;
    QVBoxLayout* m_lines = nullptr;
    QPlainTextEdit* m_yaml = nullptr;
    quint64 m_run = 0;
    bool m_isBroken = false; ///< the rules would drop what is billable
};

} // namespace meterbench::ui
