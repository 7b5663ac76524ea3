// Who may write and who may read.
#include "core/address/access.h"

#include "core/base/base64.h"

#include <QTest>

using namespace meterbench;
using address::Access;
using address::Admission;
using address::Right;
using address::User;

namespace {

std::string basic(const std::string& nameAndPassword) {
    return "Basic " + base::toBase64(nameAndPassword);
}

// "U*U" by bcrypt with cost 5: a published vector of crypt_blowfish.
const User kHashed{"hash", "$2a$05$CCCCCCCCCCCCCCCCCCCCC.E5YPO9kmyuRGyh0XouQYb4YMJKvyOeW", true};

} // namespace

class AccessTest : public QObject {
    Q_OBJECT

private Q_SLOTS:

    void admits_data() {
        QTest::addColumn<bool>("write");
        QTest::addColumn<QString>("header");
        QTest::addColumn<bool>("granted");
        const auto row = [](const char* name, bool write, const std::string& header, bool granted) {
            QTest::newRow(name) << write << QString::fromStdString(header) << granted;
        };
        row("a writer writes", true, basic("pusher:a:b"), true);
        row("a writer reads", false, basic("pusher:a:b"), true);
        row("a reader reads", false, basic("viewer:r"), true);
        row("a reader does not write", true, basic("viewer:r"), false);
        row("an empty password is one", true, basic("open:"), true);
        row("a wrong password", true, basic("pusher:a:c"), false);
        row("the begin of a password", true, basic("pusher:a:"), false);
        row("another's password", true, basic("pusher:r"), false);
        row("nobody", true, "", false);
        row("nobody reads", false, "", false);
        row("the scheme in any case", true, "bAsIc " + base::toBase64("pusher:a:b"), true);
        row("another scheme", true, "Bearer " + base::toBase64("pusher:a:b"), false);
        row("no base64", true, "Basic !!!!", false);
        row("no colon", true, basic("pusher"), false);
    }

    void admits() {
        QFETCH(bool, write);
        QFETCH(QString, header);
        QFETCH(bool, granted);
        Access access({{"pusher", "a:b", false}, {"open", "", false}}, {{"viewer", "r", false}});
        const Right right = write ? Right::Write : Right::Read;
        const Admission wanted = granted ? Admission::Granted : Admission::Refused;
        QVERIFY(access.admit(right, header.toStdString(), 1'000) == wanted);
        QVERIFY(access.admit(right, header.toStdString(), 1'000) == wanted); // and when remembered
    }

    void withoutUsersEverythingIsOpen() {
        Access access({}, {});
        QVERIFY(access.admit(Right::Write, "", 0) == Admission::Granted);
        QVERIFY(access.admit(Right::Read, "", 0) == Admission::Granted);
    }

    void withoutReadersReadingIsOpen() {
        Access access({{"a", "b", false}}, {});
        QVERIFY(access.admit(Right::Read, "", 0) == Admission::Granted);
        QVERIFY(access.admit(Right::Write, "", 0) == Admission::Refused);
    }

    void whatWasRightToReadIsNotRightToWrite() {
        Access access({{"a", "b", false}}, {{"viewer", "r", false}});
        QVERIFY(access.admit(Right::Read, basic("viewer:r"), 0) == Admission::Granted);
        QVERIFY(access.admit(Right::Write, basic("viewer:r"), 0) == Admission::Refused);
    }

    void tenWrongOnesInASecondAreEnough() {
        Access access({{"a", "b", false}}, {});
        for (int i = 0; i < 10; ++i) {
            QVERIFY(access.admit(Right::Write, basic("a:x"), 5'000) == Admission::Refused);
        }
        QVERIFY(access.admit(Right::Write, basic("a:x"), 5'999) == Admission::TooManyTries);
        QVERIFY(access.admit(Right::Write, basic("a:b"), 5'999) == Admission::TooManyTries);
        QVERIFY(access.admit(Right::Write, basic("a:b"), 6'000) == Admission::Granted);
    }

    void whoIsKnownIsNotKeptOut() {
        Access access({{"a", "b", false}}, {});
        QVERIFY(access.admit(Right::Write, basic("a:b"), 5'000) == Admission::Granted);
        for (int i = 0; i < 20; ++i) {
            static_cast<void>(access.admit(Right::Write, basic("a:x"), 5'000));
        }
        QVERIFY(access.admit(Right::Write, basic("a:b"), 5'000) == Admission::Granted);
    }

    void hashes() {
        Access access({kHashed}, {});
        QVERIFY(access.admit(Right::Write, basic("hash:U*U"), 0) == Admission::Granted);
        QVERIFY(access.admit(Right::Write, basic("hash:U*V"), 0) == Admission::Refused);
        QVERIFY(access.admit(Right::Write, basic("hash:" + kHashed.secret), 0) == Admission::Refused);
    }

    void lists_data() {
        QTest::addColumn<QString>("list");
        QTest::addColumn<int>("users"); // -1: refused
        QTest::newRow("none") << "" << 0;
        QTest::newRow("two") << "a=b,c=d" << 2;
        QTest::newRow("an empty password") << "u=" << 1;
        QTest::newRow("no equals sign") << "a=b,c" << -1;
        QTest::newRow("two equals signs") << "a=b=c" << -1;
        QTest::newRow("no name") << "=b" << -1;
        QTest::newRow("an empty entry") << "a=b,,c=d" << -1;
    }

    void lists() {
        QFETCH(QString, list);
        QFETCH(int, users);
        const auto read = address::parseUsers(list.toStdString());
        QCOMPARE(read ? static_cast<int>(read->size()) : -1, users);
        QVERIFY(read || read.error().context.find("name=password") != std::string::npos);
    }
};

QTEST_GUILESS_MAIN(AccessTest)
#include "access_test.moc"
