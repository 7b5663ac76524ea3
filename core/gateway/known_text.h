// KnownText: the text of a pushed body that was read before. A client that pushes again sends the
// same text with other numbers: the text between the numbers is compared, only the numbers are
// parsed, and nothing is looked up or allocated. Many paths share one text; the keys of its push
// are those of the path that brought it, everything else is the same for all. After the house's
// idea that a scrape is a column of numbers; core/scrape does the same for targets. One thread.
#pragma once

#include "core/gateway/push.h"
#include "core/gateway/push_reader.h"

#include <cstdint>
#include <memory>
#include <string>
#include <string_view>
#include <vector>

namespace meterbench::gateway {

class KnownText {
public:
    /// Takes over a push that was just read from this body; null when it cannot be kept.
    [[nodiscard]] static std::shared_ptr<KnownText>
    adopt(Push& push, std::string_view body, std::uint64_t id);

    /// The numbers of a body with this text, one for each sample; false when its text is another,
    /// or a number cannot be read.
    [[nodiscard]] bool parse(std::string_view body, std::vector<double>& values) const;

    /// The push with these numbers; null when reading a body with them would refuse it.
    [[nodiscard]] const Push* refill(PushReader& reader, const std::vector<double>& values) {
        return reader.refill(m_push, values) ? &m_push : nullptr;
    }

    [[nodiscard]] const Push& push() const { return m_push; }

    [[nodiscard]] std::string_view body() const { return m_body; }

    [[nodiscard]] std::uint64_t id() const { return m_id; }

    /// Of its families, those with series.
    [[nodiscard]] std::uint32_t familyCount() const { return m_familyCount; }

    /// The places among the numbers of what never falls while its process lives: counters, buckets
    /// and counts; and of times of creation.
    [[nodiscard]] const std::vector<std::uint32_t>& totals() const { return m_totals; }

    [[nodiscard]] const std::vector<std::uint32_t>& creations() const { return m_creations; }

    [[nodiscard]] std::size_t sizeBytes() const;

private:
    KnownText() = default;

    [[nodiscard]] bool borrow(std::string_view from);
    void classify();

    std::uint64_t m_id = 0;
    std::string m_body;
    Push m_push; ///< borrows from m_body
    std::uint32_t m_familyCount = 0;
    std::vector<std::uint32_t> m_totals;
    std::vector<std::uint32_t> m_creations;
};

} // namespace meterbench::gateway
