#include "core/config/tree.h"
#include "core/config/yaml_writer.h"

#include <QTest>

#include <random>

using namespace meterbench;

namespace {

/// The text as it comes back from the parser; "(broken)" when it does not come back as one text.
std::string roundTrip(const std::string& text) {
    config::ProblemList problems;
    config::YamlWriter writer;
    writer.text("key", text);
    const auto tree = config::parseTree(writer.take(), problems);
    if (!tree || tree->kind != config::Kind::Map || tree->entries.size() != 1) {
        return "(broken)";
    }
    const config::Node& value = tree->entries.front().value;
    return value.kind == config::Kind::Scalar ? value.text : "(broken)";
}

} // namespace

class YamlWriterTest : public QObject {
    Q_OBJECT

private Q_SLOTS:

    void quotesWhereItMust_data() {
        QTest::addColumn<QString>("text");
        QTest::addColumn<bool>("quotes");
        const auto row = [](const char* text, bool quotes) {
            QTest::newRow(text) << QString::fromUtf8(text) << quotes;
        };
        row("plain", false);
        row("(.*)", false);
        row(";", false);
        row("$1", false);
        row("a:1", false);
        row("http://h:1/x?y=z", false);
        row("with space", false);
        row("-x", false);
        row("", true);
        row("-", true);
        row("- x", true);
        row("---", true);
        row("a: b", true);
        row("a:", true);
        row("a #b", true);
        row("#a", true);
        row("true", true);
        row("No", true);
        row("y", true);
        row("null", true);
        row("~", true);
        row("12", true);
        row("1e3", true);
        row("0x1f", true);
        row("1:30", true);
        row("*", true);
        row("[a]", true);
        row("{a}", true);
        row("\"", true);
        row("line\nbreak", true);
        row("%a", true);
        row("@a", true);
        row(" a", true);
    }

    void quotesWhereItMust() {
        QFETCH(QString, text);
        QFETCH(bool, quotes);
        const std::string plain = text.toStdString();
        QCOMPARE(config::yamlText(plain) != plain, quotes);
        QCOMPARE(QString::fromStdString(roundTrip(plain)), text);
    }

    void everyTextComesBack() {
        std::mt19937 dice(7);
        const std::u32string alphabet =
            U"ab 01:-#,[]{}&*!|>'\"%@`\\\n\t?=~.$()<äß東\U0001F600\x7f\x85";
        for (int round = 0; round < 20000; ++round) {
            QString text;
            for (std::size_t length = dice() % 7; length > 0; --length) {
                text += QString::fromUcs4(&alphabet[dice() % alphabet.size()], 1);
            }
            QCOMPARE(QString::fromStdString(roundTrip(text.toStdString())), text);
        }
    }

    void listsAndMapsNest() {
        config::YamlWriter writer;
        writer.beginMap("a");
        writer.beginList("b");
        writer.beginItem();
        writer.text("c", "1");
        writer.texts("d", {"x", "y: z"});
        writer.flow("e", {"p", "q,r"});
        writer.endItem();
        writer.endMap();
        writer.texts("f", {});
        writer.labels("g", {});
        QCOMPARE(
            QString::fromStdString(writer.take()),
            QStringLiteral("a:\n  b:\n  - c: \"1\"\n    d:\n    - x\n    - \"y: z\"\n    e: [p, "
                           "\"q,r\"]\nf: []\n")
        );
    }
};

QTEST_GUILESS_MAIN(YamlWriterTest)
#include "yaml_writer_test.moc"
