// Runs every case folder of tests/data/gateway_groups. requests.txt has the requests one after the
// other: a line "PUT /job/j" (method and what stands behind /metrics) and then the body, up to a
// line of three hyphens. expected.txt has an answer for each (status, and the message behind a
// refusal), an empty line, and what a scrape reads then. The n-th request comes n seconds after
// 1970. origin.txt says where the case is from.
#include "core/gateway/group_store.h"

#include <QTest>

#include <QTemporaryDir>

#include <filesystem>
#include <fstream>
#include <sstream>

using namespace meterbench;
namespace fs = std::filesystem;

namespace {

std::string contentOf(const fs::path& path) {
    const std::ifstream file(path, std::ios::binary);
    std::ostringstream text;
    text << file.rdbuf();
    return text.str();
}

gateway::PushMethod methodOf(const std::string& word) {
    return word == "PUT"    ? gateway::PushMethod::Put
           : word == "POST" ? gateway::PushMethod::Post
                            : gateway::PushMethod::Delete;
}

class Quiet final : public base::LogSink {
public:
    void write(
        base::LogLevel /*level*/, std::string_view /*component*/, std::string_view /*message*/
    ) override {}
};

std::unique_ptr<gateway::GroupStore> storeIn(const QTemporaryDir& folder) {
    static Quiet sink;
    static base::SystemClock clock;
    static base::PosixFileSystem files;
    gateway::GroupStoreOptions options;
    options.folder = folder.path().toStdString();
    auto store =
        gateway::GroupStore::open(std::move(options), files, clock, sink, {});
    return store ? std::move(*store) : nullptr;
}

std::string exposed(const gateway::GroupStore& store) {
    std::string out;
    store.expose(out, gateway::ExposeFormat::Text);
    return out;
}

std::string play(gateway::GroupStore& store, const std::string& requests) {
    std::istringstream lines(requests);
    std::string answers;
    std::string method;
    std::string path;
    for (std::int64_t second = 1; lines >> method >> path; ++second) {
        std::string line;
        std::string body;
        std::getline(lines, line);
        while (std::getline(lines, line) && line != "---") {
            body += line + '\n';
        }
        const gateway::Verdict verdict =
            store.take({methodOf(method), path, "", body, ""}, second * 1000);
        answers += std::to_string(verdict.status);
        answers += verdict.refusal ? ' ' + verdict.refusal->message + '\n' : "\n";
    }
    return answers + '\n' + exposed(store);
}

} // namespace

class GroupCasesTest : public QObject {
    Q_OBJECT

private Q_SLOTS:

    void cases_data() {
        QTest::addColumn<QString>("folder");
        int folders = 0;
        for (const auto& entry :
             fs::directory_iterator(fs::path(MB_TEST_DATA) / "gateway_groups")) {
            QTest::newRow(entry.path().filename().c_str())
                << QString::fromStdString(entry.path().string());
            ++folders;
        }
        QVERIFY(folders >= 10); // the vectors P1 to P10 and others
    }

    void cases() {
        QFETCH(QString, folder);
        const fs::path path = folder.toStdString();
        QVERIFY(fs::exists(path / "origin.txt"));
        const QTemporaryDir data;
        auto store = storeIn(data);
        QVERIFY(store);
        const std::string got = play(*store, contentOf(path / "requests.txt"));
        const std::string wanted = contentOf(path / "expected.txt");
        QVERIFY2(got == wanted, ("got:\n" + got + "\nwanted:\n" + wanted).c_str());
        // What was answered is in the journal: a second life shows the same.
        const std::string before = exposed(*store);
        store.reset();
        store = storeIn(data);
        QVERIFY(store);
        QCOMPARE(QString::fromStdString(exposed(*store)), QString::fromStdString(before));
    }
};

QTEST_GUILESS_MAIN(GroupCasesTest)
#include "group_cases_test.moc"
