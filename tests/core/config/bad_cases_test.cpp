// Every folder of tests/data/config/bad: prometheus.yml has exactly the problems of expected.txt,
// in this order. A line there is the beginning of ours: [file:]line:column: severity: field:
// message; hint.
#include "core/config/config.h"

#include <QTest>

#include <algorithm>
#include <filesystem>
#include <fstream>

using namespace meterbench;

namespace {

namespace fs = std::filesystem;

std::vector<std::string> linesOf(const fs::path& path) {
    std::ifstream file(path);
    std::vector<std::string> lines;
    for (std::string line; std::getline(file, line);) {
        lines.push_back(line);
    }
    return lines;
}

/// The problem as the case folder writes it: files inside the folder without the folder, the main
/// file not at all.
std::string described(const config::Problem& problem, const std::string& folder) {
    std::string file = problem.file.substr(folder.size() + 1);
    file = file == "prometheus.yml" ? std::string() : file + ":";
    const char* severity = problem.severity == config::Severity::Error ? "error: " : "warning: ";
    std::string text = file + std::to_string(problem.line) + ":" + std::to_string(problem.column) +
                       ": " + severity;
    text += problem.field.empty() ? problem.message : problem.field + ": " + problem.message;
    return problem.hint.empty() ? text : text + "; " + problem.hint;
}

} // namespace

class BadCasesTest : public QObject {
    Q_OBJECT

private Q_SLOTS:

    void cases_data() {
        QTest::addColumn<QString>("folder");
        for (const auto& entry :
             fs::directory_iterator(fs::path(MB_TEST_DATA) / "config" / "bad")) {
            QTest::newRow(entry.path().filename().c_str())
                << QString::fromStdString(entry.path().string());
        }
    }

    void cases() {
        QFETCH(QString, folder);
        const std::string path = folder.toStdString();
        base::PosixFileSystem files;
        const auto outcome = config::loadFile(path + "/prometheus.yml", files);
        const auto expected = linesOf(path + "/expected.txt");
        std::vector<std::string> actual;
        bool hasErrors = false;
        for (const config::Problem& problem : outcome.problems) {
            actual.push_back(described(problem, path));
            hasErrors = hasErrors || problem.severity == config::Severity::Error;
        }
        QVERIFY(!expected.empty());
        QCOMPARE(outcome.config.has_value(), !hasErrors);
        for (std::size_t i = 0; i < std::max(actual.size(), expected.size()); ++i) {
            const std::string mine = i < actual.size() ? actual[i] : "(nothing)";
            const std::string theirs = i < expected.size() ? expected[i] : "(nothing)";
            QCOMPARE(
                QString::fromStdString(mine.substr(0, theirs.size())),
                QString::fromStdString(theirs)
            );
        }
    }
};

QTEST_GUILESS_MAIN(BadCasesTest)
#include "bad_cases_test.moc"
