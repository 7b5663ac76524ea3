#include "core/http/secret_files.h"

#include <sys/stat.h>

#include <cerrno>
#include <cstring>
#include <fstream>
#include <iterator>
#include <string_view>

namespace meterbench::http {

namespace {

std::string trimmed(std::string_view text) {
    constexpr std::string_view kSpace = " \t\r\n";
    const std::size_t first = text.find_first_not_of(kSpace);
    if (first == std::string_view::npos) {
        return {};
    }
    return std::string(text.substr(first, text.find_last_not_of(kSpace) - first + 1));
}

base::Error unreadable(const std::string& path) {
    return {base::Code::Io, "cannot read the secret in " + path + ": " + std::strerror(errno)};
}

} // namespace

base::Result<std::string> SecretFiles::read(const Secret& secret) {
    if (secret.file.empty()) {
        return secret.value;
    }

    struct stat now {};

    if (::stat(secret.file.c_str(), &now) != 0) {
        return unreadable(secret.file);
    }
    const std::int64_t changedNs = now.st_mtim.tv_sec * 1'000'000'000LL + now.st_mtim.tv_nsec;
    Kept& kept = m_kept[secret.file];
    if (kept.changedNs == changedNs && kept.sizeBytes == now.st_size && kept.inode == now.st_ino) {
        return kept.content;
    }
    std::ifstream file(secret.file, std::ios::binary);
    if (!file) {
        return unreadable(secret.file);
    }
    const std::string content(
        (std::istreambuf_iterator<char>(file)), std::istreambuf_iterator<char>()
    );
    kept = {changedNs, now.st_size, now.st_ino, trimmed(content)};
    return kept.content;
}

} // namespace meterbench::http
