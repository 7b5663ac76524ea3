#include "core/model/special_values.h"

namespace meterbench::model {

const double kStale = std::bit_cast<double>(kStaleBits);

} // namespace meterbench::model
