// HollowStream: a snappy block stream with holes: every value stands in it as eight literal bytes,
// the time once (or again where its last mention is out of a copy's reach), and everything else is
// compressed as usual. HollowCompressor makes it: a matcher over the raw message that never copies
// from or to a value, and to a time only from an earlier time. Its copies reach at most 65,535
// bytes back and never before its own start, so streams can be joined: the elements one after the
// other, the lengths added. Source: snappy format_description.txt. README.md shows the form.
#pragma once

#include <cstddef>
#include <cstdint>
#include <span>
#include <string>
#include <string_view>
#include <utility>
#include <vector>

namespace meterbench::remote {

struct HollowStream {
    std::string bytes; ///< preamble (the raw length) and elements; the holes hold zeros
    std::uint32_t rawBytes = 0;
    std::uint32_t preambleBytes = 0;
    std::uint32_t series = 0;
    std::string valueGaps; ///< from the end of one value to the start of the next: one byte each,
                           ///< 0xff: u32 follows
    std::vector<std::uint32_t> timestampsAt; ///< offsets in bytes

    /// Offsets of the values in `bytes`, in order: next() once a series.
    class ValueWalkView {
    public:
        explicit ValueWalkView(const HollowStream& stream)
            : m_gap(stream.valueGaps.data())
            , m_at(stream.preambleBytes) {}

        [[nodiscard]] std::size_t next();

    private:
        const char* m_gap;
        std::size_t m_at;
    };

    [[nodiscard]] std::size_t sizeBytes() const;
};

/// Keeps its tables from call to call; one thread.
class HollowCompressor {
public:
    HollowCompressor();
    /// `raw`: series as wire::appendHollowSeries wrote them; `ends`: where each ends.
    [[nodiscard]] HollowStream compress(std::string_view raw, std::span<const std::uint32_t> ends);

private:
    struct Match {
        std::uint32_t length = 0;
        std::uint32_t distance = 0;
        std::int32_t saved = 0; ///< bytes, after the copy's own
    };

    /// What stands at a raw offset: the way back to the former text with the same hash, and how far
    /// it is to the next hole.
    struct Link {
        std::uint16_t back = 0;
        std::uint16_t room = 0;
    };

    void start(std::string_view raw);
    void addTime(std::uint32_t from, std::uint32_t to);
    void addText(std::uint32_t from, std::uint32_t to);
    void addValue();
    void remember(std::uint32_t at, std::uint32_t to);
    void rememberCopied(std::uint32_t from, std::uint32_t end, std::uint32_t to);
    void rememberTime(std::uint32_t at);
    [[nodiscard]] Match find(std::uint32_t at, std::uint32_t to) const;
    [[nodiscard]] Match compare(std::uint32_t source, std::uint32_t at, std::uint32_t limit) const;
    void literal(std::string_view bytes);
    void copy(std::uint32_t length, std::uint32_t distance);
    void closeRun();
    void emitCopy(std::uint32_t length, std::uint32_t distance);
    [[nodiscard]] HollowStream finish(std::uint32_t series);

    std::string_view m_raw;
    std::vector<std::uint32_t> m_heads;     // raw offset + 1 by hash of four bytes
    std::vector<Link> m_links;              // by raw offset
    std::vector<std::uint32_t> m_timeHeads; // start of a time + 1, by hash of the text behind it
    std::uint32_t m_lastTime = 0;           // start of the last time + 1
    std::string m_out;
    std::string m_run;                      // the literal that is still open
    std::vector<std::uint32_t> m_runValues; // offsets in it
    std::vector<std::uint32_t> m_runTimes;
    std::vector<std::uint32_t> m_values; // offsets in m_out
    std::vector<std::uint32_t> m_times;
};

} // namespace meterbench::remote
