// SecretFile: a secret in a file that only its owner can read (0600, in a folder with 0700). Written
// beside and renamed, so that nobody ever reads half of one. Any thread. Errors: Io, naming the file.
#pragma once

#include "core/base/result.h"

#include <QString>

#include <string>

namespace meterbench::ui {

/// Where they are kept: the platform's folder for configuration, meterbench/secrets.
[[nodiscard]] QString secretFolder();
/// The file's path. `name` may hold anything; what does not suit a file name is replaced.
[[nodiscard]] base::Result<std::string>
writeSecretFile(const QString& folder, const QString& name, const QString& secret);

} // namespace meterbench::ui
