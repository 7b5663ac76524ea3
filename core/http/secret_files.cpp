#include "core/http/secret_files.h"

#include "core/http/header_text.h"

#include <sys/stat.h>

#include <cerrno>
#include <cstring>
#include <fstream>
#include <iterator>
#include <string_view>

namespace meterbench::http {

namespace {

base::Error unreadable(const std::string& path, const char* why) {
    return {base::Code::Io, "cannot read the secret in " + path + ": " + why};
}

} // namespace

base::Result<std::string> SecretFiles::read(const Secret& secret) {
    if (secret.file.empty()) {
        return secret.value;
    }

    struct stat now {};

    if (::stat(secret.file.c_str(), &now) != 0) {
        return unreadable(secret.file, std::strerror(errno));
    }
    if (!S_ISREG(now.st_mode)) { // a device may never end
        return unreadable(secret.file, "it is not an ordinary file");
    }
    const std::int64_t changedNs = now.st_mtim.tv_sec * 1'000'000'000LL + now.st_mtim.tv_nsec;
    Kept& kept = m_kept[secret.file];
    if (kept.changedNs == changedNs && kept.sizeBytes == now.st_size && kept.inode == now.st_ino) {
        return kept.content;
    }
    std::ifstream file(secret.file, std::ios::binary);
    if (!file) {
        return unreadable(secret.file, std::strerror(errno));
    }
    const std::string content(
        (std::istreambuf_iterator<char>(file)), std::istreambuf_iterator<char>()
    );
    kept = {changedNs, now.st_size, now.st_ino, std::string(trimmed(content, kBlanksAndLineEnds))};
    return kept.content;
}

} // namespace meterbench::http
