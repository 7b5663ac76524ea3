// The machine's files: errors with path and words, locks with the holder, replacing as a whole.
#include "core/base/file.h"
#include "core/base/hash.h"

#include <QCoreApplication>
#include <QTemporaryDir>
#include <QTest>

#include <cstring>

using namespace meterbench::base;

class FileTest : public QObject {
    Q_OBJECT

private slots:

    void init() { m_folder = std::make_unique<QTemporaryDir>(); }

    void readsAndWritesAtPlaces();
    void errorsNameThePath();
    void whatMayNotEndIsNotRead();
    void listsSortedNames();
    void replacesAsAWhole();
    void oneLockAtATime();
    void aFullDiskIsALimit();
    void hashesAreThoseOfXxh3AndFnv();

private:
    [[nodiscard]] std::string path(const char* name) const {
        return m_folder->filePath(QString::fromLatin1(name)).toStdString();
    }

    std::unique_ptr<QTemporaryDir> m_folder;
    PosixFileSystem m_files;
};

void FileTest::readsAndWritesAtPlaces() {
    auto file = m_files.open(path("f"), OpenMode::CreateOrOpen);
    QVERIFY(file.ok());
    QVERIFY((*file)->append("hello").ok());
    QVERIFY((*file)->writeAt(7, "world").ok());
    QCOMPARE(*(*file)->sizeBytes(), std::uint64_t{12});
    QCOMPARE(*(*file)->readAt(0, 100), std::string("hello\0\0world", 12));
    QCOMPARE(*(*file)->readAt(12, 5), std::string());
    QVERIFY((*file)->truncate(5).ok());
    QVERIFY((*file)->append("!").ok());
    QVERIFY((*file)->sync().ok());
    QVERIFY(m_files.syncFolder(m_folder->path().toStdString()).ok());
    QCOMPARE(*m_files.readAll(path("f")), std::string("hello!"));
}

void FileTest::errorsNameThePath() {
    const auto missing = m_files.open(path("none"), OpenMode::ReadWrite);
    QVERIFY(!missing.ok());
    QCOMPARE(missing.error().code, Code::NotFound);
    QVERIFY(missing.error().context.find(path("none")) != std::string::npos);
    QCOMPARE(m_files.readAll(path("none")).error().code, Code::NotFound);
    QCOMPARE(m_files.remove(path("none")).error().code, Code::NotFound);
    QCOMPARE(m_files.list(path("none")).error().code, Code::NotFound);
    QVERIFY(m_files.replace(path("f"), "x").ok());
    const Status inside = m_files.createFolders(path("f") + "/inside");
    QCOMPARE(inside.error().code, Code::Io);
}

void FileTest::whatMayNotEndIsNotRead() {
    const auto device = m_files.readAll("/dev/zero");
    QVERIFY(!device.ok());
    QCOMPARE(
        device.error().context, std::string("cannot read /dev/zero: it is not an ordinary file")
    );
    const auto folder = m_files.readAll(m_folder->path().toStdString());
    QVERIFY(!folder.ok());
    QVERIFY(folder.error().context.ends_with("it is a folder"));
}

void FileTest::listsSortedNames() {
    for (const char* name : {"b", "a", "c"}) {
        QVERIFY(m_files.replace(path(name), "").ok());
    }
    QCOMPARE(
        *m_files.list(m_folder->path().toStdString()), (std::vector<std::string>{"a", "b", "c"})
    );
}

void FileTest::replacesAsAWhole() {
    QVERIFY(m_files.replace(path("f"), "a long content").ok());
    QVERIFY(m_files.replace(path("f"), "short").ok());
    QCOMPARE(*m_files.readAll(path("f")), std::string("short"));
    QVERIFY(!m_files.replace(path("no") + "/folder", "x").ok());
    QCOMPARE(
        m_files.list(m_folder->path().toStdString())->size(), std::size_t{1}
    ); // nothing temporary stays
}

void FileTest::oneLockAtATime() {
    auto first = m_files.lock(path("lock"));
    QVERIFY(first.ok());
    const auto second = m_files.lock(path("lock"));
    QVERIFY(!second.ok());
    QCOMPARE(second.error().code, Code::Limit);
    const std::string pid = std::to_string(QCoreApplication::applicationPid());
    QVERIFY(second.error().context.find("process " + pid) != std::string::npos);
    *first = nullptr;
    QVERIFY(m_files.lock(path("lock")).ok());
}

void FileTest::aFullDiskIsALimit() {
    const auto full = m_files.open("/dev/full", OpenMode::ReadWrite);
    if (!full) {
        QSKIP("this machine has no /dev/full");
    }
    const Status written = (*full)->writeAt(0, "x");
    QVERIFY(!written.ok());
    QCOMPARE(written.error().code, Code::Limit);
}

void FileTest::hashesAreThoseOfXxh3AndFnv() {
    // The published test values: XXH3-64 of nothing, FNV-1a 64 of nothing and of "a".
    QCOMPARE(hash64(""), std::uint64_t{0x2d06800538d394c2});
    QCOMPARE(checksum32(""), std::uint32_t{0x38d394c2});
    QCOMPARE(fnv1a64(""), std::uint64_t{0xcbf29ce484222325});
    QCOMPARE(fnv1a64("a"), std::uint64_t{0xaf63dc4c8601ec8c});
    QCOMPARE(fnv1a64("r", fnv1a64("fooba")), std::uint64_t{0x85944171f73967e8});
}

QTEST_GUILESS_MAIN(FileTest)
#include "file_test.moc"
