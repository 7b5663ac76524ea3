// What a definition must be before a bench takes it. Errors: InvalidInput, naming the field.
#pragma once

#include "core/base/result.h"
#include "core/instruments/instrument.h"

namespace meterbench::instruments {

/// The name is the family's.
[[nodiscard]] base::Status checkDefinition(const Definition& definition);

/// Info pairs beside the labels of their instrument.
[[nodiscard]] base::Status checkInfo(const Definition& definition, const InfoPairs& info);

} // namespace meterbench::instruments
