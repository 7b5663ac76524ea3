#include "core/relabel/program.h"
#include "core/relabel/rule_check.h"

#include <QTest>

#include <atomic>
#include <cstdlib>
#include <new>
#include <thread>

using namespace meterbench;
using relabel::Action;
using relabel::LabelEditor;
using relabel::Program;
using relabel::Rule;

namespace {

std::atomic<std::size_t> allocations{0};

void* counted(std::size_t size) {
    ++allocations;
    void* memory = std::malloc(size == 0 ? 1 : size);
    if (memory == nullptr) {
        throw std::bad_alloc();
    }
    return memory;
}

Rule replaceRule(std::vector<std::string> sources, std::string regex, std::string target) {
    Rule rule;
    rule.sourceLabels = std::move(sources);
    rule.regex = std::move(regex);
    rule.targetLabel = std::move(target);
    return rule;
}

Rule labelRule(Action action, std::string regex) {
    Rule rule;
    rule.action = action;
    rule.regex = std::move(regex);
    return rule;
}

/// One rule of every action; none drops the labels of sampleLabels().
std::vector<Rule> everyAction() {
    std::vector<Rule> rules;
    rules.push_back(replaceRule({"instance", "job"}, "([^:]+):(\\d+);(.*)", "where_$3"));
    rules.push_back(replaceRule({"job"}, "(.*)", "copy"));
    rules.push_back(labelRule(Action::Keep, ".*"));
    rules.push_back(labelRule(Action::Drop, "x+"));
    for (const Action action : {Action::HashMod, Action::Lowercase, Action::Uppercase}) {
        Rule rule = replaceRule({"job"}, "(.*)", "t" + std::to_string(static_cast<int>(action)));
        rule.action = action;
        rule.modulus = action == Action::HashMod ? 64 : 0;
        rules.push_back(rule);
    }
    Rule equal = replaceRule({"job"}, "(.*)", "copy");
    equal.action = Action::KeepEqual;
    rules.push_back(equal);
    equal.action = Action::DropEqual;
    equal.targetLabel = "instance";
    rules.push_back(equal);
    rules.push_back(labelRule(Action::LabelMap, "(jo.*)"));
    rules.back().replacement = "mapped_$1";
    rules.push_back(labelRule(Action::LabelDrop, "t.*"));
    rules.push_back(labelRule(Action::LabelKeep, "job|instance|mapped_.*|where.*|__name__"));
    return rules;
}

model::Labels sampleLabels() {
    return {
        {"__name__", "a_metric_with_quite_a_long_name_total"},
        {"instance", "a-host-of-some-length.example.org:9100"},
        {"job", "a job with a name that is not short"}};
}

} // namespace

void* operator new(std::size_t size) {
    return counted(size);
}

void* operator new[](std::size_t size) {
    return counted(size);
}

void operator delete(void* memory) noexcept {
    std::free(memory);
}

void operator delete[](void* memory) noexcept {
    std::free(memory);
}

void operator delete(void* memory, std::size_t) noexcept {
    std::free(memory);
}

void operator delete[](void* memory, std::size_t) noexcept {
    std::free(memory);
}

class ProgramTest : public QObject {
    Q_OBJECT

private Q_SLOTS:

    void noRulesKeepEverything() {
        const Program program;
        LabelEditor editor;
        editor.reset(sampleLabels().views());
        QVERIFY(program.apply(editor));
        QVERIFY(program.empty());
        QCOMPARE(model::Labels(editor.labels()), sampleLabels());
        QVERIFY(program.trace(sampleLabels()).empty());
    }

    void everyActionRuns() {
        const auto program = Program::compile(everyAction());
        QVERIFY2(program.ok(), program.ok() ? "" : program.error().context.c_str());
        LabelEditor editor;
        const model::Labels before = sampleLabels();
        editor.reset(before.views());
        QVERIFY(program->apply(editor));
        model::Labels expected = before;
        expected.set("mapped_job", before.get("job"));
        expected.set(
            "where_" + std::string(before.get("job")), "a-host-of-some-length.example.org"
        );
        QCOMPARE(
            QString::fromStdString(model::Labels(editor.labels()).toString()),
            QString::fromStdString(expected.toString())
        );
    }

    void applyAllocatesNothingOnceGrown() {
        const auto program = Program::compile(everyAction());
        QVERIFY(program.ok());
        LabelEditor editor;
        const model::Labels labels = sampleLabels();
        const auto views = labels.views();
        const auto run = [&] {
            editor.reset(views);
            return program->apply(editor) && !editor.labels().empty();
        };
        for (int i = 0; i < 20; ++i) {
            QVERIFY(run());
        }
        const std::size_t before = allocations;
        bool kept = true;
        for (int i = 0; i < 100; ++i) {
            kept = run() && kept;
        }
        const std::size_t after = allocations;
        QVERIFY(kept);
        QCOMPARE(after - before, std::size_t{0});
    }

    void traceNamesTheRuleThatDropped() {
        std::vector<Rule> rules{replaceRule({"job"}, "(.*)", "copy"), labelRule(Action::Drop, "")};
        rules[1].sourceLabels = {"missing"};
        rules.push_back(replaceRule({"job"}, "(.*)", "never"));
        const auto program = Program::compile(rules);
        const auto steps = program->trace(sampleLabels());
        QCOMPARE(steps.size(), std::size_t{2});
        QVERIFY(steps[0].kept && steps[0].changed);
        QCOMPARE(steps[0].before, sampleLabels());
        QCOMPARE(steps[0].after.get("copy"), sampleLabels().get("job"));
        QCOMPARE(steps[1].rule, std::size_t{1});
        QVERIFY(!steps[1].kept && !steps[1].changed);
        QCOMPARE(steps[1].before, steps[0].after);
    }

    void allFaultsOfARuleAreFound() {
        Rule rule = labelRule(Action::LabelDrop, "a(");
        rule.modulus = 3;
        rule.targetLabel = "x";
        const auto faults = relabel::checkRule(rule, relabel::NameScheme::Utf8);
        QCOMPARE(faults.size(), std::size_t{3});
        QCOMPARE(faults[0].field, std::string("regex"));
        QCOMPARE(faults[1].field, std::string("modulus"));
        QCOMPARE(faults[2].field, std::string("target_label"));
    }

    void actionsHaveNamesBothWays() {
        for (const std::string_view name : relabel::actionNames()) {
            QCOMPARE(relabel::actionName(*relabel::actionFromName(name)), name);
        }
        QVERIFY(!relabel::actionFromName("replac"));
        QVERIFY(!relabel::actionFromName(""));
    }

    void oneProgramServesManyThreads() {
        const auto program = Program::compile(everyAction());
        QVERIFY(program.ok());
        std::atomic<int> wrong{0};
        std::vector<std::thread> threads;
        for (int t = 0; t < 4; ++t) {
            threads.emplace_back([&, t] {
                LabelEditor editor;
                for (int i = 0; i < 500; ++i) {
                    const std::string job = "job" + std::to_string(t) + "x" + std::to_string(i % 7);
                    const model::Labels labels{{"instance", "host:1"}, {"job", job}};
                    editor.reset(labels.views());
                    if (!program->apply(editor) || editor.get("mapped_job") != job ||
                        editor.get("where_" + job) != "host") {
                        ++wrong;
                    }
                }
            });
        }
        for (std::thread& thread : threads) {
            thread.join();
        }
        QCOMPARE(wrong.load(), 0);
    }
};

QTEST_GUILESS_MAIN(ProgramTest)
#include "program_test.moc"
