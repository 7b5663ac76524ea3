#include "core/billing/count_book.h"

#include "core/base/bytes.h"
#include "core/base/text.h"
#include "core/remote/receiver.h"

#include <iterator>

namespace meterbench::billing {

namespace {

using base::Code;
using base::Error;
using base::Status;

enum Payload : std::uint8_t { Since = 1, State = 2, Request = 3, Refused = 4, Repeated = 5 };

constexpr std::uint64_t kGrowth = 2;

journal::Kind kindOfFile() {
    return {"MBCOUNT", "samples"};
}

std::string payloadOf(Payload kind) {
    return std::string(1, static_cast<char>(kind));
}

std::string sincePayload(std::int64_t sinceMs) {
    std::string out = payloadOf(Since);
    base::appendU64(out, static_cast<std::uint64_t>(sinceMs));
    return out;
}

std::string refusedPayload(std::size_t kind, const std::string& reason, std::uint64_t count) {
    std::string out = payloadOf(Refused);
    out += static_cast<char>(kind);
    base::appendString(out, reason);
    base::appendVarint(out, count);
    return out;
}

std::string repeatedPayload(const CountBook::Owner& owner, std::uint64_t count) {
    std::string out = payloadOf(Repeated);
    base::appendString(out, owner.first);
    base::appendString(out, owner.second);
    base::appendVarint(out, count);
    return out;
}

Error noPayload() {
    return {Code::Corrupt, "it is no count that this version knows"};
}

} // namespace

Status CountBook::Content::take(std::string_view payload) {
    base::ByteReaderView bytes(payload);
    std::uint8_t kind = 0;
    std::uint8_t which = 0;
    std::uint64_t number = 0;
    std::string_view first;
    std::string_view second;
    if (!bytes.readU8(kind)) {
        return noPayload();
    }
    switch (kind) {
    case Since:
        if (!bytes.readU64(number)) {
            return noPayload();
        }
        sinceMs = static_cast<std::int64_t>(number);
        return {};
    case State:
        return samples.takeState(payload.substr(1));
    case Request: {
        const auto request = remote::receive(payload.substr(1));
        return request ? samples.take(*request) : Status(request.error());
    }
    case Refused:
        if (!bytes.readU8(which) || which > 1 || !bytes.readString(first) ||
            !bytes.readVarint(number)) {
            return noPayload();
        }
        refusals[which].add(std::string(first), number);
        return {};
    case Repeated:
        if (!bytes.readString(first) || !bytes.readString(second) || !bytes.readVarint(number)) {
            return noPayload();
        }
        repeats[{std::string(first), std::string(second)}] += number;
        return {};
    default:
        return noPayload();
    }
}

Status CountBook::Content::write(journal::Snapshot& snapshot) const {
    if (Status status = snapshot.add(sincePayload(sinceMs)); !status) {
        return status;
    }
    for (std::size_t kind = 0; kind < std::size(refusals); ++kind) {
        for (const auto& [reason, count] : refusals[kind].reasons()) {
            if (Status status = snapshot.add(refusedPayload(kind, reason, count)); !status) {
                return status;
            }
        }
    }
    for (const auto& [owner, count] : repeats) {
        if (Status status = snapshot.add(repeatedPayload(owner, count)); !status) {
            return status;
        }
    }
    std::string payload;
    return samples.writeState([&](std::string_view part) {
        payload = payloadOf(State);
        payload += part;
        return snapshot.add(payload);
    });
}

std::string CountBook::Content::words() const {
    return "counts of " + base::counted(samples.requests(), "request");
}

base::Result<std::unique_ptr<CountBook>>
CountBook::open(const std::string& folder, metering::TaggingSchema schema, Surroundings around) {
    std::unique_ptr<CountBook> book(new CountBook(std::move(schema), around.sink));
    auto file = journal::JournalFile::open(
        around.files,
        around.clock,
        kindOfFile(),
        {folder, around.rewriteAboveBytes, kGrowth},
        around.sink,
        book->m_content
    );
    if (!file) {
        return file.error();
    }
    book->m_file = std::move(*file);
    if (book->m_content.sinceMs == 0) {
        book->m_content.sinceMs = around.clock.nowMs();
    }
    return book;
}

Status CountBook::take(const remote::ReceivedRequest& request, std::string_view body) {
    if (Status can = m_content.samples.canTake(request); !can) {
        return can;
    }
    m_payload = payloadOf(Request);
    m_payload += body;
    if (Status written = write(m_payload); !written) {
        return written;
    }
    return m_content.samples.take(request);
}

void CountBook::refuse(RefusedKind kind, const std::string& reason) {
    const auto which = static_cast<std::size_t>(kind);
    note(refusedPayload(which, reason, 1));
    m_content.refusals[which].add(reason);
}

void CountBook::repeat(const Owner& owner) {
    note(repeatedPayload(owner, 1));
    ++m_content.repeats[owner];
}

std::uint64_t CountBook::repeatsOf(const Owner& owner) const {
    const auto at = m_content.repeats.find(owner);
    return at == m_content.repeats.end() ? 0 : at->second;
}

Status CountBook::write(std::string_view payload) {
    if (!m_file->isReady()) {
        if (Status made = m_file->rewrite(); !made) { // of what was there before
            return made;
        }
    }
    return m_file->append(payload);
}

/// A count that cannot be written is still counted: nothing hangs on it.
void CountBook::note(std::string_view payload) {
    if (const Status written = write(payload); !written) {
        m_sink.write(base::LogLevel::Error, "billing", written.error().context);
    }
}

} // namespace meterbench::billing
