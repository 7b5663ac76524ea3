#include "core/instruments/journal.h"

#include "core/base/check.h"
#include "core/instruments/edit_codec.h"

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
    auto inverse = m_content.bench.apply(edit, nowMs);
    if (!inverse) {
        return inverse;
    }
    if (const Status written = write(edit, nowMs); !written) {
        const auto back = m_content.bench.apply(*inverse, nowMs);
        MB_CHECK(back.ok(), "what a bench has just done can be taken back");
        return Error{
            written.error().code,
            "not done, for it could not be written down: " + written.error().context};
    }
    return inverse;
}

Status Journal::write(const Edit& edit, std::int64_t nowMs) {
    if (!m_file->isReady()) {
        return m_file->rewrite(); // of the bench, which has the edit
    }
    m_payload.clear();
    appendEdit(m_payload, edit, nowMs);
    return m_file->append(m_payload);
}

} // namespace meterbench::instruments
