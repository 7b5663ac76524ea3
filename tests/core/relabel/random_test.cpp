// Random rules on random labels, compared with a slow and obvious version: a map, RE2::FullMatchN
// and a template that is read character by character.
#include "core/relabel/md5.h"
#include "core/relabel/program.h"

#include <QTest>

#include <re2/re2.h>

#include <map>
#include <optional>
#include <random>
#include <string>

using namespace meterbench;
using relabel::Action;
using relabel::Rule;

namespace {

using Plain = std::map<std::string, std::string>;

std::string valueOf(const Plain& labels, const std::string& name) {
    const auto at = labels.find(name);
    return at == labels.end() ? std::string() : at->second;
}

void put(Plain& labels, const std::string& name, const std::string& value) {
    if (value.empty()) {
        labels.erase(name);
    } else {
        labels[name] = value;
    }
}

/// All groups of an anchored match, the whole first.
std::optional<std::vector<std::string>>
slowMatch(const std::string& pattern, const std::string& text) {
    const re2::RE2 regex("^(?s:" + pattern + ")$");
    const int count = regex.NumberOfCapturingGroups() + 1;
    std::vector<re2::StringPiece> found(static_cast<std::size_t>(count));
    if (!regex.Match(text, 0, text.size(), re2::RE2::UNANCHORED, found.data(), count)) {
        return std::nullopt;
    }
    std::vector<std::string> groups;
    for (const auto& piece : found) {
        groups.push_back(piece.as_string());
    }
    return groups;
}

std::string slowExpand(const std::string& text, const std::vector<std::string>& groups) {
    std::string out;
    for (std::size_t i = 0; i < text.size(); ++i) {
        if (text[i] != '$') {
            out += text[i];
            continue;
        }
        if (i + 1 < text.size() && text[i + 1] == '$') {
            out += '$';
            ++i;
            continue;
        }
        const bool brace = i + 1 < text.size() && text[i + 1] == '{';
        std::size_t end = i + (brace ? 2 : 1);
        std::string name;
        while (end < text.size() &&
               (std::isalnum(static_cast<unsigned char>(text[end])) != 0 || text[end] == '_')) {
            name += text[end++];
        }
        if (name.empty() || (brace && (end == text.size() || text[end] != '}'))) {
            out += '$';
            continue;
        }
        i = brace ? end : end - 1;
        if (name.find_first_not_of("0123456789") == std::string::npos &&
            (name == "0" || name[0] != '0')) {
            const std::size_t group = std::stoul(name);
            out += group < groups.size() ? groups[group] : std::string();
        }
    }
    return out;
}

std::string ascii(std::string text, int (*change)(int)) {
    for (char& c : text) {
        c = static_cast<char>(change(static_cast<unsigned char>(c)));
    }
    return text;
}

bool slowApply(const Rule& rule, Plain& labels) {
    std::string value;
    for (std::size_t i = 0; i < rule.sourceLabels.size(); ++i) {
        value += (i > 0 ? rule.separator : std::string()) + valueOf(labels, rule.sourceLabels[i]);
    }
    const Plain before = labels;
    switch (rule.action) {
    case Action::Replace:
        if (const auto groups = slowMatch(rule.regex, value)) {
            const std::string target = slowExpand(rule.targetLabel, *groups);
            if (!target.empty()) {
                put(labels, target, slowExpand(rule.replacement, *groups));
            }
        }
        return true;
    case Action::Keep:
        return slowMatch(rule.regex, value).has_value();
    case Action::Drop:
        return !slowMatch(rule.regex, value).has_value();
    case Action::KeepEqual:
        return valueOf(labels, rule.targetLabel) == value;
    case Action::DropEqual:
        return valueOf(labels, rule.targetLabel) != value;
    case Action::HashMod:
        put(labels, rule.targetLabel, std::to_string(relabel::md5LowHalf(value) % rule.modulus));
        return true;
    case Action::LabelMap:
        for (const auto& [name, text] : before) {
            if (const auto groups = slowMatch(rule.regex, name)) {
                const std::string made = slowExpand(rule.replacement, *groups);
                if (!made.empty()) {
                    put(labels, made, text);
                }
            }
        }
        return true;
    case Action::LabelDrop:
    case Action::LabelKeep:
        for (const auto& [name, text] : before) {
            if (slowMatch(rule.regex, name).has_value() == (rule.action == Action::LabelDrop)) {
                labels.erase(name);
            }
        }
        return true;
    case Action::Lowercase:
        put(labels, rule.targetLabel, ascii(value, std::tolower));
        return true;
    case Action::Uppercase:
        put(labels, rule.targetLabel, ascii(value, std::toupper));
        return true;
    }
    return true;
}

class Dice {
public:
    explicit Dice(unsigned seed)
        : m_engine(seed) {}

    std::size_t below(std::size_t bound) { return m_engine() % bound; }

    std::string text(std::string_view alphabet, std::size_t longest) {
        std::string out;
        for (std::size_t length = below(longest + 1); length > 0; --length) {
            out += alphabet[below(alphabet.size())];
        }
        return out;
    }

    std::string pick(std::initializer_list<const char*> texts) {
        return *(texts.begin() + below(texts.size()));
    }

private:
    std::mt19937 m_engine;
};

std::string randomRegex(Dice& dice) {
    if (dice.below(2) == 0) {
        return dice.pick(
            {"(.*)",
             ".*",
             ".+",
             "(.+)",
             "",
             "a",
             "a|b",
             "ab.*",
             "b|",
             "a.*|b",
             "(a|b)(.*)",
             "(a*)(b*)(.*)"}
        );
    }
    while (true) {
        const std::string pattern = dice.text("ab;.*+?()|[]^$\n", 8);
        const re2::RE2 alone(pattern, re2::RE2::Quiet);
        if (alone.ok()) {
            return pattern;
        }
    }
}

Rule randomRule(Dice& dice) {
    Rule rule;
    rule.action = static_cast<Action>(dice.below(11));
    const bool namesOnly = rule.action == Action::LabelDrop || rule.action == Action::LabelKeep;
    const bool equal = rule.action == Action::KeepEqual || rule.action == Action::DropEqual;
    for (std::size_t n = namesOnly ? 0 : dice.below(4); n > 0; --n) {
        rule.sourceLabels.push_back(dice.pick({"a", "b", "ab", "ba", "B"}));
    }
    if (!equal) {
        rule.regex = randomRegex(dice);
    }
    if (!equal && !namesOnly && dice.below(3) == 0) {
        rule.separator = dice.pick({"", "a", "--"});
    }
    if (!namesOnly) {
        rule.targetLabel = dice.pick({"a", "b", "ab", "new", "B"});
    }
    if (rule.action == Action::Replace && dice.below(3) == 0) {
        rule.targetLabel = dice.pick({"$1", "a$1", "${2}x", "$$", "$0"});
    }
    if (rule.action == Action::Replace || rule.action == Action::LabelMap) {
        rule.replacement = dice.pick(
            {"$1", "$2$1", "", "x", "${1}a", "$1a", "a${0}b", "$", "${", "$$1", "${1", "$01"}
        );
        if (rule.action == Action::LabelMap && rule.replacement.empty()) {
            rule.replacement = "m$1";
        }
    }
    rule.modulus = rule.action == Action::HashMod ? 1 + dice.below(9) : 0;
    return rule;
}

} // namespace

class RandomTest : public QObject {
    Q_OBJECT

private Q_SLOTS:

    void agreesWithTheSlowVersion() {
        constexpr int kRounds = 6000;
        Dice dice(20261121);
        relabel::LabelEditor editor;
        int dropped = 0;
        int changed = 0;
        for (int round = 0; round < kRounds; ++round) {
            std::vector<Rule> rules;
            for (std::size_t n = 1 + dice.below(4); n > 0; --n) {
                rules.push_back(randomRule(dice));
            }
            Plain plain;
            for (const char* name : {"a", "b", "ab", "B", "bb"}) {
                put(plain, name, dice.text("aabBA;\n", 6));
            }
            model::Labels labels;
            for (const auto& [name, value] : plain) {
                labels.set(name, value);
            }
            const auto program = relabel::Program::compile(rules);
            QVERIFY2(program.ok(), program.ok() ? "" : program.error().context.c_str());
            const Plain before = plain;
            bool slowKept = true;
            for (std::size_t i = 0; i < rules.size() && slowKept; ++i) {
                slowKept = slowApply(rules[i], plain);
            }
            editor.reset(labels.views());
            const bool kept = program->apply(editor);
            Plain fast;
            for (const auto& label : editor.labels()) {
                fast.emplace(label.name, label.value);
            }
            const std::string where = "round " + std::to_string(round) +
                                      ", regex of rule 0: " + rules[0].regex + ", action " +
                                      std::string(relabel::actionName(rules[0].action));
            QVERIFY2(kept == slowKept, where.c_str());
            QVERIFY2(!kept || fast == plain, where.c_str());
            const auto steps = program->trace(labels);
            QVERIFY2(steps.back().kept == kept, where.c_str());
            QVERIFY2(steps.back().after == model::Labels(editor.labels()), where.c_str());
            dropped += kept ? 0 : 1;
            changed += kept && fast != before ? 1 : 0;
        }
        QVERIFY2(
            dropped > kRounds / 20 && changed > kRounds / 20, "the dice must reach both outcomes"
        );
    }
};

QTEST_GUILESS_MAIN(RandomTest)
#include "random_test.moc"
