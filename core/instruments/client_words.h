// What the client codes have in common: each language has its file, client_code.h is their face.
// Any thread that may read the bench.
#pragma once

#include "core/instruments/instrument.h"

#include <cstddef>
#include <set>
#include <string>
#include <string_view>
#include <vector>

namespace meterbench::instruments {

using Instruments = std::vector<const Instrument*>;

[[nodiscard]] std::string curlCode(const Instruments& instruments, const std::string& url);
[[nodiscard]] std::string pythonCode(const Instruments& instruments);
[[nodiscard]] std::string goCode(const Instruments& instruments, const std::string& url);

/// ["a", "b"], with these brackets.
[[nodiscard]] std::string
listOf(const std::vector<std::string>& words, const char* open, const char* close);

/// A value that an observer puts into this bucket of the histogram and into no lower one.
[[nodiscard]] double valueIn(const Definition& definition, std::size_t bucket);

/// Names of variables in one program: "jobs_total" → metric_jobs_total, "a:b" → metric_a_b; no two
/// alike.
class VariableNames {
public:
    [[nodiscard]] std::string make(const Instrument& instrument);

private:
    std::set<std::string> m_made;
};

} // namespace meterbench::instruments
