#include "core/delivery/reconcile.h"

#include <algorithm>

namespace meterbench::delivery {

namespace {

using base::Decimal;
using base::Result;

base::Error beyond() {
    return {base::Code::Limit, "usage adds up to more than 10^24: ask for a shorter time"};
}

} // namespace

std::string_view nameOf(Cause cause) {
    switch (cause) {
    case Cause::WindowOpen:
        return "window still open";
    case Cause::NoCustomer:
        return "no customer";
    case Cause::NoDimension:
        return "no dimension";
    case Cause::Waiting:
        return "waiting to be sent";
    case Cause::Refused:
        return "refused";
    case Cause::NotInLedger:
        return "not in the receiver's ledger";
    case Cause::HasMore:
        return "the receiver has more";
    case Cause::SumDiffers:
        return "the receiver's sum differs";
    }
    return "";
}

bool isTrouble(Cause cause) {
    return cause == Cause::Refused || cause == Cause::NotInLedger || cause == Cause::HasMore ||
           cause == Cause::SumDiffers;
}

bool hasTrouble(const std::vector<ReconcileRow>& rows) {
    return std::ranges::any_of(rows, [](const ReconcileRow& row) {
        return std::ranges::any_of(row.differences, [](const Difference& one) {
            return isTrouble(one.cause);
        });
    });
}

Reconciler::Reconciler(const DeliveryBook& book)
    : m_book(book) {
    for (const RefusedRecord& refused : book.refusals) {
        m_words[refused.sequence] = &refused.words;
    }
}

void Reconciler::add(Sum& sum, Decimal value, std::uint64_t records) {
    const std::optional<Decimal> next = sum.value + value;
    m_isBeyond = m_isBeyond || !next;
    sum.value = next.value_or(sum.value);
    sum.records += records;
}

void Reconciler::addClosed(const metering::StoredRecord& record) {
    const metering::UsageRecord& usage = record.record;
    Line& line = m_lines[{usage.customer, usage.dimension}];
    add(line.closed, usage.value);
    if (usage.customer.empty() || usage.dimension.empty()) {
        return;
    }
    if (!m_book.isDone(record.sequence)) {
        add(line.waiting, usage.value);
        return;
    }
    add(line.sent, usage.value);
    if (const auto words = m_words.find(record.sequence); words != m_words.end()) {
        add(line.refused[*words->second], usage.value);
    }
}

void Reconciler::addOpen(const metering::UsageRecord& record) {
    add(m_lines[{record.customer, record.dimension}].open, record.value);
}

void Reconciler::setBilled(const std::vector<BilledRow>& rows) {
    m_isBilledKnown = true;
    for (const BilledRow& row : rows) {
        std::optional<BilledRow>& billed = m_lines[{row.customer, row.dimension}].billed;
        if (!billed) {
            billed = row;
            continue;
        }
        const auto sum = billed->value + row.value;
        m_isBeyond = m_isBeyond || !sum;
        billed->value = sum.value_or(billed->value);
        billed->records = billed->records && row.records
                              ? std::optional(*billed->records + *row.records)
                              : std::nullopt;
    }
}

Result<std::vector<ReconcileRow>> Reconciler::rows() const {
    if (m_isBeyond) {
        return beyond();
    }
    std::vector<ReconcileRow> out;
    for (const auto& [owner, line] : m_lines) {
        auto row = rowOf(owner, line);
        if (!row) {
            return row.error();
        }
        out.push_back(std::move(*row));
    }
    return out;
}

Result<ReconcileRow> Reconciler::rowOf(const Owner& owner, const Line& line) const {
    const auto metered = line.closed.value + line.open.value;
    std::optional<Decimal> accepted = line.sent.value;
    ReconcileRow row;
    row.customer = owner.first;
    row.dimension = owner.second;
    row.open = line.open.value;
    row.sent = line.sent.value;
    row.records = line.sent.records;
    const auto differ = [&row](Cause cause, const Sum& sum, std::string words = {}) {
        if (sum.records != 0) {
            row.differences.push_back({cause, sum.value, sum.records, std::move(words)});
        }
    };
    differ(Cause::WindowOpen, line.open);
    if (owner.first.empty() || owner.second.empty()) {
        differ(owner.first.empty() ? Cause::NoCustomer : Cause::NoDimension, line.closed);
    }
    differ(Cause::Waiting, line.waiting);
    for (const auto& [words, sum] : line.refused) {
        accepted = accepted - sum.value;
        row.records -= sum.records;
        differ(Cause::Refused, sum, words);
    }
    if (!metered || !accepted) {
        return beyond();
    }
    row.metered = *metered;
    row.accepted = *accepted;
    if (m_isBilledKnown) {
        compareBilled(row, line);
    }
    return row;
}

void Reconciler::compareBilled(ReconcileRow& row, const Line& line) const {
    row.billed = line.billed ? line.billed->value : Decimal();
    if (!line.billed) {
        if (row.records != 0) {
            row.differences.push_back({Cause::NotInLedger, row.accepted, row.records, {}});
        }
        return;
    }
    // Both sums are in range, and so is most of what lies between; what is not, is trouble anyway.
    const Decimal surplus = (*row.billed - row.accepted).value_or(*row.billed);
    const std::uint64_t theirs = line.billed->records.value_or(row.records);
    if (theirs > row.records || (row.records == 0 && !surplus.isZero())) {
        const std::uint64_t more = theirs - std::min(theirs, row.records);
        row.differences.push_back(
            {Cause::HasMore,
             surplus,
             more,
             line.waiting.records != 0 ? "perhaps of a request whose answer was not noted: it will "
                                         "be sent again with the same key"
             : line.closed.records == 0 ? "nothing of this owner stands in the usage journal"
                                        : ""}
        );
    } else if (!surplus.isZero() || theirs != row.records) {
        row.differences.push_back({Cause::SumDiffers,
             surplus,
             row.records - theirs,
             theirs == row.records ? "" : "it has " + std::to_string(theirs) + " of the records"});
    }
}

} // namespace meterbench::delivery
