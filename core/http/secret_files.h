// SecretFiles: passwords and tokens that stand in files, read again when the file has changed
// (time, size or inode), so that rotated credentials are taken up without a reload. Surrounding
// white space is cut off. Errors name the file (Io). One thread.
#pragma once

#include "core/base/result.h"
#include "core/http/client_options.h"

#include <cstdint>
#include <string>
#include <unordered_map>

namespace meterbench::http {

class SecretFiles {
public:
    /// The value itself, or the content of its file.
    [[nodiscard]] base::Result<std::string> read(const Secret& secret);

private:
    struct Kept {
        std::int64_t changedNs = 0;
        std::int64_t sizeBytes = 0;
        std::uint64_t inode = 0;
        std::string content;
    };

    std::unordered_map<std::string, Kept> m_kept;
};

} // namespace meterbench::http
