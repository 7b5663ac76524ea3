// WorkspaceFile: a workspace as the file that is kept: as toYaml() writes it, but fit to be run from
// again. No secret stands in it: what stands in a file stays the name of the file, all others are
// left out and listed, so that whoever saves can say so. A `$` in an external label is written twice,
// as reading expands it. Any thread.
#pragma once

#include "core/config/workspace.h"

#include <cstdint>
#include <string>
#include <vector>

namespace meterbench::config {

enum class SecretOwner : std::uint8_t { Job, Endpoint, UsageEndpoint };

enum class SecretKind : std::uint8_t {
    Password,
    Credentials,
    ClientSecret, ///< "<secret>" stands in its place, as oauth2 cannot be without
    Header,
    UrlPassword, ///< of its own URL, its proxy's or its token server's
};

/// A secret that is in force and not in the file. Not the secret itself.
struct LeftOut {
    SecretOwner owner = SecretOwner::Job;
    std::string name; ///< of the job or endpoint
    SecretKind kind = SecretKind::Password;
    std::string header{}; ///< its name, of a Header

    friend bool operator==(const LeftOut&, const LeftOut&) = default;
};

struct WorkspaceText {
    std::string text;
    std::vector<LeftOut> leftOut; ///< in the order of the file
};

/// Read again from any folder it is the same workspace, but for what was left out. With a
/// `prometheusFile` (as the workspace names it) its configuration stays there: nothing of it is
/// written.
[[nodiscard]] WorkspaceText toFile(Workspace workspace, const std::string& prometheusFile = {});

/// The sections of a configuration as they would be written: to tell whether two differ in what a
/// file can hold.
[[nodiscard]] std::string sectionsOf(Config config);

} // namespace meterbench::config
