// MetadataSender: tells a remote write 1.0 receiver type, help and unit of the families that were
// sent lately: all of them once an interval, in requests of their own. Best effort: no repeats, and
// samples never wait for it. Only decides when and what; Sender sends. The endpoint's thread.
#pragma once

#include "core/remote/endpoint_options.h"
#include "core/remote/template_cache.h"

#include <cstdint>
#include <deque>
#include <optional>
#include <string>

namespace meterbench::remote {

struct MetadataRequest {
    std::string wire;
    std::uint32_t families = 0;
};

class MetadataSender {
public:
    explicit MetadataSender(const MetadataOptions& options)
        : m_options(options) {}

    /// The next request, when one is due and none is under way.
    [[nodiscard]] std::optional<MetadataRequest>
    next(const TemplateCache& templates, std::int64_t nowNs);
    /// The request under way was answered. How many families it told, when it was accepted; the
    /// rest of a failed round is left for the next one.
    [[nodiscard]] std::uint32_t answered(bool accepted);
    /// When next() may have something.
    [[nodiscard]] std::optional<std::int64_t> dueNs() const;

    [[nodiscard]] bool isInFlight() const { return m_inFlight != 0; }

private:
    void collect(const TemplateCache& templates);

    MetadataOptions m_options;
    std::deque<MetadataRequest> m_waiting;
    std::uint32_t m_inFlight = 0; // families
    std::optional<std::int64_t> m_dueNs;
};

} // namespace meterbench::remote
