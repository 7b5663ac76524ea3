#include <QTest>
class T : public QObject { Q_OBJECT };
QTEST_MAIN(T)
#include "gateway_words_test.moc"
