// Arguments: flags of a command, --name=value or --name value, and what is left over. A flag that
// is not in the table is an error that names the nearest one. Prometheus's own spelling
// (--config.file), no single letters but -h.
#pragma once

#include "core/base/result.h"

#include <map>
#include <string>
#include <vector>

namespace meterbench::app {

struct Flag {
    std::string name;     ///< without the dashes
    std::string standard; ///< default; "false" makes it a switch that needs no value
    std::string help;
    bool isSecret = false; ///< its value is shown to nobody
};

class Arguments {
public:
    [[nodiscard]] static base::Result<Arguments>
    parse(const std::vector<std::string>& words, const std::vector<Flag>& flags);

    [[nodiscard]] const std::string& value(const std::string& flag) const {
        return m_values.at(flag);
    }

    [[nodiscard]] bool isOn(const std::string& flag) const { return value(flag) == "true"; }

    [[nodiscard]] bool isGiven(const std::string& flag) const { return m_given.contains(flag); }

    [[nodiscard]] const std::vector<std::string>& rest() const { return m_rest; }

    [[nodiscard]] bool wantsHelp() const { return m_help; }

    /// Every flag with its value, for showing: "<secret>" in the place of secrets.
    [[nodiscard]] std::map<std::string, std::string> shown() const;

private:
    std::map<std::string, std::string> m_values;
    std::map<std::string, bool> m_given;
    std::vector<std::string> m_secrets; ///< names
    std::vector<std::string> m_rest;
    bool m_help = false;
};

/// The table of flags, for --help.
[[nodiscard]] std::string helpText(const std::string& usage, const std::vector<Flag>& flags);

} // namespace meterbench::app
