// KnownText: the text of a pushed body that was read before. A client that pushes again sends the
// same text with other numbers: the text between the numbers is compared, only the numbers are
// parsed, and nothing is looked up or allocated. Many paths share one text; the keys of its push
// are those of the path that it was moved to last, everything else is the same for all. After the
// house's idea that a scrape is a column of numbers; core/scrape does the same for targets. One
// thread.
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

    /// The push as it is under this path, with these numbers, as if its body had been read there;
    /// null when reading it there refuses it, or could.
    [[nodiscard]] const Push*
    moveTo(std::string_view rawPath, PushReader& reader, const std::vector<double>& values);

    [[nodiscard]] const Push& push() const { return m_push; }

    [[nodiscard]] std::string_view body() const { return m_body; }

    [[nodiscard]] std::uint64_t id() const { return m_id; }

    /// Of its families, those with series.
    [[nodiscard]] std::uint32_t familyCount() const { return m_familyCount; }

    /// The places among the numbers of what never falls while its process lives: counters, buckets
    /// and counts; and of times of creation.
    [[nodiscard]] const std::vector<std::uint32_t>& totals() const { return m_totals; }

    [[nodiscard]] const std::vector<std::uint32_t>& creations() const { return m_creations; }

    /// As it was when it was adopted, with what moveTo() will need.
    [[nodiscard]] std::size_t sizeBytes() const { return m_sizeBytes; }

private:
    KnownText() = default;

    /// A label of a key without the path's: where it stands in m_bodyKeys.
    struct BodyLabel {
        std::uint32_t begin = 0;
        std::uint32_t nameSize = 0;
    };

    [[nodiscard]] bool borrow(std::string_view from);
    void classify();
    void measure();
    void takeBodyKeys();
    [[nodiscard]] bool writeKey(std::size_t series, Profile profile);

    std::uint64_t m_id = 0;
    std::size_t m_sizeBytes = 0;
    std::string m_body;
    Push m_push; ///< borrows from m_body
    std::uint32_t m_familyCount = 0;
    std::vector<std::uint32_t> m_totals;
    std::vector<std::uint32_t> m_creations;
    std::string
        m_bodyKeys; ///< of all series, without the labels of any path; a comma ends each label
    std::vector<BodyLabel> m_bodyLabels;
    std::vector<std::uint32_t> m_firstLabels; ///< per series, and one more: into m_bodyLabels
};

} // namespace meterbench::gateway
