// Runs every case folder of tests/data/gateway in both profiles: 1.prom, 2.prom … are pushed to the
// paths in paths.txt (a line each); compatible.txt and strict.txt hold an answer for each push
// (202, or 400 and the message), a blank line, and what a scrape reads then. The order of paths is
// the order of pushes. origin.txt says where the case is from and why the profiles differ.
#include "core/gateway/merger.h"
#include "core/gateway/push_reader.h"
#include "core/gateway/render.h"

#include <QTest>

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

std::string outcome(const fs::path& folder, gateway::Profile profile) {
    gateway::PushReader reader(profile);
    gateway::Merger merger(gateway::PolicyTable(profile, {}));
    std::istringstream paths(contentOf(folder / "paths.txt"));
    std::string answers;
    std::string path;
    for (int number = 1; std::getline(paths, path); ++number) {
        const std::string body = contentOf(folder / (std::to_string(number) + ".prom"));
        gateway::Push push;
        auto refusal = reader.read(path, body, push);
        refusal = refusal ? refusal : merger.apply(push, 1000 * number);
        answers += refusal ? std::to_string(refusal->status) + ' ' + refusal->message : "202";
        answers += '\n';
    }
    return answers + '\n' + gateway::render(merger);
}

} // namespace

class CasesTest : public QObject {
    Q_OBJECT

private Q_SLOTS:

    void cases_data() {
        QTest::addColumn<QString>("folder");
        QTest::addColumn<int>("profile");
        int folders = 0;
        for (const auto& entry : fs::directory_iterator(fs::path(MB_TEST_DATA) / "gateway")) {
            const std::string name = entry.path().filename().string();
            const auto folder = QString::fromStdString(entry.path().string());
            QTest::newRow((name + ", compatible").c_str()) << folder << 1;
            QTest::newRow((name + ", strict").c_str()) << folder << 0;
            ++folders;
        }
        QVERIFY(folders >= 23); // the vectors U1 to U7 and R1 to R16
    }

    void cases() {
        QFETCH(QString, folder);
        QFETCH(int, profile);
        const fs::path path = folder.toStdString();
        const auto wanted = profile == 0 ? gateway::Profile::Strict : gateway::Profile::Compatible;
        QVERIFY(fs::exists(path / "origin.txt"));
        QCOMPARE(
            QString::fromStdString(outcome(path, wanted)),
            QString::fromStdString(
                contentOf(path / (profile == 0 ? "strict.txt" : "compatible.txt"))
            )
        );
    }
};

QTEST_GUILESS_MAIN(CasesTest)
#include "cases_test.moc"
