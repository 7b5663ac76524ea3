// Commands to the address: numbered when posted; the outcome appears in a later view. Plain values.
#pragma once

#include "core/gateway/push_store.h"
#include "core/instruments/edit.h"

#include <string>
#include <variant>
#include <vector>

namespace meterbench::address {

/// One thing that a person did to the bench: all edits or none; one step of undo.
struct EditBench {
    std::vector<instruments::Edit> edits;
    std::string words; ///< names the step for people: "increment requests_total by 1"
};

struct UndoBench {};

struct RedoBench {};

/// Adds what the text describes: the bench's YAML, or an exposition (text or OpenMetrics; found out
/// by itself). One step of undo. InvalidInput with line and column; then nothing was added.
struct ImportBench {
    std::string text;
    std::string name; ///< of the file, for messages and the undo's words
};

enum class BenchForm : std::uint8_t { Yaml, Text, OpenMetrics };

/// Outcome::text has the whole bench.
struct ExportBench {
    BenchForm form = BenchForm::Yaml;
};

enum class CopyForm : std::uint8_t { Curl, Python, Go };

/// Outcome::text has what creates this metric (and its series) elsewhere; name empty: all metrics.
struct CopyAs {
    std::string name;
    CopyForm form = CopyForm::Curl;
};

struct ErasePushes {
    gateway::Selection selection;
    std::string words; ///< "Delete group job="a"", for the undo
};

struct WipePushes {};

/// Puts back what the last ErasePushes or WipePushes took, while nothing has taken its place.
struct PutBackPushes {};

struct SetPushRules {
    gateway::StoreRules rules;
};

using Command = std::variant<
    EditBench,
    UndoBench,
    RedoBench,
    ImportBench,
    ExportBench,
    CopyAs,
    ErasePushes,
    WipePushes,
    PutBackPushes,
    SetPushRules>;

} // namespace meterbench::address
