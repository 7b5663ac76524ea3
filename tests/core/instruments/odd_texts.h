// Texts that YAML, JSON, Python, Go or a shell could take for something else, and a bench that has
// one wherever a text may stand.
#pragma once

#include "tests/core/instruments/bench_fixture.h"

#include <QTest>

#include <string>
#include <utility>
#include <vector>

namespace meterbench::instruments {

/// What YAML, JSON or a shell could take for something else.
inline std::vector<std::pair<const char*, std::string>> oddTexts() {
    return {
        {"nothing", ""},
        {"a word for yes", "yes"},
        {"a word for nothing", "null"},
        {"a tilde", "~"},
        {"a float", "1e3"},
        {"a time", "2026-11-30"},
        {"a base of sixty", "12:30:45"},
        {"quotes and backslashes", R"("' \" \\ \n \x41)"},
        {"breaks of lines", "\n a\r\n\n  b\r\t\n"},
        {"blanks around it", "  a  "},
        {"a comment", "a #b"},
        {"a key", "a: b, {c: [d]}"},
        {"an anchor, an alias and a tag", "&a *a !!b"},
        {"a document", "---\n...\n%YAML"},
        {"controls", "\x01\x04\b\f\v\x1b\x1f\x7f"},
        {"a zero", std::string("a\0b", 3)},
        {"breaks of lines of Unicode", "\xc2\x85 \xe2\x80\xa8 \xe2\x80\xa9"},
        {"controls of Unicode", "\xc2\x80 \xc2\x9f \xe2\x80\xae"},
        {"a byte order mark", "-\xef\xbb\xbf-\xef\xbf\xbe\xef\xbf\xbf"},
        {"words of the world", "\xc3\xa4 \xe2\x82\xac \xe6\xbc\xa2 \xf0\x9f\x98\x80"},
        {"quotes of other kinds", "\"\"\" \'\'\' ` \' \'\\\'\' \"\"\""},
        {"a break out of Python", "\", [])\nraise SystemExit(3)\n#"},
        {"a break out of a shell", "\'; exit 3; echo \'"},
        {"words of a shell", "${x} $(exit 3) `exit 3` $HOME * ~ !! \\"},
        {"words of formats", "%s %d {} {0} %%"},
        {"a break out of Go", "\"})\n\tlog.Fatal(math.Pi)\n//"},
        {"escapes as text", "\\n \\u0041 \\N{BULLET} \\"},
        {"lines in a row", "\n\n\n"},
        {"a long one", std::string(70'000, 'x')}};
}

inline void addOddTexts() {
    QTest::addColumn<QByteArray>("text");
    for (const auto& [title, text] : oddTexts()) {
        QTest::newRow(title) << QByteArray::fromStdString(text);
    }
}

/// The text as help, as a label's value, as an info's and as a state.
inline Bench withText(const std::string& text) {
    return benchOf(
        {Create{{Type::Gauge, "g", text, "", {"a"}, {}, {}}},
         SetValue{{"g", {{"a", text}}}, 1},
         Create{{Type::Info, "i", "", "", {}, {}, {}}},
         SetInfo{{"i", {}}, {{"k", text}}},
         Create{{Type::Enum, "e", "", "", {}, {"other", text}, {}}},
         Choose{{"e", {}}, text}}
    );
}

} // namespace meterbench::instruments
