#include "core/relabel/md5.h"

#include "core/base/check.h"

#include <openssl/evp.h>

#include <array>
#include <memory>

namespace meterbench::relabel {

namespace {

struct ContextDeleter {
    void operator()(EVP_MD_CTX* context) const { EVP_MD_CTX_free(context); }
};

struct DigestDeleter {
    void operator()(EVP_MD* digest) const { EVP_MD_free(digest); }
};

struct Hasher {
    std::unique_ptr<EVP_MD, DigestDeleter> digest{EVP_MD_fetch(nullptr, "MD5", nullptr)};
    std::unique_ptr<EVP_MD_CTX, ContextDeleter> context{EVP_MD_CTX_new()};
};

} // namespace

std::uint64_t md5LowHalf(std::string_view bytes) {
    thread_local const Hasher hasher;
    std::array<unsigned char, EVP_MAX_MD_SIZE> sum{};
    unsigned int sizeBytes = 0;
    const bool done = hasher.digest != nullptr && hasher.context != nullptr &&
                      EVP_DigestInit_ex2(hasher.context.get(), hasher.digest.get(), nullptr) == 1 &&
                      EVP_DigestUpdate(hasher.context.get(), bytes.data(), bytes.size()) == 1 &&
                      EVP_DigestFinal_ex(hasher.context.get(), sum.data(), &sizeBytes) == 1;
    MB_CHECK(done && sizeBytes == 16, "libcrypto offers MD5");
    std::uint64_t number = 0;
    for (std::size_t i = 8; i < 16; ++i) {
        number = (number << 8U) | sum.at(i);
    }
    return number;
}

} // namespace meterbench::relabel
