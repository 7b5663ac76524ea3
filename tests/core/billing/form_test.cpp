// Percent-encoding (RFC 3986 2.1) and forms (WHATWG URL, application/x-www-form-urlencoded).
#include "core/billing/form.h"

#include <QTest>

using namespace meterbench::billing;

class FormTest : public QObject {
    Q_OBJECT

private Q_SLOTS:

    void decodes_data() {
        QTest::addColumn<QByteArray>("text");
        QTest::addColumn<QByteArray>("plain");
        QTest::addColumn<QByteArray>("inForm");
        const auto row = [](const char* name, QByteArray text, QByteArray plain, QByteArray form) {
            QTest::newRow(name) << text << plain << form;
        };
        row("nothing is encoded", "abc", "abc", "abc");
        row("a slash", "a%2Fb%2fc", "a/b/c", "a/b/c");
        row("a plus is a blank in a form only", "a+b", "a+b", "a b");
        row("an encoded plus is one", "a%2Bb", "a+b", "a+b");
        row("two bytes of UTF-8", "%C3%A4", "\xc3\xa4", "\xc3\xa4");
        row("a percent sign that means nothing stays", "100%", "100%", "100%");
        row("one digit is none", "%4", "%4", "%4");
        row("letters beyond f are no digits", "%4g%zz", "%4g%zz", "%4g%zz");
        row("it is decoded once", "%2541", "%41", "%41");
    }

    void decodes() {
        QFETCH(QByteArray, text);
        QFETCH(QByteArray, plain);
        QFETCH(QByteArray, inForm);
        const auto decoded = [&](Plus plus) {
            return QByteArray::fromStdString(percentDecoded(text.toStdString(), plus));
        };
        QCOMPARE(decoded(Plus::IsPlus), plain);
        QCOMPARE(decoded(Plus::IsBlank), inForm);
    }

    void aFormIsTakenApart() {
        const auto form = formOf("grant_type=client_credentials&a=1%262&&b&c=&a=3&d=e=f&%67=+");
        const std::map<std::string, std::string> wanted{
            {"grant_type", "client_credentials"},
            {"a", "1&2"},
            {"", ""},
            {"b", ""},
            {"c", ""},
            {"d", "e=f"},
            {"g", " "}};
        QVERIFY(form == wanted);
        QVERIFY(formOf("").empty());
    }
};

QTEST_GUILESS_MAIN(FormTest)
#include "form_test.moc"
