#include "core/config/map_reader.h"

#include "core/base/text.h"
#include "core/config/scalars.h"

#include <algorithm>
#include <array>

namespace meterbench::config {

namespace {

constexpr std::size_t kShortList = 9;

/// Keys that were renamed or are often misplaced, where the spelling is no help. What is advised
/// has to be known in the same map.
struct OtherName {
    std::string_view key;
    std::string_view known;
    std::string_view hint;
};

constexpr std::array<OtherName, 4> kOtherNames{{
    {"scrape_classic_histograms",
     "always_scrape_classic_histograms",
     "since Prometheus 3 it is always_scrape_classic_histograms"},
    {"targets", "static_configs", "targets stand in static_configs: [{targets: [...]}]"},
    {"interval", "scrape_interval", "did you mean scrape_interval?"},
    {"timeout", "scrape_timeout", "did you mean scrape_timeout?"},
}};

std::string_view otherName(std::string_view key, const std::vector<std::string_view>& known) {
    for (const OtherName& other : kOtherNames) {
        if (other.key == key && std::find(known.begin(), known.end(), other.known) != known.end()) {
            return other.hint;
        }
    }
    return {};
}

} // namespace

MapReader::MapReader(const Node& node, Reading& reading)
    : m_node(node)
    , m_reading(reading) {
    if (node.kind != Kind::Map && node.kind != Kind::Null) {
        reading.error(
            node, std::string("this must be a map, not ") + kindName(node.kind), "write key: value"
        );
    }
}

const Node* MapReader::take(std::string_view key) {
    m_known.push_back(key);
    const Entry* entry = m_node.find(key);
    return entry == nullptr || entry->value.kind == Kind::Null ? nullptr : &entry->value;
}

const Node* MapReader::takeScalar(std::string_view key) {
    const Node* value = take(key);
    const Entry* entry = m_node.find(key);
    if (value == nullptr && entry != nullptr) {
        m_reading.warning(
            entry->value,
            "this key has no value",
            "the default applies; remove the key or give it one"
        );
    }
    return value;
}

bool MapReader::text(std::string_view key, std::string& out) {
    const Node* value = takeScalar(key);
    return value != nullptr && readText(*value, m_reading, out);
}

bool MapReader::boolean(std::string_view key, bool& out) {
    const Node* value = takeScalar(key);
    return value != nullptr && readBool(*value, m_reading, out);
}

bool MapReader::whole(std::string_view key, std::uint64_t& out, std::uint64_t largest) {
    const Node* value = takeScalar(key);
    return value != nullptr && readWhole(*value, m_reading, out, largest);
}

bool MapReader::whole32(std::string_view key, std::uint32_t& out) {
    std::uint64_t number = 0;
    if (!whole(key, number, std::numeric_limits<std::int32_t>::max())) {
        return false;
    }
    out = static_cast<std::uint32_t>(number);
    return true;
}

bool MapReader::duration(std::string_view key, std::chrono::milliseconds& out) {
    const Node* value = takeScalar(key);
    return value != nullptr && readDuration(*value, m_reading, out);
}

bool MapReader::size(std::string_view key, std::uint64_t& out) {
    const Node* value = takeScalar(key);
    return value != nullptr && readSize(*value, m_reading, out);
}

bool MapReader::file(std::string_view key, std::string& out) {
    std::string name;
    if (!text(key, name) || name.empty()) {
        return false;
    }
    out = m_reading.resolved(name);
    const auto opened = m_reading.files.open(out, base::OpenMode::Read);
    if (!opened) {
        m_reading.warning(
            m_node.find(key)->value,
            "the file cannot be read now: " + opened.error().context,
            "it is read when it is needed"
        );
    }
    return true;
}

int MapReader::word(std::string_view key, const std::vector<std::string_view>& allowed) {
    const Node* value = takeScalar(key);
    return value == nullptr ? -1 : readWord(*value, m_reading, allowed);
}

void MapReader::refuse(std::string_view key, std::string_view hint) {
    const Node* value = take(key);
    if (value == nullptr || (value->kind == Kind::List && value->items.empty())) {
        return;
    }
    m_reading.problems.add(
        Severity::Error,
        m_node.find(key)->place,
        value->path,
        "Prometheus knows this key, Meterbench does not carry it out yet",
        hint.empty() ? "remove it" : std::string(hint)
    );
}

void MapReader::refuseTrue(std::string_view key) {
    bool wanted = false;
    if (boolean(key, wanted) && wanted) {
        m_reading.error(
            m_node.find(key)->value,
            "Prometheus knows this key, Meterbench does not carry it out yet",
            "set it to false or remove it"
        );
    }
}

bool MapReader::has(std::string_view key) const {
    const Entry* entry = m_node.find(key);
    if (entry == nullptr || entry->value.kind == Kind::Null) {
        return false;
    }
    return entry->value.kind != Kind::Scalar || !entry->value.text.empty();
}

void MapReader::atMostOneOf(std::initializer_list<std::string_view> keys) {
    std::vector<const Entry*> present;
    for (const Entry& entry : m_node.entries) {
        if (has(entry.key) && std::find(keys.begin(), keys.end(), entry.key) != keys.end()) {
            present.push_back(&entry);
        }
    }
    if (present.size() < 2) {
        return;
    }
    std::vector<std::string_view> names;
    for (const Entry* entry : present) {
        names.emplace_back(entry->key);
    }
    const std::string first = std::to_string(present[0]->place.line);
    m_reading.problems.add(
        Severity::Error,
        present[1]->place,
        m_node.path,
        "at most one of " + listed(names, "and") + " may be set",
        "keep one; " + present[0]->key + " stands in line " + first
    );
}

void MapReader::errorAt(std::string_view key, std::string message, std::string hint) {
    const Entry* entry = m_node.find(key);
    m_reading.problems.add(
        Severity::Error,
        entry == nullptr ? m_node.place : entry->value.place,
        joinPath(m_node.path, key),
        std::move(message),
        std::move(hint)
    );
}

void MapReader::warningAt(std::string_view key, std::string message, std::string hint) {
    const Entry* entry = m_node.find(key);
    m_reading.problems.add(
        Severity::Warning,
        entry == nullptr ? m_node.place : entry->value.place,
        joinPath(m_node.path, key),
        std::move(message),
        std::move(hint)
    );
}

void MapReader::finish() {
    for (const Entry& entry : m_node.entries) {
        if (std::find(m_known.begin(), m_known.end(), entry.key) == m_known.end()) {
            reportUnknown(entry);
        }
    }
}

void MapReader::reportUnknown(const Entry& entry) {
    std::string hint(otherName(entry.key, m_known));
    if (const auto near = base::nearestWord(entry.key, m_known); hint.empty() && !near.empty()) {
        hint = "did you mean " + std::string(near) + "?";
    }
    if (hint.empty() && m_known.size() <= kShortList) {
        hint = "known here: " + listed(m_known, "and");
    }
    m_reading.problems.add(
        Severity::Error,
        entry.place,
        m_node.path,
        "unknown key " + quoted(entry.key),
        std::move(hint)
    );
}

} // namespace meterbench::config
