// KnownText: a push moved to another path must be what reading its body there gives.
#include "core/gateway/known_text.h"

#include <QTest>

#include <random>
#include <string>
#include <vector>

using namespace meterbench;
using gateway::KnownText;
using gateway::Profile;
using gateway::Push;
using gateway::PushReader;
using gateway::PushSeries;

namespace {

std::string shown(const Push& push) {
    std::string out;
    for (const PushSeries& series : push.series) {
        out.append(push.families[series.family].name).append("{").append(push.key(series));
        out += "} " + std::to_string(series.hash) + ' ' + std::to_string(series.value);
        if (series.distribution != gateway::kNoDistribution) {
            for (const auto& point : push.distributions[series.distribution].points) {
                out += ' ' + std::to_string(point.bound) + ':' + std::to_string(point.value);
            }
        }
        out += '\n';
    }
    for (const model::Label& label : push.path) {
        out += label.name + '=' + label.value + '\n';
    }
    return out;
}

/// What reading the body under the path gives; empty when it is refused.
std::string readThere(const std::string& path, const std::string& body, Profile profile) {
    PushReader reader(profile);
    Push push;
    return reader.read(path, body, push) ? std::string() : shown(push);
}

class Moved {
public:
    Moved(const std::string& path, const std::string& body, Profile profile)
        : m_reader(profile) {
        Push push;
        if (!m_reader.read(path, body, push)) {
            m_text = KnownText::adopt(push, body, 1);
        }
    }

    [[nodiscard]] bool isKnown() const { return m_text != nullptr; }

    /// Empty when it cannot be moved.
    std::string to(const std::string& path, const std::string& body) {
        std::vector<double> values;
        if (!m_text->parse(body, values)) {
            return "another text";
        }
        const Push* const push = m_text->moveTo(path, m_reader, values);
        return push == nullptr ? std::string() : shown(*push);
    }

private:
    PushReader m_reader;
    std::shared_ptr<KnownText> m_text;
};

std::string bodyWith(int n) {
    const std::string number = std::to_string(n);
    return "c{b=\"1\",y=\"a\\\"b\\\\,c=\\n\"} " + number + "\nc " + number +
           "\n# TYPE h histogram\nh_bucket{z=\"1\",le=\"1\"} " + number +
           "\nh_bucket{z=\"1\",le=\"+Inf\"} 9\nh_sum{z=\"1\"} 2\nh_count{z=\"1\"} 9\n";
}

} // namespace

class KnownTextTest : public QObject {
    Q_OBJECT

private Q_SLOTS:

    void aMovedPushIsWhatReadingGives_data() {
        QTest::addColumn<QString>("from");
        QTest::addColumn<QString>("to");
        QTest::newRow("another value") << "/job/a"
                                       << "/job/b";
        QTest::newRow("more labels") << "/job/a"
                                     << "/job/b/instance/i/zone/eu/a0/x";
        QTest::newRow("fewer labels") << "/job/a/instance/i"
                                      << "/job/b";
        QTest::newRow("to no label") << "/job/a"
                                     << "";
        QTest::newRow("from no label") << ""
                                       << "/job/a";
        QTest::newRow("before, between and behind those of the body") << ""
                                                                      << "/a/1/c/2/zz/3";
        QTest::newRow("a value that must be escaped") << "/job/a"
                                                      << "/job@base64/IlwKIg";
        QTest::newRow("an empty value") << "/job/a"
                                        << "/job/b/instance@base64/=";
        QTest::newRow("away from an empty value") << "/job/b/instance@base64/="
                                                  << "/job/a";
        QTest::newRow("names of one beginning") << "/b0/1/bb/2"
                                                << "/bb/2/b0/1/yy/3";
    }

    void aMovedPushIsWhatReadingGives() {
        QFETCH(QString, from);
        QFETCH(QString, to);
        for (const Profile profile : {Profile::Strict, Profile::Compatible}) {
            const std::string there = readThere(to.toStdString(), bodyWith(5), profile);
            Moved moved(from.toStdString(), bodyWith(3), profile);
            if (there.empty() || !moved.isKnown()) {
                QVERIFY(profile == Profile::Compatible); // it has no @base64
                continue;
            }
            QCOMPARE(moved.to(to.toStdString(), bodyWith(5)), there);
            QCOMPARE(
                moved.to(from.toStdString(), bodyWith(4)),
                readThere(from.toStdString(), bodyWith(4), profile)
            );
            QCOMPARE(moved.to(to.toStdString(), bodyWith(5)), there);
        }
    }

    void whatReadingRefusesIsNotMoved_data() {
        QTest::addColumn<QString>("body");
        QTest::addColumn<QString>("path");
        QTest::newRow("a label of the body") << "x{a=\"1\"} 1\ny{b=\"1\"} 1\n"
                                             << "/b/2";
        QTest::newRow("one with an empty value") << "x{b=\"\"} 1\n"
                                                 << "/b/2";
        QTest::newRow("clearmode") << "x{clearmode=\"max\"} 1\n"
                                   << "/clearmode/x";
        QTest::newRow("the bound of a bucket")
            << "# TYPE h histogram\nh_bucket{le=\"+Inf\"} 1\nh_sum 1\nh_count 1\n"
            << "/le/1";
        QTest::newRow("a quantile")
            << "# TYPE s summary\ns{quantile=\"0.5\"} 1\ns_sum 1\ns_count 1\n"
            << "/quantile/1";
        QTest::newRow("a bad path") << "x 1\n"
                                    << "/odd";
        QTest::newRow("a counter that falls below 0") << "# TYPE x counter\nx 1\n"
                                                      << "/job/a";
    }

    void whatReadingRefusesIsNotMoved() {
        QFETCH(QString, body);
        QFETCH(QString, path);
        const std::string first = body.toStdString();
        const bool isNegative = first.starts_with("# TYPE x counter");
        const std::string then = isNegative ? "# TYPE x counter\nx -1\n" : first;
        QCOMPARE(readThere(path.toStdString(), then, Profile::Strict), std::string());
        Moved moved("/first/1", first, Profile::Strict);
        QVERIFY(moved.isKnown());
        QCOMPARE(moved.to(path.toStdString(), then), std::string());
        // A text that could not be moved is not broken by it.
        const std::string back = moved.to("/first/2", first);
        QVERIFY(back.empty() || back == readThere("/first/2", first, Profile::Strict));
    }

    void randomPathsAndBodies() {
        std::mt19937 random(20261130); // the same each time
        const auto below = [&](unsigned most) { return static_cast<unsigned>(random() % most); };
        const std::vector<std::string> names{"a", "aa", "b", "job", "k", "le", "z", "zz", "_"};
        const std::vector<std::string> values{"1", "", "x,y", "\\\"", "\\\\", "=", "\\n", "ü"};
        int moves = 0;
        for (int round = 0; round < 3000; ++round) {
            const Profile profile = below(2) == 0 ? Profile::Strict : Profile::Compatible;
            std::string body;
            for (unsigned line = 1 + below(4); line > 0; --line) {
                body += "m" + std::to_string(line) + "{";
                for (unsigned label = below(4); label > 0; --label) {
                    body += names[below(9)] + "=\"" + values[below(8)] + "\",";
                }
                body += "} 1\n";
            }
            const auto path = [&] {
                std::string out;
                for (unsigned label = below(4); label > 0; --label) {
                    out += '/' + names[below(9)] + "/v" + std::to_string(below(3));
                }
                return out;
            };
            Moved moved(path(), body, profile);
            for (int step = 0; moved.isKnown() && step < 3; ++step) {
                const std::string to = path();
                const std::string result = moved.to(to, body);
                if (!result.empty()) {
                    QCOMPARE(result, readThere(to, body, profile));
                    ++moves;
                }
            }
        }
        QVERIFY2(moves > 1000, qPrintable(QString::number(moves)));
    }
};

QTEST_GUILESS_MAIN(KnownTextTest)
#include "known_text_test.moc"
