// Whatever bytes come: an answer or an error in words, never more memory than allowed. The first
// byte chooses whether the rest is taken as it is or as the message inside the snappy block, so
// that both layers are reached.
#include "core/base/check.h"
#include "core/remote/receiver.h"

#include <snappy.h>

#include <cstddef>
#include <cstdint>
#include <string>

extern "C" int LLVMFuzzerTestOneInput(const std::uint8_t* data, std::size_t size) {
    using namespace meterbench;
    if (size == 0) {
        return 0;
    }
    const std::string_view rest(reinterpret_cast<const char*>(data) + 1, size - 1);
    std::string body(rest);
    if (data[0] % 2 == 1) {
        snappy::Compress(rest.data(), rest.size(), &body);
    }
    const auto got = remote::receive(body, {1 << 20});
    MB_CHECK(got.ok() || !got.error().context.empty(), "an error says what is wrong");
    if (got.ok()) {
        for (const auto& series : got->series) {
            MB_CHECK(!series.labels.empty(), "a series has labels");
        }
    }
    return 0;
}
