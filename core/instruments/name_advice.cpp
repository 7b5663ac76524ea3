#include "core/instruments/name_advice.h"

#include "core/model/labels.h"

#include <algorithm>
#include <array>
#include <cctype>

namespace meterbench::instruments {

namespace {

constexpr std::array<std::string_view, 6> kForeignSuffixes{
    "_total", "_info", "_bucket", "_count", "_sum", "_created"};

struct BaseUnit {
    std::string_view written;
    std::string_view base;
};

constexpr std::array<BaseUnit, 12> kBaseUnits{{
    {"_ms", "_seconds"},
    {"_milliseconds", "_seconds"},
    {"_us", "_seconds"},
    {"_microseconds", "_seconds"},
    {"_minutes", "_seconds"},
    {"_hours", "_seconds"},
    {"_kb", "_bytes"},
    {"_mb", "_bytes"},
    {"_gb", "_bytes"},
    {"_kilobytes", "_bytes"},
    {"_megabytes", "_bytes"},
    {"_percent", "_ratio"},
}};

std::string_view suffixOf(Type type) {
    return type == Type::Counter ? "_total" : type == Type::Info ? "_info" : "";
}

/// Every character that may not stand there becomes _, words in camelCase are parted.
std::string legal(std::string_view name, bool isLabel) {
    std::string out;
    for (std::size_t i = 0; i < name.size(); ++i) {
        const auto c = static_cast<unsigned char>(name[i]);
        const bool isLetter = std::isalpha(c) != 0 && c < 0x80;
        const bool isDigit = c >= '0' && c <= '9';
        if (std::isupper(c) != 0 && !out.empty() &&
            std::islower(static_cast<unsigned char>(name[i - 1])) != 0) {
            out.push_back('_');
        }
        if (isLetter) {
            out.push_back(static_cast<char>(std::tolower(c)));
        } else if (isDigit || (c == ':' && !isLabel)) {
            out.append(out.empty() && isDigit ? "_" : "").push_back(static_cast<char>(c));
        } else if (!out.empty() && out.back() != '_') {
            out.push_back('_');
        }
    }
    while (out.ends_with('_')) {
        out.pop_back();
    }
    return out;
}

NameAdvice refuse(std::string problem, std::string proposal) {
    return {false, std::move(problem), std::move(proposal)};
}

NameAdvice advise(std::string problem, std::string proposal) {
    return {true, std::move(problem), std::move(proposal)};
}

std::string withUnit(std::string_view family, std::string_view unit) {
    return std::string(family) + "_" + std::string(unit);
}

} // namespace

std::string_view familyOf(Type type, std::string_view name) {
    const std::string_view suffix = suffixOf(type);
    if (!suffix.empty() && name.size() > suffix.size() && name.ends_with(suffix)) {
        name.remove_suffix(suffix.size());
    }
    return name;
}

std::string fullName(Type type, std::string_view family) {
    return std::string(family) + std::string(suffixOf(type));
}

NameAdvice adviseName(Type type, std::string_view name, std::string_view unit) {
    if (name.empty()) {
        return refuse("a metric needs a name", "");
    }
    if (!model::isLegacyMetricName(name)) {
        const std::string proposal = legal(name, false);
        return refuse(
            "a name consists of letters, digits, _ and :, and does not begin with a digit",
            proposal.empty() ? "" : fullName(type, familyOf(type, proposal))
        );
    }
    const std::string_view family = familyOf(type, name);
    const auto foreign = std::ranges::find_if(kForeignSuffixes, [family](std::string_view suffix) {
        return family.size() > suffix.size() && family.ends_with(suffix);
    });
    if (foreign != kForeignSuffixes.end()) {
        const std::string_view rest = family.substr(0, family.size() - foreign->size());
        return refuse(
            "names that end in " + std::string(*foreign) + " belong to another type than " +
                std::string(typeName(type)),
            fullName(type, rest)
        );
    }
    if (!unit.empty() && !family.ends_with("_" + std::string(unit))) {
        return refuse(
            "the unit " + std::string(unit) + " is the end of its metric's name",
            fullName(type, withUnit(family, unit))
        );
    }
    if (name.find(':') != std::string_view::npos) {
        return advise(
            "colons are for the results of recording rules", fullName(type, legal(family, true))
        );
    }
    if (const std::string tidy = legal(family, false); tidy != family && !tidy.empty()) {
        return advise(
            "names are written in small letters with _ between words", fullName(type, tidy)
        );
    }
    for (const BaseUnit& known : kBaseUnits) {
        if (family.ends_with(known.written)) {
            const std::string_view rest = family.substr(0, family.size() - known.written.size());
            return advise(
                "base units are used: " + std::string(known.base.substr(1)) + " for " +
                    std::string(known.written.substr(1)),
                fullName(type, std::string(rest) + std::string(known.base))
            );
        }
    }
    if (const std::string full = fullName(type, family); full != name) {
        return advise(
            "the series of a " + std::string(typeName(type)) + " end in " +
                std::string(suffixOf(type)) + "; it is added",
            full
        );
    }
    return {};
}

NameAdvice adviseLabel(Type type, std::string_view label, const std::vector<std::string>& before) {
    if (label.empty()) {
        return refuse("a label needs a name", "");
    }
    if (!model::isLegacyLabelName(label)) {
        return refuse(
            "a label's name consists of letters, digits and _, and does not begin with a digit",
            legal(label, true)
        );
    }
    if (label.starts_with("__")) {
        return refuse("names that begin with __ are for internal use", legal(label, true));
    }
    if (type == Type::Histogram && label == "le") {
        return refuse("le is the bound of a histogram's bucket", "");
    }
    if (std::ranges::find(before, label) != before.end()) {
        return refuse("there is a label " + std::string(label) + " already", "");
    }
    if (const std::string tidy = legal(label, true); tidy != label && !tidy.empty()) {
        return advise("names are written in small letters with _ between words", tidy);
    }
    return {};
}

} // namespace meterbench::instruments
