#include "core/instruments/client_code.h"

#include "core/instruments/client_words.h"
#include "core/instruments/name_advice.h"
#include "core/instruments/quoted_text.h"

#include <algorithm>
#include <cmath>

namespace meterbench::instruments {

namespace {

std::string codeOf(const Instruments& instruments, ClientForm form, std::string_view url) {
    const std::string address = url.empty() ? "http://127.0.0.1:9091" : std::string(url);
    switch (form) {
    case ClientForm::Python:
        return pythonCode(instruments);
    case ClientForm::Go:
        return goCode(instruments, address);
    case ClientForm::Curl:
        break;
    }
    return curlCode(instruments, address);
}

} // namespace

std::string listOf(const std::vector<std::string>& words, const char* open, const char* close) {
    std::string out = open;
    for (std::size_t i = 0; i < words.size(); ++i) {
        out += (i == 0 ? "" : ", ") + quotedText(words[i]);
    }
    return out + close;
}

double valueIn(const Definition& definition, std::size_t bucket) {
    if (bucket < definition.bounds.size()) {
        return definition.bounds[bucket];
    }
    const double last = definition.bounds.empty() ? -1 : definition.bounds.back();
    return std::max(last + 1, std::nextafter(last, HUGE_VAL)); // 1e300 + 1 is 1e300
}

std::string VariableNames::make(const Instrument& instrument) {
    std::string name = "metric_" + fullName(instrument.definition.type, instrument.definition.name);
    std::ranges::replace(name, ':', '_');
    while (!m_made.insert(name).second) {
        name += '_';
    }
    return name;
}

std::string clientCode(const Instrument& instrument, ClientForm form, std::string_view url) {
    return codeOf({&instrument}, form, url);
}

std::string clientCode(const Bench& bench, ClientForm form, std::string_view url) {
    Instruments all;
    for (const Instrument& instrument : bench.instruments()) {
        all.push_back(&instrument);
    }
    return codeOf(all, form, url);
}

} // namespace meterbench::instruments
