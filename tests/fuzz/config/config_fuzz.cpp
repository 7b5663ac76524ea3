// A prometheus.yml of arbitrary bytes: it loads or has errors, never both and never neither; what
// loads has an effective form that loads again. There are no files but the one.
#include "core/config/config.h"

#include <algorithm>
#include <cstddef>
#include <cstdint>
#include <cstdlib>
#include <string>
#include <string_view>

using namespace meterbench;

namespace {

base::Error absent(const std::string& path) {
    return {base::Code::NotFound, path};
}

class NoFiles final : public base::FileSystem {
public:
    base::Result<std::unique_ptr<base::File>>
    open(const std::string& path, base::OpenMode /*mode*/) override {
        return absent(path);
    }

    base::Result<std::vector<std::string>> list(const std::string& folder) override {
        return absent(folder);
    }

    base::Status createFolders(const std::string& folder) override { return absent(folder); }

    base::Status remove(const std::string& path) override { return absent(path); }

    base::Status rename(const std::string& from, const std::string& /*to*/) override {
        return absent(from);
    }

    base::Result<std::uint64_t> freeBytes(const std::string& folder) override {
        return absent(folder);
    }

    base::Result<std::unique_ptr<base::FileLock>> lock(const std::string& path) override {
        return absent(path);
    }

    base::Result<std::string> readAll(const std::string& path) override { return absent(path); }

    base::Status replace(const std::string& path, std::string_view /*bytes*/) override {
        return absent(path);
    }
};

void require(bool promise) {
    if (!promise) {
        std::abort();
    }
}

bool hasErrors(const config::LoadOutcome& outcome) {
    return std::any_of(
        outcome.problems.begin(),
        outcome.problems.end(),
        [](const config::Problem& problem) { return problem.severity == config::Severity::Error; }
    );
}

/// Masked passwords and expanded dollars do not read back as they were.
bool readsBackExactly(const std::string& text) {
    return text.find('$') == std::string::npos && text.find("<secret>") == std::string::npos &&
           text.find("xxxxx") == std::string::npos;
}

} // namespace

extern "C" int LLVMFuzzerTestOneInput(const std::uint8_t* data, std::size_t size) {
    const std::string_view text(reinterpret_cast<const char*>(data), size);
    NoFiles files;
    const auto first = config::load(text, "prometheus.yml", files);
    require(first.config.has_value() != hasErrors(first));
    for (const config::Problem& problem : first.problems) {
        require(!problem.toString().empty() && !problem.message.empty());
    }
    if (first.config && readsBackExactly(first.config->text)) {
        const auto second = config::load(first.config->text, "", files);
        require(second.config.has_value() && second.config->text == first.config->text);
    }
    return 0;
}
