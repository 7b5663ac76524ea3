#include "core/relabel/letter_case.h"
#include "core/relabel/matcher.h"
#include "core/relabel/md5.h"

#include <QTest>

#include <array>
#include <string>

using namespace meterbench;
using relabel::Matcher;

class MatcherTest : public QObject {
    Q_OBJECT

private Q_SLOTS:

    void matches_data() {
        QTest::addColumn<std::string>("pattern");
        QTest::addColumn<std::string>("text");
        QTest::addColumn<bool>("expected");
        const auto row = [](const char* name, const char* pattern, const char* text, bool expected
                         ) {
            QTest::newRow(name) << std::string(pattern) << std::string(text) << expected;
        };
        row("the default matches nothing at all", "(.*)", "", true);
        row("the default matches a newline", "(.*)", "a\nb", true);
        row("one or more refuses nothing", ".+", "", false);
        row("one or more takes a newline", "(.+)", "\n", true);
        row("a literal is the whole value", "abc", "abc", true);
        row("a literal is not a part of the value", "abc", "xabc", false);
        row("the empty regex matches the empty value", "", "", true);
        row("the empty regex matches nothing else", "", "a", false);
        row("alternatives take each of them", "a|bc", "bc", true);
        row("alternatives are whole values", "a|bc", "abc", false);
        row("an empty alternative takes nothing", "|a", "", true);
        row("a prefix takes what begins so", "ab.*", "abc\nd", true);
        row("a prefix takes itself", "ab.*", "ab", true);
        row("a prefix is not in the middle", "ab.*", "xab", false);
        row("an escaped dot is a dot", "a\\.b.*", "axb", false);
        row("a star behind a letter belongs to the letter", "ab*", "abb", true);
        row("an optional dot-star is not a prefix", "a.*?", "abc", true);
        row("a dollar is the end of the text only", "a$", "a\n", false);
        row("a caret is the start of the text", "^a", "a", true);
        row("multi-line flag lets a dollar stand before a newline", "(?m)a$.*", "a\nb", true);
        row("the s flag can be switched off", "(?-s)a.b", "a\nb", false);
        row("case may be ignored", "(?i)abc", "ABC", true);
        row("digits are ASCII digits", "\\d+", "٣", false);
        row("quoted text is literal", "\\Qa.(?<b\\E", "a.(?<b", true);
        row("a quoted backslash does not hide the end of the quote", "\\Qa\\\\E+", "a\\\\\\", true);
        row("a bracket right behind [ is a member", "[](?<a]+", "](?<a", true);
        row("a bracket right behind [^ is a member", "[^](?<a]+", "xyz", true);
    }

    void matches() {
        QFETCH(std::string, pattern);
        QFETCH(std::string, text);
        QFETCH(bool, expected);
        const auto matcher = Matcher::compile(pattern);
        QVERIFY2(matcher.ok(), matcher.ok() ? "" : matcher.error().context.c_str());
        QCOMPARE(matcher->matches(text), expected);
        std::array<std::string_view, 1> whole;
        QCOMPARE(matcher->match(text, whole), expected);
        if (expected) {
            QCOMPARE(whole[0], std::string_view(text));
        }
    }

    void refuses_data() {
        QTest::addColumn<std::string>("pattern");
        QTest::newRow("a missing parenthesis") << std::string("a(");
        QTest::newRow("a spare parenthesis") << std::string("a)(b");
        QTest::newRow("look-behind") << std::string("(?<=a)b");
        QTest::newRow("negative look-behind") << std::string("(?<!a)b");
        QTest::newRow("a back-reference") << std::string("(a)\\1");
        QTest::newRow("a repetition of nothing") << std::string("*a");
        QTest::newRow("more memory than allowed") << std::string("((a{100}){100}){1000}");
        QTest::newRow("a name twice") << std::string("(?P<n>a)(?P<n>b)");
    }

    void refuses() {
        QFETCH(std::string, pattern);
        const auto matcher = Matcher::compile(pattern);
        QVERIFY(!matcher.ok());
        QCOMPARE(matcher.error().code, base::Code::InvalidInput);
        QVERIFY(!matcher.error().context.empty());
    }

    void groupsOfFastShapesAreTheWhole() {
        const auto matcher = Matcher::compile("(.*)");
        std::array<std::string_view, 2> groups;
        QVERIFY(matcher->match("x", groups));
        QCOMPARE(groups[1], std::string_view("x"));
    }

    void md5IsMd5() {
        // RFC 1321, appendix A.5: the sums of "" and "message digest".
        QCOMPARE(relabel::md5LowHalf(""), std::uint64_t{0xe9800998ecf8427eULL});
        QCOMPARE(relabel::md5LowHalf("message digest"), std::uint64_t{0x525a2f31aaf161d0ULL});
    }

    void caseLeavesForeignBytesAlone() {
        std::string out;
        relabel::lowerCase("A\xff\xc3Z\xe4", out);
        QCOMPARE(out, std::string("a\xff\xc3z\xe4"));
        relabel::upperCase("a\xf0\x9f\x98", out);
        QCOMPARE(out, std::string("A\xf0\x9f\x98"));
    }
};

QTEST_GUILESS_MAIN(MatcherTest)
#include "matcher_test.moc"
