// A value or an Error. Failure is a value with a code; text for people is made in ui/wording.
// Not an exception and not a status enum alone: the context says which file and offset, or which
// URL (without secrets), in plain English for the log. Any thread; no allocation on success.
#pragma once

#include <cstdint>
#include <optional>
#include <string>
#include <utility>
#include <variant>

namespace meterbench::base {

enum class Code : std::uint8_t {
    InvalidInput,
    NotFound,
    Corrupt,
    Io,
    Network,
    Timeout,
    Limit,
    Unsupported,
    Cancelled,
    Internal,
};

/// "timeout", "corrupt" … for logs and JSON.
[[nodiscard]] const char* codeName(Code code);

/// What went wrong (code) and where (context, plain English, no secrets).
struct Error {
    Code code = Code::Internal;
    std::string context;
    /// Which of several reasons for the code, numbered by the folder that made the error; 0: it has
    /// no number.
    std::uint8_t reason = 0;

    friend bool operator==(const Error&, const Error&) = default;
};

/// A T or an Error.
template <class T>
class [[nodiscard]] Result {
public:
    Result(T value)
        : m_state(std::in_place_index<0>, std::move(value)) {
    } // NOLINT(google-explicit-constructor): returning a value is the point

    Result(Error error)
        : m_state(std::in_place_index<1>, std::move(error)) {
    } // NOLINT(google-explicit-constructor): returning an error is the point

    [[nodiscard]] bool ok() const { return m_state.index() == 0; }

    explicit operator bool() const { return ok(); }

    [[nodiscard]] T& value() & { return std::get<0>(m_state); }

    [[nodiscard]] const T& value() const& { return std::get<0>(m_state); }

    [[nodiscard]] T&& value() && { return std::get<0>(std::move(m_state)); }

    [[nodiscard]] const Error& error() const { return std::get<1>(m_state); }

    T* operator->() { return &value(); }

    const T* operator->() const { return &value(); }

    T& operator*() & { return value(); }

    const T& operator*() const& { return value(); }

private:
    std::variant<T, Error> m_state;
};

/// Success, or an Error.
class [[nodiscard]] Status {
public:
    Status() = default;

    Status(Error error)
        : m_error(std::move(error)) {
    } // NOLINT(google-explicit-constructor): returning an error is the point

    [[nodiscard]] bool ok() const { return !m_error; }

    explicit operator bool() const { return ok(); }

    [[nodiscard]] const Error& error() const { return *m_error; }

private:
    std::optional<Error> m_error;
};

} // namespace meterbench::base
