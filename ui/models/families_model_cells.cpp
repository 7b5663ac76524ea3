// FamiliesModel: what stands in a row, its small curve, and how it travels.
#include "core/base/number.h"
#include "ui/feed/series_mime.h"
#include "ui/feed/snapshot_feed.h"
#include "ui/models/families_model.h"
#include "ui/wording/numbers.h"
#include "ui/wording/states.h"

#include <algorithm>
#include <cmath>
#include <limits>

namespace meterbench::ui {

namespace {

using model::MetricType;

constexpr double kNone = std::numeric_limits<double>::quiet_NaN();
constexpr std::size_t kCurvePoints = 60;
/// A row that sums up more series than this draws what it has seen itself.
constexpr std::size_t kWatchedAtMost = 16;

bool isCounting(const model::Family& family) {
    return family.type == MetricType::Counter || family.type == MetricType::Histogram ||
           family.type == MetricType::Summary;
}

std::vector<double> pointsOf(const store::SeriesView& view, bool asRate) {
    std::vector<double> points;
    std::int64_t lastMs = 0;
    double last = kNone;
    const std::size_t skip =
        view.sampleCount() > kCurvePoints + 1 ? view.sampleCount() - kCurvePoints - 1 : 0;
    std::size_t at = 0;
    for (const store::BlockPtr& block : view.blocks) {
        for (std::size_t i = 0; i < block->values.size(); ++i, ++at) {
            if (at < skip) {
                continue;
            }
            const double value = model::isStale(block->values[i]) ? kNone : block->values[i];
            const double seconds = static_cast<double>(block->timestampsMs[i] - lastMs) / 1'000;
            if (!asRate) {
                points.push_back(value);
            } else if (lastMs != 0 && seconds > 0) {
                points.push_back((value < last ? value : value - last) / seconds);
            }
            lastMs = block->timestampsMs[i];
            last = value;
        }
    }
    return points;
}

} // namespace

bool FamiliesModel::isFamily(const QModelIndex& index) const {
    return index.isValid() && index.internalPointer() == nullptr;
}

const FamiliesModel::Node* FamiliesModel::nodeAt(const QModelIndex& index) const {
    if (!index.isValid()) {
        return nullptr;
    }
    return isFamily(index) ? m_shown[static_cast<std::size_t>(index.row())]
                           : static_cast<const Node*>(index.internalPointer());
}

std::vector<SeriesPlace> FamiliesModel::placesAt(const QModelIndex& index) const {
    const Node* node = nodeAt(index);
    if (node == nullptr) {
        return {};
    }
    if (!isFamily(index)) {
        return {node->series[node->shown[static_cast<std::size_t>(index.row())]]};
    }
    std::vector<SeriesPlace> places;
    for (const std::uint32_t at : node->shown) {
        places.push_back(node->series[at]);
    }
    return places;
}

model::Family FamiliesModel::familyAt(const QModelIndex& index) const {
    const Node* node = nodeAt(index);
    return node == nullptr ? model::Family{} : node->family;
}

std::vector<model::SeriesRef> FamiliesModel::refsAt(const QModelIndex& index) const {
    std::vector<model::SeriesRef> refs;
    for (const SeriesPlace& place : placesAt(index)) {
        refs.push_back(place.ref);
    }
    return refs;
}

std::vector<model::Labels> FamiliesModel::labelsAt(const QModelIndex& index) const {
    std::vector<model::Labels> labels;
    for (const SeriesPlace& place : placesAt(index)) {
        labels.push_back(m_values.labels(place));
    }
    return labels;
}

QString FamiliesModel::expositionAt(const QModelIndex& index) const {
    std::string text;
    for (const SeriesPlace& place : placesAt(index)) {
        const double value = m_values.value(place);
        if (!model::isAbsent(value)) {
            text += m_values.labels(place).toString() + ' ' + base::formatNumber(value) + '\n';
        }
    }
    return wording::text(text);
}

QString FamiliesModel::selectorAt(const QModelIndex& index) const {
    if (isFamily(index) && rowCount(index) != 1) {
        return wording::text(familyAt(index).name);
    }
    const std::vector<SeriesPlace> places = placesAt(index);
    return places.empty() ? QString() : wording::text(m_values.labels(places.front()).toString());
}

std::vector<model::SeriesRef> FamiliesModel::refsToWatch(const QModelIndex& index) const {
    const Node* node = nodeAt(index);
    std::vector<model::SeriesRef> refs;
    const bool isHistogram =
        node != nullptr && isFamily(index) &&
        (node->family.type == MetricType::Histogram || node->family.type == MetricType::Summary);
    for (const SeriesPlace& place : placesAt(index)) {
        const std::string_view name = m_values.label(place, model::kMetricName);
        if (!name.ends_with("_created") && (!isHistogram || name.ends_with("_count"))) {
            refs.push_back(place.ref);
        }
    }
    if (refs.size() > kWatchedAtMost) {
        refs.clear();
    }
    return refs;
}

std::vector<double> FamiliesModel::curveAt(const QModelIndex& index) const {
    const Node* node = nodeAt(index);
    if (node == nullptr) {
        return {};
    }
    std::vector<double> curve = watchedCurve(*node, refsToWatch(index));
    if (curve.size() < 2 && isFamily(index)) {
        curve.assign(node->recent.begin(), node->recent.end());
    }
    return curve;
}

std::vector<double>
FamiliesModel::watchedCurve(const Node& node, const std::vector<model::SeriesRef>& refs) const {
    std::vector<double> sum;
    for (const model::SeriesRef ref : refs) {
        const store::SeriesView* view = m_feed.series(ref);
        if (view == nullptr) {
            return {};
        }
        const std::vector<double> points = pointsOf(*view, isCounting(node.family));
        if (sum.empty()) {
            sum = points;
            continue;
        }
        // Series of one target are scraped together: the newest points stand side by side.
        const std::size_t common = std::min(sum.size(), points.size());
        sum.erase(sum.begin(), sum.end() - static_cast<std::ptrdiff_t>(common));
        for (std::size_t i = 0; i < common; ++i) {
            sum[i] += points[points.size() - common + i];
        }
    }
    return sum;
}

QModelIndex FamiliesModel::index(int row, int column, const QModelIndex& parent) const {
    if (column != 0 || row < 0 || row >= rowCount(parent)) {
        return {};
    }
    if (!parent.isValid()) {
        return createIndex(row, column);
    }
    return createIndex(row, column, m_shown[static_cast<std::size_t>(parent.row())]);
}

QModelIndex FamiliesModel::parent(const QModelIndex& child) const {
    if (!child.isValid() || isFamily(child)) {
        return {};
    }
    const int row = static_cast<const Node*>(child.internalPointer())->row;
    return row < 0 ? QModelIndex() : createIndex(row, 0);
}

int FamiliesModel::rowCount(const QModelIndex& parent) const {
    if (!parent.isValid()) {
        return shownCount();
    }
    return isFamily(parent) && parent.column() == 0 && parent.row() < shownCount()
               ? static_cast<int>(m_shown[static_cast<std::size_t>(parent.row())]->shown.size())
               : 0;
}

int FamiliesModel::columnCount(const QModelIndex&) const {
    return 1;
}

QVariant FamiliesModel::data(const QModelIndex& index, int role) const {
    const Node* node = nodeAt(index);
    if (node == nullptr) {
        return {};
    }
    if (isFamily(index)) {
        return familyData(*node, role);
    }
    return seriesData(
        *node, node->series[node->shown[static_cast<std::size_t>(index.row())]], role
    );
}

QVariant FamiliesModel::familyData(const Node& node, int role) const {
    const QString count = node.shown.size() == 1
                              ? tr("1 series")
                              : tr("%1 series").arg(wording::count(node.shown.size()));
    switch (role) {
    case Qt::DisplayRole:
        return wording::text(node.family.name);
    case ValueRole:
        return figureOf(node).text;
    case DetailRole:
        return QString(count + verdictOf(node));
    case LetterRole:
        return wording::metricTypeLetter(node.family.type);
    case SeriesCountRole:
        return static_cast<int>(node.shown.size());
    case VerdictRole: // of one series, what is said of it
        return node.shown.size() == 1 ? seriesData(node, node.series[node.shown.front()], role)
                                      : QVariant();
    case Qt::ToolTipRole: {
        QString tip = wording::metricType(node.family.type);
        if (!node.family.help.empty()) {
            tip += QStringLiteral(": ") + wording::text(node.family.help);
        }
        if (figureOf(node).isOverAllTime) {
            tip += QLatin1Char('\n') + tr("Nothing was observed between the last two scrapes; the "
                                          "quantile is over all time.");
        }
        return tip.toHtmlEscaped();
    }
    case Qt::AccessibleTextRole:
        return tr("%1, %2, %3, %4")
            .arg(
                wording::text(node.family.name),
                wording::metricType(node.family.type),
                count,
                figureOf(node).text
            );
    default:
        return {};
    }
}

void FamiliesModel::setMetering(
    const std::shared_ptr<const pipeline::MetererOptions>& options, const JoinSayingsPtr& sayings
) {
    if (m_verdicts.follow(options, sayings)) {
        tellValues();
    }
}

std::optional<SeriesVerdict> FamiliesModel::verdictOf(const SeriesPlace& place) const {
    return m_verdicts.of(place.ref, [&] { return m_values.labels(place); });
}

/// " · billable" when all are, else how many are not; empty where no meter asks for any.
QString FamiliesModel::verdictOf(const Node& node) const {
    if (m_verdicts.isEmpty() || node.shown.size() > Verdicts::kMostSummed) {
        return {};
    }
    VerdictSum sum;
    for (const std::uint32_t at : node.shown) {
        sum.add(verdictOf(node.series[at]));
    }
    const QString words = sum.words();
    return words.isEmpty() ? words : QStringLiteral(" · ") + words;
}

QString FamiliesModel::seriesName(const Node& node, const SeriesPlace& place) const {
    const model::Labels labels = m_values.labels(place);
    QString text;
    for (const model::Label& label : labels) {
        if (label.name == model::kMetricName || m_target->labels.get(label.name) == label.value) {
            continue;
        }
        text += (text.isEmpty() ? QString() : QStringLiteral(", ")) + wording::text(label.name) +
                QLatin1String("=\"") + wording::text(label.value) + QLatin1Char('"');
    }
    const std::string_view name = labels.get(model::kMetricName);
    const bool differs = name != node.family.name && node.family.type != MetricType::Counter;
    const QString suffix = name.starts_with(node.family.name)
                               ? wording::text(name.substr(node.family.name.size()))
                               : wording::text(name);
    if (text.isEmpty()) {
        return differs ? suffix : wording::text(name);
    }
    return differs ? suffix + QLatin1Char(' ') + text : text;
}

QVariant FamiliesModel::seriesData(const Node& node, const SeriesPlace& place, int role) const {
    const std::string_view name = m_values.label(place, model::kMetricName);
    const double value = m_values.value(place);
    const QString change = seriesChangeText(value, m_values.former(place), node.family, name);
    const std::optional<SeriesVerdict> verdict = verdictOf(place);
    const QString said = verdict ? QStringLiteral(" · ") + verdict->words() : QString();
    switch (role) {
    case Qt::DisplayRole:
        return seriesName(node, place);
    case ValueRole:
        return seriesValueText(value, node.family, name);
    case DetailRole:
        return QString((change == QLatin1String("=") ? tr("no change") : change) + said);
    case VerdictRole:
        return verdict ? QVariant(static_cast<int>(verdict->kind)) : QVariant();
    case LetterRole:
        return QString();
    case SeriesCountRole:
        return 1;
    case Qt::ToolTipRole:
        return wording::text(m_values.labels(place).toString() + ' ' + base::formatNumber(value))
            .toHtmlEscaped();
    case Qt::AccessibleTextRole:
        return tr("%1, %2, %3")
            .arg(
                wording::text(m_values.labels(place).toString()),
                seriesValueText(value, node.family, name),
                QString(change + said)
            );
    default:
        return {};
    }
}

Qt::ItemFlags FamiliesModel::flags(const QModelIndex& index) const {
    if (!index.isValid()) {
        return Qt::NoItemFlags;
    }
    return Qt::ItemIsEnabled | Qt::ItemIsSelectable | Qt::ItemIsDragEnabled |
           (isFamily(index) ? Qt::NoItemFlags : Qt::ItemNeverHasChildren);
}

QStringList FamiliesModel::mimeTypes() const {
    return {QString::fromLatin1(kSeriesMimeType), QStringLiteral("text/plain")};
}

QMimeData* FamiliesModel::mimeData(const QModelIndexList& indexes) const {
    std::vector<model::SeriesRef> refs;
    QString text;
    for (const QModelIndex& index : indexes) {
        const std::vector<model::SeriesRef> more = refsAt(index);
        refs.insert(refs.end(), more.begin(), more.end());
        text += expositionAt(index);
    }
    auto* mime = new QMimeData;
    setSeries(*mime, refs, text);
    return mime;
}

} // namespace meterbench::ui
