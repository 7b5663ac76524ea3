// Any bytes as what reaches the billing endpoint: a usage record, a request for a token, a payload
// of the ledger's file. What is taken must survive being written down and read again.
#include "core/base/check.h"
#include "core/billing/form.h"
#include "core/billing/token_route.h"
#include "core/billing/usage_entry.h"
#include "tests/support/fake_clock.h"

#include <algorithm>
#include <array>
#include <cstddef>
#include <cstdint>
#include <string_view>

using namespace meterbench;

namespace {

void asUsage(std::string_view body, std::string_view key) {
    const auto entry = billing::readUsage(body, key);
    if (!entry) {
        return;
    }
    std::string payload;
    billing::appendEntry(payload, *entry);
    const auto again = billing::decodeEntry(payload);
    MB_CHECK(again.ok() && *again == *entry, "what was taken is read back");
}

void asToken(std::string_view bytes) {
    const tests::FakeClock clock;
    billing::Tokens tokens(clock, 60);
    const std::size_t line = std::min(bytes.find('\n'), bytes.size());
    for (const char* const type : {"application/json", "application/x-www-form-urlencoded"}) {
        const std::array<http::HeaderView, 2> headers{
            {{"Content-Type", type}, {"Authorization", bytes.substr(0, line)}}};
        const http::Answer answer = billing::answerTokenRequest(
            {"POST",
             "/oauth/token",
             "",
             bytes.substr(std::min(bytes.size(), line + 1)),
             "",
             headers},
            {"me", "a secret that no fuzzer finds"},
            tokens
        );
        MB_CHECK(answer.status != 200, "nobody gets a token without the secret");
    }
}

} // namespace

extern "C" int LLVMFuzzerTestOneInput(const std::uint8_t* data, std::size_t size) {
    const std::string_view bytes(reinterpret_cast<const char*>(data), size);
    asUsage(bytes, {});
    asUsage(bytes, bytes.substr(0, bytes.size() / 8));
    asToken(bytes);
    if (const auto entry = billing::decodeEntry(bytes); entry) {
        std::string payload;
        billing::appendEntry(payload, *entry);
        MB_CHECK(billing::decodeEntry(payload).ok(), "what was read can be written");
    }
    return 0;
}
