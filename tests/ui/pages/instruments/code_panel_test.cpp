// The bench as text: what is selected and where one reads stays while values change, and exactly
// the lines of the selected series are marked.
#include "core/instruments/bench.h"
#include "core/instruments/exposition.h"
#include "ui/pages/instruments/bench_words.h"
#include "ui/pages/instruments/code_lines.h"
#include "ui/pages/instruments/code_panel.h"

#include <QPlainTextEdit>
#include <QRandomGenerator>
#include <QScrollBar>
#include <QTest>
#include <QTextBlock>

using namespace meterbench;
using namespace meterbench::ui;
using instruments::Type;

namespace {

address::AddressView viewOf(const QString& text) {
    auto bench = std::make_shared<address::BenchView>();
    bench->text = std::make_shared<const std::string>(text.toStdString());
    bench->openMetrics = bench->text;
    address::AddressView view;
    view.bench = bench;
    return view;
}

void select(QPlainTextEdit& edit, const QString& text) {
    const qsizetype at = edit.toPlainText().indexOf(text);
    QVERIFY(at >= 0);
    QTextCursor cursor(edit.document());
    cursor.setPosition(static_cast<int>(at));
    cursor.setPosition(static_cast<int>(at + text.size()), QTextCursor::KeepAnchor);
    edit.setTextCursor(cursor);
}

QString selected(const QPlainTextEdit& edit) {
    return edit.textCursor().selectedText().replace(QChar::ParagraphSeparator, QLatin1Char('\n'));
}

QStringList marked(const CodePanel& panel) {
    QStringList lines;
    for (const QTextEdit::ExtraSelection& mark : panel.editor()->extraSelections()) {
        lines << mark.cursor.block().text();
    }
    return lines;
}

QString manyLines(int count, int value) {
    QStringList lines;
    for (int i = 0; i < count; ++i) {
        lines << QStringLiteral("s%1 %2").arg(i).arg(value);
    }
    return lines.join(QLatin1Char('\n'));
}

} // namespace

class CodePanelTest : public QObject {
    Q_OBJECT

private slots:

    void aSelectionOutlivesChanges_data() {
        QTest::addColumn<QString>("before");
        QTest::addColumn<QString>("after");
        QTest::addColumn<QString>("chosen");
        QTest::addColumn<QString>("then");
        const QString two = QStringLiteral("a 1\nb 2\nc 3\n");
        QTest::newRow("a value below changes") << two << "a 1\nb 2\nc 4\n"
                                               << "a 1"
                                               << "a 1";
        QTest::newRow("a value above changes") << two << "a 10\nb 2\nc 3\n"
                                               << "b 2"
                                               << "b 2";
        QTest::newRow("a value within changes") << two << "a 1\nb 25\nc 3\n"
                                                << "a 1\nb 2\nc"
                                                << "a 1\nb 25\nc";
        QTest::newRow("the chosen value changes") << two << "a 1\nb 9\nc 3\n"
                                                  << "2"
                                                  << "9";
        QTest::newRow("the chosen value grows") << two << "a 1\nb 29\nc 3\n"
                                                << "2"
                                                << "29";
        QTest::newRow("a line comes above") << two << "a 1\nx 1\nb 2\nc 3\n"
                                            << "b 2"
                                            << "b 2";
        QTest::newRow("a line goes above") << two << "b 2\nc 3\n"
                                           << "b 2"
                                           << "b 2";
        QTest::newRow("lines come and go around it") << "a 1\nb 2\nc 3\nd 4"
                                                     << "x 1\nb 2\nc 5\ny 1\nz 2"
                                                     << "b 2\nc"
                                                     << "b 2\nc";
        QTest::newRow("a line goes within") << two << "a 1\nc 3\n"
                                            << "1\nb 2\nc"
                                            << "1\nc";
        QTest::newRow("the last line goes") << "a 1\nb 2"
                                            << "a 1"
                                            << "a 1"
                                            << "a 1";
        QTest::newRow("a line comes at the end") << "a 1"
                                                 << "a 1\nb 2"
                                                 << "a"
                                                 << "a";
        QTest::newRow("lines change places") << two << "c 3\na 1\nb 2\n"
                                             << "a 1\nb"
                                             << "a 1\nb";
    }

    void aSelectionOutlivesChanges() {
        QFETCH(QString, before);
        QFETCH(QString, after);
        QFETCH(QString, chosen);
        CodePanel panel(nullptr);
        panel.show(viewOf(before));
        select(*panel.editor(), chosen);
        panel.show(viewOf(after));
        QCOMPARE(panel.text(), after);
        QTEST(selected(*panel.editor()), "then");
    }

    void anyTextBecomesAnyOther() {
        QRandomGenerator random(3);
        QTextDocument document;
        QStringList before{QString()};
        for (int round = 0; round < 500; ++round) {
            QStringList after;
            for (int i = static_cast<int>(random.bounded(8)); i >= 0; --i) {
                after << QStringLiteral("%1 %2").arg(random.bounded(6)).arg(random.bounded(200));
            }
            bench::replaceLines(document, before, after);
            QCOMPARE(document.toPlainText(), after.join(QLatin1Char('\n')));
            before = after;
        }
    }

    void oneReadsOnWhereOneWas() {
        CodePanel panel(nullptr);
        panel.resize(400, 300);
        static_cast<QWidget&>(panel).show();
        panel.show(viewOf(manyLines(200, 1)));
        QScrollBar* const down = panel.editor()->verticalScrollBar();
        down->setValue(100);
        panel.show(viewOf(manyLines(200, 2)));
        QCOMPARE(down->value(), 100);
        panel.show(viewOf(QStringLiteral("new 1\n") + manyLines(200, 3)));
        QCOMPARE(down->value(), 101); // the same line is at the top
        QVERIFY(!panel.editor()->document()->isUndoAvailable());
    }

    void onlyLinesOfTheSeriesAreMarked_data() {
        QTest::addColumn<int>("type");
        QTest::addColumn<QString>("wanted"); // names of the marked lines of zone "a"
        QTest::newRow("counter") << int(Type::Counter) << "foo_total";
        QTest::newRow("gauge") << int(Type::Gauge) << "foo";
        QTest::newRow("info") << int(Type::Info) << "foo_info";
        QTest::newRow("enum") << int(Type::Enum) << "foo foo";
        QTest::newRow("histogram")
            << int(Type::Histogram) << "foo_bucket foo_bucket foo_sum foo_count";
    }

    void onlyLinesOfTheSeriesAreMarked() {
        QFETCH(int, type);
        QFETCH(QString, wanted);
        instruments::Bench bench;
        const auto make = [&bench](Type of, const std::string& name) {
            instruments::Definition made;
            made.type = of;
            made.name = name;
            made.labelNames = {"zone", "dc"};
            made.states = of == Type::Enum ? std::vector<std::string>{"on", "off"}
                                           : std::vector<std::string>();
            made.bounds = of == Type::Histogram ? std::vector<double>{1} : std::vector<double>();
            QVERIFY(bench.apply(instruments::Create{made}, 0));
            for (const char* const zone : {"a", "ab", "a\"}", ""}) {
                const instruments::Place place{name, {{"zone", zone}, {"dc", ""}}};
                QVERIFY(bench.apply(instruments::AddSeries{place}, 0));
            }
        };
        make(static_cast<Type>(type), "foo");
        make(Type::Gauge, "foo_bar"); // begins alike
        make(Type::Gauge, "fo");
        CodePanel panel(nullptr);
        panel.show(
            viewOf(QString::fromStdString(instruments::expose(bench, exposition::Format::Text)))
        );
        const instruments::Instrument& foo = bench.instruments().front();
        panel.mark(bench::exposedNames(foo.definition), bench::exposedLabels(foo, {"a", ""}));
        QStringList names;
        for (const QString& line : marked(panel)) {
            QVERIFY(line.contains(QStringLiteral("{zone=\"a\",dc=\"\"")));
            names << line.section(QLatin1Char('{'), 0, 0);
        }
        QCOMPARE(names.join(QLatin1Char(' ')), wanted);
        panel.mark(bench::exposedNames(foo.definition), {});
        const auto perSeries = wanted.split(QLatin1Char(' ')).size();
        QCOMPARE(marked(panel).size(), 4 * perSeries); // the whole metric
    }

    void marksStayWithTheirLines() {
        CodePanel panel(nullptr);
        panel.show(viewOf(QStringLiteral("a 1\nfoo 2\nb 3")));
        panel.mark({QStringLiteral("foo")}, {});
        panel.show(viewOf(QStringLiteral("a 1\nfoo 25\nb 3"))); // another value
        QCOMPARE(marked(panel), QStringList{QStringLiteral("foo 25")});
        panel.show(viewOf(QStringLiteral("x 1\na 1\nfoo 25\nb 3"))); // another place
        QCOMPARE(marked(panel), QStringList{QStringLiteral("foo 25")});
        panel.show(viewOf(QStringLiteral("a 1\nfoo 25\nfoo{zone=\"eu\"} 1"))); // one more
        QCOMPARE(
            marked(panel),
            (QStringList{QStringLiteral("foo 25"), QStringLiteral("foo{zone=\"eu\"} 1")})
        );
    }

    void codeIsWrappedAndExpositionIsNot() {
        CodePanel panel(nullptr);
        panel.resize(400, 300);
        static_cast<QWidget&>(panel).show();
        panel.show(viewOf(QString(400, QLatin1Char('a')) + QStringLiteral(" 1")));
        QVERIFY(panel.editor()->horizontalScrollBar()->maximum() > 0);
        panel.setCode(
            address::CopyForm::Curl, QStringLiteral("curl -d '%1'").arg(QString(400, u'a'))
        );
        panel.setTab(CodePanel::Curl);
        QCoreApplication::processEvents();
        QCOMPARE(panel.editor()->horizontalScrollBar()->maximum(), 0);
        QVERIFY(panel.text().startsWith(QStringLiteral("curl")));
        panel.setTab(CodePanel::Text);
        QVERIFY(panel.text().endsWith(QStringLiteral("a 1")));
    }
};

QTEST_MAIN(CodePanelTest)
#include "code_panel_test.moc"
