#include "core/config/environment.h"

#include <cstdlib>

namespace meterbench::config {

namespace {

struct Reference {
    std::string name;          ///< empty: no name here
    std::size_t sizeBytes = 0; ///< of what follows the $ and is used up
};

bool isNameByte(char c) {
    return (c >= 'a' && c <= 'z') || (c >= 'A' && c <= 'Z') || (c >= '0' && c <= '9') || c == '_';
}

/// The shell's one-letter variables; Go reads them as names, too.
bool isSpecial(char c) {
    return std::string_view("*#$@!?-0123456789").find(c) != std::string_view::npos;
}

Reference readReference(std::string_view text) {
    if (text.starts_with('{')) {
        const std::size_t end = text.find('}');
        if (end == std::string_view::npos) {
            return {{}, 1};
        }
        return {std::string(text.substr(1, end - 1)), end + 1};
    }
    if (!text.empty() && isSpecial(text.front())) {
        return {std::string(text.substr(0, 1)), 1};
    }
    std::size_t end = 0;
    while (end < text.size() && isNameByte(text[end])) {
        ++end;
    }
    return {std::string(text.substr(0, end)), end};
}

} // namespace

Expanded expandVariables(std::string_view text, const Lookup& lookup) {
    Expanded result;
    while (!text.empty()) {
        const std::size_t dollar = text.find('$');
        result.text += text.substr(0, dollar);
        if (dollar == std::string_view::npos) {
            break;
        }
        text.remove_prefix(dollar + 1);
        const Reference reference = readReference(text);
        text.remove_prefix(reference.sizeBytes);
        if (reference.name == "$" || reference.sizeBytes == 0) {
            result.text += '$';
        } else if (!reference.name.empty()) {
            const auto value = lookup(reference.name);
            if (!value || value->empty()) {
                result.missing.push_back(reference.name);
            } else {
                result.text += *value;
            }
        }
    }
    return result;
}

std::optional<std::string> environmentVariable(const std::string& name) {
    const char* value =
        std::getenv(name.c_str()); // NOLINT(concurrency-mt-unsafe): nothing here sets variables
    return value == nullptr ? std::nullopt : std::optional<std::string>(value);
}

} // namespace meterbench::config
