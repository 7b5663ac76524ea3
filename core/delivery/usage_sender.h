// UsageSender: what a delivery does, without its thread: reads the usage journal behind its saved
// position, sends, judges answers, waits, notes what became of each record. Delivery calls step()
// whenever something came in or its time has come; tests do the same without a thread. Not
// thread-safe. README.md tells the algorithm.
#pragma once

#include "core/base/clock.h"
#include "core/base/log_sink.h"
#include "core/delivery/delivery_file.h"
#include "core/delivery/delivery_state.h"
#include "core/delivery/parcel.h"
#include "core/http/client.h"
#include "core/remote/answer.h"

#include <cstdint>
#include <functional>
#include <list>
#include <memory>
#include <optional>
#include <string>
#include <vector>

namespace meterbench::delivery {

/// The client's answer to request `number`.
struct UsageAnswer {
    std::uint64_t number = 0;
    http::Response response;
};

class UsageSender {
public:
    struct Surroundings {
        http::Client& client;
        base::FileSystem& files;
        const base::Clock& clock;
        base::LogSink& sink;
        std::string journalFolder;
        /// Called on the client's thread, also after this object is gone.
        std::function<void(UsageAnswer&&)> post;
    };

    /// Opens what is saved of the endpoint; the usage journal need not be there yet.
    [[nodiscard]] static base::Result<std::unique_ptr<UsageSender>>
    open(UsageEndpointOptions options, Surroundings surroundings);

    /// There may be new records.
    void wake();
    void answered(UsageAnswer&& answer);

    void pause(bool paused) { m_paused = paused; }

    /// Does what can be done now; when to call again at the latest (Clock::steadyNs), if anything
    /// waits for time.
    [[nodiscard]] std::optional<std::int64_t> step();

    /// Starts nothing more.
    void close() { m_closing = true; }

    [[nodiscard]] bool isInFlight() const { return m_inFlight > 0; }

    /// Gives up the requests under way and brings what is saved to the disk.
    void end();

    /// Refused records are copied when there are others than `known`.
    [[nodiscard]] DeliveryState state(std::uint64_t knownRefused = ~std::uint64_t{0}) const;

private:
    UsageSender(
        UsageEndpointOptions options, Surroundings surroundings, std::unique_ptr<DeliveryFile> file
    );

    void readOn(std::int64_t nowNs);
    void cannotRead(const base::Error& error, std::int64_t nowNs);
    [[nodiscard]] bool isJournalOurs(std::int64_t lastSequence, std::int64_t nowNs);
    void takeRows(std::vector<StoredRecord>&& rows);
    void sendWaiting(std::int64_t nowNs);
    [[nodiscard]] bool maySend(std::int64_t nowNs) const;
    void send(Parcel& parcel);
    void accepted(std::list<Parcel>::iterator parcel);
    void refused(std::list<Parcel>::iterator parcel, const std::string& words);
    void again(const remote::Judgement& judgement);
    void wrongAddress(remote::Judgement& judgement);
    void settle(const Outcome& outcome);
    void save(std::int64_t nowNs);
    void complain(const std::string& words);
    [[nodiscard]] std::optional<std::int64_t> nextDue(std::int64_t nowNs) const;
    [[nodiscard]] DeliveryPhase phase() const;

    const UsageEndpointOptions m_options;
    Surroundings m_surroundings;
    std::shared_ptr<const http::ClientOptions> m_clientOptions;
    std::unique_ptr<DeliveryFile> m_file;
    std::list<Parcel> m_parcels; // in the order of their sequences
    remote::Backoff m_backoff;
    DeliveryState m_state; // the counters since the start; the rest is filled in by state()
    std::string m_trouble; // with the journal or the file; empty: none
    std::int64_t m_readThrough = 0;
    std::int64_t m_readDueNs = 0; // not before, after a failure
    std::int64_t m_sendDueNs = 0; // not before, after "again"
    std::int64_t m_saveDueNs = 0; // not before, after a failure
    std::uint64_t m_lastNumber = 0;
    std::size_t m_inFlight = 0; // of the parcels
    std::uint32_t m_wrongAddresses = 0; // in a row
    bool m_mayHaveMore = true;
    bool m_isDown = false; // the last answer was "again": one request at a time probes
    bool m_paused = false;
    bool m_closing = false;
    bool m_saveFailed = false;
};

} // namespace meterbench::delivery
