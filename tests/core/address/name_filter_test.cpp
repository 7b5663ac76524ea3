// ?name[]=…: the same samples as Python's prometheus_client answers to the same query, and our own
// expositions in each of their formats.
#include "core/address/name_filter.h"
#include "core/gateway/protobuf_text.h"
#include "core/instruments/exposition.h"

#include <QJsonArray>
#include <QJsonDocument>
#include <QProcess>
#include <QTest>

using namespace meterbench;
using address::namesAskedFor;
using address::onlyNamed;
using exposition::Media;

namespace {

const QStringList kQueries{
    QStringLiteral("name[]=jobs_total"),
    QStringLiteral("name[]=jobs"), // no sample has this name
    QStringLiteral("name[]=jobs_created"),
    QStringLiteral("name%5B%5D=level&name[]=size_bytes_count"),
    QStringLiteral("name[]=wait_seconds_bucket&name[]=wait_seconds_sum"),
    QStringLiteral("name[]=wait_seconds_count"),
    QStringLiteral("name[]=build_info&name[]=state&name[]=nowhere"),
    QStringLiteral("name[]=never_total"),
    QStringLiteral("name[]=nowhere"),
    QStringLiteral("name[]="), // a value that is empty is none
    QStringLiteral("name[]"),
    QStringLiteral("name=level"),
    QStringLiteral("other=1&name[]=lev%65l&name[]="),
    QStringLiteral("name[]=level+"),
    QStringLiteral("name[]=level%"),
    QStringLiteral("name[]=level;name[]=state"),
    QStringLiteral("name[]=level=1"),
    QStringLiteral("a&&name[]=level&"),
};

QByteArray answersOfTheClientLibrary(QByteArray& errors) {
    QProcess python;
    const QString script =
        QStringLiteral(MB_SOURCE_DIR "/tests/core/address/restricted_registry.py");
    python.start(QStringLiteral("/usr/bin/python3"), QStringList(script) + kQueries);
    const bool hasEnded =
        python.waitForFinished(60'000) && python.exitStatus() == QProcess::NormalExit;
    errors = python.readAllStandardError();
    return hasEnded ? python.readAllStandardOutput() : QByteArray();
}

/// Each family with metadata and samples, sorted: the client library answers them in any order. It
/// leaves the metadata of some families whose samples are not wanted; such are passed over.
QStringList familiesOf(const QString& body) {
    QStringList families;
    const QStringList lines = body.split(QLatin1Char('\n'), Qt::SkipEmptyParts);
    QString metadata;
    for (const QString& line : lines) {
        if (line == QStringLiteral("# EOF")) {
            continue;
        }
        if (line.startsWith(QStringLiteral("# HELP "))) {
            metadata.clear();
        }
        if (line.startsWith(QLatin1Char('#'))) {
            metadata += line + QLatin1Char('\n');
        } else if (metadata.isEmpty()) {
            families.last() += line + QLatin1Char('\n');
        } else {
            families << metadata + line + QLatin1Char('\n');
            metadata.clear();
        }
    }
    families.sort();
    return families;
}

model::Label label(const char* name, const char* value) {
    return {name, value};
}

/// A bench with a metric of each kind.
const instruments::Bench& bench() {
    static const instruments::Bench filled = [] {
        using namespace instruments;
        Bench made;
        const auto apply = [&](const Edit& edit) {
            const auto done = made.apply(edit, 1'700'000'000'000);
            QVERIFY2(done.ok(), done ? "" : done.error().context.c_str());
        };
        apply(Create{{Type::Counter, "jobs", "Jobs done.", "", {"kind"}, {}, {}}});
        apply(Increment{{"jobs", {label("kind", "a")}}, 2});
        apply(Create{{Type::Histogram, "wait_seconds", "", "seconds", {}, {}, {0.5}}});
        apply(Observe{{"wait_seconds", {}}, 0.7});
        apply(Create{{Type::Gauge, "level", "", "", {"kind"}, {}, {}}}); // no series
        apply(Create{{Type::Gauge, "last", "", "", {}, {}, {}}});
        return made;
    }();
    return filled;
}

std::string protobufAsText(std::string_view query) {
    std::string whole;
    instruments::appendProtobuf(bench(), whole);
    const std::string only = onlyNamed(whole, Media::Protobuf, namesAskedFor(query));
    const auto text = gateway::textOfProtobuf(only, false);
    const auto* const good = std::get_if<std::string>(&text);
    return good != nullptr ? *good : std::get<gateway::Refusal>(text).message;
}

} // namespace

class NameFilterTest : public QObject {
    Q_OBJECT

private Q_SLOTS:

    void answersAsTheClientLibrary_data() {
        QByteArray errors;
        const QList<QByteArray> answers = answersOfTheClientLibrary(errors).trimmed().split('\n');
        if (errors.contains("ModuleNotFoundError")) {
            QFAIL("Debian's python3-prometheus-client is not installed");
        }
        QVERIFY2(answers.size() == 2 * kQueries.size(), errors.constData());
        QTest::addColumn<QString>("query");
        QTest::addColumn<QString>("whole");
        QTest::addColumn<QString>("only");
        for (qsizetype i = 0; i < answers.size(); ++i) {
            const QJsonArray bodies = QJsonDocument::fromJson(answers.at(i)).array();
            const QString query = kQueries.at(i / 2);
            const QString format =
                i % 2 == 0 ? QStringLiteral("text") : QStringLiteral("OpenMetrics");
            QTest::newRow(qPrintable(query + QStringLiteral(" in ") + format))
                << query << bodies.at(0).toString() << bodies.at(1).toString();
        }
    }

    void answersAsTheClientLibrary() {
        QFETCH(QString, query);
        QFETCH(QString, whole);
        QFETCH(QString, only);
        const bool isOpenMetrics = whole.endsWith(QStringLiteral("# EOF\n"));
        const auto names = namesAskedFor(query.toStdString());
        QVERIFY(!whole.isEmpty());
        QCOMPARE(names.empty(), only == whole);
        if (names.empty()) {
            return;
        }
        const QString ours = QString::fromStdString(
            onlyNamed(whole.toStdString(), isOpenMetrics ? Media::OpenMetrics : Media::Text, names)
        );
        QCOMPARE(familiesOf(ours), familiesOf(only));
        QCOMPARE(ours.endsWith(QStringLiteral("# EOF\n")), isOpenMetrics);
        QCOMPARE(ours.count(QStringLiteral("# EOF")), isOpenMetrics ? 1 : 0);
    }

    void ourOwn_data() {
        QTest::addColumn<std::string>("query");
        QTest::addColumn<std::string>("text");
        QTest::addColumn<std::string>("openMetrics");
        QTest::newRow("a counter with all of its metadata")
            << std::string("name[]=jobs_total")
            << std::string("# HELP jobs_total Jobs done.\n# TYPE jobs_total counter\n"
                           "jobs_total{kind=\"a\"} 2.0\n")
            << std::string("# TYPE jobs counter\n# HELP jobs Jobs done.\n"
                           "jobs_total{kind=\"a\"} 2.0\n# EOF\n");
        QTest::newRow("a part of a histogram")
            << std::string("name[]=wait_seconds_sum")
            << std::string("# TYPE wait_seconds histogram\nwait_seconds_sum 0.7\n")
            << std::string("# TYPE wait_seconds histogram\n# UNIT wait_seconds seconds\n"
                           "wait_seconds_sum 0.7\n# EOF\n");
        QTest::newRow("the last one, behind one without series")
            << std::string("name[]=last") << std::string("# TYPE last gauge\nlast 0.0\n")
            << std::string("# TYPE last gauge\nlast 0.0\n# EOF\n");
        QTest::newRow("nothing of one without series")
            << std::string("name[]=level") << std::string() << std::string("# EOF\n");
    }

    void ourOwn() {
        QFETCH(std::string, query);
        QFETCH(std::string, text);
        QFETCH(std::string, openMetrics);
        const auto names = namesAskedFor(query);
        const auto exposed = [](exposition::Format format) {
            return instruments::expose(bench(), format);
        };
        QCOMPARE(onlyNamed(exposed(exposition::Format::Text), Media::Text, names), text);
        QCOMPARE(
            onlyNamed(exposed(exposition::Format::OpenMetrics), Media::OpenMetrics, names),
            openMetrics
        );
    }

    /// A message is a whole family: it is there when the text would have had one of its samples.
    void protobuf_data() {
        QTest::addColumn<std::string>("query");
        QTest::addColumn<QStringList>("families");
        const auto row = [](const char* name, const char* query, const QStringList& families) {
            QTest::newRow(name) << std::string(query) << families;
        };
        const QString jobs = QStringLiteral("jobs_total");
        const QString wait = QStringLiteral("wait_seconds");
        const QString last = QStringLiteral("last");
        row("a counter", "name[]=jobs_total", {jobs});
        row("a counter without its suffix", "name[]=jobs", {});
        row("a gauge behind others", "name[]=last", {last});
        row("a gauge has no parts", "name[]=last_sum&name[]=last_bucket", {});
        row("buckets", "name[]=wait_seconds_bucket", {wait});
        row("a sum", "name[]=wait_seconds_sum", {wait});
        row("a count, and the first", "name[]=wait_seconds_count&name[]=jobs_total", {jobs, wait});
        row("a histogram has no sample of its name", "name[]=wait_seconds", {});
    }

    void protobuf() {
        QFETCH(std::string, query);
        QFETCH(QStringList, families);
        QStringList got;
        const QString text = QString::fromStdString(protobufAsText(query));
        for (const QString& line : text.split(QLatin1Char('\n'))) {
            if (line.startsWith(QStringLiteral("# TYPE "))) {
                got << line.section(QLatin1Char(' '), 2, 2);
            }
        }
        QCOMPARE(got, families);
    }

    /// quantile's samples have the name of the family.
    void aSummaryInProtobuf() {
        const std::string message("\x0a\x01s\x18\x02", 5); // name: "s", type: SUMMARY
        const std::string body = static_cast<char>(message.size()) + message;
        for (const char* const query : {"name[]=s", "name[]=s_sum", "name[]=s_count"}) {
            QCOMPARE(onlyNamed(body, Media::Protobuf, namesAskedFor(query)), body);
        }
        QCOMPARE(onlyNamed(body, Media::Protobuf, namesAskedFor("name[]=s_bucket")), std::string());
    }

    void namesBeyondTheOldAlphabet() {
        const std::string dots =
            "# TYPE \"my.gauge\" gauge\n{\"my.gauge\"} 1\n{\"my.gauge\",a=\"b\"} 2\n";
        const std::string odd =
            "# HELP \"a \\\"b\\\"\\n\\\\\" x\n{\"a \\\"b\\\"\\n\\\\\",c=\"d\"} 3\n";
        const std::string body = "# TYPE my gauge\nmy 0\n" + dots + odd;
        QCOMPARE(onlyNamed(body, Media::Text, namesAskedFor("name[]=my.gauge")), dots);
        QCOMPARE(onlyNamed(body, Media::Text, namesAskedFor("name[]=a+%22b%22%0a%5c")), odd);
        QCOMPARE(
            onlyNamed(body, Media::Text, namesAskedFor("name[]=my")),
            std::string("# TYPE my gauge\nmy 0\n")
        );
    }
};

QTEST_GUILESS_MAIN(NameFilterTest)
#include "name_filter_test.moc"
