// Billable rules: what a relabel rule made of the schema keeps, held against what the schema says.
#include "core/metering/billable_rules.h"
#include "core/relabel/program.h"

#include <QRegularExpression>
#include <QTest>

#include <random>

using namespace meterbench;
using metering::BillableCut;
using metering::SchemaOptions;
using metering::SeenSeries;
using metering::Verdict;

namespace {

SeenSeries seen(model::Labels labels) {
    labels.set("__name__", "requests_total");
    return {std::move(labels), 1};
}

BillableCut cutOf(
    const SchemaOptions& schema,
    const std::vector<SeenSeries>& body,
    const std::vector<metering::Meter>& meters = {},
    const std::vector<relabel::Rule>& before = {},
    const model::Labels& external = {}
) {
    auto cut = metering::billableCut(schema, meters, before, external, body);
    if (!cut) {
        qFatal("%s", cut.error().context.c_str());
    }
    return std::move(*cut);
}

metering::Meter podTime(const char* selector) {
    metering::Meter pods;
    pods.name = "pods";
    pods.selector = selector;
    pods.join = metering::Join{"kube_pod_labels", {"pod"}};
    return pods;
}

/// "NoCustomer 2, MalformedId paigoCustomerID 1"
QString causesOf(const BillableCut& cut) {
    QStringList words;
    for (const BillableCut::Cause& cause : cut.dropped) {
        QString word = cause.verdict == Verdict::NoCustomer    ? QStringLiteral("NoCustomer")
                       : cause.verdict == Verdict::NoDimension ? QStringLiteral("NoDimension")
                                                               : QStringLiteral("MalformedId");
        if (!cause.label.empty()) {
            word += QLatin1Char(' ') + QString::fromStdString(cause.label);
        }
        words += word + QLatin1Char(' ') + QString::number(cause.series);
    }
    return words.join(QStringLiteral(", "));
}

} // namespace

class BillableRulesTest : public QObject {
    Q_OBJECT

private Q_SLOTS:

    void twoKeepRulesWithAllSpellings() {
        const auto rules = metering::billableRules({}, {});
        QVERIFY(rules);
        QCOMPARE(rules->size(), metering::kBillableRules);
        const relabel::Rule& customer = rules->front();
        QCOMPARE(customer.action, relabel::Action::Keep);
        QCOMPARE(
            customer.sourceLabels,
            (std::vector<std::string>{
                "paigoCustomerID",
                "paigoCustomerId",
                "label_paigo_customer_id",
                "label_paigo_customer_id_conflict1",
                "label_paigo_customer_id_conflict2"})
        );
        QCOMPARE(customer.separator, std::string());
        QCOMPARE(customer.regex, std::string(".+"));
    }

    void countsByCause() {
        SchemaOptions schema;
        schema.customerPattern = "[a-z]+";
        const std::vector<SeenSeries> body{
            seen({{"paigoCustomerID", "acme"}, {"paigoDimensionId", "calls"}}),
            seen({{"label_paigo_customer_id", "acme"}, {"label_paigo_dimension_id", "calls"}}),
            seen({{"paigoCustomerId", "acme"}, {"label_paigo_dimension_id_conflict2", "c"}}),
            seen({{"paigoDimensionId", "calls"}}),
            seen({{"job", "node"}}),
            seen({{"paigoCustomerID", "acme"}}),
            seen({{"paigoCustomerID", "Acme 7"}, {"paigoDimensionId", "calls"}}),
            seen(
                {{"paigoCustomerID", "acme"},
                 {"paigoCustomerId", "other"},
                 {"paigoDimensionId", "c"}}
            )};
        const BillableCut cut = cutOf(schema, body);
        QCOMPARE(cut.series, 8U);
        QCOMPARE(cut.kept, 4U);
        QCOMPARE(
            causesOf(cut),
            QStringLiteral("NoCustomer 2, NoDimension 1, MalformedId paigoCustomerID 1")
        );
        QCOMPARE(
            cut.dropped.front().examples.front(),
            std::string("requests_total{paigoDimensionId=\"calls\"}")
        );
        QCOMPARE(cut.keptMalformed.series, 1U); // its two spellings disagree
        QCOMPARE(cut.lost.series, 0U);
    }

    void otherRulesAndExternalLabelsComeFirst() {
        relabel::Rule drop;
        drop.action = relabel::Action::Drop;
        drop.sourceLabels = {"job"};
        drop.regex = "noise";
        const BillableCut cut = cutOf(
            {},
            {seen({{"paigoCustomerID", "acme"}}), seen({{"job", "noise"}})},
            {},
            {drop},
            {{"paigoDimensionId", "everything"}}
        );
        QCOMPARE(cut.kept, 1U);
        QCOMPARE(cut.droppedBefore, 1U);
        QVERIFY(cut.dropped.empty());
    }

    /// As kube-state-metrics has them: only the pod's labels say whose its time is.
    void podsGoByTheirName() {
        const auto pod = [](const char* name, model::Labels labels) {
            labels.set("__name__", name);
            return SeenSeries{std::move(labels), 1};
        };
        const std::vector<SeenSeries> body{
            pod("kube_pod_labels",
                {{"pod", "a"},
                 {"label_paigo_customer_id", "acme"},
                 {"label_paigo_dimension_id", "c"}}),
            pod("kube_pod_labels", {{"pod", "b"}, {"label_paigo_dimension_id", "c"}}),
            pod("running", {{"pod", "a"}}),
            pod("running", {{"pod", "b"}}),
            pod("up", {{"job", "kube"}})};
        const BillableCut cut = cutOf({}, body, {podTime("running")});
        QCOMPARE(cut.kept, 3U);
        QCOMPARE(cut.keptForMeters.series, 2U);
        QCOMPARE(cut.keptForMeters.examples.front(), std::string("running{pod=\"a\"}"));
        QCOMPARE(causesOf(cut), QStringLiteral("NoCustomer 2"));
        QCOMPARE(cut.neededByMeters.series, 0U);
    }

    void aDimensionOfTheMeterNeedsNoLabel() {
        metering::Meter calls;
        calls.name = "calls";
        calls.selector = R"x({__name__=~"requests_(total|sum)",code="200"})x";
        calls.dimension = "API";
        const BillableCut cut =
            cutOf({}, {seen({{"paigoCustomerID", "acme"}}), seen({{"code", "200"}})}, {calls});
        QCOMPARE(cut.kept, 1U);
        QCOMPARE(causesOf(cut), QStringLiteral("NoCustomer 1"));
        QCOMPARE(cut.neededByMeters.series, 0U); // nobody pays for it, here neither
    }

    void saysWhatMetersTakeFromElsewhere() {
        const SeenSeries running{{{"__name__", "running"}, {"pod", "a"}}, 1};
        const BillableCut cut =
            cutOf({}, {running, seen({{"job", "a"}})}, {podTime(R"({pod!=""})")});
        QCOMPARE(cut.kept, 0U);
        QCOMPARE(cut.neededByMeters.series, 1U);
        QCOMPARE(cut.neededByMeters.examples.front(), std::string("running{pod=\"a\"}"));
    }

    void rulesWithNamesKeepTheseAndWhatIsTagged_data() {
        QTest::addColumn<QString>("pattern");
        QTest::newRow("any text") << ".+";
        QTest::newRow("a pattern") << "[a-c]{1,2}|x";
    }

    void rulesWithNamesKeepTheseAndWhatIsTagged() {
        QFETCH(QString, pattern);
        SchemaOptions schema;
        schema.customerPattern = pattern.toStdString();
        const QRegularExpression whole(QRegularExpression::anchoredPattern(pattern));
        const auto program =
            relabel::Program::compile(*metering::billableRules(schema, {podTime("running")}));
        const std::vector<std::string> spellings{
            "paigoCustomerID", "label_paigo_customer_id", "label_paigo_customer_id_conflict1"};
        const std::vector<std::string> values{"", "", "a", "bc", "abc", "x", "z"};
        const std::vector<std::string> names{"running", "not_running", "running_total", "up"};
        std::mt19937 random(11);
        int kept = 0;
        for (int i = 0; i < 2'000; ++i) {
            model::Labels labels{{"paigoDimensionId", "calls"}};
            const std::string& name = names[random() % names.size()];
            labels.set("__name__", name);
            int good = 0;
            int bad = 0;
            for (const std::string& spelling : spellings) {
                const std::string& value = values[random() % values.size()];
                labels.set(spelling, value);
                if (!value.empty()) {
                    (whole.match(QString::fromStdString(value)).hasMatch() ? good : bad) += 1;
                }
            }
            relabel::LabelEditor editor;
            editor.reset(labels.views());
            const bool isKept = program->apply(editor);
            QCOMPARE(isKept, name == "running" || (good > 0 && bad == 0));
            kept += isKept ? 1 : 0;
        }
        QVERIFY(kept > 600 && kept < 2'000);
    }

    void aPatternWithAnchorsIsTheSamePattern() {
        SchemaOptions schema;
        schema.customerPattern = "^cust_[0-9]+$";
        const BillableCut cut =
            cutOf(schema, {seen({{"paigoCustomerID", "cust_7"}, {"paigoDimensionId", "c"}})});
        QCOMPARE(cut.kept, 1U);
        QCOMPARE(cut.lost.series, 0U);
    }

    void aPatternThatCannotBeWrittenIsTold() {
        SchemaOptions schema;
        schema.customerPattern = "^cust_[0-9]+$|^x$";
        const BillableCut cut =
            cutOf(schema, {seen({{"paigoCustomerID", "cust_7"}, {"paigoDimensionId", "c"}})});
        QCOMPARE(cut.kept, 0U);
        QCOMPARE(cut.lost.series, 1U);
    }

    /// No series is dropped that is billable, and what is kept though malformed has two spellings.
    void agreesWithTheSchemaOnRandomSeries() {
        SchemaOptions schema;
        schema.customerPattern = "[a-c]{1,2}";
        schema.dimensionPattern = "d|dd";
        const std::vector<std::string> names{
            "paigoCustomerID",
            "label_paigo_customer_id",
            "label_paigo_customer_id_conflict1",
            "paigoDimensionId",
            "label_paigo_dimension_id"};
        const std::vector<std::string> values{"", "", "a", "bc", "abc", "d", "dd", "ddd", "x"};
        std::mt19937 random(7);
        std::vector<SeenSeries> body;
        for (int i = 0; i < 3'000; ++i) {
            model::Labels labels;
            for (const std::string& name : names) {
                labels.set(name, values[random() % values.size()]);
            }
            body.push_back(seen(std::move(labels)));
        }
        const BillableCut cut = cutOf(schema, body);
        QCOMPARE(cut.lost.series, 0U);
        QVERIFY(cut.kept > cut.keptMalformed.series);
        const auto judge = metering::TaggingSchema::compile(schema);
        auto program = relabel::Program::compile(*metering::billableRules(schema, {}));
        for (const SeenSeries& one : body) {
            relabel::LabelEditor editor;
            editor.reset(one.labels.views());
            const bool isKept = program->apply(editor);
            const auto tags = judge->judge(one.labels.views());
            if (isKept && tags.verdict != Verdict::Billable) {
                QCOMPARE(tags.verdict, Verdict::MalformedId);
                QVERIFY(one.labels.size() > 3);
            }
        }
    }

    void isFoundAmongOtherRules() {
        const auto billable = *metering::billableRules({}, {});
        std::vector<relabel::Rule> rules(1);
        QVERIFY(!metering::findBillableRules(rules, billable));
        rules.insert(rules.end(), billable.begin(), billable.end());
        QCOMPARE(metering::findBillableRules(rules, billable), std::optional<std::size_t>(1));
        rules.pop_back();
        QVERIFY(!metering::findBillableRules(rules, billable));
    }

    /// Otherwise a switch that is on would look as if it were off once a meter came, and be put on
    /// twice.
    void isFoundAsItWasForOtherMeters_data() {
        QTest::addColumn<QString>("pattern");
        QTest::newRow("any text") << ".+";
        QTest::newRow("a pattern") << "[a-c]{1,2}|x";
    }

    void isFoundAsItWasForOtherMeters() {
        QFETCH(QString, pattern);
        SchemaOptions schema;
        schema.customerPattern = pattern.toStdString();
        const auto none = *metering::billableRules(schema, {});
        const auto one = *metering::billableRules(schema, {podTime("running")});
        const auto two =
            *metering::billableRules(schema, {podTime("running"), podTime(R"({a="b"})")});
        QVERIFY(none != one);
        QVERIFY(metering::findBillableRules(one, none));
        QVERIFY(metering::findBillableRules(none, one));
        QVERIFY(metering::findBillableRules(two, one));
        schema.customerPattern = "acme";
        const auto other = *metering::billableRules(schema, {podTime("running")});
        QVERIFY(!metering::findBillableRules(other, one));
        auto own = one; // somebody's own, of some customers alone
        own.front().regex = "acme|globex";
        QVERIFY(!metering::findBillableRules(own, one));
    }

    void aBadPatternIsNamed() {
        SchemaOptions schema;
        schema.dimensionPattern = "(";
        const auto rules = metering::billableRules(schema, {});
        QVERIFY(!rules);
        QVERIFY(rules.error().context.starts_with("dimension_pattern"));
    }
};

QTEST_GUILESS_MAIN(BillableRulesTest)
#include "billable_rules_test.moc"
