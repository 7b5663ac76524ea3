// The labels of a path in both profiles: vectors of prom-aggregation-gateway (section 1.5,
// observed) and of the Pushgateway (P7, P8, P10, observed).
#include "core/gateway/path_labels.h"

#include <QTest>

using namespace meterbench;

namespace {

std::string shown(std::string_view path, gateway::Profile profile) {
    const auto read = gateway::readPathLabels(path, profile);
    if (const auto* refusal = std::get_if<gateway::Refusal>(&read)) {
        return std::to_string(refusal->status) + ' ' + refusal->message;
    }
    std::string out;
    for (const model::Label& label : std::get<0>(read)) {
        out += label.name + '=' + label.value + ';';
    }
    return out;
}

} // namespace

class PathLabelsTest : public QObject {
    Q_OBJECT

private Q_SLOTS:

    void paths_data() {
        QTest::addColumn<QByteArray>("path");
        QTest::addColumn<QByteArray>("compatible");
        QTest::addColumn<QByteArray>("strict");
        const auto row =
            [](const char* title, QByteArray path, QByteArray compatible, QByteArray strict) {
                QTest::newRow(title) << path << compatible << strict;
            };
        row("no path", "", "", "");
        row("a slash", "/", "", "");
        row("two labels, sorted", "/b/1/a/2", "a=2;b=1;", "a=2;b=1;");
        row("a slash at the end", "/job/x/", "job=x;", "job=x;");
        row("an empty value", "/a//b/c", "a=;b=c;", "a=;b=c;");
        row("an odd count",
            "/a/b/c",
            "400 labels must be defined in pairs",
            "400 labels must be defined in pairs: \"c\" has no value");
        row("a dash", "/a-b/c", "400 invalid name \"a-b\"", "400 invalid name \"a-b\"");
        row("not UTF-8", "/a/%ff", "400 invalid value \"\\xff\"", "400 invalid value \"\\xff\"");
        row("a NUL", "/a/b%00c", "400 invalid value \"b\\x00c\"", "400 invalid value \"b\\x00c\"");
        row("an encoded slash", "/path/%2Fvar%2Ftmp", "path=;var=tmp;", "path=/var/tmp;");
        row("a broken escape",
            "/a/%zz",
            "400 invalid URL escape \"%zz\"",
            "400 invalid URL escape \"%zz\"");
        row("base64 (P7)",
            "/job/b/path@base64/L3Zhci90bXA",
            "400 invalid name \"path@base64\"",
            "job=b;path=/var/tmp;");
        row("empty base64 (P8)",
            "/first@base64/=/second/z",
            "400 invalid name \"first@base64\"",
            "first=;second=z;");
        row("base64 with padding", "/job@base64/YQ==", "400 invalid name \"job@base64\"", "job=a;");
        row("base64 of a job (P10)",
            "/job@base64/L3Zhcg",
            "400 invalid name \"job@base64\"",
            "job=/var;");
        row("base64, URL-safe",
            "/a@base64/w7_Dvg",
            "400 invalid name \"a@base64\"",
            "a=\xc3\xbf\xc3\xbe;");
        row("broken base64",
            "/p@base64/!!",
            "400 invalid name \"p@base64\"",
            "400 invalid base64 encoding for label p=\"!!\": illegal base64 data at input byte 0");
        row("a name twice", "/t/2/t/1", "t=2;t=1;", "400 duplicate label t");
        row("a reserved name",
            "/__name__/x",
            "__name__=x;",
            "400 invalid name \"__name__\": names that begin with __ are reserved");
    }

    void paths() {
        QFETCH(QByteArray, path);
        QFETCH(QByteArray, compatible);
        QFETCH(QByteArray, strict);
        const std::string text = path.toStdString();
        QCOMPARE(shown(text, gateway::Profile::Compatible), compatible.toStdString());
        QCOMPARE(shown(text, gateway::Profile::Strict), strict.toStdString());
    }
};

QTEST_GUILESS_MAIN(PathLabelsTest)
#include "path_labels_test.moc"
