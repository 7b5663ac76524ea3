// The tables of the Gateway page: families, groups, last pushes, and the series of what is
// selected. Rows are those of the address's view, filtered; ages follow `nowMs`. Gui thread.
#pragma once

#include "core/address/view.h"
#include "ui/models/filter.h"
#include "ui/pages/gateway/kept_rows.h"

namespace meterbench::ui {

using GatewayViewPtr = std::shared_ptr<const address::GatewayView>;

class PushedFamiliesModel final : public KeptRows<gateway::FamilyRow> {
    Q_OBJECT

public:
    enum Column { Name, Type, Policy, Series, Pushed, Expires, Columns };

    using KeptRows::KeptRows;

    void show(const GatewayViewPtr& view, const Filter& filter, std::int64_t nowMs);
    void setNow(std::int64_t nowMs);
    /// -1: not shown.
    [[nodiscard]] int placeOfName(const std::string& name) const;
    [[nodiscard]] int columnCount(const QModelIndex& parent = {}) const override;

private:
    [[nodiscard]] TableCell cell(const gateway::FamilyRow& row, int column) const override;
    [[nodiscard]] QString title(int column) const override;
    [[nodiscard]] bool isNumber(int column) const override;
    [[nodiscard]] QString summary(const gateway::FamilyRow& row) const override;

    std::int64_t m_nowMs = 0;
};

class PushGroupsModel final : public KeptRows<gateway::GroupRow> {
    Q_OBJECT

public:
    enum Column { Labels, Families, Series, Pushes, Pushed, Expires, Failed, Columns };

    using KeptRows::KeptRows;

    void show(const GatewayViewPtr& view, const Filter& filter, std::int64_t nowMs);
    void setNow(std::int64_t nowMs);
    [[nodiscard]] int placeOfLabels(const std::vector<model::Label>& labels) const;
    [[nodiscard]] int columnCount(const QModelIndex& parent = {}) const override;

private:
    [[nodiscard]] TableCell cell(const gateway::GroupRow& row, int column) const override;
    [[nodiscard]] QString title(int column) const override;
    [[nodiscard]] bool isNumber(int column) const override;
    [[nodiscard]] QString summary(const gateway::GroupRow& row) const override;

    std::int64_t m_nowMs = 0;
};

/// A push, or the line under a refused one that explains it.
struct PushLine {
    address::PushMarkPtr mark;
    bool isProblem = false;
};

class LastPushesModel final : public KeptRows<PushLine> {
    Q_OBJECT

public:
    enum Column { Time, Outcome, Request, Pusher, Size, Series, Columns };

    using KeptRows::KeptRows;

    /// Newest first.
    void show(const GatewayViewPtr& view, const Filter& filter);
    [[nodiscard]] int placeOfId(std::uint64_t id) const;
    [[nodiscard]] bool isProblemRow(int row) const;

    [[nodiscard]] int pushCount() const { return m_pushCount; }

    [[nodiscard]] int columnCount(const QModelIndex& parent = {}) const override;
    [[nodiscard]] Qt::ItemFlags flags(const QModelIndex& index) const override;

private:
    [[nodiscard]] TableCell cell(const PushLine& row, int column) const override;
    [[nodiscard]] QString title(int column) const override;
    [[nodiscard]] bool isNumber(int column) const override;
    [[nodiscard]] QString summary(const PushLine& row) const override;

    int m_pushCount = 0;
};

class HeldSeriesModel final : public KeptRows<gateway::SeriesRow> {
    Q_OBJECT

public:
    enum Column { Name, Value, Pushed, Expires, Columns };

    using KeptRows::KeptRows;

    /// `omitted` are the labels that all of them share, which the head of the inspector shows, and
    /// the name when it is the family's own.
    void show(
        const GatewayViewPtr& view,
        std::vector<model::Label> omitted,
        std::string family,
        std::int64_t nowMs
    );
    void clear();

    /// Whether any of them goes by itself.
    [[nodiscard]] bool expires() const { return m_expires; }

    [[nodiscard]] int columnCount(const QModelIndex& parent = {}) const override;

private:
    [[nodiscard]] TableCell cell(const gateway::SeriesRow& row, int column) const override;
    [[nodiscard]] QString title(int column) const override;
    [[nodiscard]] bool isNumber(int column) const override;
    [[nodiscard]] QString summary(const gateway::SeriesRow& row) const override;
    [[nodiscard]] QString shownName(const gateway::SeriesRow& row) const;

    std::vector<model::Label> m_omitted;
    std::string m_family;
    std::int64_t m_nowMs = 0;
    bool m_expires = false;
};

} // namespace meterbench::ui
