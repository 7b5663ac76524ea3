// Any bytes as delimited protobuf: what is taken is text that the push reader can read or refuse.
#include "core/base/check.h"
#include "core/gateway/group_reader.h"
#include "core/gateway/protobuf_text.h"
#include "core/gateway/push_reader.h"

#include <cstddef>
#include <cstdint>
#include <string>
#include <string_view>
#include <variant>

extern "C" int LLVMFuzzerTestOneInput(const std::uint8_t* data, std::size_t size) {
    using namespace meterbench::gateway;
    const std::string_view bytes(reinterpret_cast<const char*>(data), size);
    const auto quoted = textOfProtobuf(bytes, true);
    if (const auto* const text = std::get_if<std::string>(&quoted)) {
        GroupReader reader(true);
        GroupBody body;
        static_cast<void>(reader.read(*text, body));
    }
    const auto read = textOfProtobuf(bytes, false);
    const auto* const same = std::get_if<std::string>(&quoted);
    MB_CHECK(
        read.index() == 1 || (same != nullptr && *same == std::get<std::string>(read)),
        "names in quotes are made only of what else is refused"
    );
    const auto* const text = std::get_if<std::string>(&read);
    if (text == nullptr) {
        MB_CHECK(!std::get<Refusal>(read).message.empty(), "a refusal says why");
        return 0;
    }
    MB_CHECK(text->empty() || text->back() == '\n', "whole lines come out");
    for (const Profile profile : {Profile::Strict, Profile::Compatible}) {
        PushReader reader(profile);
        Push push;
        static_cast<void>(reader.read("/job/a", *text, push));
    }
    return 0;
}
