// The layout record: everything a reader needs to make a layout again: each text once, then pairs
// of them per series, and the families that are used. Compressed with zstd level 1; id, source and
// sizes stand before it in the clear, so a reader that knows the layout skips it. The id is
// computed again from what was read: a wrong layout is never answered. Not thread-safe: one codec
// per reader or writer (it keeps zstd's memory).
#pragma once

#include "core/base/result.h"
#include "core/model/layout.h"

#include <cstdint>
#include <memory>
#include <optional>
#include <string>
#include <string_view>

namespace meterbench::wal {

class LayoutCodec {
public:
    LayoutCodec();
    ~LayoutCodec();
    LayoutCodec(LayoutCodec&&) noexcept;
    LayoutCodec& operator=(LayoutCodec&&) noexcept;

    /// Appends to out; Limit when the layout is too large for a record.
    [[nodiscard]] base::Status encode(std::string& out, const model::Layout& layout);
    /// Corrupt with words when it is not a layout.
    [[nodiscard]] base::Result<model::LayoutPtr> decode(std::string_view payload);
    /// The id alone, without unpacking.
    [[nodiscard]] static std::optional<model::LayoutId> idOf(std::string_view payload);

private:
    struct Memory;
    std::unique_ptr<Memory> m_memory;
};

/// The text that is compressed; apart for tests and for reading FORMAT.md beside it.
void encodeLayoutBody(std::string& out, const model::Layout& layout);

} // namespace meterbench::wal
