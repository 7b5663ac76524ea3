// TaggingSchema: what labels say of a series.
#include "core/metering/tags.h"

#include <QTest>

using namespace meterbench;
using metering::SchemaOptions;
using metering::TaggingSchema;
using metering::Verdict;

Q_DECLARE_METATYPE(meterbench::metering::Verdict)

class TagsTest : public QObject {
    Q_OBJECT

private Q_SLOTS:

    /// kube-state-metrics internal/store/utils.go, with its own test's cases for the case of
    /// letters.
    void kubernetesNames_data() {
        QTest::addColumn<QString>("name");
        QTest::addColumn<QString>("label");
        QTest::newRow("camel case") << "paigoDimensionId"
                                    << "label_paigo_dimension_id";
        QTest::newRow("an abbreviation at the end") << "paigoCustomerID"
                                                    << "label_paigo_customer_id";
        QTest::newRow("a digit before") << "v1Beta"
                                        << "label_v1_beta";
        QTest::newRow("capitals in a row") << "HTTPServer"
                                           << "label_httpserver";
        QTest::newRow("other bytes") << "app.kubernetes.io/name-x"
                                     << "label_app_kubernetes_io_name_x";
    }

    void kubernetesNames() {
        QFETCH(QString, name);
        QFETCH(QString, label);
        QCOMPARE(QString::fromStdString(metering::kubernetesLabelName(name.toStdString())), label);
    }

    void verdicts_data() {
        QTest::addColumn<QString>("labels");
        QTest::addColumn<Verdict>("verdict");
        QTest::addColumn<QString>("customer");
        QTest::addColumn<QString>("dimension");
        QTest::newRow("both") << "paigoCustomerID=acme,paigoDimensionId=d1" << Verdict::Billable
                              << "acme"
                              << "d1";
        QTest::newRow("the other spelling")
            << "paigoCustomerId=acme,paigoDimensionId=d1" << Verdict::Billable << "acme"
            << "d1";
        QTest::newRow("as Kubernetes writes them")
            << "label_paigo_customer_id=acme,label_paigo_dimension_id=d1" << Verdict::Billable
            << "acme"
            << "d1";
        QTest::newRow("in conflict, and the same")
            << "label_paigo_customer_id_conflict1=acme,label_paigo_customer_id_conflict2=acme,"
               "label_paigo_dimension_id=d1"
            << Verdict::Billable << "acme"
            << "d1";
        QTest::newRow("in conflict") << "label_paigo_customer_id_conflict1=acme,label_paigo_"
                                        "customer_id_conflict2=globex,label_paigo_dimension_id=d1"
                                     << Verdict::MalformedId << "acme"
                                     << "d1";
        QTest::newRow("no customer") << "paigoDimensionId=d1" << Verdict::NoCustomer << ""
                                     << "d1";
        QTest::newRow("no dimension") << "paigoCustomerID=acme" << Verdict::NoDimension << "acme"
                                      << "";
        QTest::newRow("neither") << "job=a" << Verdict::NoCustomer << ""
                                 << "";
        QTest::newRow("not an id")
            << "paigoCustomerID=acme,paigoDimensionId=d 1" << Verdict::MalformedId << "acme"
            << "d 1";
    }

    void verdicts() {
        QFETCH(QString, labels);
        QFETCH(Verdict, verdict);
        QFETCH(QString, customer);
        QFETCH(QString, dimension);
        SchemaOptions options;
        options.dimensionPattern = "[a-z0-9]+";
        const auto schema = TaggingSchema::compile(options);
        QVERIFY(schema.ok());
        model::Labels set;
        for (const QString& pair : labels.split(QLatin1Char(','))) {
            set.set(
                pair.section(QLatin1Char('='), 0, 0).toStdString(),
                pair.section(QLatin1Char('='), 1).toStdString()
            );
        }
        const auto views = set.views();
        const metering::Tags tags = schema->judge(views);
        QCOMPARE(tags.verdict, verdict);
        QCOMPARE(
            QString::fromUtf8(tags.customer.data(), static_cast<int>(tags.customer.size())),
            customer
        );
        QCOMPARE(
            QString::fromUtf8(tags.dimension.data(), static_cast<int>(tags.dimension.size())),
            dimension
        );
        QCOMPARE(tags.label.empty(), verdict != Verdict::MalformedId);
    }

    void badOptionsNameTheirField() {
        SchemaOptions options;
        options.customerPattern = "(";
        auto schema = TaggingSchema::compile(options);
        QVERIFY(!schema.ok() && schema.error().context.starts_with("customer_pattern: "));
        options = {};
        options.dimensionLabels = {};
        schema = TaggingSchema::compile(options);
        QVERIFY(!schema.ok() && schema.error().context.starts_with("dimension_labels: "));
    }
};

QTEST_GUILESS_MAIN(TagsTest)
#include "tags_test.moc"
