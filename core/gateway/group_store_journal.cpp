// GroupStore: what its journal says, and how it is read back.
#include "core/base/text.h"
#include "core/gateway/group_record.h"
#include "core/gateway/group_store.h"
#include "core/gateway/merge_codec.h"

#include <algorithm>
#include <span>
#include <utility>

namespace meterbench::gateway {

namespace {

using base::Code;
using base::Error;
using base::Result;
using base::Status;
using journal::JournalFile;

/// More than anything holds: a number above it is damage.
constexpr std::uint32_t kMostGroups = 50'000'000;

journal::Kind kindOfFile() {
    return {"MBGROUP", "groups"};
}

Status corrupt(const char* what) {
    return Error{Code::Corrupt, what};
}

bool isSame(const StoreRules& a, const StoreRules& b) {
    std::string textA;
    std::string textB;
    appendRules(textA, a);
    appendRules(textB, b);
    return textA == textB;
}

void start(std::string& record, std::uint8_t kind, std::int64_t timeMs) {
    record.clear();
    record.push_back(static_cast<char>(kind));
    base::appendU64(record, static_cast<std::uint64_t>(timeMs));
}

} // namespace

Result<std::unique_ptr<GroupStore>> GroupStore::open(
    GroupStoreOptions options,
    base::FileSystem& files,
    const base::Clock& clock,
    base::LogSink& sink,
    IsTaken isTaken
) {
    std::unique_ptr<GroupStore> store(new GroupStore(std::move(options), std::move(isTaken)));
    auto file = JournalFile::open(
        files,
        clock,
        kindOfFile(),
        {store->m_options.folder, store->m_options.rewriteAboveBytes},
        sink,
        *store
    );
    if (!file) {
        return file.error();
    }
    store->m_file = std::move(file).value();
    store->m_isReplaying = false;
    store->m_index.setTaken(store->m_isTaken);
    store->m_counts = {};
    store->m_reader = GroupReader(store->m_options.allowsUtf8Names);
    if (!isSame(store->m_givenRules, store->m_options.rules)) {
        store->m_givenRules = store->m_options.rules;
        if (const Status set = store->setRules(store->m_options.rules, 0); !set) {
            return set.error();
        }
    }
    store->m_nextExpiryMs = store->m_rules.expiries.empty() ? 0 : 1;
    return store;
}

Result<std::string> GroupStore::salvage(base::FileSystem& files, const std::string& folder) {
    GroupStore empty({}, {});
    return JournalFile::salvage(files, kindOfFile(), folder, empty);
}

/// Before anything is tried: a file that must be written anew first is written as things are.
void GroupStore::startRecords() {
    m_recordCount = 0;
    m_ready = m_isReplaying || m_file->isReady() ? Status() : m_file->rewrite();
}

std::string& GroupStore::newRecord(std::uint8_t kind, std::int64_t timeMs) {
    if (m_recordCount == m_records.size()) {
        m_records.emplace_back();
    }
    std::string& record = m_records[m_recordCount++];
    start(record, kind, timeMs);
    return record;
}

/// All of a change in one write.
Status GroupStore::append() {
    if (m_isReplaying) {
        return {};
    }
    std::vector<std::string_view> payloads(m_records.begin(), m_records.begin() +
                                               static_cast<std::ptrdiff_t>(m_recordCount));
    const Status done = m_ready ? m_file->append(payloads) : m_ready;
    return done ? done
                : Error{
                      done.error().code,
                      "not done, for it could not be written down: " + done.error().context};
}

Status GroupStore::take(std::string_view payload) {
    MergeReaderView reader(payload);
    const std::uint8_t kind = reader.byte();
    const std::int64_t timeMs = reader.time();
    Status done;
    if (kind == kRulesRecord) {
        done = takeRules(reader);
    } else if (kind == kGroupRecord) {
        done = takeGroup(reader);
    } else if (kind == kShapeRecord) {
        done = takeShape(reader);
    } else if (kind == kPartRecord) {
        done = takePart(reader, timeMs);
    } else if (kind == kStampsRecord) {
        done = takeStamps(reader);
    } else if (kind == kEraseRecord) {
        done = takeErase(reader);
    } else if (kind == kWipeRecord) {
        wipeNow(nullptr);
    } else if (kind == kExpireRecord) {
        static_cast<void>(expireNow(timeMs));
    } else if (kind >= kPushRecord && kind <= kDropRecord) {
        done = takeChange(reader, kind, timeMs);
    } else {
        return Error{Code::Unsupported, "a record of an unknown kind"};
    }
    return done && !reader.isAtEnd() ? corrupt("a record with other bytes than it should have")
                                     : done;
}

Status GroupStore::takeGroup(MergeReaderView& reader) {
    const std::uint64_t number = reader.varint();
    PathLabels labels;
    reader.labels(labels);
    const bool isFree = number < kMostGroups &&
                        (number >= m_index.groups().size() ||
                         !m_index.group(static_cast<std::uint32_t>(number)).isUsed);
    if (!reader.isGood() || labels.empty() || !isFree || m_index.find(labels) != kNoGroup ||
        !std::ranges::is_sorted(labels, {}, &model::Label::name)) {
        return corrupt("a group that cannot be");
    }
    m_index.makeGroup(std::move(labels), static_cast<std::uint32_t>(number));
    return {};
}

Status GroupStore::takeShape(MergeReaderView& reader) {
    const std::uint64_t id = reader.varint();
    const std::string_view text = reader.text();
    GroupBody body;
    GroupReader all(true); // what was taken once, whatever is allowed now
    if (!reader.isGood() || all.read(text, body)) {
        return corrupt("a text that cannot be read");
    }
    keepShape(std::make_shared<const GroupShape>(id, text, std::move(body)));
    return {};
}

Status GroupStore::takeChange(MergeReaderView& reader, std::uint8_t kind, std::int64_t timeMs) {
    const std::uint64_t number = reader.varint();
    if (number >= m_index.groups().size() ||
        !m_index.group(static_cast<std::uint32_t>(number)).isUsed) {
        return corrupt("a change of a group that is not there");
    }
    const auto group = static_cast<std::uint32_t>(number);
    if (kind == kDropRecord) {
        m_index.dropGroup(group);
        return {};
    }
    startRecords();
    if (kind == kFailedRecord) {
        static_cast<void>(failed(group, {}, timeMs));
        return {};
    }
    const bool isPut = reader.byte() != 0;
    if (kind == kEmptyRecord) {
        static_cast<void>(pushNothing(group, isPut, timeMs));
        return {};
    }
    GroupShapePtr shape = shapeAt(reader.varint());
    reader.numbers(m_values);
    if (!reader.isGood() || !shape || m_values.size() != shape->body().places.size()) {
        return corrupt("a push with another count of numbers than its text");
    }
    return push(group, isPut, std::move(shape), false, timeMs).refusal
               ? corrupt("a push that cannot be")
               : Status();
}

Status GroupStore::takePart(MergeReaderView& reader, std::int64_t timeMs) {
    const std::uint64_t number = reader.varint();
    GroupShapePtr shape = shapeAt(reader.varint());
    reader.numbers(m_values);
    std::vector<std::uint64_t> gone(reader.count());
    std::ranges::generate(gone, [&] { return reader.varint(); });
    if (!reader.isGood() || !shape || m_values.size() != shape->body().places.size() ||
        number >= m_index.groups().size() ||
        !m_index.group(static_cast<std::uint32_t>(number)).isUsed) {
        return corrupt("a part that cannot be");
    }
    GroupPart part = partOf(static_cast<std::uint32_t>(number), std::move(shape), timeMs);
    for (const std::uint64_t metric : gone) {
        part.gone.resize(part.layout->metricCount());
        if (metric >= part.gone.size() || part.gone[metric]) {
            return corrupt("a part without a metric that it does not have");
        }
        part.gone[metric] = true;
        --part.held;
    }
    if (!m_index.tryChange({}, &part).empty()) {
        return corrupt("a part that is not consistent with others");
    }
    m_index.settle({}, &part);
    return {};
}

Status GroupStore::takeStamps(MergeReaderView& reader) {
    const std::uint64_t number = reader.varint();
    if (number >= m_index.groups().size()) {
        return corrupt("stamps of a group that is not there");
    }
    HeldGroup& group = m_index.group(static_cast<std::uint32_t>(number));
    group.pushes = reader.varint();
    group.pushedMs = reader.time();
    group.failedMs = reader.time();
    return {};
}

Status GroupStore::takeErase(MergeReaderView& reader) {
    Selection selection;
    reader.selection(selection);
    const auto isIt = questionOf(selection);
    if (!isIt) {
        return isIt.error();
    }
    eraseNow(selection, found(*isIt), nullptr);
    return {};
}

Status GroupStore::takeRules(MergeReaderView& reader) {
    m_givenRules = {}; // the reader adds to what is there
    m_rules = {};
    reader.rules(m_givenRules);
    reader.rules(m_rules);
    return {};
}

Status GroupStore::write(journal::Snapshot& snapshot) const {
    std::string record;
    start(record, kRulesRecord, 0);
    appendRules(record, m_givenRules);
    appendRules(record, m_rules);
    Status done = snapshot.add(record);
    for (const auto& [id, shape] : m_shapes) {
        start(record, kShapeRecord, 0);
        recordShape(record, *shape);
        done = done ? snapshot.add(record) : done;
    }
    const std::vector<HeldGroup>& groups = m_index.groups();
    for (std::uint32_t i = 0; done && i < groups.size(); ++i) {
        if (!groups[i].isUsed) {
            continue;
        }
        start(record, kGroupRecord, 0);
        recordGroup(record, i, groups[i].labels);
        done = snapshot.add(record);
        for (const std::uint32_t at : groups[i].parts) {
            start(record, kPartRecord, m_index.part(at).pushedMs);
            recordPart(record, i, m_index.part(at));
            done = done ? snapshot.add(record) : done;
        }
        start(record, kStampsRecord, 0);
        recordStamps(record, i, groups[i]);
        done = done ? snapshot.add(record) : done;
    }
    return done;
}

std::string GroupStore::words() const {
    return base::counted(m_index.groupCount(), "group") + " with " +
           base::counted(m_index.seriesCount(), "sample");
}

} // namespace meterbench::gateway
