// A list of facts: what a value looks like changes nothing of its name.
#include "ui/widgets/fact_list.h"

#include <QApplication>
#include <QTest>

using namespace meterbench::ui;

namespace {

/// The left part of a list with this fact, where its name stands.
QImage nameOf(Fact fact) {
    FactList list;
    list.setFacts({std::move(fact)});
    list.resize(360, list.sizeHint().height());
    return list.grab(QRect(0, 0, 120, 20)).toImage();
}

} // namespace

class FactListTest : public QObject {
    Q_OBJECT

private Q_SLOTS:

    void initTestCase() { QApplication::setStyle(new Theme(Appearance::Dark)); }

    void namesLookAlikeWhateverTheValue() {
        const Fact plain{QStringLiteral("Pusher"), QStringLiteral("x")};
        const Fact mono{QStringLiteral("Pusher"), QStringLiteral("x"), Token::Text, true};
        const Fact bad{QStringLiteral("Pusher"), QStringLiteral("x"), Token::Bad};
        QCOMPARE(nameOf(mono), nameOf(plain));
        QCOMPARE(nameOf(bad), nameOf(plain));
        QVERIFY(nameOf({QStringLiteral("Other"), QStringLiteral("x")}) != nameOf(plain));
    }
};

QTEST_MAIN(FactListTest)
#include "fact_list_test.moc"
