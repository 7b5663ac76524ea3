// MergeStore: what its journal says, and how it is read back.
#include "core/base/text.h"
#include "core/gateway/merge_store.h"

#include <algorithm>
#include <utility>

namespace meterbench::gateway {

namespace {

using base::Code;
using base::Error;
using base::Result;
using base::Status;
using journal::JournalFile;

/// A start reads what was pushed since the snapshot at some microseconds a push.
constexpr std::uint64_t kGrowth = 2;
/// Of a family in one record of a snapshot.
constexpr std::size_t kSeriesPerRecord = 4'096;

journal::Kind kindOfFile() {
    return {"MBMERGE", "pushes"};
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

} // namespace

Result<std::unique_ptr<MergeStore>> MergeStore::open(
    MergeStoreOptions options,
    base::FileSystem& files,
    const base::Clock& clock,
    base::LogSink& sink,
    IsTaken isTaken
) {
    std::unique_ptr<MergeStore> store(new MergeStore(std::move(options), std::move(isTaken)));
    auto file = JournalFile::open(
        files,
        clock,
        kindOfFile(),
        {store->m_options.folder, store->m_options.rewriteAboveBytes, kGrowth},
        sink,
        *store
    );
    if (!file) {
        return file.error();
    }
    store->m_file = std::move(file).value();
    store->m_isReplaying = false;
    store->m_counts = {};
    if (const Status used = store->useOptions(); !used) {
        return used.error();
    }
    return store;
}

Result<std::string> MergeStore::salvage(base::FileSystem& files, const std::string& folder) {
    MergeStore empty({}, {});
    return JournalFile::salvage(files, kindOfFile(), folder, empty);
}

/// Rules that were set while it ran go on, but what the program is started with goes first when it
/// is not what it was started with last time.
Status MergeStore::useOptions() {
    if (m_profile == m_options.profile && isSame(m_givenRules, m_options.rules)) {
        useRules();
        return {};
    }
    m_givenRules = m_options.rules;
    useProfile(m_options.profile);
    return setRules(m_options.rules, 0);
}

/// Texts that were read under another profile may not be what they were.
void MergeStore::useProfile(Profile profile) {
    if (m_profile != profile) {
        m_profile = profile;
        m_reader = PushReader(profile);
        m_paths.clear();
        m_texts.clear();
        m_textUses.clear();
        m_textBytes = 0;
    }
}

Status MergeStore::take(std::string_view payload) {
    MergeReaderView reader(payload);
    const auto kind = static_cast<MergeRecord>(reader.byte());
    const std::int64_t timeMs = reader.time();
    switch (kind) {
    case MergeRecord::Rules:
        return takeRules(reader);
    case MergeRecord::Push:
        return takePush(reader, timeMs);
    case MergeRecord::Known:
        return takeKnownPush(reader, timeMs);
    case MergeRecord::Erase:
        return takeErase(reader);
    case MergeRecord::Wipe:
        wipeNow(nullptr);
        return reader.isAtEnd() ? Status() : corrupt("a wipe cannot be read");
    case MergeRecord::Expire:
        expireNow(timeMs);
        return reader.isAtEnd() ? Status() : corrupt("an expiry cannot be read");
    case MergeRecord::PutBack:
        return takePutBack(reader);
    case MergeRecord::Group:
        return takeGroup(reader);
    case MergeRecord::Family:
        return takeFamily(reader);
    case MergeRecord::Text:
        return takeText(reader);
    case MergeRecord::Path:
        return takePath(reader);
    }
    return Error{
        Code::Unsupported,
        "records of kind " + std::to_string(static_cast<int>(kind)) + " are not known"};
}

Status MergeStore::takeRules(MergeReaderView& reader) {
    const std::uint8_t profile = reader.byte();
    StoreRules given;
    StoreRules rules;
    reader.rules(given);
    reader.rules(rules);
    std::vector<MergeGroup> groups(static_cast<std::size_t>(reader.count()));
    for (MergeGroup& group : groups) {
        reader.group(group);
    }
    if (!reader.isAtEnd() || profile > static_cast<std::uint8_t>(Profile::Compatible)) {
        return corrupt("the rules cannot be read");
    }
    m_givenRules = std::move(given);
    m_rules = std::move(rules);
    useProfile(static_cast<Profile>(profile));
    useRules();
    for (MergeGroup& group : groups) {
        MergeGroup* const held = m_groups.at(group.number);
        if (held == nullptr) {
            return corrupt("the rules are about a group that is not there");
        }
        held->totals = std::move(group.totals);
    }
    return {};
}

Status MergeStore::takePush(MergeReaderView& reader, std::int64_t timeMs) {
    const std::uint64_t id = reader.varint();
    const std::string_view path = reader.text();
    const std::string_view body = reader.text();
    if (!reader.isAtEnd() || m_reader.read(path, body, m_push)) {
        return corrupt("a push cannot be read");
    }
    m_textCount = id - 1;
    return replay(m_push, {path, body, nullptr}, timeMs);
}

Status MergeStore::takeKnownPush(MergeReaderView& reader, std::int64_t timeMs) {
    KnownText* const text = textAt(reader.varint());
    const std::string_view rawPath = reader.text();
    reader.numbers(m_values);
    if (!reader.isAtEnd() || text == nullptr || m_values.size() != text->push().samples.size()) {
        return corrupt("a push with a known text cannot be read");
    }
    const auto found = m_paths.find(rawPath);
    if (found != m_paths.end() && found->second.text == text->id() && isFast(found->second)) {
        const Push* const push = text->refill(m_reader, m_values);
        const bool done =
            push != nullptr && !takeKnown(rawPath, found->second, *text, *push, timeMs).refusal;
        return done ? Status() : corrupt("a push with a known text cannot be merged");
    }
    const Push* push = text->moveTo(rawPath, m_reader, m_values);
    if (push == nullptr) {
        if (m_reader.read(rawPath, text->body(), m_push) || !m_reader.refill(m_push, m_values)) {
            return corrupt("a push with a known text cannot be read");
        }
        push = &m_push;
    }
    return replay(*push, {rawPath, text->body(), text}, timeMs);
}

Status MergeStore::replay(const Push& push, const Origin& origin, std::int64_t timeMs) {
    const Push& changed = differencesOf(push, m_groups.find(groupKeyOf(push.path)));
    if (m_merger.plan(changed, m_plan)) {
        return corrupt("a push cannot be merged");
    }
    merge(push, changed, origin, timeMs);
    return {};
}

Status MergeStore::takeErase(MergeReaderView& reader) {
    Selection selection;
    reader.selection(selection);
    const auto question = questionOf(selection);
    if (!reader.isAtEnd() || !question) {
        return corrupt("what was deleted cannot be read");
    }
    eraseNow(selection, *question, nullptr);
    return {};
}

Status MergeStore::takePutBack(MergeReaderView& reader) {
    std::vector<MergeGroup> groups(static_cast<std::size_t>(reader.count()));
    for (MergeGroup& group : groups) {
        reader.group(group);
    }
    std::vector<Family> families(static_cast<std::size_t>(reader.count()));
    for (Family& family : families) {
        reader.family(family);
    }
    return reader.isAtEnd() && putBackNow(std::move(families), groups)
               ? Status()
               : corrupt("what was put back cannot be read");
}

Status MergeStore::takeGroup(MergeReaderView& reader) {
    auto group = std::make_unique<MergeGroup>();
    reader.group(*group);
    return reader.isAtEnd() && m_groups.put(std::move(group)) != nullptr
               ? Status()
               : corrupt("a group cannot be read");
}

Status MergeStore::takeFamily(MergeReaderView& reader) {
    Family family;
    reader.family(family);
    for (const Series& series : family.series) {
        MergeGroup* const owner = m_groups.at(series.owner);
        if (owner == nullptr) {
            return corrupt("a series belongs to no group");
        }
        ++owner->series;
    }
    return reader.isAtEnd() && m_merger.put(std::move(family)) ? Status()
                                                               : corrupt("a family cannot be read");
}

Status MergeStore::takeText(MergeReaderView& reader) {
    const std::uint64_t id = reader.varint();
    const std::string_view body = reader.text();
    if (!reader.isAtEnd() || m_reader.read("", body, m_push) ||
        learn(m_push, body, id) == nullptr) {
        return corrupt("the text of a push cannot be read");
    }
    return {};
}

Status MergeStore::takePath(MergeReaderView& reader) {
    const std::string rawPath(reader.text());
    const auto group = static_cast<std::uint32_t>(reader.varint());
    const KnownText* const text = textAt(reader.varint());
    reader.numbers(m_values);
    if (!reader.isAtEnd() || m_groups.at(group) == nullptr || text == nullptr ||
        m_values.size() != text->push().samples.size()) {
        return corrupt("a path cannot be read");
    }
    m_plan = MergePlan();
    keepPath(rawPath, group, text);
    return {};
}

std::string MergeStore::rulesText() const {
    std::string text(1, static_cast<char>(m_profile));
    appendRules(text, m_givenRules);
    appendRules(text, m_rules);
    return text;
}

Status MergeStore::write(journal::Snapshot& snapshot) const {
    std::string record;
    begin(record, MergeRecord::Rules, 0);
    record += rulesText();
    base::appendVarint(record, 0);
    Status added = snapshot.add(record);
    for (const auto& [key, group] : m_groups.all()) {
        begin(record, MergeRecord::Group, 0);
        appendGroup(record, *group);
        added = added ? snapshot.add(record) : added;
    }
    for (const Family& family : m_merger.families()) {
        for (std::size_t at = 0; at < family.series.size(); at += kSeriesPerRecord) {
            begin(record, MergeRecord::Family, 0);
            const std::size_t left = family.series.size() - at;
            appendFamily(record, family, at, std::min(kSeriesPerRecord, left));
            added = added ? snapshot.add(record) : added;
        }
    }
    return added ? writeTexts(snapshot) : added;
}

Status MergeStore::writeTexts(journal::Snapshot& snapshot) const {
    std::string record;
    Status added;
    for (const auto& [id, text] : m_texts) {
        begin(record, MergeRecord::Text, 0);
        base::appendVarint(record, id);
        base::appendString(record, text->body());
        added = added ? snapshot.add(record) : added;
    }
    for (const auto& [rawPath, path] : m_paths) {
        if (!m_texts.contains(path.text)) {
            continue;
        }
        begin(record, MergeRecord::Path, 0);
        base::appendString(record, rawPath);
        base::appendVarint(record, path.group);
        base::appendVarint(record, path.text);
        appendNumbers(record, path.last);
        added = added ? snapshot.add(record) : added;
    }
    return added;
}

std::string MergeStore::words() const {
    return std::to_string(m_merger.seriesCount()) + " series of " +
           std::to_string(m_merger.families().size()) + " families";
}

} // namespace meterbench::gateway
