// The tables of the Gateway page: families, groups, last pushes, and the series of what is
// selected. Rows are those of the address's view, filtered; ages follow `nowMs`. Gui thread.
#pragma once

#include "ui/pages/gateway/kept_rows.h"
#include "ui/pages/gateway/row_senses.h"

namespace meterbench::ui {

class PushedFamiliesModel final : public KeptRows<FamilySense> {
    Q_OBJECT

public:
    enum Column { Name, Type, Policy, Series, Pushed, Expires, Columns };

    using KeptRows::KeptRows;

    void show(const GatewayViewPtr& view, FilterPtr filter, std::int64_t nowMs);
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

class PushGroupsModel final : public KeptRows<GroupSense> {
    Q_OBJECT

public:
    enum Column { Labels, Families, Series, Pushes, Pushed, Expires, Failed, Columns };

    using KeptRows::KeptRows;

    void show(const GatewayViewPtr& view, FilterPtr filter, std::int64_t nowMs);
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

class LastPushesModel final : public KeptRows<PushSense> {
    Q_OBJECT

public:
    enum Column { Time, Outcome, Request, Pusher, Size, Series, Columns };

    using KeptRows::KeptRows;

    /// Newest first.
    void show(const GatewayViewPtr& view, FilterPtr filter);
    [[nodiscard]] int placeOfId(std::uint64_t id) const;
    [[nodiscard]] bool isProblemRow(int row) const;

    /// Without the lines that explain.
    [[nodiscard]] int pushCount() const;

    [[nodiscard]] int columnCount(const QModelIndex& parent = {}) const override;
    [[nodiscard]] Qt::ItemFlags flags(const QModelIndex& index) const override;

private:
    [[nodiscard]] TableCell cell(const PushLine& row, int column) const override;
    [[nodiscard]] QString title(int column) const override;
    [[nodiscard]] bool isNumber(int column) const override;
    [[nodiscard]] QString summary(const PushLine& row) const override;
};

class HeldSeriesModel final : public KeptRows<SeriesSense> {
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

    /// Whether any value is a date and time, which takes room.
    [[nodiscard]] bool hasTimestamps() const { return m_hasTimestamps; }

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
    bool m_hasTimestamps = false;
};

} // namespace meterbench::ui
