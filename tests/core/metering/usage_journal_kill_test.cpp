// The journal under KILL: a child commits, says each commit that returned, and is killed somewhere
// in the middle of the next ones, again and again on the same file. Whatever was said is there,
// nothing is half there, and the checkpoint belongs to the records.
#include "tests/core/metering/usage_journal_fixture.h"

#include <QProcess>
#include <QTest>

#include <signal.h>

#include <cstdio>
#include <map>

using namespace meterbench;
using namespace meterbench::tests;
using metering::Checkpoint;
using metering::UsageRecord;

namespace {

std::vector<UsageRecord> newRecordsOf(std::uint64_t number) {
    std::mt19937 random(static_cast<unsigned>(number));
    std::vector<UsageRecord> out;
    const auto begin = kNoonMs + static_cast<std::int64_t>(number / 10) * kHourMs;
    const auto count = 1 + random() % 120;
    for (std::size_t i = 0; i < count; ++i) {
        const std::string thing = std::to_string(number) + "/" + std::to_string(i);
        out.push_back(
            recordOf("m", thing, "c" + std::to_string(i % 5), "d", begin, std::to_string(random()))
        );
    }
    return out;
}

/// What the n-th commit brings: new records, and another word on one of the commit before.
std::vector<UsageRecord> commitOf(std::uint64_t number) {
    std::vector<UsageRecord> out = newRecordsOf(number);
    if (number > 1) {
        UsageRecord late = newRecordsOf(number - 1)[0];
        late.value = decimal("0.25");
        out.push_back(late);
    }
    return out;
}

Checkpoint checkpointOf(std::uint64_t number) {
    return {
        {number, number * 7}, std::string(static_cast<std::size_t>(number * 7919 % 60'000), 's')};
}

/// Goes on from the checkpoint, for ever.
int commitUntilKilled(const std::string& at) {
    std::printf("begins\n");
    std::fflush(stdout);
    JournalFolder folder(at);
    metering::UsageJournal& journal = folder.open();
    const auto reached = journal.checkpoint();
    std::uint64_t number = reached && *reached ? (*reached)->position.segment : 0;
    while (true) {
        ++number;
        const Checkpoint checkpoint = checkpointOf(number);
        const auto records = commitOf(number);
        if (const auto done = journal.commit(records, &checkpoint); !done) {
            std::fprintf(stderr, "%s\n", done.error().context.c_str());
            return 1;
        }
        std::printf("%llu\n", static_cast<unsigned long long>(number));
        std::fflush(stdout);
    }
}

/// Lets a child commit until it has said so many lines. What it said last.
std::uint64_t killAfter(const std::string& folder, unsigned lines) {
    QProcess child;
    child.start(
        QCoreApplication::applicationFilePath(),
        {QStringLiteral("--commit-until-killed"), QString::fromStdString(folder)}
    );
    QByteArray said;
    while (said.count('\n') < static_cast<int>(lines) && child.waitForReadyRead(60'000)) {
        said += child.readAllStandardOutput();
    }
    ::kill(static_cast<pid_t>(child.processId()), SIGKILL);
    child.waitForFinished();
    said += child.readAllStandardOutput();
    const QByteArray err = child.readAllStandardError();
    if (!err.isEmpty() || child.exitStatus() != QProcess::CrashExit) {
        qFatal("the child failed: %s", err.constData());
    }
    said.truncate(said.lastIndexOf('\n') + 1); // a line may be half said
    const QList<QByteArray> all = said.split('\n');
    return all.size() < 3 ? 0 : all[all.size() - 2].toULongLong();
}

} // namespace

class UsageJournalKillTest : public QObject {
    Q_OBJECT

private Q_SLOTS:
    void whatReturnedIsThere();
    void aFileThatWasNotMadeYetIsMadeAgain();

private:
    void isWholeUpTo(metering::UsageJournal& journal, std::uint64_t number);
};

/// Exactly the commits up to this one.
void UsageJournalKillTest::isWholeUpTo(metering::UsageJournal& journal, std::uint64_t number) {
    std::map<std::string, UsageRecord> known;
    std::size_t rows = 0;
    for (std::uint64_t i = 1; i <= number; ++i) {
        for (const UsageRecord& record : commitOf(i)) {
            UsageRecord& last = known[metering::idOf(record)];
            rows += last == record ? 0 : 1;
            last = record;
        }
    }
    const auto kept = journal.recordsAfter(0, 1'000'000);
    QVERIFY2(kept.ok(), kept.ok() ? "" : kept.error().context.c_str());
    QCOMPARE(kept->size(), rows);
    std::map<std::string, base::Decimal> sums;
    for (const auto& one : *kept) {
        sums[one.id] = *(sums[one.id] + one.record.value);
    }
    QCOMPARE(sums.size(), known.size());
    for (const auto& [id, record] : known) {
        QVERIFY(sums[id] == record.value);
    }
}

void UsageJournalKillTest::whatReturnedIsThere() {
    JournalFolder folder;
    std::mt19937 random(11);
    std::uint64_t unsaid = 0; // commits of which the child did not live to tell
    std::uint64_t before = 0;
    for (int round = 0; round < 40; ++round) {
        const std::uint64_t said =
            std::max(before, killAfter(folder.folder, static_cast<unsigned>(1 + random() % 14)));
        auto opened = folder.tryOpen();
        QVERIFY2(opened.ok(), opened.ok() ? "" : opened.error().context.c_str());
        metering::UsageJournal& journal = **opened;
        const auto checkpoint = journal.checkpoint();
        QVERIFY(checkpoint.ok());
        const std::uint64_t reached = *checkpoint ? (*checkpoint)->position.segment : 0;
        QVERIFY(reached == said || reached == said + 1);
        QVERIFY(reached == 0 || **checkpoint == checkpointOf(reached));
        isWholeUpTo(journal, reached);
        if (QTest::currentTestFailed()) {
            return;
        }
        const base::Status sound = journal.verify();
        QVERIFY2(sound.ok(), sound.ok() ? "" : sound.error().context.c_str());
        unsaid += reached - said;
        before = reached;
    }
    QVERIFY(before > 40);
    qInfo("%d commits, %d not told", static_cast<int>(before), static_cast<int>(unsaid));
}

void UsageJournalKillTest::aFileThatWasNotMadeYetIsMadeAgain() {
    for (unsigned round = 0; round < 12; ++round) {
        JournalFolder folder;
        const std::uint64_t said = killAfter(folder.folder, 1);
        auto opened = folder.tryOpen();
        QVERIFY2(opened.ok(), opened.ok() ? "" : opened.error().context.c_str());
        const auto checkpoint = (*opened)->checkpoint();
        QVERIFY(checkpoint.ok());
        const std::uint64_t reached = *checkpoint ? (*checkpoint)->position.segment : 0;
        QVERIFY(reached >= said);
        isWholeUpTo(**opened, reached);
    }
}

int main(int argc, char** argv) {
    if (argc == 3 && std::string_view(argv[1]) == "--commit-until-killed") {
        return commitUntilKilled(argv[2]);
    }
    QCoreApplication application(argc, argv);
    UsageJournalKillTest test;
    return QTest::qExec(&test, argc, argv);
}

#include "usage_journal_kill_test.moc"
