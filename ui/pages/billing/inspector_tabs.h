// The tabs of Billing's inspector: Price (tiers, total, today's curve, newest records), Windows,
// Series (what was measured, with what shows it), Request (how records stand with each usage
// endpoint). Gui thread.
#pragma once

#include "ui/pages/billing/billing_tab.h"

#include <string>
#include <utility>
#include <vector>

class QLabel;

namespace meterbench::ui {

class FactList;
class LineTable;
class PlainLabel;
class UsageCurve;

class PriceTab final : public BillingTab {
    Q_OBJECT

public:
    explicit PriceTab(QWidget* parent);
    void show(const Inspected& inspected) override;

private:
    void showRecords(const Inspected& inspected);

    QLabel* m_words = nullptr;
    LineTable* m_tiers = nullptr;
    UsageCurve* m_curve = nullptr;
    PlainLabel* m_recordsTitle = nullptr;
    LineTable* m_records = nullptr;
};

class WindowsTab final : public BillingTab {
    Q_OBJECT

public:
    explicit WindowsTab(QWidget* parent);
    void show(const Inspected& inspected) override;

private:
    LineTable* m_windows = nullptr;
};

class SeriesTab final : public BillingTab {
    Q_OBJECT

public:
    explicit SeriesTab(QWidget* parent);
    void show(const Inspected& inspected) override;

    [[nodiscard]] LineTable* things() const { return m_things; }

Q_SIGNALS:
    /// Its samples are wanted: of a meter, and the thing as it is in its records.
    void samplesRequested(const std::string& meter, const std::string& thing);

private:
    void requestSamples();

    LineTable* m_things = nullptr;
    std::vector<std::pair<std::string, std::string>> m_keys; ///< meter and thing of each row
    FactList* m_facts = nullptr;
};

class RequestTab final : public BillingTab {
    Q_OBJECT

public:
    explicit RequestTab(QWidget* parent);
    void show(const Inspected& inspected) override;

private:
    FactList* m_facts = nullptr;
    LineTable* m_records = nullptr;
};

} // namespace meterbench::ui
