#include "core/http/token_answer.h"

#include "core/base/number.h"
#include "core/base/text.h"
#include "core/http/header_text.h"
#include "core/http/url.h"

#include <nlohmann/json.hpp>

#include <algorithm>
#include <cmath>

namespace meterbench::http {

namespace {

using Json = nlohmann::json;

constexpr std::size_t kMostWordsBytes = 200;
constexpr double kLongestSeconds = 100.0 * 365 * 86'400;

std::string textAt(const Json& object, const char* name) {
    const auto found = object.find(name);
    const bool isText = found != object.end() && found->is_string();
    return isText ? found->get<std::string>() : std::string();
}

/// One line of printable text without the secret.
std::string cleaned(std::string text, std::string_view secret) {
    std::size_t at = secret.empty() ? std::string::npos : text.find(secret);
    while (at != std::string::npos) {
        text.replace(at, secret.size(), "***");
        at = text.find(secret, at + 3);
    }
    std::ranges::replace_if(
        text, [](char c) { return static_cast<unsigned char>(c) < 0x20 || c == 0x7f; }, ' '
    );
    if (text.size() > kMostWordsBytes) {
        std::size_t end = kMostWordsBytes;
        while (end > 0 && (static_cast<unsigned char>(text[end]) & 0xC0U) == 0x80U) {
            --end; // not within a character
        }
        text = text.substr(0, end) + "…";
    }
    return text;
}

base::Error refused(
    const Response& response, const Json& said, const std::string& host, std::string_view secret
) {
    std::string words = "token: " + host + " answered " + std::to_string(response.status);
    const std::string error = cleaned(textAt(said, "error"), secret);
    const std::string description = cleaned(textAt(said, "error_description"), secret);
    if (!error.empty()) {
        words += ": " + error;
    }
    if (!description.empty()) {
        words += (error.empty() ? ": " : " (") + description + (error.empty() ? "" : ")");
    }
    const bool isOurs = response.status >= 400 && response.status < 500;
    return {isOurs ? base::Code::InvalidInput : base::Code::Network, words};
}

/// A number, or a number as text, as some servers write it.
std::optional<std::chrono::nanoseconds> lifetimeOf(const Json& said) {
    const auto found = said.find("expires_in");
    if (found == said.end()) {
        return std::nullopt;
    }
    double seconds = 0;
    if (found->is_number()) {
        seconds = found->get<double>();
    } else if (found->is_string()) {
        seconds = static_cast<double>(base::parseInteger(found->get<std::string>()).value_or(0));
    }
    if (!(seconds > 0)) {
        return std::nullopt;
    }
    return std::chrono::nanoseconds(
        static_cast<std::int64_t>(std::min(seconds, kLongestSeconds) * 1e9)
    );
}

bool isHeaderText(std::string_view text) {
    return std::ranges::all_of(text, [](char c) { return c > ' ' && c < 0x7f; });
}

} // namespace

base::Result<Token>
tokenOf(const Response& response, const std::string& tokenUrl, std::string_view secret) {
    const std::string host = hostAndPort(tokenUrl);
    if (response.error) {
        return base::Error{response.error->code, "token: " + response.error->context};
    }
    const Json read = Json::parse(response.body, nullptr, false);
    const Json said = read.is_object() ? read : Json::object();
    if (response.status < 200 || response.status > 299 || !textAt(said, "error").empty()) {
        return refused(response, said, host, secret);
    }
    const auto broken = [&host, &response](const char* what) {
        return base::Error{
            base::Code::Network,
            "token: " + host + " answered " + std::to_string(response.status) + " " + what};
    };
    Token token{textAt(said, "access_token"), lifetimeOf(said)};
    if (token.value.empty()) {
        return broken("without an access_token; does the token URL lead to a token server?");
    }
    if (!isHeaderText(token.value)) {
        return broken("with a token that cannot stand in a header");
    }
    const std::string type = textAt(said, "token_type");
    if (!type.empty() && !equalsIgnoringCase(type, "bearer")) {
        return broken("with a token that is not a bearer's");
    }
    return token;
}

} // namespace meterbench::http
