// MapReader: one map of the configuration, key by key. Each key that is asked for becomes a known
// one; finish() reports the others. Borrows node and reading.
#pragma once

#include "core/config/reading.h"

#include <chrono>
#include <cstdint>
#include <initializer_list>
#include <limits>
#include <string>
#include <string_view>
#include <vector>

namespace meterbench::config {

class MapReader {
public:
    /// A problem, and an empty map from then on, when the node is neither a map nor null.
    MapReader(const Node& node, Reading& reading);

    /// The value, or nullptr when the key is absent or without value.
    const Node* take(std::string_view key);

    /// The same with a reader; true when `out` was set.
    bool text(std::string_view key, std::string& out);
    bool boolean(std::string_view key, bool& out);
    bool whole(
        std::string_view key,
        std::uint64_t& out,
        std::uint64_t largest = std::numeric_limits<std::uint64_t>::max()
    );
    bool whole32(std::string_view key, std::uint32_t& out);
    bool duration(std::string_view key, std::chrono::milliseconds& out);
    bool size(std::string_view key, std::uint64_t& out);
    /// A file name, relative to the folder; a warning when there is no such file.
    bool file(std::string_view key, std::string& out);
    /// The index of the word; -1 when absent or wrong.
    int word(std::string_view key, const std::vector<std::string_view>& allowed);

    /// Keys that Prometheus knows and Meterbench does not carry out: an error when they have a
    /// value.
    void refuse(std::string_view key, std::string_view hint = {});
    /// The same for a switch: false is fine.
    void refuseTrue(std::string_view key);

    /// Present with a value that is not empty.
    [[nodiscard]] bool has(std::string_view key) const;
    /// A problem at the second of those present.
    void atMostOneOf(std::initializer_list<std::string_view> keys);

    /// A problem at the value of the key, or at the map when it is absent.
    void errorAt(std::string_view key, std::string message, std::string hint = {});
    void warningAt(std::string_view key, std::string message, std::string hint = {});
    /// Reports the keys that nobody asked for.
    void finish();

    [[nodiscard]] const Node& node() const { return m_node; }

    [[nodiscard]] Reading& reading() const { return m_reading; }

private:
    void reportUnknown(const Entry& entry);
    const Node* takeScalar(std::string_view key);

    const Node& m_node;
    Reading& m_reading;
    std::vector<std::string_view> m_known;
};

} // namespace meterbench::config
