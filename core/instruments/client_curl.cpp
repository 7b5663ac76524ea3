#include "core/base/number.h"
#include "core/instruments/client_words.h"
#include "core/instruments/exposition.h"
#include "core/instruments/quoted_text.h"

#include <cmath>

namespace meterbench::instruments {

namespace {

/// In single quotes nothing means anything to a shell but the quote itself.
std::string shellQuoted(std::string_view text) {
    std::string out = "'";
    for (const char c : text) {
        out += c == '\'' ? std::string_view("'\\''") : std::string_view(&c, 1);
    }
    return out + "'";
}

std::string jsonNumber(double value) {
    return std::isfinite(value) ? base::formatNumber(value)
                                : "\"" + base::formatNumber(value) + "\""; // a gauge takes text
}

std::string jsonValue(const Definition& definition, const State& state) {
    if (definition.type == Type::Enum) {
        return quotedText(definition.states[state.chosen]);
    }
    if (definition.type != Type::Info) {
        return jsonNumber(state.value);
    }
    std::string out = "{";
    for (const auto& [name, value] : state.info) {
        out += (out.size() == 1 ? "" : ",") + quotedText(name) + ":" + quotedText(value);
    }
    return out + "}";
}

std::string jsonItem(const Definition& definition, const LabelValues& values, const State& state) {
    const int type = static_cast<int>(definition.type) + 1;
    std::string json = "{\"metric_type\":" + std::to_string(type) +
                       ",\"metric_name\":" + quotedText(definition.name) +
                       ",\"metric_info\":" + quotedText(definition.help) +
                       ",\"value\":" + jsonValue(definition, state) + ",\"labels\":{";
    for (std::size_t i = 0; i < values.size(); ++i) {
        json += i == 0 ? "" : ",";
        json += quotedText(definition.labelNames[i]) + ":" + quotedText(values[i]);
    }
    json += "}";
    if (definition.type == Type::Enum) {
        json += ",\"states\":" + listOf(definition.states, "[", "]");
    }
    return json + "}";
}

std::string curlOf(const Instrument& instrument, const std::string& url) {
    if (instrument.definition.type == Type::Histogram) {
        return "printf %s " + shellQuoted(expose(instrument, exposition::Format::Text)) +
               " | curl --data-binary @- " + shellQuoted(url + "/metrics/job/meterbench") + "\n";
    }
    std::string out;
    for (const auto& [values, state] : instrument.series) {
        out += "curl -H 'Content-Type: application/json' -d " +
               shellQuoted(jsonItem(instrument.definition, values, state)) + " " +
               shellQuoted(url + "/create_metric") + "\n";
    }
    return out;
}

} // namespace

std::string curlCode(const Instruments& instruments, const std::string& url) {
    std::string out;
    for (const Instrument* const one : instruments) {
        out += curlOf(*one, url);
    }
    return out;
}

} // namespace meterbench::instruments
