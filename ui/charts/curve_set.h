// CurveSet: the curves of one chart, kept up to date from the views of its series: each series by
// itself, their sum (by a label), or quantiles of a histogram. Only new samples are read at each
// update. Of a histogram, rates are of its _count and quantiles of its buckets; of a summary,
// values are its quantiles. Owns the curves; holds no views between calls. Not a widget. Gui
// thread.
#pragma once

#include "ui/charts/chart_spec.h"
#include "ui/charts/combine.h"
#include "ui/charts/units.h"

#include <memory>
#include <set>

namespace meterbench::ui {

/// One line of the legend and of the plot.
struct ChartCurve {
    QString name;
    const Curve* curve = nullptr; ///< owned by the CurveSet
    int style = 0;                ///< index for Theme::curveColor
    bool isHidden = false;
};

/// Where a CurveSet finds what it asks for.
class SeriesLookup {
public:
    SeriesLookup() = default;
    SeriesLookup(const SeriesLookup&) = delete;
    SeriesLookup& operator=(const SeriesLookup&) = delete;
    virtual ~SeriesLookup() = default;

    /// Null while nobody has it yet; valid during the update.
    [[nodiscard]] virtual const store::SeriesView* series(model::SeriesRef ref) const = 0;
    /// The scrape interval of a target; 0 when unknown.
    [[nodiscard]] virtual std::int64_t intervalMs(std::uint64_t targetId) const = 0;
};

class CurveSet {
public:
    void setSpec(const ChartSpec& spec);

    [[nodiscard]] const ChartSpec& spec() const { return m_spec; }

    /// True when the list of curves is another one than before.
    bool update(const SeriesLookup& lookup);

    [[nodiscard]] const std::vector<ChartCurve>& curves() const { return m_curves; }

    void setHidden(std::size_t index, bool isHidden) { m_curves[index].isHidden = isHidden; }

    [[nodiscard]] const Quantity& quantity() const { return m_quantity; }

    [[nodiscard]] const QString& expression() const { return m_expression; }

    [[nodiscard]] const QString& title() const { return m_title; }

    [[nodiscard]] const std::vector<std::string>& groupingLabels() const {
        return m_groupingLabels;
    }

    [[nodiscard]] const std::set<std::uint64_t>& targets() const { return m_targets; }

    [[nodiscard]] bool hasBuckets() const { return m_hasBuckets; }

    /// Curves that would be there, if there were no limit.
    [[nodiscard]] std::size_t possibleCurves() const { return m_possibleCurves; }

    /// The interval of the slowest target.
    [[nodiscard]] std::int64_t intervalMs() const { return m_intervalMs; }

    /// Changes whenever anything that is drawn changes, hiding excepted.
    [[nodiscard]] std::uint64_t version() const;

private:
    struct SeriesCurve {
        model::SeriesRef ref = 0;
        Derivation derivation{Function::Value};
        Curve curve;
    };

    struct Group {
        std::vector<Member> members;
        Combination combination = Combination::sum();
        Curve curve;
        std::uint64_t seenVersion = 0;
    };

    using Views = std::vector<const store::SeriesView*>;

    [[nodiscard]] Views presentViews(const SeriesLookup& lookup) const;
    [[nodiscard]] Views concerned(const Views& views) const;
    void describe(const Views& all, const Views& used);
    void rebuild(const Views& used);
    void buildEach(const Views& used);
    void buildGroups(const Views& used);
    void addGroup(
        const QString& name,
        const std::vector<std::size_t>& members,
        const Views& used,
        double quantile
    );
    void addCurve(const QString& name, const Curve& curve, const std::vector<ChartCurve>& before);
    void updateGroups();

    ChartSpec m_spec;
    std::vector<model::SeriesRef> m_present; ///< the series that the curves are made for
    std::vector<std::unique_ptr<SeriesCurve>> m_series;
    std::vector<std::unique_ptr<Group>> m_groups;
    std::vector<ChartCurve> m_curves;
    std::vector<ChartCurve> m_before; ///< while rebuilding: who was hidden
    Quantity m_quantity;
    QString m_expression;
    QString m_title;
    std::vector<std::string> m_groupingLabels;
    std::set<std::uint64_t> m_targets;
    std::size_t m_possibleCurves = 0;
    std::int64_t m_intervalMs = 0;
    bool m_hasBuckets = false;
    bool m_isStale = true; ///< the spec changed since the last update
};

} // namespace meterbench::ui
