#include "ui/pages/explore/browser_model.h"

#include "ui/feed/series_mime.h"

#include <algorithm>

namespace meterbench::ui {

namespace {

QString text(std::string_view utf8) {
    return QString::fromUtf8(utf8.data(), static_cast<qsizetype>(utf8.size()));
}

} // namespace

QString typeLetter(model::MetricType type) {
    switch (type) {
    case model::MetricType::Counter:
        return QStringLiteral("C");
    case model::MetricType::Gauge:
        return QStringLiteral("G");
    case model::MetricType::Histogram:
    case model::MetricType::GaugeHistogram:
        return QStringLiteral("H");
    case model::MetricType::Summary:
        return QStringLiteral("S");
    case model::MetricType::Info:
        return QStringLiteral("I");
    case model::MetricType::StateSet:
        return QStringLiteral("E");
    case model::MetricType::Unknown:
        break;
    }
    return QStringLiteral("U");
}

void BrowserModel::show(MetricIndexPtr index, const RowList* rows) {
    beginResetModel();
    m_index = std::move(index);
    m_showsAll = rows == nullptr;
    m_rows = rows == nullptr ? RowList{} : *rows;
    m_nodes.clear();
    m_top.clear();
    m_familyCount = 0;
    for (std::size_t group = 0; m_index != nullptr && group < m_index->groups().size(); ++group) {
        addGroup(group);
    }
    endResetModel();
}

BrowserModel::Node BrowserModel::familyNode(std::size_t family) const {
    const MetricIndex::FamilyEntry& entry = m_index->families()[family];
    Node node;
    node.kind = Family;
    node.entry = family;
    node.begin = entry.begin;
    node.end = entry.end;
    if (!m_showsAll) {
        const auto begin = std::lower_bound(m_rows.begin(), m_rows.end(), entry.begin);
        node.begin = static_cast<std::size_t>(begin - m_rows.begin());
        node.end = static_cast<std::size_t>(
            std::lower_bound(begin, m_rows.end(), entry.end) - m_rows.begin()
        );
    }
    return node;
}

void BrowserModel::addGroup(std::size_t group) {
    const MetricIndex::GroupEntry& entry = m_index->groups()[group];
    std::vector<Node> families;
    for (std::size_t family = entry.begin; family < entry.end; ++family) {
        Node node = familyNode(family);
        if (node.begin < node.end) {
            families.push_back(std::move(node));
        }
    }
    if (families.empty()) {
        return;
    }
    m_familyCount += static_cast<int>(families.size());
    const bool isAlone = entry.end - entry.begin == 1;
    const int parent = isAlone ? -1 : static_cast<int>(m_nodes.size());
    if (!isAlone) {
        Node node;
        node.entry = group;
        node.row = static_cast<int>(m_top.size());
        m_top.push_back(parent);
        m_nodes.push_back(std::move(node));
    }
    for (Node& node : families) {
        const int at = static_cast<int>(m_nodes.size());
        std::vector<int>& siblings =
            isAlone ? m_top : m_nodes[static_cast<std::size_t>(parent)].children;
        node.parent = parent;
        node.row = static_cast<int>(siblings.size());
        siblings.push_back(at);
        m_nodes.push_back(std::move(node));
    }
}

const BrowserModel::Node* BrowserModel::nodeOf(const QModelIndex& index) const {
    return index.isValid() ? &m_nodes[static_cast<std::size_t>(index.internalId() & ~kSeries)]
                           : nullptr;
}

std::uint32_t BrowserModel::rowAt(std::size_t place) const {
    return m_showsAll ? static_cast<std::uint32_t>(place) : m_rows[place];
}

std::vector<std::uint32_t> BrowserModel::rowsOf(const QModelIndex& place) const {
    std::vector<std::uint32_t> rows;
    const Node* node = nodeOf(place);
    if (node == nullptr) {
        return rows;
    }
    if (isSeries(place)) {
        return {rowAt(node->begin + static_cast<std::size_t>(place.row()))};
    }
    if (node->kind == Family) {
        for (std::size_t at = node->begin; at < node->end; ++at) {
            rows.push_back(rowAt(at));
        }
    }
    return rows;
}

std::optional<std::size_t> BrowserModel::familyOf(const QModelIndex& place) const {
    const Node* node = nodeOf(place);
    return node != nullptr && node->kind == Family ? std::optional(node->entry) : std::nullopt;
}

QModelIndex BrowserModel::findFamily(const QString& name) const {
    for (std::size_t i = 0; i < m_nodes.size(); ++i) {
        const Node& node = m_nodes[i];
        if (node.kind == Family && text(m_index->families()[node.entry].name) == name) {
            return createIndex(node.row, 0, static_cast<quintptr>(i));
        }
    }
    return {};
}

QModelIndex BrowserModel::index(int row, int column, const QModelIndex& parent) const {
    if (!hasIndex(row, column, parent)) {
        return {};
    }
    if (!parent.isValid()) {
        return createIndex(
            row, column, static_cast<quintptr>(m_top[static_cast<std::size_t>(row)])
        );
    }
    const Node* node = nodeOf(parent);
    return node->kind == Group
               ? createIndex(
                     row,
                     column,
                     static_cast<quintptr>(node->children[static_cast<std::size_t>(row)])
                 )
               : createIndex(row, column, parent.internalId() | kSeries);
}

QModelIndex BrowserModel::parent(const QModelIndex& child) const {
    const Node* node = nodeOf(child);
    if (node == nullptr) {
        return {};
    }
    if (isSeries(child)) {
        return createIndex(node->row, 0, child.internalId() & ~kSeries);
    }
    return node->parent < 0 ? QModelIndex()
                            : createIndex(
                                  m_nodes[static_cast<std::size_t>(node->parent)].row,
                                  0,
                                  static_cast<quintptr>(node->parent)
                              );
}

int BrowserModel::rowCount(const QModelIndex& parent) const {
    if (!parent.isValid()) {
        return static_cast<int>(m_top.size());
    }
    const Node* node = nodeOf(parent);
    if (isSeries(parent) || parent.column() > 0) {
        return 0;
    }
    return node->kind == Group ? static_cast<int>(node->children.size())
                               : static_cast<int>(node->end - node->begin);
}

int BrowserModel::columnCount(const QModelIndex& parent) const {
    Q_UNUSED(parent);
    return 1;
}

Qt::ItemFlags BrowserModel::flags(const QModelIndex& index) const {
    const Qt::ItemFlags flags = QAbstractItemModel::flags(index);
    const Node* node = nodeOf(index);
    return node != nullptr && node->kind == Family ? flags | Qt::ItemIsDragEnabled : flags;
}

QStringList BrowserModel::mimeTypes() const {
    return {QString::fromLatin1(kSeriesMimeType)};
}

QMimeData* BrowserModel::mimeData(const QModelIndexList& indexes) const {
    std::vector<model::SeriesRef> refs;
    QStringList names;
    for (const QModelIndex& index : indexes) {
        for (const std::uint32_t row : rowsOf(index)) {
            refs.push_back(m_index->rows()[row].ref);
        }
        names.append(
            isSeries(index) ? text(m_index->labelsAt(rowsOf(index).front()).toString())
                            : nameText(index)
        );
    }
    auto* mime = new QMimeData;
    setSeries(*mime, refs, names.join(QLatin1Char('\n')));
    return mime;
}

} // namespace meterbench::ui
