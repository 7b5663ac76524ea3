// CountBook: what the endpoint counted beside its usage records: samples by remote write, what was
// refused and why, how often records were repeated. Each change stands in `samples.journal`
// (core/journal) before it is answered, as the bytes that made it: KILL loses none. The file is
// rewritten as a state when it has outgrown the last one. One thread. Errors: those of
// journal::JournalFile; Limit when there would be too many series.
#pragma once

#include "core/base/clock.h"
#include "core/base/file.h"
#include "core/base/log_sink.h"
#include "core/billing/refusals.h"
#include "core/billing/sample_ledger.h"
#include "core/journal/journal_file.h"

#include <cstdint>
#include <map>
#include <memory>
#include <string>
#include <string_view>
#include <utility>

namespace meterbench::billing {

/// What was refused.
enum class RefusedKind : std::uint8_t { Usage, Write };

class CountBook {
public:
    using Owner = std::pair<std::string, std::string>;

    struct Surroundings {
        base::FileSystem& files;
        const base::Clock& clock;
        base::LogSink& sink;
        /// A rewriting costs a state of up to 30 MB, so it must be worth it.
        std::uint64_t rewriteAboveBytes = 16 << 20;
    };

    /// As JournalFile::open. Everything borrowed must outlive the book.
    [[nodiscard]] static base::Result<std::unique_ptr<CountBook>>
    open(const std::string& folder, metering::TaggingSchema schema, Surroundings around);
    ~CountBook() = default;
    CountBook(const CountBook&) = delete;
    CountBook& operator=(const CountBook&) = delete;

    /// A request and the bytes that it was read from. On an error nothing has changed.
    [[nodiscard]] base::Status
    take(const remote::ReceivedRequest& request, std::string_view body);
    void refuse(RefusedKind kind, const std::string& reason);
    /// A usage record of this owner came again.
    void repeat(const Owner& owner);

    [[nodiscard]] const SampleLedger& samples() const { return m_content.samples; }

    [[nodiscard]] const Refusals& refused(RefusedKind kind) const {
        return m_content.refusals[static_cast<std::size_t>(kind)];
    }

    /// Of a usage record's owner.
    [[nodiscard]] std::uint64_t repeatsOf(const Owner& owner) const;

    /// When counting began.
    [[nodiscard]] std::int64_t sinceMs() const { return m_content.sinceMs; }

    /// About once a second, and at the end: as those of JournalFile.
    [[nodiscard]] base::Status maintain() { return m_file->maintain(); }

    [[nodiscard]] base::Status sync() { return m_file->sync(); }

    /// A state in place of all changes; maintain() does it when it is time.
    [[nodiscard]] base::Status rewrite() { return m_file->rewrite(); }

    [[nodiscard]] bool isDirty() const { return m_file->isDirty(); }

private:
    struct Content final : journal::Content {
        explicit Content(metering::TaggingSchema schema)
            : samples(std::move(schema)) {}

        [[nodiscard]] base::Status take(std::string_view payload) override;
        [[nodiscard]] base::Status write(journal::Snapshot& snapshot) const override;
        [[nodiscard]] std::string words() const override;

        SampleLedger samples;
        Refusals refusals[2];
        std::map<Owner, std::uint64_t> repeats;
        std::int64_t sinceMs = 0;
    };

    CountBook(metering::TaggingSchema schema, base::LogSink& sink)
        : m_content(std::move(schema))
        , m_sink(sink) {}

    [[nodiscard]] base::Status write(std::string_view payload);
    void note(std::string_view payload);

    Content m_content;
    base::LogSink& m_sink;
    std::unique_ptr<journal::JournalFile> m_file; // goes first, for it borrows the content
    std::string m_payload;
};

} // namespace meterbench::billing
