#include "ui/models/targets_model.h"

#include <algorithm>
#include <array>

namespace meterbench::ui {

namespace {

constexpr std::int64_t kResortMs = 1'000;
constexpr std::array kStateNames{"not yet", "up", "down", "paused"};

enum StateNumber : std::uint8_t { NotYet, Up, Down, Paused };

StateNumber stateOf(const pipeline::TargetState& target) {
    if (target.paused) {
        return Paused;
    }
    switch (target.health) {
    case pipeline::Health::Up:
        return Up;
    case pipeline::Health::Down:
        return Down;
    case pipeline::Health::Unknown:
        break;
    }
    return NotYet;
}

RowTextPtr textOf(const std::vector<pipeline::TargetPtr>& targets) {
    auto text =
        std::make_shared<RowText>(std::vector<std::string>(kStateNames.begin(), kStateNames.end()));
    text->reserve(targets.size(), targets.size() * 160);
    for (const pipeline::TargetPtr& target : targets) {
        text->addOwn("url", target->url);
        text->addOwn("pool", target->pool);
        if (!target->labels.has("job")) {
            text->addOwn("job", target->pool);
        }
        for (const model::Label& label : target->labels) {
            text->addField(label.name, label.value);
        }
        text->endRow();
    }
    return text;
}

bool isMoving(int column) {
    return column == TargetsModel::State || column >= TargetsModel::Last;
}

} // namespace

TargetsModel::TargetsModel(QObject* parent)
    : QAbstractTableModel(parent) {
    connect(&m_filter, &FilterRunner::changed, this, &TargetsModel::applyFilter);
}

void TargetsModel::update(const pipeline::SnapshotPtr& now) {
    static const auto kNone = std::make_shared<const Targets>();
    m_snapshot = now;
    const std::shared_ptr<const Targets> former = std::exchange(m_targets, now->targets);
    if (m_targets == nullptr) {
        m_targets = kNone;
    }
    if (former != m_targets) {
        if (sameTargets(*m_targets)) {
            takeInPlace(*m_targets);
        } else {
            takeAnew(*m_targets);
        }
    }
    resortIfDue(now->timeMs);
    tellTimePassed(now->timeMs);
}

void TargetsModel::take(Slot& slot, const pipeline::TargetPtr& target) {
    slot.target = target;
    slot.series = target->samplesKept;
    slot.health = target->health;
    slot.hasProblem = target->health == pipeline::Health::Down && target->lastError.has_value() &&
                      !target->paused;
}

bool TargetsModel::sameTargets(const Targets& targets) const {
    if (targets.size() != m_slotAt.size()) {
        return false;
    }
    for (std::size_t i = 0; i < targets.size(); ++i) {
        const pipeline::TargetPtr& former = m_slots[m_slotAt[i]].target;
        if (former != targets[i] &&
            (former->id != targets[i]->id || former->labels != targets[i]->labels)) {
            return false;
        }
    }
    return true;
}

void TargetsModel::takeInPlace(const Targets& targets) {
    std::vector<int> changed;
    bool problemsMoved = false;
    for (std::size_t i = 0; i < targets.size(); ++i) {
        Slot& slot = m_slots[m_slotAt[i]];
        if (slot.target == targets[i]) {
            continue;
        }
        problemsMoved = problemsMoved || stateOf(*slot.target) != stateOf(*targets[i]) ||
                        slot.target->lastError.has_value() != targets[i]->lastError.has_value();
        take(slot, targets[i]);
        if (slot.row >= 0) {
            changed.push_back(slot.row);
        }
    }
    if (problemsMoved) {
        if (!m_filter.setStates(states())) {
            applyFilter();
        }
        changed.clear();
        for (const Slot& slot : m_slots) {
            if (slot.row >= 0) {
                changed.push_back(slot.row);
            }
        }
    } else {
        countGroups();
    }
    for (std::size_t row = 0; row < m_rows.size(); ++row) {
        if (m_rows[row].kind == RowKind::Group) {
            changed.push_back(static_cast<int>(row));
        }
    }
    tellChanged(std::move(changed));
}

void TargetsModel::takeAnew(const Targets& targets) {
    if (m_slots.size() > 2 * targets.size() + 1'000) {
        dropUnusedSlots();
    }
    for (Slot& slot : m_slots) {
        slot.visible = false;
    }
    m_slotAt.clear();
    m_groupOrder.clear();
    std::unordered_map<pipeline::TargetId, std::uint32_t> slotOf;
    slotOf.reserve(targets.size());
    for (const pipeline::TargetPtr& target : targets) {
        const auto known = m_slotOf.find(target->id);
        const auto slot =
            known != m_slotOf.end() ? known->second : static_cast<std::uint32_t>(m_slots.size());
        if (known == m_slotOf.end()) {
            m_slots.emplace_back();
        }
        take(m_slots[slot], target);
        m_slots[slot].group = groupSlot(target->pool);
        if (m_groupOrder.empty() || m_groupOrder.back() != m_slots[slot].group) {
            m_groupOrder.push_back(m_slots[slot].group);
        }
        m_slotAt.push_back(slot);
        slotOf[target->id] = slot;
    }
    m_slotOf = std::move(slotOf);
    rank();
    m_filter.setRows(textOf(targets), states());
    tellChanged({});
}

void TargetsModel::dropUnusedSlots() {
    resetTo({});
    m_slots.clear();
    m_slotOf.clear();
}

std::uint32_t TargetsModel::groupSlot(const std::string& name) {
    const auto found = std::find_if(m_groups.begin(), m_groups.end(), [&name](const Group& group) {
        return group.name == name;
    });
    if (found != m_groups.end()) {
        return static_cast<std::uint32_t>(found - m_groups.begin());
    }
    m_groups.emplace_back().name = name;
    return static_cast<std::uint32_t>(m_groups.size() - 1);
}

std::vector<std::uint8_t> TargetsModel::states() const {
    std::vector<std::uint8_t> states(m_slotAt.size());
    for (std::size_t i = 0; i < m_slotAt.size(); ++i) {
        states[i] = stateOf(*m_slots[m_slotAt[i]].target);
    }
    return states;
}

void TargetsModel::setFilterText(const QString& text) {
    m_filter.setText(text);
}

void TargetsModel::setShow(Show show) {
    m_show = show;
    applyFilter();
}

void TargetsModel::applyFilter() {
    // One walk over all targets: their memory is what costs.
    clearCounts();
    m_matchedCount = 0;
    const RowList& matched = m_filter.rows();
    auto next = matched.begin();
    for (std::size_t place = 0; place < m_slotAt.size(); ++place) {
        Slot& slot = m_slots[m_slotAt[place]];
        const bool isMatched = next != matched.end() && *next == place;
        next += isMatched ? 1 : 0;
        slot.visible = isMatched && isShown(slot.health);
        m_matchedCount += slot.visible ? 1 : 0;
        count(slot);
    }
    showWanted();
    Q_EMIT countsChanged();
}

bool TargetsModel::isShown(pipeline::Health health) const {
    switch (m_show) {
    case Show::Up:
        return health == pipeline::Health::Up;
    case Show::Down:
        return health == pipeline::Health::Down;
    case Show::All:
        break;
    }
    return true;
}

void TargetsModel::countGroups() {
    clearCounts();
    for (const std::uint32_t at : m_slotAt) {
        count(m_slots[at]);
    }
}

void TargetsModel::clearCounts() {
    for (Group& group : m_groups) {
        group.targets = group.matched = group.up = 0;
        group.series = 0;
    }
}

void TargetsModel::count(const Slot& slot) {
    Group& group = m_groups[slot.group];
    ++group.targets;
    group.matched += slot.visible ? 1 : 0;
    group.up += slot.health == pipeline::Health::Up ? 1 : 0;
    group.series += slot.series;
}

// ---- Order ----

void TargetsModel::sort(int column, Qt::SortOrder order) {
    m_sortColumn = column;
    m_sortOrder = order;
    rank();
    m_sortedMs = m_snapshot != nullptr ? m_snapshot->timeMs : 0;
    showWanted();
    Q_EMIT headerDataChanged(Qt::Horizontal, 0, ColumnCount - 1);
}

void TargetsModel::resortIfDue(std::int64_t nowMs) {
    if (m_held || !isMoving(m_sortColumn) || nowMs - m_sortedMs < kResortMs) {
        return;
    }
    m_sortedMs = nowMs;
    rank();
    showWanted();
}

void TargetsModel::rank() {
    std::vector<std::uint32_t> order = m_slotAt;
    if (m_sortColumn >= 0) {
        const bool up = m_sortOrder == Qt::AscendingOrder;
        std::stable_sort(order.begin(), order.end(), [this, up](auto left, auto right) {
            return up ? before(left, right) : before(right, left);
        });
    }
    for (std::size_t i = 0; i < order.size(); ++i) {
        m_slots[order[i]].rank = static_cast<std::uint32_t>(i);
    }
}

bool TargetsModel::before(std::uint32_t left, std::uint32_t right) const {
    const pipeline::TargetState& a = *m_slots[left].target;
    const pipeline::TargetState& b = *m_slots[right].target;
    switch (m_sortColumn) {
    case State:
        return stateOf(a) < stateOf(b);
    case Endpoint:
        return a.url < b.url;
    case Labels:
        return a.labels < b.labels;
    case Last:
        return a.lastScrapeMs > b.lastScrapeMs;
    case Took:
        return a.lastDurationSeconds < b.lastDurationSeconds;
    case Samples:
        return a.samplesScraped < b.samplesScraped;
    default:
        return a.bodyBytes < b.bodyBytes;
    }
}

// ---- Telling ----

void TargetsModel::tellChanged(std::vector<int> rows) {
    std::sort(rows.begin(), rows.end());
    for (std::size_t i = 0; i < rows.size();) {
        const int first = rows[i];
        int last = first;
        // A gap of a row or two costs less than one more signal.
        while (++i < rows.size() && rows[i] <= last + 3) {
            last = rows[i];
        }
        const int below = last + 1;
        if (below < rowCount() && kindAt(below) == RowKind::Problem) {
            last = below;
        }
        Q_EMIT dataChanged(index(first, 0), index(last, ColumnCount - 1));
    }
}

// Ages move once a second; views repaint only what they show.
void TargetsModel::tellTimePassed(std::int64_t nowMs) {
    if (nowMs - m_toldMs < 1'000 && nowMs >= m_toldMs) {
        return;
    }
    m_toldMs = nowMs;
    if (!m_rows.empty()) {
        Q_EMIT dataChanged(index(0, 0), index(rowCount() - 1, ColumnCount - 1));
    }
}

} // namespace meterbench::ui
