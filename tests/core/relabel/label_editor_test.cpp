#include "core/relabel/program.h"

#include <QTest>

#include <string>

using namespace meterbench;
using relabel::LabelEditor;

class LabelEditorTest : public QObject {
    Q_OBJECT

private:
    static std::string text(const LabelEditor& editor) {
        std::string out;
        for (const auto& label : editor.labels()) {
            out.append(label.name).append("=").append(label.value).append(" ");
        }
        return out;
    }

    static LabelEditor made(const model::Labels& labels) {
        LabelEditor editor;
        editor.reset(labels.views());
        return editor;
    }

private Q_SLOTS:

    void keepsLabelsSorted() {
        LabelEditor editor;
        editor.set("b", "2");
        editor.set("c", "3");
        editor.set("a", "1");
        QCOMPARE(text(editor), std::string("a=1 b=2 c=3 "));
    }

    void resetSortsAndDropsEmptyValues() {
        LabelEditor editor;
        const std::vector<model::LabelView> unsorted{{"b", "2"}, {"a", "1"}, {"c", ""}, {"b", "4"}};
        editor.reset(unsorted);
        QCOMPARE(text(editor), std::string("a=1 b=4 "));
    }

    void resetForgetsTheLabelsBefore() {
        LabelEditor editor = made({{"a", "1"}, {"b", "2"}});
        editor.reset({});
        QVERIFY(editor.labels().empty());
        QCOMPARE(editor.get("a"), std::string_view());
        editor.set("b", "3");
        QCOMPARE(text(editor), std::string("b=3 "));
    }

    void anEmptyValueRemoves() {
        LabelEditor editor = made({{"a", "1"}, {"b", "2"}});
        editor.set("a", "");
        editor.set("x", "");
        editor.erase("y");
        QCOMPARE(text(editor), std::string("b=2 "));
    }

    void valuesMayComeFromTheEditorItself() {
        LabelEditor editor =
            made({{"m", "short"}, {"n", "a value too long for the inside of a string"}});
        for (int i = 0; i < 40; ++i) {
            editor.set("a" + std::to_string(i), editor.get(i % 2 == 0 ? "m" : "n"));
        }
        editor.set("m", editor.get("m").substr(2));
        QCOMPARE(editor.get("a0"), std::string_view("short"));
        QCOMPARE(
            editor.get("a39"), std::string_view("a value too long for the inside of a string")
        );
        QCOMPARE(editor.get("m"), std::string_view("ort"));
    }

    void namesMayComeFromTheEditorItself() {
        LabelEditor editor = made({{"a", "zz"}, {"b", "yy"}});
        editor.set(editor.get("a"), editor.get("b"));
        editor.erase(editor.get("b"));
        editor.set(editor.labels()[0].name, "");
        QCOMPARE(text(editor), std::string("b=yy zz=yy "));
    }

    void eraseIfKeepsTheOrder() {
        LabelEditor editor = made({{"a", "1"}, {"b", "2"}, {"c", "3"}, {"d", "4"}});
        QCOMPARE(editor.labels().size(), std::size_t{4});
        editor.eraseIf([](std::string_view name) { return name == "b" || name == "d"; });
        QCOMPARE(text(editor), std::string("a=1 c=3 "));
        editor.set("b", "5");
        QCOMPARE(text(editor), std::string("a=1 b=5 c=3 "));
    }
};

QTEST_GUILESS_MAIN(LabelEditorTest)
#include "label_editor_test.moc"
