// Runs every case folder of tests/data/relabel: rules.yml on labels.yml gives expected.yml (labels,
// "dropped", or "error: " and how the message begins). scheme.txt, where present, names the label
// name scheme.
#include "core/relabel/program.h"

#include <QTest>

#include <yaml-cpp/yaml.h>

#include <filesystem>
#include <fstream>
#include <sstream>

using namespace meterbench;

namespace {

namespace fs = std::filesystem;

relabel::Rule readRule(const YAML::Node& node) {
    relabel::Rule rule;
    for (const auto& pair : node) {
        const auto key = pair.first.as<std::string>();
        const YAML::Node& value = pair.second;
        if (key == "source_labels") {
            rule.sourceLabels = value.as<std::vector<std::string>>();
        } else if (key == "separator") {
            rule.separator = value.as<std::string>();
        } else if (key == "regex") {
            rule.regex = value.as<std::string>();
        } else if (key == "modulus") {
            rule.modulus = value.as<std::uint64_t>();
        } else if (key == "target_label") {
            rule.targetLabel = value.as<std::string>();
        } else if (key == "replacement") {
            rule.replacement = value.as<std::string>();
        } else if (key == "action") {
            rule.action = relabel::actionFromName(value.as<std::string>()).value();
        } else {
            throw std::runtime_error("unknown key in a case: " + key);
        }
    }
    return rule;
}

model::Labels readLabels(const YAML::Node& node) {
    model::Labels labels;
    for (const auto& pair : node) {
        labels.set(pair.first.as<std::string>(), pair.second.as<std::string>());
    }
    return labels;
}

std::string outcome(const base::Result<relabel::Program>& program, const model::Labels& labels) {
    if (!program) {
        return "error: " + program.error().context;
    }
    relabel::LabelEditor editor;
    editor.reset(labels.views());
    return program->apply(editor) ? model::Labels(editor.labels()).toString() : "dropped";
}

} // namespace

class RuleCasesTest : public QObject {
    Q_OBJECT

private Q_SLOTS:

    void cases_data() {
        QTest::addColumn<QString>("folder");
        for (const auto& entry : fs::directory_iterator(fs::path(MB_TEST_DATA) / "relabel")) {
            QTest::newRow(entry.path().filename().c_str())
                << QString::fromStdString(entry.path().string());
        }
    }

    void cases() {
        QFETCH(QString, folder);
        const fs::path path = folder.toStdString();
        std::vector<relabel::Rule> rules;
        for (const auto& node : YAML::LoadFile(path / "rules.yml")) {
            rules.push_back(readRule(node));
        }
        const auto scheme = fs::exists(path / "scheme.txt") ? relabel::NameScheme::Legacy
                                                            : relabel::NameScheme::Utf8;
        const std::string actual = outcome(
            relabel::Program::compile(rules, scheme),
            readLabels(YAML::LoadFile(path / "labels.yml"))
        );
        const YAML::Node node = YAML::LoadFile(path / "expected.yml");
        const std::string expected =
            node.IsMap() ? readLabels(node).toString() : node.as<std::string>();
        const bool isError = expected.starts_with("error: ");
        QCOMPARE(
            QString::fromStdString(isError ? actual.substr(0, expected.size()) : actual),
            QString::fromStdString(expected)
        );
    }
};

QTEST_GUILESS_MAIN(RuleCasesTest)
#include "rule_cases_test.moc"
