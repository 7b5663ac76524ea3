// PullParser over the text format: any bytes.
#include "tests/fuzz/exposition/pull_parser_fuzz.h"

extern "C" int LLVMFuzzerTestOneInput(const std::uint8_t* data, std::size_t size) {
    return meterbench::exposition::walkBody(data, size, meterbench::exposition::Format::Text);
}
