// AddressView: what the address (the one HTTP address for pushes, instruments and /metrics) lets
// others see, published at most ten times a second and only after a change. Constant and shared:
// hold it as long as you like, from any thread. Parts that did not change are the same objects as
// in the view before. Parts that nobody watches (Watch) are empty. Not text for people: that is
// made in ui/wording; the messages of errors are plain English.
#pragma once

#include "core/gateway/push_store.h"
#include "core/instruments/instrument.h"

#include <cstdint>
#include <memory>
#include <string>
#include <vector>

namespace meterbench::address {

enum class Mode : std::uint8_t { Aggregation, Pushgateway };

using InstrumentPtr = std::shared_ptr<const instruments::Instrument>;

/// The bench as the page Metrics shows it.
struct BenchView {
    std::vector<InstrumentPtr> instruments; ///< in their order; those that did not change are the
                                            ///< same objects as in the view before
    std::string undoWords; ///< what the next undo is about: "increment requests_total by 1"; empty: none
    std::string redoWords;
    std::shared_ptr<const std::string> text;        ///< the exposition of the bench alone, 0.0.4
    std::shared_ptr<const std::string> openMetrics; ///< and in OpenMetrics 1.0
};

/// One push as it came, for the list of last pushes.
struct PushMark {
    std::uint64_t id = 0; ///< growing
    std::int64_t timeMs = 0;
    std::string pusher; ///< address of the sender
    std::string method; ///< PUT POST DELETE
    std::string path;   ///< raw: /metrics/job/x
    std::uint64_t bodyBytes = 0;
    std::uint32_t families = 0;
    std::uint32_t series = 0;
    int status = 0;
    std::string refusal;      ///< why it was refused; empty: taken
    std::uint32_t line = 0;   ///< of the refused body, from 1; 0: the body is not at fault
    std::uint32_t column = 0; ///< in bytes, from 1
    std::shared_ptr<const std::string> body; ///< refused only: at most the first 64 KiB
};

using PushMarkPtr = std::shared_ptr<const PushMark>;

struct GatewayView {
    std::vector<gateway::FamilyRow> families;   ///< by name
    std::vector<gateway::GroupRow> groups;      ///< by labels
    std::vector<gateway::SeriesRow> series;     ///< of Watch::selection, at most 1,000
    std::vector<PushMarkPtr> pushes;            ///< the last 500, oldest first
    gateway::StoreRules rules;
    gateway::StoreCounts counts;
    std::string undoWords; ///< "Delete group job="a"": what can still be put back; empty: nothing
};

/// Outcome of a command.
struct Outcome {
    std::uint64_t command = 0;
    bool ok = true;
    std::string message; ///< what is wrong, or what was done where that is worth a line
    std::string text;    ///< of Export and CopyAs: what was asked for
};

struct AddressView {
    std::uint64_t generation = 0;
    std::int64_t timeMs = 0;
    std::string url;     ///< "http://127.0.0.1:9091"; empty: it does not listen
    std::string problem; ///< why it does not listen, or what keeps the journal from being written
    Mode mode = Mode::Aggregation;
    gateway::Profile profile = gateway::Profile::Strict;
    std::uint32_t instrumentCount = 0;
    std::uint32_t refusedPushes = 0; ///< of the last 500
    gateway::StoreCounts counts;
    std::shared_ptr<const BenchView> bench;     ///< null while nobody watches it
    std::shared_ptr<const GatewayView> gateway; ///< null while nobody watches it
    std::vector<Outcome> outcomes;              ///< of the last 100 commands, oldest first
};

using AddressViewPtr = std::shared_ptr<const AddressView>;

/// What the window can see at present.
struct Watch {
    bool bench = false;
    bool gateway = false;
    gateway::Selection selection; ///< whose series GatewayView::series shows; empty: none
};

} // namespace meterbench::address
