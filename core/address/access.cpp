#include "core/address/access.h"

#include "core/base/base64.h"
#include "core/base/secret.h"

#include <crypt.h>

#include <memory>
#include <utility>

namespace meterbench::address {

namespace {

constexpr int kWrongPerSecond = 10;
constexpr std::size_t kMostGranted = 64;

bool matchesHash(const std::string& password, const std::string& hash) {
    const auto scratch = std::make_unique<crypt_data>(); // 32 KiB
    const char* const made = crypt_r(password.c_str(), hash.c_str(), scratch.get());
    return made != nullptr && base::isSameSecret(made, hash);
}

/// "name:password" out of the header's value; false when it is no Basic.
bool takeApart(std::string_view authorization, std::string& name, std::string& password) {
    constexpr std::string_view basic = "basic ";
    if (authorization.size() < basic.size()) {
        return false;
    }
    for (std::size_t i = 0; i < basic.size(); ++i) {
        if ((authorization[i] | 0x20) != basic[i]) {
            return false;
        }
    }
    const auto plain = base::fromBase64(authorization.substr(basic.size()));
    const std::size_t colon = plain ? plain->find(':') : std::string::npos;
    if (colon == std::string::npos) {
        return false;
    }
    name = plain->substr(0, colon);
    password = plain->substr(colon + 1);
    return true;
}

} // namespace

Access::Access(std::vector<User> writers, std::vector<User> readers)
    : m_writers(std::move(writers))
    , m_readers(std::move(readers)) {}

bool Access::knows(const std::vector<User>& users, std::string_view name, std::string_view password)
    const {
    bool isKnown = false; // every user is looked at, so that the time tells nothing of the names
    for (const User& user : users) {
        const bool isUser = base::isSameSecret(user.name, name);
        if (user.isHash) {
            isKnown = isKnown || (isUser && matchesHash(std::string(password), user.secret));
        } else {
            const bool isRight = base::isSameSecret(user.secret, password);
            isKnown = isKnown || (isUser && isRight);
        }
    }
    return isKnown;
}

Admission Access::admit(Right right, std::string_view authorization, std::int64_t nowMs) {
    const bool isOpen = right == Right::Write ? m_writers.empty() : m_readers.empty();
    if (isOpen) {
        return Admission::Granted;
    }
    auto& granted = m_granted[static_cast<std::size_t>(right)];
    for (const std::string& one : granted) {
        if (base::isSameSecret(one, authorization)) {
            return Admission::Granted;
        }
    }
    if (authorization.empty()) {
        return Admission::Refused;
    }
    if (nowMs / 1'000 != m_secondMs) {
        m_secondMs = nowMs / 1'000;
        m_wrong = 0;
    }
    if (m_wrong >= kWrongPerSecond) {
        return Admission::TooManyTries;
    }
    std::string name;
    std::string password;
    const bool isRight = takeApart(authorization, name, password) &&
                         (knows(m_writers, name, password) ||
                          (right == Right::Read && knows(m_readers, name, password)));
    if (!isRight) {
        ++m_wrong;
        return Admission::Refused;
    }
    if (granted.size() == kMostGranted) {
        granted.erase(granted.begin());
    }
    granted.emplace_back(authorization);
    return Admission::Granted;
}

base::Result<std::vector<User>> parseUsers(std::string_view list) {
    std::vector<User> users;
    while (!list.empty()) {
        const std::size_t comma = list.find(',');
        const std::string_view entry = list.substr(0, comma);
        list.remove_prefix(comma == std::string_view::npos ? list.size() : comma + 1);
        const std::size_t equals = entry.find('=');
        if (equals == 0 || equals == std::string_view::npos ||
            entry.find('=', equals + 1) != std::string_view::npos) {
            return base::Error{
                base::Code::InvalidInput,
                "user " + std::to_string(users.size() + 1) +
                    " of the list is not written as name=password"};
        }
        users.push_back(
            {std::string(entry.substr(0, equals)), std::string(entry.substr(equals + 1)), false}
        );
    }
    return users;
}

} // namespace meterbench::address
