// MB_CHECK guards a promise of our own code, never input; it stays on in release builds and says
// which promise.
#pragma once

namespace meterbench::base {

/// Prints the broken promise and ends the program.
[[noreturn]] void promiseBroken(const char* promise, const char* file, int line);

} // namespace meterbench::base

#define MB_CHECK(condition, promise)                                                               \
    do {                                                                                           \
        if (!(condition)) [[unlikely]] {                                                           \
            ::meterbench::base::promiseBroken(promise, __FILE__, __LINE__);                        \
        }                                                                                          \
    } while (false)
