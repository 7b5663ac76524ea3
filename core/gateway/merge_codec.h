// What the journal of a MergeStore is made of, as bytes: one record for each change and, in a
// snapshot, for each part of a family, group, text and path (README.md lists them). What is read
// may be anything: never past the end, nothing reserved that the bytes cannot hold. Errors:
// Corrupt; Unsupported for a kind that is not known.
#pragma once

#include "core/base/bytes.h"
#include "core/base/result.h"
#include "core/gateway/merge_groups.h"
#include "core/gateway/merger.h"
#include "core/gateway/push_store.h"

#include <cstdint>
#include <string>
#include <string_view>
#include <vector>

namespace meterbench::gateway {

enum class MergeRecord : std::uint8_t {
    Rules = 1, ///< profile, rules given at the start, rules in force
    Push = 2,  ///< time, id of the text, path, body
    Known = 3, ///< time, id of a text, path, numbers
    Erase = 4, ///< selection
    Wipe = 5,
    Expire = 6,  ///< time
    PutBack = 7, ///< groups, families
    Group = 8,   ///< of a snapshot: a group
    Family = 9,  ///< of a snapshot: a part of a family
    Text = 10,   ///< of a snapshot: id, path, body
    Path = 11,   ///< of a snapshot: path, number of its group, id of its text, its last numbers
};

void begin(std::string& out, MergeRecord kind, std::int64_t timeMs);
void appendNumbers(std::string& out, const std::vector<double>& values);
/// `count` series from `first` on.
void appendFamily(std::string& out, const Family& family, std::size_t first, std::size_t count);
void appendGroup(std::string& out, const MergeGroup& group);
void appendSelection(std::string& out, const Selection& selection);
void appendRules(std::string& out, const StoreRules& rules);
void appendLabels(std::string& out, const std::vector<model::Label>& labels);

/// Reads what the functions above wrote; the first thing that cannot be ends the reading.
class MergeReaderView {
public:
    explicit MergeReaderView(std::string_view bytes)
        : m_bytes(bytes) {}

    [[nodiscard]] bool isGood() const { return m_isGood; }

    [[nodiscard]] bool isAtEnd() const { return m_isGood && m_bytes.empty(); }

    [[nodiscard]] std::uint8_t byte();
    [[nodiscard]] std::uint64_t varint();
    [[nodiscard]] std::int64_t time();
    [[nodiscard]] double number();
    [[nodiscard]] std::string_view text();
    /// Of things that take a byte at least.
    [[nodiscard]] std::size_t count();
    void numbers(std::vector<double>& out);
    void family(Family& out);
    void selection(Selection& out);
    void rules(StoreRules& out);
    void labels(std::vector<model::Label>& out);
    void group(MergeGroup& out);

private:
    void points(std::vector<Point>& out);
    void distribution(Series& series);
    void totals(PusherTotals::Totals& out);

    base::ByteReaderView m_bytes;
    bool m_isGood = true;
};

} // namespace meterbench::gateway
