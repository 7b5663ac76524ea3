#include "ui/models/families_model.h"

#include <algorithm>
#include <map>
#include <unordered_set>

namespace meterbench::ui {

namespace {

constexpr std::size_t kRecent = 60;

} // namespace

FamiliesModel::FamiliesModel(const SnapshotFeed& feed, QObject* parent)
    : QAbstractItemModel(parent)
    , m_feed(feed) {
    connect(&m_filter, &FilterRunner::changed, this, &FamiliesModel::applyFilter);
}

void FamiliesModel::update(const pipeline::TargetPtr& target) {
    if (target == m_target) {
        return;
    }
    const bool another = m_target == nullptr || target == nullptr || target->id != m_target->id;
    const bool known = !another && sameLayouts(*target);
    const pipeline::TargetPtr former = std::exchange(m_target, target);
    if (another) {
        startOver();
    } else if (known) {
        takeValues();
    } else {
        takeLayouts();
    }
    Q_EMIT countsChanged();
}

bool FamiliesModel::sameLayouts(const pipeline::TargetState& target) const {
    const auto& now = target.batches;
    const auto& former = m_values.batches();
    return std::equal(
        now.begin(),
        now.end(),
        former.begin(),
        former.end(),
        [](const model::BatchPtr& a, const model::BatchPtr& b) { return a->layout == b->layout; }
    );
}

std::vector<FamiliesModel::NodePtr> FamiliesModel::nodesOf(const ScrapeValues& values) const {
    std::vector<NodePtr> nodes;
    std::map<std::string, Node*, std::less<>> byName;
    for (std::uint32_t batch = 0; batch < values.batches().size(); ++batch) {
        const model::Layout& layout = *values.batches()[batch]->layout;
        for (std::uint32_t position = 0; position < layout.size(); ++position) {
            const model::Family* family = layout.family(position);
            const std::string_view name = family != nullptr
                                              ? std::string_view(family->name)
                                              : layout.labels.get(position, model::kMetricName);
            auto found = byName.find(name);
            if (found == byName.end()) {
                nodes.push_back(std::make_unique<Node>());
                nodes.back()->family.name = name;
                if (family != nullptr) {
                    nodes.back()->family = *family;
                }
                if (layout.isReport) {
                    nodes.back()->family.type = model::MetricType::Gauge;
                }
                found = byName.emplace(std::string(name), nodes.back().get()).first;
            }
            found->second->series.push_back({batch, position, layout.refs[position]});
        }
    }
    return nodes;
}

void FamiliesModel::startOver() {
    beginResetModel();
    m_values = m_target != nullptr ? ScrapeValues(*m_target) : ScrapeValues();
    m_families = nodesOf(m_values);
    m_filterReady = false;
    m_shown.clear();
    for (const NodePtr& node : m_families) {
        showAll(*node);
        m_shown.push_back(node.get());
    }
    noteRows();
    endResetModel();
    if (!m_filter.isOpen()) {
        prepareFilter();
    }
    tellValues();
}

void FamiliesModel::takeValues() {
    m_values = ScrapeValues(*m_target);
    tellValues();
}

// Families and series keep their places; what is new comes behind. First goes what is gone, while
// the values are still the former ones; then all places change hands at once, without a signal;
// then comes what is new. Under a filter the whole is laid out anew, as what is shown depends on
// all of it.
void FamiliesModel::takeLayouts() {
    if (!m_filter.isOpen()) {
        startOver();
        return;
    }
    const ScrapeValues values(*m_target);
    std::vector<NodePtr> nodes = nodesOf(values);
    NextNodes next;
    for (NodePtr& node : nodes) {
        next.emplace(node->family.name, node.get());
    }
    for (std::size_t i = m_families.size(); i-- > 0;) {
        const auto found = next.find(m_families[i]->family.name);
        if (found == next.end()) {
            removeFamily(i);
        } else {
            removeGoneSeries(*m_families[i], *found->second);
        }
    }
    m_values = values;
    m_filterReady = false;
    for (const NodePtr& family : m_families) {
        movePlaces(*family, *next.find(family->family.name)->second);
    }
    for (const NodePtr& family : m_families) {
        const auto found = next.find(family->family.name);
        appendNewSeries(*family, *found->second);
        next.erase(found);
    }
    for (NodePtr& node : nodes) {
        if (next.contains(node->family.name)) {
            appendFamily(std::move(node));
        }
    }
    tellValues();
}

void FamiliesModel::removeGoneSeries(Node& node, const Node& next) {
    std::unordered_set<model::SeriesRef> alive;
    for (const SeriesPlace& place : next.series) {
        alive.insert(place.ref);
    }
    const QModelIndex parent = index(node.row, 0);
    for (std::size_t i = node.series.size(); i-- > 0;) {
        if (alive.contains(node.series[i].ref)) {
            continue;
        }
        beginRemoveRows(parent, static_cast<int>(i), static_cast<int>(i));
        node.series.erase(node.series.begin() + static_cast<std::ptrdiff_t>(i));
        node.shown.pop_back();
        endRemoveRows();
    }
}

void FamiliesModel::movePlaces(Node& node, const Node& next) {
    std::unordered_map<model::SeriesRef, SeriesPlace> places;
    for (const SeriesPlace& place : next.series) {
        places.emplace(place.ref, place);
    }
    for (SeriesPlace& place : node.series) {
        place = places.find(place.ref)->second;
    }
    node.family = next.family;
    node.hasFigure = false;
}

void FamiliesModel::appendNewSeries(Node& node, const Node& next) {
    std::unordered_set<model::SeriesRef> known;
    for (const SeriesPlace& place : node.series) {
        known.insert(place.ref);
    }
    std::vector<SeriesPlace> fresh;
    std::copy_if(
        next.series.begin(),
        next.series.end(),
        std::back_inserter(fresh),
        [&known](const SeriesPlace& place) { return !known.contains(place.ref); }
    );
    if (fresh.empty()) {
        return;
    }
    const auto first = static_cast<int>(node.series.size());
    beginInsertRows(index(node.row, 0), first, first + static_cast<int>(fresh.size()) - 1);
    node.series.insert(node.series.end(), fresh.begin(), fresh.end());
    showAll(node);
    endInsertRows();
}

void FamiliesModel::removeFamily(std::size_t at) {
    const int row = m_families[at]->row;
    beginRemoveRows({}, row, row);
    m_shown.erase(m_shown.begin() + row);
    const NodePtr gone = std::move(m_families[at]);
    m_families.erase(m_families.begin() + static_cast<std::ptrdiff_t>(at));
    noteRows();
    endRemoveRows();
}

void FamiliesModel::appendFamily(NodePtr node) {
    const int row = shownCount();
    showAll(*node);
    beginInsertRows({}, row, row);
    m_shown.push_back(node.get());
    m_families.push_back(std::move(node));
    noteRows();
    endInsertRows();
}

void FamiliesModel::showAll(Node& node) {
    node.shown.resize(node.series.size());
    for (std::uint32_t i = 0; i < node.shown.size(); ++i) {
        node.shown[i] = i;
    }
}

void FamiliesModel::noteRows() {
    for (const NodePtr& node : m_families) {
        node->row = -1;
    }
    for (std::size_t i = 0; i < m_shown.size(); ++i) {
        m_shown[i]->row = static_cast<int>(i);
    }
}

void FamiliesModel::tellValues() {
    for (const NodePtr& node : m_families) {
        node->hasFigure = false;
        node->recent.push_back(figureOf(*node).number);
        if (node->recent.size() > kRecent) {
            node->recent.pop_front();
        }
    }
    if (!m_shown.empty()) {
        Q_EMIT dataChanged(index(0, 0), index(shownCount() - 1, 0));
    }
}

const FamilyFigure& FamiliesModel::figureOf(const Node& node) const {
    if (!node.hasFigure) {
        node.figure = familyFigure(m_values, node.family, node.series);
        node.hasFigure = true;
    }
    return node.figure;
}

// ---- Filter ----

void FamiliesModel::setFilterText(const QString& text) {
    if (!m_filterReady && !text.isEmpty()) {
        prepareFilter();
    }
    m_filter.setText(text);
}

// Texts are made when somebody first types: most targets are looked at without.
void FamiliesModel::prepareFilter() {
    auto text = std::make_shared<RowText>();
    m_filterRows.clear();
    for (const NodePtr& node : m_families) {
        const std::string_view type = model::metricTypeName(node->family.type);
        for (std::uint32_t i = 0; i < node->series.size(); ++i) {
            const SeriesPlace& place = node->series[i];
            text->addOwn("family", node->family.name);
            text->addOwn("type", type);
            text->addOwn("help", node->family.help);
            for (const model::Label& label : m_values.labels(place)) {
                if (m_target->labels.get(label.name) != label.value) {
                    label.name == model::kMetricName ? text->addOwn(label.name, label.value)
                                                     : text->addField(label.name, label.value);
                }
            }
            text->endRow();
            m_filterRows.emplace_back(node.get(), i);
        }
    }
    m_filterReady = true;
    m_filter.setRows(std::move(text));
}

void FamiliesModel::applyFilter() {
    if (!m_filterReady) {
        return;
    }
    beginResetModel();
    for (const NodePtr& node : m_families) {
        node->shown.clear();
    }
    m_shown.clear();
    for (const std::uint32_t row : m_filter.rows()) {
        const auto& [node, at] = m_filterRows[row];
        if (node->shown.empty()) {
            m_shown.push_back(node);
        }
        node->shown.push_back(at);
    }
    noteRows();
    endResetModel();
    Q_EMIT countsChanged();
}

} // namespace meterbench::ui
