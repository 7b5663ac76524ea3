// Which form a client gets, by its Accept header.
#include "core/exposition/accept.h"

#include <QTest>

using namespace meterbench;
using exposition::Media;

class AcceptTest : public QObject {
    Q_OBJECT

private Q_SLOTS:

    void media_data() {
        QTest::addColumn<QString>("accept");
        QTest::addColumn<int>("media");
        const auto row = [](const char* name, const char* accept, Media media) {
            QTest::newRow(name) << QString::fromUtf8(accept) << static_cast<int>(media);
        };
        row("nothing", "", Media::Text);
        row("anything", "*/*", Media::Text);
        row("a browser", "text/html,application/xhtml+xml,*/*;q=0.8", Media::Text);
        row("Prometheus 2.42",
            "application/openmetrics-text;version=1.0.0,application/"
            "openmetrics-text;version=0.0.1;q=0.75,text/plain;version=0.0.4;q=0.5,*/*;q=0.1",
            Media::OpenMetrics);
        row("text preferred",
            "application/openmetrics-text;q=0.3, text/plain;q=0.5",
            Media::Text);
        row("OpenMetrics refused", "application/openmetrics-text;q=0", Media::Text);
        row("Prometheus with protobuf first",
            "application/vnd.google.protobuf;proto=io.prometheus.client.MetricFamily;"
            "encoding=delimited;q=0.6,application/openmetrics-text;version=1.0.0;q=0.5,*/*;q=0.1",
            Media::Protobuf);
        row("blanks around parameters",
            "application/vnd.google.protobuf; proto=io.prometheus.client.MetricFamily; "
            "encoding=delimited; q=0.7, text/plain; q=0.3",
            Media::Protobuf);
        row("protobuf as text is not had",
            "application/vnd.google.protobuf;proto=io.prometheus.client.MetricFamily;encoding=text",
            Media::Text);
        row("another message is not had",
            "application/vnd.google.protobuf;proto=other;encoding=delimited",
            Media::Text);
    }

    void media() {
        QFETCH(QString, accept);
        QFETCH(int, media);
        QCOMPARE(static_cast<int>(exposition::preferredMedia(accept.toStdString())), media);
    }
};

QTEST_GUILESS_MAIN(AcceptTest)
#include "accept_test.moc"
