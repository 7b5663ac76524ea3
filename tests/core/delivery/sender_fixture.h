// A usage journal with records, a client that answers as a test says, and a sender between them.
#pragma once

#include "core/delivery/usage_sender.h"
#include "tests/core/metering/usage_journal_fixture.h"
#include "tests/support/scripted_client.h"

#include <deque>
#include <memory>
#include <string>
#include <utility>
#include <vector>

namespace meterbench::tests {

struct SenderMachine : JournalFolder {
    explicit SenderMachine(delivery::Service service = delivery::Service::Paigo) {
        options.name = "billing";
        options.service = service;
        options.url = "http://user:secret@127.0.0.1:1/usage";
    }

    ~SenderMachine() { sender.reset(); }

    SenderMachine(const SenderMachine&) = delete;
    SenderMachine& operator=(const SenderMachine&) = delete;

    /// As after a KILL, nothing is told to the one before.
    bool start() {
        sender.reset();
        answers.clear();
        auto opened = delivery::UsageSender::open(
            options,
            {client,
             files,
             clock,
             sink,
             folder,
             [this](delivery::UsageAnswer&& answer) { answers.push_back(std::move(answer)); }}
        );
        if (opened) {
            sender = std::move(*opened);
        }
        return opened.ok();
    }

    /// One record of a customer in the n-th hour.
    void meter(const std::string& customer, int hour, const std::string& value) {
        const std::vector<metering::UsageRecord> records{recordOf(
            "requests", "{job=\"api\"}", customer, "calls", kNoonMs + hour * kHourMs, value
        )};
        commit(records);
    }

    void meterMany(int count) {
        std::vector<metering::UsageRecord> records;
        for (int i = 0; i < count; ++i) {
            records.push_back(recordOf(
                "requests",
                "{job=\"api\"}",
                "acme",
                "calls",
                kNoonMs + i * kHourMs,
                std::to_string(i + 1)
            ));
        }
        commit(records);
    }

    void commit(const std::vector<metering::UsageRecord>& records) {
        if (!journal) {
            open();
        }
        if (!journal->commit(records, nullptr)) {
            qFatal("the journal takes nothing");
        }
    }

    /// Until nothing more can be done without an answer or time.
    std::optional<std::int64_t> run() {
        for (;;) {
            while (!answers.empty()) {
                delivery::UsageAnswer answer = std::move(answers.front());
                answers.pop_front();
                sender->answered(std::move(answer));
            }
            const auto due = sender->step();
            if (answers.empty() && (!due || *due > clock.steadyNs())) {
                return due;
            }
        }
    }

    /// Also what waits for time.
    void runOut() {
        for (int i = 0; i < 1'000; ++i) {
            const auto due = run();
            if (!due) {
                return;
            }
            clock.advanceMs((*due - clock.steadyNs()) / 1'000'000 + 1);
        }
        qFatal("it never rests");
    }

    delivery::DeliveryState state() { return sender->state(); }

    delivery::UsageEndpointOptions options;
    std::deque<delivery::UsageAnswer> answers; // the client cancels into it at its end
    ScriptedClient client;
    std::unique_ptr<delivery::UsageSender> sender;
};

} // namespace meterbench::tests
