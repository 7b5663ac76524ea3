#include "core/billing/ledger_look.h"

#include <algorithm>
#include <utility>

namespace meterbench::billing {

namespace {

/// Both maps are in the order of their owners, so the first lines of both hold the first of all.
std::vector<LedgerViewLine> linesOf(const Books& books, std::uint64_t& inAll) {
    std::map<UsageLedger::Owner, LedgerViewLine> lines;
    const auto lineOf = [&lines](const UsageLedger::Owner& owner) -> LedgerViewLine& {
        LedgerViewLine& line = lines[owner];
        line.customer = owner.first;
        line.dimension = owner.second;
        return line;
    };
    std::size_t taken = 0;
    for (const auto& [owner, used] : books.usage.lines()) {
        if (taken++ == kMostViewLines) {
            break;
        }
        LedgerViewLine& line = lineOf(owner);
        line.sum = used.sum;
        line.records = used.entries.size();
        line.repeats = books.counts.repeatsOf(owner);
        line.lastTimeMs = used.lastTimeMs;
    }
    inAll = books.usage.lines().size();
    taken = 0;
    const auto& sampledLines = books.counts.samples().lines();
    for (const auto& [owner, sampled] : sampledLines) {
        if (taken++ == kMostViewLines) {
            inAll += sampledLines.size() - kMostViewLines; // at most
            break;
        }
        LedgerViewLine& line = lineOf(owner);
        inAll += books.usage.lines().contains(owner) ? 0U : 1U;
        line.samples = sampled.samples;
        line.repeats += sampled.repeats;
        line.lastTimeMs = std::max(line.lastTimeMs, sampled.lastTimeMs);
    }
    std::vector<LedgerViewLine> out;
    for (auto& [owner, line] : lines) {
        if (out.size() == kMostViewLines) {
            break;
        }
        out.push_back(std::move(line));
    }
    return out;
}

} // namespace

LedgerViewPtr viewOf(const Books& books, std::int64_t nowMs) {
    auto view = std::make_shared<LedgerView>();
    const SampleLedger& samples = books.counts.samples();
    view->timeMs = nowMs;
    view->usageRecords = books.usage.entries().size();
    view->mostUsageRecords = books.usage.mostRecords();
    view->writes = samples.requests();
    for (std::size_t verdict = 0; verdict < SampleLedger::kVerdicts; ++verdict) {
        view->samples += samples.of(static_cast<metering::Verdict>(verdict)).samples;
    }
    const Refusals& usage = books.counts.refused(RefusedKind::Usage);
    const Refusals& writes = books.counts.refused(RefusedKind::Write);
    view->usageRefused = usage.total();
    view->writesRefused = writes.total();
    view->usageRefusals = usage.reasons();
    view->writeRefusals = writes.reasons();
    view->lines = linesOf(books, view->linesInAll);
    view->planned.assign(books.faults.planned().begin(), books.faults.planned().end());
    view->done = books.faults.done();
    return view;
}

} // namespace meterbench::billing
