// The store of pushes that a mode asks for.
#pragma once

#include "core/address/options.h"
#include "core/base/clock.h"
#include "core/base/file.h"
#include "core/base/log_sink.h"

#include <memory>

namespace meterbench::address {

/// Reads its journal. The files, the clock and the sink must outlive the store.
[[nodiscard]] base::Result<std::unique_ptr<gateway::PushStore>> openStore(
    const AddressOptions& options,
    base::FileSystem& files,
    const base::Clock& clock,
    base::LogSink& sink,
    gateway::PushStore::IsTaken isTaken
);

} // namespace meterbench::address
