#include "core/config/scalars.h"

#include "core/base/duration.h"
#include "core/base/text.h"

#include <algorithm>
#include <charconv>

namespace meterbench::config {

namespace {

bool isOneOf(std::string_view text, std::initializer_list<std::string_view> words) {
    return std::find(words.begin(), words.end(), text) != words.end();
}

bool isScalar(const Node& node, Reading& reading, std::string_view wanted) {
    if (node.kind != Kind::Scalar) {
        reading.error(node, "this must be " + std::string(wanted) + ", not " + kindName(node.kind));
        return false;
    }
    return true;
}

} // namespace

const char* kindName(Kind kind) {
    switch (kind) {
    case Kind::Null:
        return "nothing";
    case Kind::Scalar:
        return "a single value";
    case Kind::List:
        return "a list";
    case Kind::Map:
        return "a map";
    }
    return "";
}

std::string listed(const std::vector<std::string_view>& words, std::string_view last) {
    std::string text;
    for (std::size_t i = 0; i < words.size(); ++i) {
        if (i > 0) {
            text += i + 1 == words.size() ? " " + std::string(last) + " " : ", ";
        }
        text += words[i];
    }
    return text;
}

bool readText(const Node& node, Reading& reading, std::string& out) {
    if (!isScalar(node, reading, "a text")) {
        return false;
    }
    out = node.text;
    return true;
}

bool readBool(const Node& node, Reading& reading, bool& out) {
    if (!isScalar(node, reading, "true or false")) {
        return false;
    }
    const std::string& text = node.text;
    const bool yes =
        isOneOf(text, {"true", "True", "TRUE", "y", "Y", "yes", "Yes", "YES", "on", "On", "ON"});
    const bool no =
        isOneOf(text, {"false", "False", "FALSE", "n", "N", "no", "No", "NO", "off", "Off", "OFF"});
    if (node.quoted || (!yes && !no)) {
        reading.error(
            node,
            quoted(text) + " is not true or false",
            node.quoted && (yes || no) ? "write it without quotes" : "write true or false"
        );
        return false;
    }
    out = yes;
    return true;
}

bool readWhole(const Node& node, Reading& reading, std::uint64_t& out, std::uint64_t largest) {
    if (!isScalar(node, reading, "a whole number")) {
        return false;
    }
    std::string_view text = node.text;
    text.remove_prefix(text.starts_with('+') ? 1 : 0);
    std::uint64_t number = 0;
    const auto read = std::from_chars(text.data(), text.data() + text.size(), number);
    const bool whole = read.ec == std::errc() && read.ptr == text.data() + text.size();
    if (node.quoted || !whole || number > largest) {
        std::string hint = node.quoted && whole ? "write it without quotes"
                                                : "a number from 0 to " + std::to_string(largest);
        reading.error(
            node, quoted(node.text) + " is not a whole number that fits here", std::move(hint)
        );
        return false;
    }
    out = number;
    return true;
}

bool readDuration(const Node& node, Reading& reading, std::chrono::milliseconds& out) {
    if (!isScalar(node, reading, "a duration")) {
        return false;
    }
    const auto duration = base::parseDuration(node.text);
    if (!duration) {
        reading.error(
            node,
            quoted(node.text) + " is not a duration",
            "write for example 30s, 1m30s or 500ms (units y, w, d, h, m, s, ms, in this order)"
        );
        return false;
    }
    out = *duration;
    return true;
}

bool readSize(const Node& node, Reading& reading, std::uint64_t& out) {
    if (!isScalar(node, reading, "a size")) {
        return false;
    }
    const auto size = base::parseSize(node.text);
    if (!size) {
        reading.error(
            node, quoted(node.text) + " is not a size", "write for example 512KB, 10MB or 1GiB"
        );
        return false;
    }
    out = *size;
    return true;
}

bool readTexts(const Node& node, Reading& reading, std::vector<std::string>& out) {
    out.clear();
    bool good = node.kind == Kind::Null || node.kind == Kind::List;
    for (const Node& item : itemsOf(node, reading)) {
        std::string text;
        good = (item.kind == Kind::Null || readText(item, reading, text)) && good;
        out.push_back(std::move(text));
    }
    return good;
}

int readWord(const Node& node, Reading& reading, const std::vector<std::string_view>& allowed) {
    if (!isScalar(node, reading, listed(allowed, "or"))) {
        return -1;
    }
    const auto at = std::find(allowed.begin(), allowed.end(), node.text);
    if (at != allowed.end()) {
        return static_cast<int>(at - allowed.begin());
    }
    const std::string_view near = base::nearestWord(node.text, allowed);
    std::string hint = "allowed: " + listed(allowed, "or");
    if (!near.empty()) {
        hint = "did you mean " + std::string(near) + "? " + hint;
    }
    reading.error(node, quoted(node.text) + " is not allowed here", std::move(hint));
    return -1;
}

const std::vector<Node>& itemsOf(const Node& node, Reading& reading) {
    static const std::vector<Node> none;
    if (node.kind == Kind::List) {
        return node.items;
    }
    if (node.kind != Kind::Null) {
        reading.error(
            node,
            std::string("this must be a list, not ") + kindName(node.kind),
            node.kind == Kind::Scalar ? "write [" + node.text + "]" : "put \"- \" before each item"
        );
    }
    return none;
}

} // namespace meterbench::config
