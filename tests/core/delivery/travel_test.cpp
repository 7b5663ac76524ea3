// Usage does not depend on how its records travel: random journals go through the sender to the real
// routes of the billing endpoint and its ledger, while connections are cut before and after records
// are taken, answers come in any order, disks fail on both sides, and both are killed and start
// again. Whatever happens, what is billed is what was metered, customer by customer.
#include "core/billing/routes.h"
#include "core/delivery/billed.h"
#include "core/delivery/reconcile.h"
#include "tests/core/billing/ledger_fixture.h"
#include "tests/core/delivery/sender_fixture.h"

#include <QTest>

#include <map>
#include <random>
#include <tuple>

using namespace meterbench;
using namespace meterbench::tests;
using metering::UsageRecord;

namespace {

constexpr int kRecords = 150;
constexpr int kMostRounds = 20'000;
constexpr const char* kFaults[] = {"503", "401", "429:2", "reset", "partial", "slow:60000"};

using Owner = std::pair<std::string, std::string>;
using Sums = std::map<Owner, base::Decimal>;

/// What the records say, whatever becomes of them: of one that came twice the later counts.
class Truth {
public:
    void note(const UsageRecord& record) {
        m_values
            [{record.meter, record.thing, record.customer, record.dimension, record.beginMs}] =
                record.value;
    }

    /// Of those who can be billed.
    [[nodiscard]] Sums sums() const {
        Sums sums;
        for (const auto& [key, value] : m_values) {
            const auto& [meter, thing, customer, dimension, beginMs] = key;
            if (!customer.empty() && !dimension.empty()) {
                base::Decimal& sum = sums[{customer, dimension}];
                sum = *(sum + value);
            }
        }
        return sums;
    }

private:
    using Key = std::tuple<std::string, std::string, std::string, std::string, std::int64_t>;
    std::map<Key, base::Decimal> m_values;
};

/// The sender, the endpoint, and everything that can go wrong between them.
class Way {
public:
    explicit Way(unsigned seed)
        : m_random(seed) {}

    ~Way() {
        m_machine.client.stop();
        m_machine.sender.reset(); // before its files
    }

    Way(const Way&) = delete;
    Way& operator=(const Way&) = delete;

    /// Below n.
    unsigned pick(unsigned n) { return static_cast<unsigned>(m_random() % n); }

    bool startReceiver() {
        m_routes.reset();
        m_ledger.files.faults = {}; // whoever starts has a disk that works
        ++restarts;
        if (!m_ledger.open() || !m_ledger.openCounts(m_options.schema)) {
            return false;
        }
        m_routes = std::make_unique<billing::Routes>(
            m_options,
            *m_ledger.ledger,
            *m_ledger.counts,
            m_ledger.clock
        );
        return true;
    }

    /// As after a KILL: what is under way may be taken all the same, but nobody hears of it.
    bool startSender() {
        for (const http::RequestId id : waiting()) {
            if (pick(2) == 0) {
                static_cast<void>(taken(m_machine.client.sent()[id - 1].request));
            }
        }
        m_machine.client.stop();
        m_machine.sender.reset();
        m_machine.answers.clear();
        m_files.faults = {};
        ++restarts;
        auto opened = delivery::UsageSender::open(
            m_machine.options,
            {m_machine.client,
             m_files,
             m_machine.clock,
             m_machine.sink,
             m_machine.folder,
             [this](delivery::UsageAnswer&& answer) {
                 m_machine.answers.push_back(std::move(answer));
             }}
        );
        m_machine.sender = opened ? std::move(*opened) : nullptr;
        return opened.ok();
    }

    void commit(std::vector<UsageRecord> records) {
        for (const UsageRecord& record : records) {
            truth.note(record);
        }
        m_machine.commit(records);
        m_machine.sender->wake();
    }

    void run() {
        m_machine.run();
        m_machine.clock.advanceMs(1 + pick(3'000));
        m_ledger.clock.advanceMs(1);
    }

    /// One of the requests under way comes to its end, or a part fails.
    bool go() {
        const std::vector<http::RequestId> ids = waiting();
        const unsigned what = pick(40);
        if (what == 0) {
            return startSender();
        }
        if (what == 1) {
            return startReceiver();
        }
        if (what == 2) {
            planFault();
        } else if (what == 3) { // a write that fails half way, and perhaps the end of the program
            FailingFileSystem& files = pick(2) == 0 ? m_files : m_ledger.files;
            files.faults.failWrite = 0;
            files.faults.shortBytes = pick(60);
        } else if (!ids.empty()) {
            end(ids[pick(static_cast<unsigned>(ids.size()))]);
        }
        return true;
    }

    [[nodiscard]] bool isThrough() {
        return waiting().empty() &&
               m_machine.state().doneThrough == m_machine.journal->lastSequence();
    }

    void mend() {
        m_files.faults = {};
        m_ledger.files.faults = {};
        static_cast<void>(ask("POST", "/-/fault", R"({"kind":"none"})"));
    }

    /// By the receiver's own ledger.
    Sums billed() {
        Sums sums;
        const auto rows = delivery::readLedger(ask("GET", "/api/v1/ledger", {}).body);
        if (!rows) {
            qFatal("%s", rows.error().context.c_str());
        }
        for (const delivery::BilledRow& row : *rows) {
            sums[{row.customer, row.dimension}] = row.value;
        }
        return sums;
    }

    /// By the journal and what the sender has noted.
    std::vector<delivery::ReconcileRow> reconciled() {
        m_machine.runOut(); // what could not be written before is written now
        m_machine.sender.reset();
        const auto book =
            delivery::DeliveryFile::read(m_machine.files, m_machine.folder, "billing").value();
        delivery::Reconciler reconciler(book);
        const auto records = m_machine.journal->recordsAfter(0, 100'000).value();
        for (const metering::StoredRecord& one : records) {
            reconciler.addClosed(one);
        }
        reconciler.setBilled(
            delivery::readLedger(ask("GET", "/api/v1/ledger", {}).body).value()
        );
        return reconciler.rows().value();
    }

    std::mt19937& random() { return m_random; }

    Truth truth;
    int restarts = 0;
    int lost = 0;    ///< answers of what was taken
    int refused = 0; ///< requests, for the moment

private:
    std::vector<http::RequestId> waiting() {
        std::vector<http::RequestId> ids;
        for (const ScriptedClient::Sent& sent : m_machine.client.sent()) {
            if (!sent.answered && !sent.cancelled) {
                ids.push_back(sent.id);
            }
        }
        return ids;
    }

    http::Answer
    ask(std::string_view method, std::string_view path, std::string_view body,
        std::vector<http::HeaderView> headers = {}) {
        return m_routes->answer({method, path, {}, body, "127.0.0.1:1", headers});
    }

    void planFault() {
        static_cast<void>(
            ask("POST",
                "/-/fault",
                R"({"kind":")" + std::string(kFaults[pick(std::size(kFaults))]) +
                    R"(","requests":)" + std::to_string(1 + pick(3)) + "}")
        );
    }

    /// The receiver has it; what it answers.
    http::Answer taken(const http::Request& request) {
        std::vector<http::HeaderView> headers;
        for (const http::Header& header : request.headers) {
            headers.push_back({header.name, header.value});
        }
        return ask(request.method, "/usage", request.body, std::move(headers));
    }

    void end(http::RequestId id) {
        const http::Request request = m_machine.client.sent()[id - 1].request;
        const auto fails = [&](const char* words) {
            m_machine.client.answer(id, makeFailure(base::Code::Network, words));
        };
        const unsigned what = pick(8);
        if (what == 0) {
            fails("connection refused");
            return;
        }
        const http::Answer answer = taken(request);
        lost += answer.status == 201 && (what == 1 || answer.ending != http::Answer::Ending::Whole);
        refused += answer.status >= 400;
        if (what == 1) {
            fails("connection reset by peer");
        } else if (answer.ending != http::Answer::Ending::Whole) {
            fails("the connection ended early");
        } else if (answer.delayMs > request.timeout.count()) {
            fails("no answer in time");
        } else {
            http::Response response = makeResponse(answer.status, answer.body, answer.contentType);
            response.headers.insert(
                response.headers.end(), answer.headers.begin(), answer.headers.end()
            );
            m_machine.client.answer(id, std::move(response));
        }
    }

    std::mt19937 m_random;
    SenderMachine m_machine;
    FailingFileSystem m_files{m_machine.files}; ///< of the sender's own file
    LedgerMachine m_ledger;
    billing::EndpointOptions m_options;
    std::unique_ptr<billing::Routes> m_routes;
};

} // namespace

class TravelTest : public QObject {
    Q_OBJECT

private Q_SLOTS:

    void whatIsBilledIsWhatWasMetered_data() {
        QTest::addColumn<unsigned>("seed");
        for (unsigned seed = 1; seed <= 12; ++seed) {
            QTest::addRow("journey %u", seed) << seed;
        }
    }

    void whatIsBilledIsWhatWasMetered() {
        QFETCH(unsigned, seed);
        Way way(seed);
        QVERIFY(way.startReceiver());
        QVERIFY(way.startSender());
        std::vector<UsageRecord> records = randomRecords(way.random(), kRecords, 1);
        int round = 0;
        while (round < kMostRounds && (!records.empty() || !way.isThrough())) {
            ++round;
            if (!records.empty() && way.pick(20) == 0) {
                const std::size_t count = std::min<std::size_t>(records.size(), 1 + way.pick(30));
                const auto from = records.end() - static_cast<std::ptrdiff_t>(count);
                way.commit(std::vector<UsageRecord>(from, records.end()));
                records.erase(from, records.end());
            }
            way.run();
            QVERIFY(way.go());
        }
        way.mend();
        QVERIFY2(round < kMostRounds, "the records never arrive");
        compare(way.truth.sums(), way.billed());
        for (const delivery::ReconcileRow& row : way.reconciled()) {
            if (!row.customer.empty() && !row.dimension.empty()) {
                QCOMPARE(row.differences.size(), std::size_t{0});
                QVERIFY(row.metered == row.sent && row.sent == row.accepted);
                QVERIFY(row.accepted == row.billed);
            }
        }
        QVERIFY(way.restarts > 2 && way.lost > 0 && way.refused > 0); // it was no easy way
    }

private:
    static void compare(const Sums& metered, const Sums& billed) {
        QCOMPARE(billed.size(), metered.size());
        for (const auto& [owner, value] : metered) {
            const auto at = billed.find(owner);
            QVERIFY2(at != billed.end(), owner.first.c_str());
            QCOMPARE(at->second.toText(), value.toText());
        }
    }
};

QTEST_GUILESS_MAIN(TravelTest)
#include "travel_test.moc"
