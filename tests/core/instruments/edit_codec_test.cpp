// Edits as bytes: every kind comes back to the last bit; what was not written by us is refused.
#include "tests/core/instruments/journal_fixture.h"

#include <QTest>

#include <set>

using namespace meterbench;
using namespace meterbench::instruments;
using namespace meterbench::tests;

namespace {

std::string bytesOf(const Edit& edit, std::int64_t timeMs) {
    std::string bytes;
    appendEdit(bytes, edit, timeMs);
    return bytes;
}

base::Code codeOf(const base::Result<TimedEdit>& decoded) {
    return decoded ? base::Code::Internal : decoded.error().code;
}

} // namespace

class EditCodecTest : public QObject {
    Q_OBJECT

private Q_SLOTS:

    void everyKindComesBack() {
        std::set<std::size_t> kinds;
        for (const Edit& edit : oddEdits()) {
            kinds.insert(edit.index());
            for (const std::int64_t timeMs :
                 {std::int64_t{0}, std::int64_t{-1}, kBeginMs, INT64_MIN, INT64_MAX}) {
                const auto decoded = decodeEdit(bytesOf(edit, timeMs));
                QVERIFY(decoded.ok());
                QCOMPARE(decoded->timeMs, timeMs);
                QCOMPARE(decoded->edit.index(), edit.index());
                QVERIFY(bytesOf(decoded->edit, timeMs) == bytesOf(edit, timeMs));
            }
        }
        QCOMPARE(kinds.size(), std::variant_size_v<Edit>);
    }

    /// Reading and writing share one description, so the round trip alone would not see a field
    /// that both forget.
    void everyFieldComesBack() {
        const auto again = [](const Edit& edit) { return decodeEdit(bytesOf(edit, 7))->edit; };
        Instrument instrument{
            {Type::Enum, "n", "h", "u", {"a", "b"}, {"s", "t"}, {1, -2.5}},
            {{{"x", "y"}, State{1.5, 1, {{"k", "v"}}, {3, 1ULL << 40}, -9}}}};
        const auto put = std::get<PutInstrument>(again(PutInstrument{instrument, 12'345}));
        QVERIFY(put.instrument == instrument);
        QCOMPARE(put.at, std::size_t{12'345});
        const State state = instrument.series.begin()->second;
        const auto putState = std::get<PutState>(again(PutState{"n", {"x", ""}, state}));
        QCOMPARE(putState.name, std::string("n"));
        QVERIFY(putState.labelValues == LabelValues({"x", ""}));
        QVERIFY(putState.state == state);
        const Place place{"p", {{"b", "1"}, {"a", ""}}};
        QVERIFY(
            std::get<Create>(again(Create{instrument.definition})).definition ==
            instrument.definition
        );
        QCOMPARE(std::get<Remove>(again(Remove{"r"})).name, std::string("r"));
        const auto help = std::get<SetHelp>(again(SetHelp{"r", "words"}));
        QCOMPARE(help.name + "/" + help.help, std::string("r/words"));
        QVERIFY(std::get<AddSeries>(again(AddSeries{place})).place == place);
        QVERIFY(std::get<RemoveSeries>(again(RemoveSeries{place})).place == place);
        const auto increment = std::get<Increment>(again(Increment{place, -0.5}));
        QVERIFY(increment.place == place && increment.by == -0.5);
        const auto set = std::get<SetValue>(again(SetValue{place, 1e308}));
        QVERIFY(set.place == place && set.to == 1e308);
        const auto choose = std::get<Choose>(again(Choose{place, "on"}));
        QVERIFY(choose.place == place && choose.state == "on");
        const auto info = std::get<SetInfo>(again(SetInfo{place, {{"k", "v"}, {"l", ""}}}));
        QVERIFY(info.place == place && info.info == InfoPairs({{"k", "v"}, {"l", ""}}));
        const auto observe = std::get<Observe>(again(Observe{place, INFINITY}));
        QVERIFY(observe.place == place && observe.value == INFINITY);
    }

    /// The bytes of the example in README.md: a form that is on people's disks does not change.
    void theFormStands() {
        const std::string bytes = bytesOf(Increment{{"up", {{"a", ""}}}, 2}, 258);
        QCOMPARE(
            QByteArray::fromStdString(bytes).toHex(' '),
            QByteArray("06 02 01 00 00 00 00 00 00 02 75 70 01 01 61 00 00 00 00 00 00 00 00 40")
        );
    }

    void aSnapshotIsAPutInstrument() {
        const Edit edit = oddEdits()[17];
        const auto& put = std::get<PutInstrument>(edit);
        std::string bytes;
        appendPutInstrument(bytes, put.instrument, put.at, 9);
        QVERIFY(bytes == bytesOf(edit, 9));
    }

    void everyCutIsRefused() {
        for (const Edit& edit : oddEdits()) {
            const std::string bytes = bytesOf(edit, kBeginMs);
            for (std::size_t size = 0; size < bytes.size(); ++size) {
                QCOMPARE(codeOf(decodeEdit(bytes.substr(0, size))), base::Code::Corrupt);
            }
            QCOMPARE(codeOf(decodeEdit(bytes + '\0')), base::Code::Corrupt);
        }
    }

    /// Whatever is accepted is what would be written for it.
    void everyFlipIsRefusedOrAnotherEdit() {
        for (const Edit& edit : oddEdits()) {
            const std::string whole = bytesOf(edit, kBeginMs);
            for (std::size_t bit = 0; bit < whole.size() * 8; ++bit) {
                std::string bytes = whole;
                bytes[bit / 8] = static_cast<char>(bytes[bit / 8] ^ (1 << bit % 8));
                const auto decoded = decodeEdit(bytes);
                QVERIFY(!decoded || bytesOf(decoded->edit, decoded->timeMs) == bytes);
            }
        }
    }

    void foreignBytes_data() {
        QTest::addColumn<QByteArray>("bytes");
        QTest::addColumn<int>("code");
        const auto row = [](const char* title, QByteArray body, base::Code code) {
            QTest::newRow(title) << body << static_cast<int>(code);
        };
        const QByteArray time(8, '\0');
        row("a kind of a later version", '\x63' + time, base::Code::Unsupported);
        row("kind 0", '\0' + time, base::Code::Unsupported);
        row("a list that claims 2^60 items",
            '\x04' + time + "\x01x" + QByteArray::fromHex("808080808080808010"),
            base::Code::Corrupt);
        row("a text that claims more than there is",
            '\x02' + time +
                "\x05"
                "abcd",
            base::Code::Corrupt);
        row("a type that does not exist",
            '\x01' + time + "\x05" + QByteArray(6, '\0'),
            base::Code::Corrupt);
        row("info keys out of order",
            '\x09' + time + "\x01x" + QByteArray(1, '\0') +
                "\x02\x01"
                "b"
                "\x01v"
                "\x01"
                "a"
                "\x01v",
            base::Code::Corrupt);
        row("an info key twice",
            '\x09' + time + "\x01x" + QByteArray(1, '\0') +
                "\x02\x01"
                "a"
                "\x01v"
                "\x01"
                "a"
                "\x01v",
            base::Code::Corrupt);
    }

    void foreignBytes() {
        QFETCH(QByteArray, bytes);
        QFETCH(int, code);
        QCOMPARE(static_cast<int>(codeOf(decodeEdit(bytes.toStdString()))), code);
    }
};

QTEST_GUILESS_MAIN(EditCodecTest)
#include "edit_codec_test.moc"
