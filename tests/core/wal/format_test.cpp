// FORMAT.md is true: its examples are what the program writes and reads. And the case folders: hex
// in, dump out.
#include "core/base/bytes.h"
#include "core/wal/layout_record.h"
#include "core/wal/saved_position.h"
#include "core/wal/segment.h"
#include "tests/core/wal/dump.h"

#include <QDir>
#include <QFile>
#include <QTest>

using namespace meterbench;
using namespace meterbench::tests;

class FormatTest : public QObject {
    Q_OBJECT

private slots:
    void segmentHeader();
    void layoutBody();
    void groupInASegment();
    void positionSlotAndKey();
    void ledgerLine();
    void cases_data();
    void cases();

private:
    static std::string fileText(const QString& path) {
        QFile file(path);
        return file.open(QIODevice::ReadOnly) ? file.readAll().toStdString() : std::string();
    }

    /// The fenced block of that name in FORMAT.md.
    static std::string example(const std::string& kindAndName) {
        const std::string text = fileText(QStringLiteral(MB_SOURCE_DIR "/core/wal/FORMAT.md"));
        const std::string opening = "```" + kindAndName + "\n";
        const std::size_t start = text.find(opening);
        if (start == std::string::npos) {
            return {};
        }
        const std::size_t from = start + opening.size();
        return text.substr(from, text.find("```", from) - from);
    }

    static std::string exampleBytes(const std::string& name) {
        return bytesOfHex(example("hex " + name));
    }

    static QByteArray hex(const std::string& bytes) {
        return QByteArray(bytes.data(), static_cast<qsizetype>(bytes.size())).toHex(' ');
    }

    static model::LayoutPtr upLayout() {
        model::LayoutBuilder builder(7);
        const std::vector<model::LabelView> labels{{"__name__", "up"}, {"job", "test"}};
        builder.append(labels);
        return builder.finish(nullptr, true);
    }
};

void FormatTest::segmentHeader() {
    std::string bytes;
    wal::appendSegmentHeader(bytes, 1);
    QCOMPARE(hex(bytes), hex(exampleBytes("segment-header")));
    QCOMPARE(wal::checkSegmentHeader(bytes, 1), wal::HeaderState::Good);
    QCOMPARE(wal::checkSegmentHeader(bytes, 2), wal::HeaderState::Foreign);
    QCOMPARE(wal::segmentNumber("0000000001.segment"), std::optional<std::uint64_t>(1));
    QCOMPARE(wal::segmentNumber("12345678901.segment"), std::optional<std::uint64_t>(12345678901));
    for (const char* name :
         {"1.segment",
          "0000000000.segment",
          "0000000001.segment.new",
          "lock",
          "-000000001.segment"}) {
        QVERIFY2(!wal::segmentNumber(name), name);
    }
}

void FormatTest::layoutBody() {
    std::string bytes;
    wal::encodeLayoutBody(bytes, *makeLayout(7, 1));
    QCOMPARE(hex(bytes), hex(exampleBytes("layout-body")));
}

void FormatTest::groupInASegment() {
    LogBench bench;
    QVERIFY(bench.append({makeBatch(upLayout(), 1)}).ok());
    QCOMPARE(hex(bench.memory.content(bench.segment(1))), hex(exampleBytes("group-plain")));
}

void FormatTest::positionSlotAndKey() {
    MemoryFileSystem files;
    QVERIFY(wal::SavedPosition::open(files, kFolder, "a/b", {3, 700})
                ->save({{{3, 700}, 1'000, 40}})
                .ok());
    const std::string content = files.content(kFolder + "/positions/a%2Fb");
    const std::string slot = exampleBytes("position-slot");
    QCOMPARE(hex(content.substr(0, slot.size())), hex(slot));
    QCOMPARE(hex(content.substr(16384)), hex(exampleBytes("position-key")));
}

void FormatTest::ledgerLine() {
    LogBench bench;
    QVERIFY(bench.log->ledger()
                .add({1700000000000, "http://r/\tx", "over the disk budget", 42, "segment 3"})
                .ok());
    QCOMPARE(bench.memory.content(kFolder + "/ledger"), example("text ledger-line"));
}

void FormatTest::cases_data() {
    QTest::addColumn<QString>("folder");
    const QDir all(QStringLiteral(MB_TEST_DATA "/wal"));
    for (const QString& name : all.entryList(QDir::Dirs | QDir::NoDotAndDotDot)) {
        QTest::newRow(qPrintable(name)) << all.filePath(name);
    }
    QVERIFY(all.entryList(QDir::Dirs | QDir::NoDotAndDotDot).size() > 10);
}

void FormatTest::cases() {
    QFETCH(QString, folder);
    MemoryFileSystem files;
    files.put(kFolder + "/" + wal::segmentName(1), bytesOfHex(fileText(folder + "/segment.hex")));
    QCOMPARE(dumpLog(files), fileText(folder + "/dump.txt"));
}

QTEST_GUILESS_MAIN(FormatTest)
#include "format_test.moc"
