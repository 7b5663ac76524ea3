#include "app/arguments.h"

#include "core/base/text.h"

#include <algorithm>
#include <string_view>

namespace meterbench::app {

namespace {

base::Error unknownFlag(std::string_view name, const std::vector<Flag>& flags) {
    std::vector<std::string_view> names;
    for (const Flag& flag : flags) {
        names.emplace_back(flag.name);
    }
    const std::string_view nearest = base::nearestWord(name, names);
    std::string text = "unknown flag --" + std::string(name);
    text += nearest.empty() ? "; --help lists them all"
                            : "; did you mean --" + std::string(nearest) + "?";
    return {base::Code::InvalidInput, std::move(text)};
}

} // namespace

base::Result<Arguments>
Arguments::parse(const std::vector<std::string>& words, const std::vector<Flag>& flags) {
    Arguments arguments;
    for (const Flag& flag : flags) {
        arguments.m_values[flag.name] = flag.standard;
        if (flag.isSecret) {
            arguments.m_secrets.push_back(flag.name);
        }
    }
    for (std::size_t i = 0; i < words.size(); ++i) {
        std::string_view word = words[i];
        if (word == "--help" || word == "-h") {
            arguments.m_help = true;
            continue;
        }
        if (!word.starts_with("--")) {
            arguments.m_rest.emplace_back(word);
            continue;
        }
        word.remove_prefix(2);
        const std::size_t equals = word.find('=');
        const std::string name(word.substr(0, equals));
        const auto flag =
            std::find_if(flags.begin(), flags.end(), [&](const Flag& f) { return f.name == name; });
        if (flag == flags.end()) {
            return unknownFlag(name, flags);
        }
        std::string value;
        if (equals != std::string_view::npos) {
            value = word.substr(equals + 1);
        } else if (flag->standard == "false") {
            value = "true";
        } else if (i + 1 < words.size()) {
            value = words[++i];
        } else {
            return base::Error{
                base::Code::InvalidInput, "--" + name + " needs a value: --" + name + "=…"};
        }
        if (flag->standard == "false" && value != "true" && value != "false") {
            return base::Error{
                base::Code::InvalidInput, "--" + name + " is true or false, not \"" + value + "\""};
        }
        arguments.m_values[name] = std::move(value);
        arguments.m_given[name] = true;
    }
    return arguments;
}

std::map<std::string, std::string> Arguments::shown() const {
    std::map<std::string, std::string> shown = m_values;
    for (const std::string& name : m_secrets) {
        std::string& value = shown[name];
        value = value.empty() ? value : "<secret>";
    }
    return shown;
}

std::string helpText(const std::string& usage, const std::vector<Flag>& flags) {
    std::string text = usage + "\n";
    std::size_t width = 0;
    for (const Flag& flag : flags) {
        width = std::max(width, flag.name.size());
    }
    for (const Flag& flag : flags) {
        text += "  --" + flag.name + std::string(width - flag.name.size() + 2, ' ') + flag.help;
        if (!flag.standard.empty() && flag.standard != "false") {
            text += " (" + flag.standard + ")";
        }
        text += "\n";
    }
    return text;
}

} // namespace meterbench::app
