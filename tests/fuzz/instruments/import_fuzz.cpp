// A file of arbitrary bytes that is imported as a bench: it is refused, or its edits are all taken,
// and then the bench written as YAML and read again is the same; what is exposed of it is well
// formed, and can be offered again.
#include "core/exposition/pull_parser.h"
#include "core/instruments/client_code.h"
#include "core/instruments/exposition.h"
#include "core/instruments/import_exposition.h"
#include "core/instruments/yaml.h"

#include <cstddef>
#include <cstdint>
#include <cstdlib>
#include <string>
#include <vector>

using namespace meterbench;
using namespace meterbench::instruments;

namespace {

void require(bool promise) {
    if (!promise) {
        std::abort();
    }
}

Bench made(const std::vector<Edit>& edits) {
    Bench bench;
    for (const Edit& edit : edits) {
        require(bench.apply(edit, 1'500).ok());
    }
    return bench;
}

void requireWellFormed(const std::string& body) {
    exposition::PullParser parser(body, exposition::Format::OpenMetrics);
    std::vector<model::LabelView> labels;
    for (auto kind = parser.next(); kind != exposition::EntryKind::End; kind = parser.next()) {
        require(kind != exposition::EntryKind::Error);
        require(kind != exposition::EntryKind::Sample || parser.labels(labels));
    }
}

} // namespace

extern "C" int LLVMFuzzerTestOneInput(const std::uint8_t* data, std::size_t size) {
    const std::string text(reinterpret_cast<const char*>(data), size);
    const auto edits = looksLikeYaml(text) ? readYaml(text, 1'500) : readExposition(text, 1'500);
    if (!edits) {
        require(!edits.error().context.empty());
        return 0;
    }
    const Bench bench = made(*edits);
    const std::string yaml = writeYaml(bench);
    const auto again = readYaml(yaml, 1'500);
    require(again.ok());
    require(writeYaml(made(*again)) == yaml);
    const std::string body = expose(bench, exposition::Format::OpenMetrics);
    requireWellFormed(body);
    static_cast<void>(readExposition(body, 1'500));
    for (const ClientForm form : {ClientForm::Curl, ClientForm::Python, ClientForm::Go}) {
        require(!clientCode(bench, form, {}).empty() || form == ClientForm::Curl);
    }
    return 0;
}
