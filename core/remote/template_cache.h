// TemplateCache: an endpoint's templates by layout id, so batches that come from the log and from
// memory share them. A template stays young until it was asked for a few times: layouts that live
// for two scrapes are not worth pressing. Those not used for a while are forgotten, and the longest
// unused ones when all together are too large. The endpoint's thread.
#pragma once

#include "core/remote/request_template.h"

#include <cstdint>
#include <functional>
#include <memory>
#include <unordered_map>
#include <vector>

namespace meterbench::remote {

class TemplateCache {
public:
    struct Limits {
        std::int64_t forgetAfterMs = 600'000;
        std::size_t maxBytes = std::size_t{256} << 20;
        std::size_t maxYoungBytes = std::size_t{4} << 20; ///< above, new ones are pressed at once
        std::size_t largestYoungBytes = std::size_t{128} << 10; ///< and so are larger ones
    };

    TemplateCache(SeriesRules rules, Limits limits)
        : m_rules(std::move(rules))
        , m_limits(limits) {}

    [[nodiscard]] RequestTemplatePtr get(const model::LayoutPtr& layout, std::int64_t nowMs);
    /// For a batch with gaps and nothing else unusual: a template to pour it into, once its gaps
    /// have stayed from one batch to the next; until then nothing.
    [[nodiscard]] RequestTemplatePtr getWithGaps(const model::Batch& batch, std::int64_t nowMs);
    /// Cheap to call often: looks around once a minute.
    void forgetUnused(std::int64_t nowMs);
    void forEachLayout(const std::function<void(const model::LayoutPtr&)>& visit) const;
    void forEachTemplate(const std::function<void(const RequestTemplate&)>& visit) const;

    /// Memory for who encodes with these templates.
    [[nodiscard]] EncodeScratch& scratch() { return m_scratch; }

    [[nodiscard]] std::size_t size() const { return m_entries.size(); }

    [[nodiscard]] std::size_t sizeBytes() const { return m_bytes; }

private:
    struct Entry {
        RequestTemplatePtr made;
        std::weak_ptr<const model::Layout> layout; ///< alive while a source still uses it
        std::int64_t usedMs = 0;
        std::uint32_t uses = 0;
        std::vector<std::uint32_t> gaps; ///< of the last batch that had any
        RequestTemplatePtr withGaps;     ///< for just these

        [[nodiscard]] bool isYoung() const {
            return made && !made->isPressed() && !made->isEmptied();
        }
    };

    using Entries = std::unordered_map<model::LayoutId, Entry>;

    void make(Entry& entry, const model::LayoutPtr& layout, std::int64_t nowMs);
    void replace(Entry& entry, RequestTemplatePtr made);
    void dropWithGaps(Entry& entry);
    void emptyAbandoned(std::int64_t nowMs);
    Entries::iterator forget(Entries::iterator entry);
    void shrink();

    SeriesRules m_rules;
    Limits m_limits;
    HollowCompressor m_compressor;
    Entries m_entries;
    EncodeScratch m_scratch;
    std::size_t m_bytes = 0;
    std::size_t m_youngBytes = 0; ///< of them
    std::int64_t m_lookedMs = 0;
    std::int64_t m_emptiedMs = 0;
};

} // namespace meterbench::remote
