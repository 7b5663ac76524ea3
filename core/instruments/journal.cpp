#include "core/instruments/journal.h"

#include "core/base/check.h"
#include "core/instruments/edit_codec.h"

#include <algorithm>
#include <utility>

namespace meterbench::instruments {

namespace {

using base::Error;
using base::Result;
using base::Status;

journal::Kind kindOfFile() {
    return {"MBINSTR", "instruments"};
}

} // namespace

Result<std::unique_ptr<Journal>> Journal::open(
    base::FileSystem& files, const base::Clock& clock, JournalOptions options, base::LogSink& sink
) {
    std::unique_ptr<Journal> journal(new Journal);
    auto file = journal::JournalFile::open(
        files, clock, kindOfFile(), std::move(options), sink, journal->m_content
    );
    if (!file) {
        return file.error();
    }
    journal->m_file = std::move(file).value();
    return journal;
}

Result<std::string> Journal::salvage(base::FileSystem& files, const std::string& folder) {
    BenchContent content;
    return journal::JournalFile::salvage(files, kindOfFile(), folder, content);
}

Result<Edit> Journal::apply(const Edit& edit, std::int64_t nowMs) {
    auto inverses = applyAll({&edit, 1}, nowMs);
    if (!inverses) {
        return inverses.error();
    }
    return std::move(inverses->front());
}

Result<std::vector<Edit>> Journal::applyAll(std::span<const Edit> edits, std::int64_t nowMs) {
    std::vector<Edit> inverses;
    inverses.reserve(edits.size());
    m_payloads.resize(std::max(m_payloads.size(), edits.size()));
    for (std::size_t i = 0; i < edits.size(); ++i) {
        auto inverse = m_content.bench.apply(edits[i], nowMs);
        if (!inverse) {
            takeBack(inverses, nowMs);
            return inverse.error();
        }
        inverses.insert(inverses.begin(), std::move(*inverse));
        m_payloads[i].clear();
        appendEdit(m_payloads[i], edits[i], nowMs);
    }
    if (edits.empty()) {
        return inverses;
    }
    if (const Status written = write(edits.size()); !written) {
        takeBack(inverses, nowMs);
        return Error{
            written.error().code,
            "not done, for it could not be written down: " + written.error().context};
    }
    return inverses;
}

Status Journal::write(std::size_t payloads) {
    if (!m_file->isReady()) {
        return m_file->rewrite(); // of the bench, which has the edits
    }
    m_views.assign(
        m_payloads.begin(), m_payloads.begin() + static_cast<std::ptrdiff_t>(payloads)
    );
    return m_file->append(m_views);
}

void Journal::takeBack(std::span<const Edit> inverses, std::int64_t nowMs) {
    for (const Edit& inverse : inverses) {
        const auto back = m_content.bench.apply(inverse, nowMs);
        MB_CHECK(back.ok(), "what a bench has just done can be taken back");
    }
}

} // namespace meterbench::instruments
