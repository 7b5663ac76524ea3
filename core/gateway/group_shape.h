// GroupShape: the text of a pushed body, without its numbers, and what it says. Who pushes again
// sends the same text with other numbers: the text between them is compared and only the numbers
// are parsed. All groups that push the same text share one shape and hold eight bytes a number.
// After the house's idea that a scrape is a column of numbers. One thread.
#pragma once

#include "core/gateway/group_layout.h"

#include <cstdint>
#include <memory>
#include <string>
#include <string_view>
#include <vector>

namespace meterbench::gateway {

class GroupShape {
public:
    /// A body as it was read from that text.
    GroupShape(std::uint64_t id, std::string_view text, GroupBody&& body);
    GroupShape(const GroupShape&) = delete;
    GroupShape& operator=(const GroupShape&) = delete;

    /// The same for all bodies with this text between the numbers.
    [[nodiscard]] static std::uint64_t
    hashOf(std::string_view text, const std::vector<ValuePlace>& places);

    /// The numbers of a body; false when its text is another or a number is not as it should be:
    /// then it must be read in full.
    [[nodiscard]] bool parse(std::string_view body, std::vector<double>& values) const;

    /// Kept as long as the shape.
    [[nodiscard]] const GroupLayoutView& layoutOf(const PathLabels& labels) const;

    [[nodiscard]] std::uint64_t id() const { return m_id; }

    [[nodiscard]] std::uint64_t hash() const { return m_hash; }

    [[nodiscard]] const GroupBody& body() const { return m_body; }

    /// With the numbers of the body that made it.
    [[nodiscard]] std::string_view text() const { return m_text; }

private:
    std::uint64_t m_id;
    std::string m_text;
    GroupBody m_body; ///< without values
    std::uint64_t m_hash;
    mutable std::vector<std::unique_ptr<GroupLayoutView>> m_layouts;
};

using GroupShapePtr = std::shared_ptr<const GroupShape>;

} // namespace meterbench::gateway
