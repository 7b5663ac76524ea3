#include "core/billing/usage_ledger.h"

#include "core/base/text.h"

#include <algorithm>
#include <limits>

namespace meterbench::billing {

namespace {

using base::Code;
using base::Error;
using base::Result;
using base::Status;

journal::Kind kindOfFile() {
    return {"MBBILLS", "billing"};
}

/// Nothing ever leaves the ledger, so a rewriting would gain nothing.
journal::FileOptions optionsOf(const std::string& folder) {
    return {folder, std::numeric_limits<std::uint64_t>::max() / 2, 1};
}

} // namespace

Status UsageLedger::Content::take(std::string_view payload) {
    auto entry = decodeEntry(payload);
    if (!entry) {
        return entry.error();
    }
    if (!entry->key.empty() && byKey.contains(entry->key)) {
        return Error{Code::Corrupt, "the key of a usage record is there twice"};
    }
    if (Status can = canAdd(*entry); !can) {
        return can;
    }
    add(std::move(*entry));
    return {};
}

Status UsageLedger::Content::write(journal::Snapshot& snapshot) const {
    std::string payload;
    for (const UsageEntry& entry : entries) {
        payload.clear();
        appendEntry(payload, entry);
        if (Status added = snapshot.add(payload); !added) {
            return added;
        }
    }
    return {};
}

std::string UsageLedger::Content::words() const {
    return base::counted(entries.size(), "usage record");
}

Status UsageLedger::Content::canAdd(const UsageEntry& entry) const {
    const auto line = lines.find({entry.customer, entry.dimension});
    if (line != lines.end() && !(line->second.sum + entry.value)) {
        return Error{Code::Limit, "recordValue: the sum would be beyond 10^24"};
    }
    return {};
}

void UsageLedger::Content::add(UsageEntry entry) {
    UsageLine& line = lines[{entry.customer, entry.dimension}];
    line.sum = (line.sum + entry.value).value_or(line.sum);
    line.lastTimeMs = line.entries.empty() ? entry.timeMs : std::max(line.lastTimeMs, entry.timeMs);
    line.entries.push_back(entries.size());
    if (!entry.key.empty()) {
        byKey.emplace(entry.key, entries.size());
    }
    entries.push_back(std::move(entry));
}

Result<std::unique_ptr<UsageLedger>> UsageLedger::open(
    base::FileSystem& files,
    const base::Clock& clock,
    const std::string& folder,
    base::LogSink& sink,
    std::size_t mostRecords
) {
    std::unique_ptr<UsageLedger> ledger(new UsageLedger(mostRecords));
    auto file = journal::JournalFile::open(
        files, clock, kindOfFile(), optionsOf(folder), sink, ledger->m_content
    );
    if (!file) {
        return file.error();
    }
    ledger->m_file = std::move(*file);
    return ledger;
}

Result<Taken> UsageLedger::take(UsageEntry entry) {
    const auto known = entry.key.empty() ? m_content.byKey.end() : m_content.byKey.find(entry.key);
    if (known != m_content.byKey.end()) {
        if (m_content.entries[known->second] != entry) {
            return Taken::Conflict;
        }
        return Taken::Repeat;
    }
    if (m_content.entries.size() >= m_mostRecords) {
        return Taken::Full;
    }
    if (const Status can = m_content.canAdd(entry); !can) {
        return can.error();
    }
    if (const Status written = write(entry); !written) {
        return written.error();
    }
    m_content.add(std::move(entry));
    return Taken::Accepted;
}

Status UsageLedger::write(const UsageEntry& entry) {
    if (!m_file->isReady()) {
        if (Status made = m_file->rewrite(); !made) { // of what was there before
            return made;
        }
    }
    m_payload.clear();
    appendEntry(m_payload, entry);
    return m_file->append(m_payload);
}

} // namespace meterbench::billing
