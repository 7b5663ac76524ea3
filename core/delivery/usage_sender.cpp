#include "core/delivery/usage_sender.h"

#include "core/metering/usage_journal.h"

#include <algorithm>
#include <utility>

namespace meterbench::delivery {

namespace {

constexpr std::size_t kMostInFlight = 8;
constexpr std::size_t kEnoughParcels = 2 * kMostInFlight; ///< no more rows are read
constexpr std::size_t kMostRead = 2'000;                  ///< rows at a time
constexpr std::int64_t kAgainAfterNs = 1'000'000'000;     ///< what the disk refused

} // namespace

base::Result<std::unique_ptr<UsageSender>>
UsageSender::open(UsageEndpointOptions options, Surroundings surroundings) {
    auto file = DeliveryFile::open(
        surroundings.files,
        surroundings.clock,
        surroundings.journalFolder,
        options.name,
        surroundings.sink
    );
    if (!file) {
        return file.error();
    }
    return std::unique_ptr<UsageSender>(
        new UsageSender(std::move(options), std::move(surroundings), std::move(*file))
    );
}

UsageSender::UsageSender(
    UsageEndpointOptions options, Surroundings surroundings, std::unique_ptr<DeliveryFile> file
)
    : m_options(std::move(options))
    , m_surroundings(std::move(surroundings))
    , m_clientOptions(std::make_shared<const http::ClientOptions>(m_options.http))
    , m_file(std::move(file))
    , m_backoff(m_options.minBackoff, m_options.maxBackoff)
    , m_readThrough(m_file->book().doneThrough) {}

void UsageSender::wake() {
    m_mayHaveMore = true;
    m_readDueNs = 0;
}

std::optional<std::int64_t> UsageSender::step() {
    const std::int64_t nowNs = m_surroundings.clock.steadyNs();
    save(nowNs);
    if (!m_closing) {
        readOn(nowNs);
        sendWaiting(nowNs);
    }
    return nextDue(nowNs);
}

// Each look opens the journal anew: an open one shows one moment only, and would keep its owner
// from tidying its files up.
void UsageSender::readOn(std::int64_t nowNs) {
    if (!m_mayHaveMore || m_parcels.size() >= kEnoughParcels || nowNs < m_readDueNs) {
        return;
    }
    auto journal =
        metering::UsageJournal::openToRead(m_surroundings.journalFolder, m_surroundings.clock);
    if (!journal) {
        if (journal.error().code == base::Code::NotFound && m_readThrough == 0) {
            m_readDueNs = nowNs + kAgainAfterNs; // nothing was metered yet
        } else {
            cannotRead(journal.error(), nowNs);
        }
        return;
    }
    m_state.lastSequence = (*journal)->lastSequence();
    if (!isJournalOurs(m_state.lastSequence, nowNs)) {
        return;
    }
    auto rows = (*journal)->recordsAfter(m_readThrough, kMostRead);
    if (!rows) {
        cannotRead(rows.error(), nowNs);
        return;
    }
    m_trouble.clear();
    takeRows(std::move(*rows));
    m_mayHaveMore = m_readThrough < m_state.lastSequence;
}

bool UsageSender::isJournalOurs(std::int64_t lastSequence, std::int64_t nowNs) {
    if (m_readThrough <= lastSequence) {
        return true;
    }
    cannotRead(
        {base::Code::Corrupt,
         "record " + std::to_string(m_readThrough) + " was sent, but the usage journal in " +
             m_surroundings.journalFolder + " ends at " + std::to_string(lastSequence) +
             ": it is another journal; bring the former one back, or give the endpoint a new name "
             "to send this one from its beginning"},
        nowNs
    );
    return false;
}

void UsageSender::cannotRead(const base::Error& error, std::int64_t nowNs) {
    m_readDueNs = nowNs + kAgainAfterNs;
    complain("the usage journal cannot be read: " + error.context);
}

void UsageSender::complain(const std::string& words) {
    if (words == m_trouble) {
        return;
    }
    m_trouble = words;
    m_surroundings.sink.write(base::LogLevel::Error, "delivery", m_options.name + ": " + words);
}

// What was done ahead of a gap before a restart stands among the rows; runs between are dealt out.
void UsageSender::takeRows(std::vector<StoredRecord>&& rows) {
    std::vector<StoredRecord> run;
    const auto deal = [&] {
        m_parcels.splice(m_parcels.end(), parcelsOf(std::move(run), mostRecords(m_options)));
        run.clear();
    };
    for (StoredRecord& row : rows) {
        m_readThrough = row.sequence;
        if (m_file->book().isDone(row.sequence)) {
            deal();
        } else {
            run.push_back(std::move(row));
        }
    }
    deal();
}

void UsageSender::sendWaiting(std::int64_t nowNs) {
    for (auto at = m_parcels.begin(); at != m_parcels.end();) {
        const auto parcel = at++;
        if (parcel->records.empty()) {
            settle(acceptedOf(*parcel));
            m_parcels.erase(parcel);
        } else if (!parcel->inFlight) {
            if (!maySend(nowNs)) {
                return;
            }
            send(*parcel);
        }
    }
}

/// While the receiver takes nothing, one request at a time asks whether it does again. What cannot
/// be noted is not sent on and on.
bool UsageSender::maySend(std::int64_t nowNs) const {
    return !m_paused && !m_saveFailed && nowNs >= m_sendDueNs &&
           m_inFlight < (m_isDown ? 1 : kMostInFlight);
}

void UsageSender::send(Parcel& parcel) {
    if (parcel.attempts == 0) {
        parcel.wire = wireOf(m_options, parcel.records);
    }
    http::Request request;
    request.method = "POST";
    request.url = m_options.url;
    request.headers = parcel.wire.headers;
    request.body = parcel.wire.body;
    request.options = m_clientOptions;
    request.timeout = m_options.timeout;
    request.bodyLimitBytes = 64 << 10;
    m_state.requests += 1;
    m_state.retries += parcel.attempts > 0 ? 1 : 0;
    parcel.attempts += 1;
    parcel.inFlight = true;
    m_inFlight += 1;
    parcel.number = ++m_lastNumber;
    parcel.request = m_surroundings.client.send(
        std::move(request),
        [post = m_surroundings.post, number = parcel.number](http::Response&& response) {
            post({number, std::move(response)});
        }
    );
}

void UsageSender::settle(const Outcome& outcome) {
    const base::Status noted = m_file->note(outcome);
    m_saveFailed = !noted;
    if (!noted) {
        m_saveDueNs = m_surroundings.clock.steadyNs() + kAgainAfterNs;
        complain("what was sent cannot be noted: " + noted.error().context);
    }
}

void UsageSender::save(std::int64_t nowNs) {
    if (!m_file->isDirty() || nowNs < m_saveDueNs) {
        return;
    }
    const base::Status saved = m_file->save();
    if (saved && m_saveFailed) {
        m_trouble.clear();
    }
    m_saveFailed = !saved;
    m_saveDueNs = nowNs + kAgainAfterNs;
    if (!saved) {
        complain("what was sent cannot be noted: " + saved.error().context);
    }
}

void UsageSender::end() {
    m_closing = true;
    for (Parcel& parcel : m_parcels) {
        if (std::exchange(parcel.inFlight, false)) {
            m_surroundings.client.cancel(parcel.request);
        }
    }
    m_inFlight = 0;
    if (const base::Status synced = m_file->sync(); !synced) {
        complain("what was sent cannot be noted: " + synced.error().context);
    }
}

std::optional<std::int64_t> UsageSender::nextDue(std::int64_t nowNs) const {
    std::optional<std::int64_t> due;
    const auto consider = [&](std::int64_t at) { due = std::min(due.value_or(at), at); };
    if (m_file->isDirty()) {
        consider(std::max(m_saveDueNs, nowNs + 1'000'000));
    }
    if (m_closing) {
        return due;
    }
    if (m_mayHaveMore && m_parcels.size() < kEnoughParcels) {
        consider(std::max(m_readDueNs, nowNs));
    }
    if (m_sendDueNs > nowNs && !m_paused && !m_parcels.empty()) {
        consider(m_sendDueNs);
    }
    return due;
}

} // namespace meterbench::delivery
