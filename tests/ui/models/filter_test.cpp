// The filter language: what it lets through, what it refuses, and that narrowing and the sweep over
// the blob give the same answer as looking at each row.
#include "ui/models/filter_runner.h"

#include <QSignalSpy>
#include <QTest>

namespace meterbench::ui {

namespace {

RowTextPtr rows() {
    auto text = std::make_shared<RowText>(std::vector<std::string>{"up", "down"});
    const char* zones[] = {"eu-1", "eu-2", "us 1", ""};
    for (int i = 0; i < 4; ++i) {
        text->addOwn("url", "http://node-" + std::to_string(i) + ":9100/metrics");
        text->addField("job", i < 2 ? "Node" : "api");
        text->addField("zone", zones[i]);
        text->endRow();
    }
    return text;
}

const std::vector<std::uint8_t> kStates{0, 1, 0, 1};

} // namespace

class FilterTest : public QObject {
    Q_OBJECT

private Q_SLOTS:
    void letsThrough_data();
    void letsThrough();
    void aWrongFilterSaysWhatIsWrong_data();
    void aWrongFilterSaysWhatIsWrong();
    void aWrongFilterKeepsTheLastGoodRows();
    void typingOnNarrowsToTheSameRowsAsStartingOver();
    void aLongerFilterGivesTheSameRowsAsStartingOver_data();
    void aLongerFilterGivesTheSameRowsAsStartingOver();
    void statesAreFollowedWithoutNewTexts();
    void aRegexOverManyRowsAnswersLater();
    void aTermMadeFromAValueFindsItAgain();
};

void FilterTest::letsThrough_data() {
    QTest::addColumn<QString>("text");
    QTest::addColumn<QList<int>>("expected");
    using L = QList<int>;
    QTest::newRow("an empty text lets everything through") << "" << L{0, 1, 2, 3};
    QTest::newRow("a word is looked for in every text") << "node-2" << L{2};
    QTest::newRow("case does not matter") << "NODE job=node" << L{0, 1};
    QTest::newRow("several words must all be there") << "node eu" << L{0, 1};
    QTest::newRow("key=value is the whole value") << "zone=eu" << L{};
    QTest::newRow("key=value finds it") << "zone=eu-1" << L{0};
    QTest::newRow("quotes keep spaces together") << "zone=\"us 1\"" << L{2};
    QTest::newRow("an open quote ends with the text") << "zone=\"us 1" << L{2};
    QTest::newRow("key!=value also lets rows without the key through")
        << "zone!=eu-1" << L{1, 2, 3};
    QTest::newRow("a leading ! turns a word round") << "!eu" << L{2, 3};
    QTest::newRow("a leading ! turns key=value round") << "!zone=\"eu-1\"" << L{1, 2, 3};
    QTest::newRow("a regex is anchored") << "zone=~eu" << L{};
    QTest::newRow("a regex matches") << "zone=~eu-.|us.*" << L{0, 1, 2};
    QTest::newRow("a negated regex") << "zone!~eu-.*" << L{2, 3};
    QTest::newRow("a missing key is empty for a regex") << "nothing=~.*" << L{0, 1, 2, 3};
    QTest::newRow("our own keys are found by key") << "url=~.*node-3.*" << L{3};
    QTest::newRow("our own keys are not words") << "url" << L{};
    QTest::newRow("a state by key") << "state=down" << L{1, 3};
    QTest::newRow("a state as a word") << "down" << L{1, 3};
    QTest::newRow("a value not yet typed asks for nothing") << "zone= job=~" << L{0, 1, 2, 3};
    QTest::newRow("an empty value in quotes asks for rows without it") << "zone=\"\"" << L{3};
    QTest::newRow("a lone ! is somebody still typing") << "node !" << L{0, 1, 2, 3};
}

void FilterTest::letsThrough() {
    QFETCH(QString, text);
    QFETCH(QList<int>, expected);
    const auto filter = Filter::parse(text.toStdString());
    QVERIFY(filter.ok());
    const RowList swept = matchRows(*rows(), *filter, kStates);
    QCOMPARE(QList<int>(swept.begin(), swept.end()), expected);
    RowList oneByOne;
    for (std::uint32_t row = 0; row < 4; ++row) {
        const RowList only{row};
        const RowList hit = matchRows(*rows(), *filter, kStates, &only);
        oneByOne.insert(oneByOne.end(), hit.begin(), hit.end());
    }
    QCOMPARE(oneByOne, swept);
}

void FilterTest::aWrongFilterSaysWhatIsWrong_data() {
    QTest::addColumn<QString>("text");
    QTest::addColumn<QString>("part");
    QTest::newRow("a key is missing") << "=api"
                                      << "key is missing";
    QTest::newRow("a regex does not close") << "job=~(api"
                                            << "missing )";
}

void FilterTest::aWrongFilterSaysWhatIsWrong() {
    QFETCH(QString, text);
    QFETCH(QString, part);
    const auto filter = Filter::parse(text.toStdString());
    QVERIFY(!filter.ok());
    QVERIFY2(
        QString::fromStdString(filter.error().context).contains(part),
        filter.error().context.c_str()
    );
}

void FilterTest::aWrongFilterKeepsTheLastGoodRows() {
    FilterRunner runner;
    runner.setRows(rows(), kStates);
    runner.setText("zone=eu-1");
    runner.setText("zone=eu-1 job=~(");
    QVERIFY(!runner.problem().isEmpty());
    QCOMPARE(runner.rows(), RowList{0});
    runner.setText("zone=eu-1 job=~(node)");
    QVERIFY(runner.problem().isEmpty());
    QCOMPARE(runner.rows(), RowList{0});
}

void FilterTest::typingOnNarrowsToTheSameRowsAsStartingOver() {
    FilterRunner typing;
    typing.setRows(rows(), kStates);
    const QString whole = "node !eu-1 down !zone=eu-2";
    for (int length = 1; length <= whole.size(); ++length) {
        typing.setText(whole.left(length));
        FilterRunner fresh;
        fresh.setRows(rows(), kStates);
        fresh.setText(whole.left(length));
        QCOMPARE(typing.rows(), fresh.rows());
    }
    QCOMPARE(typing.rows(), RowList{3});
}

void FilterTest::aLongerFilterGivesTheSameRowsAsStartingOver_data() {
    QTest::addColumn<QString>("before");
    QTest::addColumn<QString>("after");
    QTest::addColumn<QList<int>>("expected");
    using L = QList<int>;
    QTest::newRow("a second word is asked of the rows of the first") << "job=node"
                                                                     << "job=node eu-2" << L{1};
    QTest::newRow("the same word turned round is another term") << "eu"
                                                                << "eu !eu" << L{};
    QTest::newRow("the same value under another key is another term") << "job=api"
                                                                      << "job=api zone=api" << L{};
    QTest::newRow("the same value as a regex is another term")
        << "zone!=eu.1"
        << "zone!=eu.1 zone!~eu.1" << L{1, 2, 3};
    QTest::newRow("a term in front is asked as well") << "down"
                                                      << "job=api down" << L{3};
    QTest::newRow("a longer word is asked again") << "node"
                                                  << "node-3" << L{3};
    QTest::newRow("a term that went lets its rows in again") << "job=node eu-2"
                                                             << "job=node" << L{0, 1};
    QTest::newRow("a space at the end changes nothing") << "eu"
                                                        << "eu " << L{0, 1};
}

void FilterTest::aLongerFilterGivesTheSameRowsAsStartingOver() {
    QFETCH(QString, before);
    QFETCH(QString, after);
    QFETCH(QList<int>, expected);
    FilterRunner runner;
    runner.setRows(rows(), kStates);
    runner.setText(before);
    runner.setText(after);
    QCOMPARE(QList<int>(runner.rows().begin(), runner.rows().end()), expected);
}

void FilterTest::statesAreFollowedWithoutNewTexts() {
    FilterRunner runner;
    runner.setRows(rows(), kStates);
    QVERIFY(!runner.setStates({1, 1, 1, 1}));
    runner.setText("state=up");
    QVERIFY(runner.rows().empty());
    QVERIFY(runner.setStates({0, 1, 1, 1}));
    QCOMPARE(runner.rows(), RowList{0});
}

void FilterTest::aRegexOverManyRowsAnswersLater() {
    auto many = std::make_shared<RowText>();
    for (int i = 0; i < 10'000; ++i) {
        many->addField("n", std::to_string(i));
        many->endRow();
    }
    FilterRunner runner;
    runner.setRows(many);
    QSignalSpy changed(&runner, &FilterRunner::changed);
    runner.setText("n=~99..");
    QVERIFY(!runner.isSettled());
    QTRY_VERIFY(runner.isSettled());
    QCOMPARE(runner.rows().size(), std::size_t{100});
    QCOMPARE(changed.count(), 1);
}

void FilterTest::aTermMadeFromAValueFindsItAgain() {
    const std::string values[] = {"plain", "with space", "a=b", "!x", "say \"hi\"", ""};
    for (const std::string& value : values) {
        const auto filter = Filter::parse(filterTerm("key", value));
        QVERIFY(filter.ok());
        QCOMPARE(filter->terms().size(), std::size_t{1});
        QCOMPARE(filter->terms().front().value, value);
    }
}

} // namespace meterbench::ui

QTEST_GUILESS_MAIN(meterbench::ui::FilterTest)
#include "filter_test.moc"
