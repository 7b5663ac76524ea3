// One relabeling rule and a label set from arbitrary bytes: fields end with a newline; the first
// byte is the action. What compiles must run, twice with the same outcome, and leave sorted labels
// without empty values.
#include "core/relabel/program.h"

#include <cstddef>
#include <cstdint>
#include <cstdlib>
#include <string>
#include <string_view>

using namespace meterbench;

namespace {

std::string_view nextField(std::string_view& rest) {
    const std::size_t end = rest.find('\n');
    const std::string_view field = rest.substr(0, end);
    rest.remove_prefix(end == std::string_view::npos ? rest.size() : end + 1);
    return field;
}

relabel::Rule readRule(std::string_view& rest) {
    relabel::Rule rule;
    if (!rest.empty()) {
        rule.action = static_cast<relabel::Action>(static_cast<unsigned char>(rest.front()) % 11U);
        rule.modulus = static_cast<unsigned char>(rest.front()) / 11U;
        rest.remove_prefix(1);
    }
    rule.regex = nextField(rest);
    rule.replacement = nextField(rest);
    rule.targetLabel = nextField(rest);
    for (std::string_view source = nextField(rest); !source.empty(); source = nextField(rest)) {
        rule.sourceLabels.emplace_back(source);
    }
    return rule;
}

void require(bool promise) {
    if (!promise) {
        std::abort();
    }
}

} // namespace

extern "C" int LLVMFuzzerTestOneInput(const std::uint8_t* data, std::size_t size) {
    std::string_view rest(reinterpret_cast<const char*>(data), size);
    const relabel::Rule rule = readRule(rest);
    model::Labels labels;
    while (!rest.empty()) {
        const std::string_view name = nextField(rest);
        labels.set(name, nextField(rest));
    }
    const auto program = relabel::Program::compile({rule, rule}, relabel::NameScheme::Legacy);
    const auto permissive = relabel::Program::compile({rule});
    require(permissive.ok() || !program.ok());
    if (!permissive.ok()) {
        return 0;
    }
    relabel::LabelEditor editor;
    editor.reset(labels.views());
    const bool kept = permissive->apply(editor);
    std::string_view before;
    for (const auto& label : editor.labels()) {
        require(
            !label.value.empty() &&
            (label.name.data() == editor.labels()[0].name.data() || before < label.name)
        );
        before = label.name;
    }
    const auto steps = permissive->trace(labels);
    require(
        steps.size() == 1 && steps[0].kept == kept &&
        steps[0].after == model::Labels(editor.labels())
    );
    if (program.ok()) {
        editor.reset(labels.views());
        (void)program->apply(editor);
    }
    return 0;
}
