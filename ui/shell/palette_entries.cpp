// Entries of the palette. Families are collected once per table of families, which targets of a
// kind share.
#include "ui/shell/palette_entries.h"

#include "ui/wording/states.h"

#include <QAction>
#include <QCoreApplication>

#include <set>
#include <string_view>
#include <unordered_set>

namespace meterbench::ui {

namespace {

struct Words {
    Q_DECLARE_TR_FUNCTIONS(meterbench::ui::CommandPalette)
};

std::set<std::string_view> familyNames(const pipeline::Snapshot& snapshot) {
    std::set<std::string_view> names;
    std::unordered_set<const model::FamilyTable*> seen;
    for (const pipeline::TargetPtr& target : *snapshot.targets) {
        for (const model::BatchPtr& batch : target->batches) {
            const model::FamilyTable* table = batch->layout->families.get();
            if (table != nullptr && seen.insert(table).second) {
                for (const model::Family& family : *table) {
                    names.insert(family.name);
                }
            }
        }
    }
    return names;
}

void appendTargets(
    std::vector<PaletteEntry>& entries, const pipeline::Snapshot& snapshot, Navigator& navigator
) {
    for (const pipeline::TargetPtr& target : *snapshot.targets) {
        const pipeline::TargetId id = target->id;
        entries.push_back(
            {wording::text(target->url),
             Words::tr("target"),
             {},
             true,
             [&navigator, id] { navigator.showTarget(id); }}
        );
    }
}

} // namespace

std::vector<PaletteEntry> actionEntries(const std::vector<QAction*>& actions) {
    std::vector<PaletteEntry> entries;
    for (QAction* action : actions) {
        entries.push_back(
            {action->text(),
             Words::tr("action"),
             action->shortcut().toString(QKeySequence::NativeText),
             false,
             [action] { action->trigger(); }}
        );
    }
    return entries;
}

void appendSnapshotEntries(
    std::vector<PaletteEntry>& entries, const pipeline::SnapshotPtr& snapshot, Navigator& navigator
) {
    if (snapshot->targets == nullptr) {
        return;
    }
    appendTargets(entries, *snapshot, navigator);
    for (const std::string_view name : familyNames(*snapshot)) {
        entries.push_back(
            {wording::text(name),
             Words::tr("metric"),
             {},
             true,
             [&navigator, snapshot, family = std::string(name)] {
                 navigator.addToChart(seriesOfFamily(*snapshot, family));
             }}
        );
    }
}

std::vector<model::SeriesRef>
seriesOfFamily(const pipeline::Snapshot& snapshot, const std::string& family) {
    std::vector<model::SeriesRef> refs;
    if (snapshot.targets == nullptr) {
        return refs;
    }
    for (const pipeline::TargetPtr& target : *snapshot.targets) {
        for (const model::BatchPtr& batch : target->batches) {
            for (std::size_t i = 0; i < batch->layout->size() && refs.size() < kFamilySeries; ++i) {
                const model::Family* its = batch->layout->family(i);
                if (its != nullptr && its->name == family) {
                    refs.push_back(batch->layout->refs[i]);
                }
            }
        }
    }
    return refs;
}

} // namespace meterbench::ui
