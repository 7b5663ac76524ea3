#include "core/delivery/delivery_file.h"

#include "core/base/bytes.h"
#include "core/base/text.h"
#include "core/journal/format.h"
#include "core/wal/position_name.h"

#include <iterator>

namespace meterbench::delivery {

namespace {

using base::Code;
using base::Error;
using base::Result;
using base::Status;

constexpr std::uint8_t kWhole = 1;   ///< numbers of a snapshot; its refusals follow one by one
constexpr std::uint8_t kOutcome = 2; ///< of a request
constexpr std::uint8_t kRefusal = 3; ///< of a snapshot: counted in kWhole already

journal::Kind kindOf(const std::string& name) {
    return {"MBDELIV", "delivery-" + wal::positionFileName(name)};
}

void appendRefusal(std::string& out, const RefusedRecord& refused) {
    base::appendU64(out, static_cast<std::uint64_t>(refused.sequence));
    base::appendU64(out, static_cast<std::uint64_t>(refused.timeMs));
    refused.value.append(out);
    for (const std::string* const text : {&refused.customer, &refused.dimension, &refused.words}) {
        base::appendString(out, *text);
    }
}

bool readSigned(base::ByteReaderView& bytes, std::int64_t& value) {
    std::uint64_t read = 0;
    const bool isThere = bytes.readU64(read);
    value = static_cast<std::int64_t>(read);
    return isThere;
}

bool readRefusal(base::ByteReaderView& bytes, RefusedRecord& refused) {
    if (!readSigned(bytes, refused.sequence) || !readSigned(bytes, refused.timeMs)) {
        return false;
    }
    const auto value = base::Decimal::take(bytes);
    if (!value) {
        return false;
    }
    refused.value = *value;
    for (std::string* const text : {&refused.customer, &refused.dimension, &refused.words}) {
        std::string_view read;
        if (!bytes.readString(read)) {
            return false;
        }
        *text = read;
    }
    return true;
}

std::string payloadOf(const Outcome& outcome) {
    std::string out(1, static_cast<char>(kOutcome));
    base::appendU64(out, static_cast<std::uint64_t>(outcome.first));
    base::appendU64(out, static_cast<std::uint64_t>(outcome.last));
    base::appendU64(out, outcome.accepted);
    for (const RefusedRecord& refused : outcome.refused) {
        appendRefusal(out, refused);
    }
    return out;
}

bool takeOutcome(base::ByteReaderView& bytes, DeliveryBook& book) {
    Outcome outcome;
    if (!readSigned(bytes, outcome.first) || !readSigned(bytes, outcome.last) ||
        !bytes.readU64(outcome.accepted)) {
        return false;
    }
    while (!bytes.empty()) {
        if (!readRefusal(bytes, outcome.refused.emplace_back())) {
            return false;
        }
    }
    return book.add(outcome);
}

bool takeWhole(base::ByteReaderView& bytes, DeliveryBook& book) {
    bool isWhole = readSigned(bytes, book.doneThrough) && bytes.readU64(book.accepted) &&
                   bytes.readU64(book.refused) && bytes.readU64(book.passedOver);
    while (isWhole && !bytes.empty()) {
        std::int64_t first = 0;
        std::int64_t last = 0;
        isWhole = readSigned(bytes, first) && readSigned(bytes, last);
        book.ahead[first] = last;
    }
    return isWhole;
}

std::string wholeOf(const DeliveryBook& book) {
    std::string out(1, static_cast<char>(kWhole));
    base::appendU64(out, static_cast<std::uint64_t>(book.doneThrough));
    base::appendU64(out, book.accepted);
    base::appendU64(out, book.refused);
    base::appendU64(out, book.passedOver);
    for (const auto& [first, last] : book.ahead) {
        base::appendU64(out, static_cast<std::uint64_t>(first));
        base::appendU64(out, static_cast<std::uint64_t>(last));
    }
    return out;
}

} // namespace

bool DeliveryBook::isDone(std::int64_t sequence) const {
    if (sequence <= doneThrough) {
        return true;
    }
    const auto next = ahead.upper_bound(sequence);
    return next != ahead.begin() && std::prev(next)->second >= sequence;
}

bool DeliveryBook::add(const Outcome& outcome) {
    const auto count = static_cast<std::uint64_t>(outcome.last - outcome.first + 1);
    const std::uint64_t settled = outcome.accepted + outcome.refused.size();
    if (outcome.last < outcome.first || settled > count || isDone(outcome.first) ||
        isDone(outcome.last)) {
        return false;
    }
    ahead[outcome.first] = outcome.last;
    accepted += outcome.accepted;
    refused += outcome.refused.size();
    passedOver += count - settled;
    refusals.insert(refusals.end(), outcome.refused.begin(), outcome.refused.end());
    while (!ahead.empty() && ahead.begin()->first == doneThrough + 1) {
        doneThrough = ahead.begin()->second;
        ahead.erase(ahead.begin());
    }
    return true;
}

Status DeliveryFile::Content::take(std::string_view payload) {
    base::ByteReaderView bytes(payload);
    std::uint8_t form = 0;
    bool isTaken = bytes.readU8(form);
    if (form == kWhole) {
        isTaken = isTaken && takeWhole(bytes, book);
    } else if (form == kOutcome) {
        isTaken = isTaken && takeOutcome(bytes, book);
    } else {
        isTaken = isTaken && form == kRefusal && readRefusal(bytes, book.refusals.emplace_back());
    }
    return isTaken ? Status() : Error{Code::Corrupt, "no record of a delivery"};
}

Status DeliveryFile::Content::write(journal::Snapshot& snapshot) const {
    Status added = snapshot.add(wholeOf(book));
    std::string payload;
    for (const RefusedRecord& refused : book.refusals) {
        if (!added) {
            break;
        }
        payload.assign(1, static_cast<char>(kRefusal));
        appendRefusal(payload, refused);
        added = snapshot.add(payload);
    }
    return added;
}

std::string DeliveryFile::Content::words() const {
    return "usage records sent up to " + std::to_string(book.doneThrough);
}

Result<std::unique_ptr<DeliveryFile>> DeliveryFile::open(
    base::FileSystem& files,
    const base::Clock& clock,
    const std::string& folder,
    const std::string& name,
    base::LogSink& sink
) {
    std::unique_ptr<DeliveryFile> file(new DeliveryFile);
    journal::FileOptions options;
    options.folder = folder;
    auto opened = journal::JournalFile::open(
        files, clock, kindOf(name), std::move(options), sink, file->m_content
    );
    if (!opened) {
        return opened.error();
    }
    file->m_file = std::move(*opened);
    return file;
}

Result<DeliveryBook>
DeliveryFile::read(base::FileSystem& files, const std::string& folder, const std::string& name) {
    const journal::Kind kind = kindOf(name);
    const std::string path = folder + "/" + kind.name + ".journal";
    auto bytes = files.readAll(path);
    if (!bytes) {
        return bytes.error();
    }
    Content content;
    const journal::Scan scan =
        journal::scanJournal(kind.magic, *bytes, [&content](std::string_view payload) {
            return content.take(payload);
        });
    if (!scan.damage) {
        return Error{scan.damage.error().code, path + ": " + scan.damage.error().context};
    }
    return std::move(content.book);
}

Status DeliveryFile::note(const Outcome& outcome) {
    if (!m_content.book.add(outcome)) {
        return Error{
            Code::Internal,
            "usage record " + std::to_string(outcome.first) + " is settled for the second time"};
    }
    if (!m_file->isReady() || m_isUnwritten) {
        m_isUnwritten = true;
        return save();
    }
    Status written = m_file->append(payloadOf(outcome));
    m_isUnwritten = !written.ok();
    return written;
}

Status DeliveryFile::save() {
    if (m_isUnwritten) {
        if (Status written = m_file->rewrite(); !written) {
            return written;
        }
        m_isUnwritten = false;
    }
    return m_file->maintain();
}

Status DeliveryFile::sync() {
    const Status saved = save();
    return saved ? m_file->sync() : saved;
}

} // namespace meterbench::delivery
