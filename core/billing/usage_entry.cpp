#include "core/billing/usage_entry.h"

#include "core/metering/calendar.h"

#include <nlohmann/json.hpp>

#include <algorithm>
#include <optional>
#include <utility>

namespace meterbench::billing {

namespace {

using base::Code;
using base::Error;
using base::Result;
using base::Status;
using Json = nlohmann::json; // sorted: the same metadata in another order is the same

constexpr std::uint8_t kForm = 1;
constexpr std::size_t kMostIdBytes = 1'024;
constexpr std::size_t kMostKeyBytes = 255;

Error wrong(const std::string& text) {
    return Error{Code::InvalidInput, text};
}

Result<std::string> textField(const Json& json, const char* name) {
    const auto at = json.find(name);
    if (at == json.end() || at->is_null()) {
        return wrong(std::string(name) + " is missing");
    }
    if (!at->is_string()) {
        return wrong(std::string(name) + " must be a text, not a " + at->type_name());
    }
    auto text = at->get<std::string>();
    if (text.empty() || text.size() > kMostIdBytes) {
        return wrong(
            std::string(name) + " must have 1 to " + std::to_string(kMostIdBytes) + " bytes"
        );
    }
    return text;
}

/// A day alone is a time for people, not for records.
Status readTime(const std::string& text, std::int64_t& timeMs) {
    const std::optional<std::int64_t> time = metering::timeOf(text);
    if (!time || text.find('T') == std::string::npos) {
        return wrong("timestamp must be a time as RFC 3339 writes it: 2026-11-30T12:00:00Z");
    }
    timeMs = *time;
    return {};
}

/// Flat, so that nobody can make it deep.
Status readMetadata(const Json& json, UsageEntry& entry) {
    const auto at = json.find("metadata");
    if (at == json.end() || at->is_null()) {
        return {};
    }
    if (!at->is_object()) {
        return wrong("metadata must be an object");
    }
    for (const auto& [name, value] : at->items()) {
        if (value.is_structured()) {
            return wrong("metadata." + name + " must be a text, a number or true or false");
        }
    }
    entry.metadata = at->dump();
    const auto id = at->find("id");
    if (id != at->end() && !id->is_null()) {
        if (!id->is_string() || id->get_ref<const std::string&>().size() > kMostKeyBytes) {
            return wrong("metadata.id must be a text of at most 255 bytes");
        }
        entry.key = id->get<std::string>();
    }
    return {};
}

Status readKey(std::string_view header, UsageEntry& entry) {
    const bool isPlain = std::ranges::all_of(header, [](char c) { return c >= ' ' && c <= '~'; });
    if (header.size() > kMostKeyBytes || !isPlain) {
        return wrong("Idempotency-Key must have at most 255 printable ASCII characters");
    }
    if (!header.empty()) {
        entry.key = header;
    }
    return {};
}

} // namespace

Result<UsageEntry> readUsage(std::string_view body, std::string_view idempotencyKey) {
    const Json json = Json::parse(body, nullptr, false);
    if (!json.is_object()) {
        return wrong(
            json.is_array() ? "the body is a list; one record at a time is taken"
                            : "the body is no JSON object"
        );
    }
    UsageEntry entry;
    std::string timestamp;
    std::string value;
    for (const auto& [name, to] :
         {std::pair("dimensionId", &entry.dimension),
          std::pair("customerId", &entry.customer),
          std::pair("timestamp", &timestamp),
          std::pair("recordValue", &value)}) {
        auto text = textField(json, name);
        if (!text) {
            return text.error();
        }
        *to = std::move(*text);
    }
    if (const Status time = readTime(timestamp, entry.timeMs); !time) {
        return time.error();
    }
    const auto number = base::Decimal::parse(value);
    if (!number) {
        return wrong("recordValue: " + number.error().context);
    }
    entry.value = *number;
    for (const Status& status : {readMetadata(json, entry), readKey(idempotencyKey, entry)}) {
        if (!status) {
            return status.error();
        }
    }
    return entry;
}

void appendEntry(std::string& out, const UsageEntry& entry) {
    out += static_cast<char>(kForm);
    base::appendU64(out, static_cast<std::uint64_t>(entry.timeMs));
    entry.value.append(out);
    for (const std::string* const text :
         {&entry.customer, &entry.dimension, &entry.metadata, &entry.key}) {
        base::appendString(out, *text);
    }
}

Result<UsageEntry> decodeEntry(std::string_view payload) {
    base::ByteReaderView bytes(payload);
    std::uint8_t form = 0;
    std::uint64_t time = 0;
    const bool hasHead = bytes.readU8(form) && form == kForm && bytes.readU64(time);
    const std::optional<base::Decimal> value = hasHead ? base::Decimal::take(bytes) : std::nullopt;
    UsageEntry entry;
    bool isWhole = value.has_value();
    for (std::string* const text :
         {&entry.customer, &entry.dimension, &entry.metadata, &entry.key}) {
        std::string_view read;
        isWhole = isWhole && bytes.readString(read);
        *text = read;
    }
    if (!isWhole || !bytes.empty()) {
        return Error{Code::Corrupt, "no usage record of form 1"};
    }
    entry.timeMs = static_cast<std::int64_t>(time);
    entry.value = *value;
    return entry;
}

} // namespace meterbench::billing
