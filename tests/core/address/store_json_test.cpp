// The Pushgateway's JSON, read by Qt's reader: of groups as the Pushgateway 1.5.1 answered it (each
// folder of tests/data/gateway_groups), of merged families in the same shape and with the same
// samples as the exposition.
#include "core/address/open_store.h"
#include "core/address/store_json.h"
#include "core/exposition/pull_parser.h"
#include "tests/core/address/desk_fixture.h"

#include <QDateTime>
#include <QDir>
#include <QFile>
#include <QJsonArray>
#include <QJsonDocument>
#include <QJsonObject>
#include <QTest>

#include <nlohmann/json.hpp>

#include <algorithm>
#include <set>
#include <sstream>

using namespace meterbench;
using namespace meterbench::tests;

namespace {

QByteArray contentOf(const QString& path) {
    QFile file(path);
    return file.open(QIODevice::ReadOnly) ? file.readAll() : QByteArray();
}

QJsonArray sorted(const QJsonArray& values) {
    const auto keyOf = [](const QJsonValue& value) {
        return QJsonDocument(value.toObject().value(QStringLiteral("labels")).toObject()).toJson();
    };
    std::vector<QJsonValue> all(values.begin(), values.end());
    std::ranges::sort(all, {}, keyOf);
    QJsonArray out;
    for (const QJsonValue& value : all) {
        out.append(value);
    }
    return out;
}

/// Neither the order of groups nor that of a family's metrics says anything. When a stamp that is 0
/// was written is not kept (core/gateway/README.md).
QJsonArray inOrder(const QJsonArray& groups) {
    QJsonArray out;
    for (const QJsonValue& value : groups) {
        QJsonObject group = value.toObject();
        for (const QString& name : group.keys()) {
            QJsonObject family = group.value(name).toObject();
            if (family.contains(QStringLiteral("metrics"))) {
                const QJsonArray metrics = family.value(QStringLiteral("metrics")).toArray();
                family.insert(QStringLiteral("metrics"), sorted(metrics));
                const QJsonValue stamp = metrics.at(0).toObject().value(QStringLiteral("value"));
                if (name.startsWith(QStringLiteral("push_")) && stamp == QStringLiteral("0")) {
                    family.remove(QStringLiteral("time_stamp"));
                }
                group.insert(name, family);
            }
        }
        out.append(group);
    }
    return sorted(out);
}

/// Which Qt's reader passes over, and others refuse.
std::string keyThatIsTwice(const std::string& text) {
    std::vector<std::set<std::string>> objects;
    std::string twice;
    const auto look = [&](int, nlohmann::json::parse_event_t event, nlohmann::json& parsed) {
        using Event = nlohmann::json::parse_event_t;
        if (event == Event::object_start) {
            objects.emplace_back();
        } else if (event == Event::object_end) {
            objects.pop_back();
        } else if (event == Event::key && !objects.back().insert(parsed.get<std::string>()).second) {
            twice = parsed.get<std::string>();
        }
        return true;
    };
    const nlohmann::json parsed = nlohmann::json::parse(text, look, false);
    return parsed.is_discarded() ? "no JSON" : twice;
}

class StoreUnderTest {
public:
    explicit StoreUnderTest(
        address::Mode mode, gateway::Profile profile = gateway::Profile::Strict
    ) {
        m_machine.options.mode = mode;
        m_machine.options.profile = profile;
        auto store = address::openStore(
            m_machine.options, m_machine.files, m_machine.clock, m_machine.sink, {}
        );
        m_store = store ? std::move(*store) : nullptr;
    }

    int push(
        const std::string& method, const std::string& path, const std::string& body, std::int64_t ms
    ) {
        const auto which = method == "PUT"    ? gateway::PushMethod::Put
                           : method == "POST" ? gateway::PushMethod::Post
                                              : gateway::PushMethod::Delete;
        return m_store->take({which, path, "", body, ""}, ms).status;
    }

    /// Read by Qt; empty when it is no JSON.
    [[nodiscard]] QJsonArray data() const {
        const std::string text = address::metricsJson(*m_store);
        QJsonParseError error;
        const auto document = QJsonDocument::fromJson(QByteArray::fromStdString(text), &error);
        if (error.error != QJsonParseError::NoError || !keyThatIsTwice(text).empty()) {
            return {QString::fromStdString("twice: " + keyThatIsTwice(text)), error.errorString()};
        }
        const QJsonObject answer = document.object();
        return answer.value(QStringLiteral("status")) == QStringLiteral("success")
                   ? inOrder(answer.value(QStringLiteral("data")).toArray())
                   : QJsonArray();
    }

    [[nodiscard]] std::string text() const {
        std::string out;
        m_store->expose(out, gateway::ExposeFormat::Text);
        return out;
    }

private:
    Machine m_machine;
    std::unique_ptr<gateway::PushStore> m_store;
};

/// As tests/core/gateway/group_cases_test.cpp: the n-th request comes n seconds after 1970.
void play(StoreUnderTest& store, const std::string& requests) {
    std::istringstream lines(requests);
    std::string method;
    std::string path;
    for (std::int64_t second = 1; lines >> method >> path; ++second) {
        std::string line;
        std::string body;
        std::getline(lines, line);
        while (std::getline(lines, line) && line != "---") {
            body += line + '\n';
        }
        static_cast<void>(store.push(method, path, body, second * 1'000));
    }
}

QString sampleText(const QString& name, const QJsonObject& labels, const QString& value) {
    QString text = name;
    for (auto label = labels.begin(); label != labels.end(); ++label) {
        text += QLatin1Char('\n') + label.key() + QLatin1Char('=') + label.value().toString();
    }
    return text + QStringLiteral("\n") + value;
}

void addParts(QStringList& out, const QString& name, const QJsonObject& metric) {
    const QJsonObject labels = metric.value(QStringLiteral("labels")).toObject();
    const auto add = [&](const QString& suffix, const QString& value, const QJsonObject& of) {
        out << sampleText(name + suffix, of, value);
    };
    for (const auto& [key, suffix, bound] :
         {std::tuple{"buckets", "_bucket", "le"}, std::tuple{"quantiles", "", "quantile"}}) {
        const QJsonObject bounds = metric.value(QLatin1String(key)).toObject();
        for (auto at = bounds.begin(); at != bounds.end(); ++at) {
            QJsonObject of = labels;
            of.insert(QLatin1String(bound), at.key());
            add(QLatin1String(suffix), at.value().toString(), of);
        }
    }
    for (const char* const part : {"count", "sum", "value"}) {
        if (metric.contains(QLatin1String(part))) {
            const bool isWhole = std::string_view(part) == "value";
            const QString suffix = isWhole ? QString() : QLatin1Char('_') + QLatin1String(part);
            add(suffix, metric.value(QLatin1String(part)).toString(), labels);
        }
    }
}

/// All samples but the stamps.
QStringList samplesOf(const QJsonArray& groups) {
    QStringList out;
    for (const QJsonValue& value : groups) {
        const QJsonObject group = value.toObject();
        for (const QString& name : group.keys()) {
            if (name.startsWith(QStringLiteral("push_"))) {
                continue;
            }
            const QJsonArray metrics =
                group.value(name).toObject().value(QStringLiteral("metrics")).toArray();
            for (const QJsonValue& metric : metrics) {
                addParts(out, name, metric.toObject());
            }
        }
    }
    out.sort();
    return out;
}

QStringList samplesOf(const std::string& text) {
    QStringList out;
    exposition::PullParser parser(text, exposition::Format::Text);
    for (auto kind = parser.next(); kind != exposition::EntryKind::End; kind = parser.next()) {
        if (kind == exposition::EntryKind::Error) {
            return {QString::fromUtf8(parser.problem().message)};
        }
        std::vector<model::LabelView> views;
        if (kind != exposition::EntryKind::Sample || !parser.labels(views)) {
            continue;
        }
        QString name;
        QJsonObject labels;
        for (const model::LabelView& view : views) {
            const QString value =
                QString::fromUtf8(view.value.data(), qsizetype(view.value.size()));
            if (view.name == model::kMetricName) {
                name = value;
            } else {
                labels.insert(QString::fromStdString(std::string(view.name)), value);
            }
        }
        const std::string_view value = parser.sample().valueText;
        out << sampleText(name, labels, QString::fromUtf8(value.data(), qsizetype(value.size())));
    }
    out.sort();
    return out;
}

/// Bounds that the parser does not write in another form: no whole numbers.
const std::string kOfEachKind =
    "# HELP c A \"help\"\\nof two lines \\\\.\n# TYPE c counter\nc{a=\"1\"} 5\nc{a=\"2\"} 0.25\n"
    "# TYPE g gauge\ng -1.5\n"
    "# TYPE h histogram\nh_bucket{x=\"y\",le=\"0.5\"} 1\nh_bucket{x=\"y\",le=\"+Inf\"} 3\n"
    "h_sum{x=\"y\"} 4.5\nh_count{x=\"y\"} 3\n"
    "# TYPE s summary\ns{quantile=\"0.5\"} 2\ns{quantile=\"0.99\"} 7\ns_sum 9\ns_count 2\n"
    "u 1e+20\n";

const std::string kOdd = "q{a=\"\\\"quoted\\\" \\\\ and \\n a "
                         "line\",b=\"\x01\x1f\x7f\xc3\xa9\xf0\x9f\x98\x80</script>\"} 1\n"
                         "n NaN\ni +Inf\nm -Inf\n";

QJsonObject familyIn(const QJsonArray& groups, const char* name) {
    return groups.at(0).toObject().value(QLatin1String(name)).toObject();
}

} // namespace

class StoreJsonTest : public QObject {
    Q_OBJECT

private Q_SLOTS:

    void groupsAsThePushgateway_data() {
        QTest::addColumn<QString>("folder");
        const QDir data(QStringLiteral(MB_TEST_DATA "/gateway_groups"));
        for (const QString& name : data.entryList(QDir::Dirs | QDir::NoDotAndDotDot)) {
            const QString folder = data.filePath(name);
            if (QFile::exists(folder + QStringLiteral("/expected.json"))) {
                QTest::newRow(qPrintable(name)) << folder;
            }
        }
    }

    void groupsAsThePushgateway() {
        QFETCH(QString, folder);
        StoreUnderTest store(address::Mode::Pushgateway);
        play(store, contentOf(folder + QStringLiteral("/requests.txt")).toStdString());
        const QJsonArray wanted =
            QJsonDocument::fromJson(contentOf(folder + QStringLiteral("/expected.json"))).array();
        const QList<QByteArray> got = QJsonDocument(store.data()).toJson().split('\n');
        const QList<QByteArray> want = QJsonDocument(inOrder(wanted)).toJson().split('\n');
        for (qsizetype i = 0; i < std::min(got.size(), want.size()); ++i) {
            QVERIFY2(
                got.at(i) == want.at(i), got.mid(0, i + 1).join('\n') + "\nbut:\n" + want.at(i)
            );
        }
        QCOMPARE(got.size(), want.size());
    }

    void theSamplesOfTheExposition_data() {
        QTest::addColumn<bool>("isPushgateway");
        QTest::addColumn<std::string>("body");
        QTest::newRow("each kind, merged") << false << kOfEachKind;
        QTest::newRow("each kind, in groups") << true << kOfEachKind;
        QTest::newRow("odd texts and numbers, merged") << false << kOdd;
        QTest::newRow("odd texts and numbers, in groups") << true << kOdd;
    }

    void theSamplesOfTheExposition() {
        QFETCH(bool, isPushgateway);
        QFETCH(std::string, body);
        StoreUnderTest store(
            isPushgateway ? address::Mode::Pushgateway : address::Mode::Aggregation
        );
        QVERIFY(store.push("POST", "/job/a", body, 1'000) < 300);
        QVERIFY(store.push("POST", "/job/b/path@base64/L3Zhci8idG1wIg", body, 2'000) < 300);
        const std::string exposed = store.text();
        QStringList wanted = samplesOf(exposed);
        wanted.removeIf([](const QString& sample) {
            return sample.startsWith(QLatin1String("push_"));
        });
        QVERIFY(wanted.size() >= 8);
        QCOMPARE(samplesOf(store.data()), wanted);
    }

    // merged families in the same shape

    void aMergedGroup() {
        StoreUnderTest store(address::Mode::Aggregation);
        QCOMPARE(store.push("POST", "/job/a/instance/b", kOfEachKind, 1'500), 202);
        const QJsonArray groups = store.data();
        QCOMPARE(groups.size(), 1);
        const QJsonObject group = groups.at(0).toObject();
        QCOMPARE(
            group.value(QStringLiteral("labels")).toObject(),
            QJsonObject(
                {{QStringLiteral("instance"), QStringLiteral("b")},
                 {QStringLiteral("job"), QStringLiteral("a")}}
            )
        );
        QVERIFY(group.value(QStringLiteral("last_push_successful")).toBool());
        const QStringList names{
            QStringLiteral("c"),
            QStringLiteral("g"),
            QStringLiteral("h"),
            QStringLiteral("labels"),
            QStringLiteral("last_push_successful"),
            QStringLiteral("push_failure_time_seconds"),
            QStringLiteral("push_time_seconds"),
            QStringLiteral("s"),
            QStringLiteral("u")};
        QCOMPARE(group.keys(), names);
        const QJsonObject counter = familyIn(groups, "c");
        QCOMPARE(
            counter.value(QStringLiteral("help")).toString(),
            QStringLiteral("A \"help\"\nof two lines \\.")
        );
        const QDateTime time = QDateTime::fromString(
            counter.value(QStringLiteral("time_stamp")).toString(), Qt::ISODateWithMs
        );
        QCOMPARE(time.toMSecsSinceEpoch(), qint64(1'500));
        QVERIFY(!familyIn(groups, "g").contains(QStringLiteral("help")));
    }

    void typesInCapitals_data() {
        QTest::addColumn<QByteArray>("family");
        QTest::addColumn<QString>("type");
        QTest::newRow("counter") << QByteArray("c") << QStringLiteral("COUNTER");
        QTest::newRow("gauge") << QByteArray("g") << QStringLiteral("GAUGE");
        QTest::newRow("histogram") << QByteArray("h") << QStringLiteral("HISTOGRAM");
        QTest::newRow("summary") << QByteArray("s") << QStringLiteral("SUMMARY");
        QTest::newRow("no type") << QByteArray("u") << QStringLiteral("UNTYPED");
        QTest::newRow("the stamp") << QByteArray("push_time_seconds") << QStringLiteral("GAUGE");
    }

    void typesInCapitals() {
        QFETCH(QByteArray, family);
        QFETCH(QString, type);
        for (const auto mode : {address::Mode::Aggregation, address::Mode::Pushgateway}) {
            StoreUnderTest store(mode);
            QVERIFY(store.push("POST", "/job/a", kOfEachKind, 1'000) < 300);
            const QJsonObject found = familyIn(store.data(), family);
            QCOMPARE(found.value(QStringLiteral("type")).toString(), type);
        }
    }

    void stampsOfAMergedGroup() {
        StoreUnderTest store(address::Mode::Aggregation);
        QCOMPARE(store.push("POST", "/job/a", "x 1\n", 1'500), 202);
        QCOMPARE(store.push("POST", "/job/a", "# TYPE x counter\nx 1\n", 2'250), 400);
        const QJsonArray groups = store.data();
        QCOMPARE(groups.size(), 1);
        QVERIFY(!groups.at(0).toObject().value(QStringLiteral("last_push_successful")).toBool(true)
        );
        for (const auto& [name, value] :
             {std::pair{"push_time_seconds", "1.5"},
              std::pair{"push_failure_time_seconds", "2.25"}}) {
            const QJsonObject metric =
                familyIn(groups, name).value(QStringLiteral("metrics")).toArray().at(0).toObject();
            QCOMPARE(metric.value(QStringLiteral("value")).toString(), QLatin1String(value));
            QCOMPARE(
                metric.value(QStringLiteral("labels")).toObject(),
                QJsonObject(
                    {{QStringLiteral("instance"), QString()},
                     {QStringLiteral("job"), QStringLiteral("a")}}
                )
            );
        }
    }

    void nothingIsAnEmptyList() {
        for (const auto mode : {address::Mode::Aggregation, address::Mode::Pushgateway}) {
            Machine machine(mode);
            auto store =
                address::openStore(machine.options, machine.files, machine.clock, machine.sink, {});
            QVERIFY(store.ok());
            QCOMPARE(
                address::metricsJson(**store), std::string("{\"status\":\"success\",\"data\":[]}")
            );
        }
    }

    /// As in the recorded case names_of_the_json: what was pushed takes the place of the group's
    /// own, the stamps take the place of what was pushed.
    void namesThatTheShapeHasItself() {
        StoreUnderTest store(address::Mode::Aggregation);
        const int status = store.push(
            "POST", "/job/a", "labels 5\nlast_push_successful 6\npush_time_seconds 7\n", 1'000
        );
        QCOMPARE(status, 202);
        const QJsonArray groups = store.data();
        QVERIFY(groups.at(0).isObject());
        for (const char* const name : {"labels", "last_push_successful"}) {
            QVERIFY2(familyIn(groups, name).contains(QStringLiteral("metrics")), name);
        }
        const QJsonArray stamp =
            familyIn(groups, "push_time_seconds").value(QStringLiteral("metrics")).toArray();
        QCOMPARE(
            stamp.at(0).toObject().value(QStringLiteral("value")).toString(), QStringLiteral("1")
        );
    }

    void theStatus() {
        address::AddressOptions options;
        options.about = "Meterbench \"1\"";
        options.listenAddress = "127.0.0.1:9091";
        options.telemetryPath = "/metrics";
        options.routePrefix = "/push";
        options.enableAdmin = true;
        options.checkConsistency = false;
        options.writers = {{"writer", "hidden", false}};
        const QByteArray text =
            QByteArray::fromStdString(address::statusJson(options, 1'700'000'000'123));
        const QJsonObject data =
            QJsonDocument::fromJson(text).object().value(QStringLiteral("data")).toObject();
        const QJsonObject flags = data.value(QStringLiteral("flags")).toObject();
        const auto flag = [&](const char* name) {
            return flags.value(QLatin1String(name)).toString();
        };
        QCOMPARE(flag("web.listen-address"), QStringLiteral("127.0.0.1:9091"));
        QCOMPARE(flag("web.telemetry-path"), QStringLiteral("/metrics"));
        QCOMPARE(flag("web.route-prefix"), QStringLiteral("/push"));
        QCOMPARE(flag("web.enable-lifecycle"), QStringLiteral("false"));
        QCOMPARE(flag("web.enable-admin-api"), QStringLiteral("true"));
        QCOMPARE(flag("push.disable-consistency-check"), QStringLiteral("true"));
        QCOMPARE(
            data.value(QStringLiteral("build_information"))
                .toObject()
                .value(QStringLiteral("version"))
                .toString(),
            QStringLiteral("Meterbench \"1\"")
        );
        QCOMPARE(
            data.value(QStringLiteral("start_time")).toString(),
            QStringLiteral("2023-11-14T22:13:20.123Z")
        );
        QVERIFY(!text.contains("hidden"));
    }
};

QTEST_GUILESS_MAIN(StoreJsonTest)
#include "store_json_test.moc"
