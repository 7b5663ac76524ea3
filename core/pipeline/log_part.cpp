#include "core/pipeline/log_part.h"

#include "core/wal/reader.h"

#include <utility>

namespace meterbench::pipeline {

namespace {

using base::Result;
using base::Status;
using metering::Metering;
using metering::TimeOrder;

Status begin(MeteredAgain& made, const LogPart& part, const std::vector<TimeOrder>& orders) {
    made.seconds.clear();
    for (TimeOrder order : orders) {
        auto metering = Metering::make(part.schema, part.meters);
        if (!metering) {
            return metering.error();
        }
        order.turns = [&part](std::uint32_t meter, const std::string& thing) {
            return part.first.turnsOf(meter, thing);
        };
        (*metering)->putInOrder(std::move(order));
        made.seconds.push_back(
            std::make_unique<SecondMetering>(std::move(*metering), part.first)
        );
    }
    return {};
}

} // namespace

Result<MeteredAgain> meterAgain(const LogPart& part, const std::vector<TimeOrder>& orders) {
    MeteredAgain made;
    Status begun = begin(made, part, orders);
    wal::Reader reader(part.files, part.folder, part.from);
    while (begun.ok()) {
        const Result<wal::ReadOutcome> outcome = reader.next(part.end);
        if (!outcome) {
            return outcome.error();
        }
        switch (*outcome) {
        case wal::ReadOutcome::Group:
            for (const auto& second : made.seconds) {
                second->take(reader.group());
            }
            break;
        case wal::ReadOutcome::Damage:
            made.damage = reader.damage().what;
            begun = begin(made, part, orders);
            break;
        case wal::ReadOutcome::Missing:
            made.damage = "it was shortened while it was read";
            begun = begin(made, part, orders);
            break;
        case wal::ReadOutcome::End:
            for (const auto& second : made.seconds) {
                second->finish();
            }
            return made;
        }
    }
    return begun.error();
}

} // namespace meterbench::pipeline
