// The curl lines that a bench is copied as go through a real shell, in which curl is a function
// that hands out its arguments and its input: they must come to the ICOS route and to the push
// route as they were meant, and the routes must make the same bench of them.
#include "core/icos/routes.h"
#include "core/instruments/client_code.h"
#include "core/instruments/import_exposition.h"
#include "tests/core/instruments/odd_texts.h"
#include "tests/support/python.h"

#include <QtTest>

#include <cmath>

using namespace meterbench;
using namespace meterbench::instruments;

namespace {

class Port final : public icos::BenchPort {
public:
    [[nodiscard]] const Bench& bench() const override { return m_bench; }

    [[nodiscard]] base::Status apply(std::span<const Edit> edits) override {
        for (const Edit& edit : edits) {
            if (const auto done = m_bench.apply(edit, kNowMs); !done) {
                return done.error();
            }
        }
        return {};
    }

    [[nodiscard]] bool isTaken(std::string_view) const override { return false; }

private:
    Bench m_bench;
};

struct Call {
    QList<QByteArray> arguments;
    QByteArray input; ///< only where it is asked for
};

/// Every text ends with a 0, every call with "end".
constexpr const char* kCurl = "curl() {\n"
                              "    printf '%s\\0' \"$@\"\n"
                              "    [ \"$1\" != --data-binary ] || { cat; printf '\\0'; }\n"
                              "    printf 'end\\0'\n"
                              "}\n";

QList<Call> callsOf(const std::string& code) {
    const auto run = support::runProgram(
        QStringLiteral("/bin/sh"), {QStringLiteral("-s")}, kCurl + QByteArray::fromStdString(code)
    );
    if (!run.isGood || run.output.isEmpty()) {
        qFatal("sh: %s", run.errors.constData());
    }
    QList<Call> calls{{}};
    auto texts = run.output.split('\0');
    texts.removeLast();
    for (const QByteArray& text : texts) {
        if (text == "end") {
            calls.append(Call());
        } else {
            calls.last().arguments.append(text);
        }
    }
    calls.removeLast();
    for (Call& call : calls) {
        if (call.arguments.value(0) == "--data-binary") {
            call.input = call.arguments.takeLast();
        }
    }
    return calls;
}

/// What the route makes of the calls.
Bench made(const QList<Call>& calls, QByteArray& problem) {
    Port port;
    for (const Call& call : calls) {
        if (call.arguments.size() != 5 || call.arguments.at(0) != "-H" ||
            call.arguments.at(2) != "-d" || call.arguments.at(4) != "http://a:1/create_metric") {
            qFatal("curl %s", call.arguments.join(' ').constData());
        }
        const QByteArray type = call.arguments.at(1).mid(qstrlen("Content-Type: "));
        const std::string body = call.arguments.at(3).toStdString();
        const std::vector<http::HeaderView> headers{
            {"Content-Type", {type.constData(), static_cast<std::size_t>(type.size())}}};
        const auto answer =
            icos::answer({"POST", "/create_metric", {}, body, "127.0.0.1:1", headers}, port);
        if (!answer || answer->status != 200) {
            problem = answer ? QByteArray::fromStdString(answer->body) : "there is no such route";
        }
    }
    return port.bench();
}

std::vector<Edit> oneOfEach() {
    return {
        Create{{Type::Counter, "reqs", "All.", "", {"a", "b"}, {}, {}}},
        Increment{{"reqs", {{"a", "x"}, {"b", "y"}}}, 0.1},
        Increment{{"reqs", {{"a", "z"}, {"b", "y"}}}, 1e21},
        Create{{Type::Gauge, "heat", "", "", {"at"}, {}, {}}},
        SetValue{{"heat", {{"at", "a"}}}, -1e-7},
        SetValue{{"heat", {{"at", "b"}}}, HUGE_VAL},
        SetValue{{"heat", {{"at", "c"}}}, -HUGE_VAL},
        Create{{Type::Info, "build", "Build.", "", {}, {}, {}}},
        SetInfo{{"build", {}}, {{"os", ""}, {"version", "1.0"}}},
        Create{{Type::Enum, "mode", "Mode.", "", {}, {"up", "down"}, {}}},
        Choose{{"mode", {}}, "down"}};
}

} // namespace

class ClientCurlTest : public QObject {
    Q_OBJECT

private Q_SLOTS:

    void makesTheSameBench() {
        const Bench bench = benchOf(oneOfEach());
        QByteArray problem;
        const Bench again =
            made(callsOf(clientCode(bench, ClientForm::Curl, "http://a:1")), problem);
        QVERIFY2(problem.isEmpty(), problem.constData());
        QCOMPARE(again.instruments().size(), bench.instruments().size());
        for (std::size_t i = 0; i < bench.instruments().size(); ++i) {
            QVERIFY2(
                again.instruments()[i] == bench.instruments()[i],
                bench.instruments()[i].definition.name.c_str()
            );
        }
    }

    /// The route takes no state that is blank; neither it nor a shell knows a 0 in a text.
    void textStaysText_data() {
        QTest::addColumn<QByteArray>("text");
        for (const auto& [title, text] : oddTexts()) {
            const QString words = QString::fromStdString(text);
            if (!words.trimmed().isEmpty() && !words.contains(QChar(0))) {
                QTest::newRow(title) << QByteArray::fromStdString(text);
            }
        }
    }

    void textStaysText() {
        QFETCH(QByteArray, text);
        const Bench bench = withText(text.toStdString());
        QByteArray problem;
        const Bench again =
            made(callsOf(clientCode(bench, ClientForm::Curl, "http://a:1")), problem);
        QVERIFY2(problem.isEmpty(), problem.constData());
        QVERIFY(again.instruments() == bench.instruments());
    }

    void aHistogramIsPushed_data() { textStaysText_data(); }

    void aHistogramIsPushed() {
        QFETCH(QByteArray, text);
        const Bench bench = benchOf(
            {Create{{Type::Histogram, "size", text.toStdString(), "", {"a"}, {}, {0.5, 1e7}}},
             observed("size", {text.toStdString()}, 2.5, {1, 2, 3})}
        );
        const auto calls = callsOf(clientCode(bench, ClientForm::Curl, {}));
        QCOMPARE(calls.size(), 1);
        QCOMPARE(
            calls.at(0).arguments,
            (QList<QByteArray>{
                "--data-binary", "@-", "http://127.0.0.1:9091/metrics/job/meterbench"})
        );
        const auto edits = readExposition(calls.at(0).input.toStdString(), kNowMs);
        QVERIFY2(edits.ok(), edits.ok() ? "" : edits.error().context.c_str());
        QVERIFY(benchOf(*edits).instruments() == bench.instruments());
    }

    void anAddressStaysOneArgument() {
        const auto calls = callsOf(
            clientCode(withText("x"), ClientForm::Curl, "http://u:p'w@[::1]:9091/a b?$c&d;e")
        );
        QCOMPARE(calls.size(), 3);
        QCOMPARE(
            calls.at(0).arguments.last(),
            QByteArray("http://u:p'w@[::1]:9091/a b?$c&d;e/create_metric")
        );
    }
};

QTEST_GUILESS_MAIN(ClientCurlTest)
#include "client_curl_test.moc"
