// MergeStore against a slow, obvious model: random pushes of all types with mistakes among them,
// deletions, expiry, rules that change, pushers that re-send totals, restarts and snapshots. After
// every step the scrape is compared. Numbers are small whole ones, so sums are exact.
#include "tests/core/gateway/merge_store_fixture.h"

#include <QTest>

#include <algorithm>
#include <map>
#include <random>
#include <sstream>
#include <tuple>

using namespace meterbench;
using namespace meterbench::tests;
using gateway::Policy;
using gateway::Profile;

namespace {

using Pairs = std::vector<std::pair<std::string, std::string>>; ///< sorted by name
using Counts = std::vector<int>; ///< one number, or cumulative buckets 1, 2, +Inf

struct Line {
    std::string family;
    std::string type;
    std::string x; ///< of the body's label, may be empty
    Counts values;
};

struct Held {
    Counts values;
    std::int64_t pushedMs = 0;
    Pairs owner;
};

struct Series {
    std::string type;
    std::map<Pairs, Held> held;
};

bool isUnder(const Pairs& labels, const Pairs& path) {
    return std::ranges::all_of(path, [&](const auto& label) {
        return std::ranges::find(labels, label) != labels.end();
    });
}

struct Model {
    Profile profile = Profile::Strict;
    bool isMaxInForce = false; ///< the rule "g_*: max"
    std::map<std::string, Series> families;
    std::map<std::string, std::int64_t> expiries; ///< by the exact name
    std::map<std::pair<Pairs, std::pair<std::string, Pairs>>, Counts> totals;
    std::map<std::pair<std::string, Pairs>, bool> wasMax; ///< a series' policy at its last push

    [[nodiscard]] Policy policyOf(const std::string& family) const {
        if (isMaxInForce && family.starts_with("g_")) {
            return Policy::Max;
        }
        return profile == Profile::Strict && family.ends_with("_info") ? Policy::Info : Policy::Sum;
    }

    static bool reSends(const Pairs& path) { return path.back().second.starts_with("py"); }

    /// False: refused, nothing changed.
    bool push(const Pairs& path, const std::vector<Line>& lines, std::int64_t nowMs) {
        for (const Line& line : lines) {
            const auto held = families.find(line.family);
            if (held != families.end() && held->second.type != line.type) {
                return false;
            }
        }
        std::map<std::string, std::vector<Pairs>> pushed;
        for (const Line& line : lines) {
            pushed[line.family].push_back(labelsOf(path, line));
        }
        for (const auto& [name, keys] : pushed) {
            if (policyOf(name) == Policy::Info) {
                std::erase_if(families[name].held, [&](const auto& series) {
                    return isUnder(series.first, path) &&
                           std::ranges::find(keys, series.first) == keys.end();
                });
            }
        }
        for (const Line& line : lines) {
            merge(path, line, nowMs);
        }
        return true;
    }

    void merge(const Pairs& path, const Line& line, std::int64_t nowMs) {
        const Pairs labels = labelsOf(path, line);
        const Policy policy = policyOf(line.family);
        Counts values = line.values;
        if (reSends(path)) {
            const auto last = totals.find({path, {line.family, labels}});
            const bool isLevel = line.type == "gauge";
            // A level that is not held, or starts again, is taken as it is.
            const bool starts = isLevel && (!families[line.family].held.contains(labels) ||
                                            wasMax[{line.family, labels}]);
            const bool isHeldAsSum = !starts && last != totals.end() && policy == Policy::Sum;
            const bool counts = isHeldAsSum && (isLevel || canGrow(last->second, values));
            for (std::size_t i = 0; counts && i < values.size(); ++i) {
                values[i] -= last->second[i];
            }
            totals[{path, {line.family, labels}}] = line.values;
        }
        families[line.family].type = line.type;
        const auto [place, isNew] = families[line.family].held.try_emplace(labels);
        Held& held = place->second;
        bool& max = wasMax[{line.family, labels}];
        if (isNew) {
            held.owner = path;
            held.values = values;
        } else if (policy == Policy::Info || max != (policy == Policy::Max)) {
            held.values = values;
        } else {
            for (std::size_t i = 0; i < values.size(); ++i) {
                held.values[i] = policy == Policy::Max ? std::max(held.values[i], values[i])
                                                       : held.values[i] + values[i];
            }
        }
        max = policy == Policy::Max;
        held.pushedMs = nowMs;
    }

    /// Each number grew by at least what the one before grew by.
    static bool canGrow(const Counts& then, const Counts& now) {
        int growth = 0;
        bool can = true;
        for (std::size_t i = 0; i < now.size(); ++i) {
            can = can && now[i] - then[i] >= growth;
            growth = now[i] - then[i];
        }
        return can;
    }

    static Pairs labelsOf(const Pairs& path, const Line& line) {
        Pairs labels = path;
        if (!line.x.empty()) {
            labels.emplace_back("x", line.x);
        }
        return labels;
    }

    /// Whether something went.
    template <class IsGone>
    bool remove(IsGone isGone) {
        std::size_t gone = 0;
        for (auto& [name, family] : families) {
            gone += std::erase_if(family.held, [&](const auto& series) {
                return isGone(name, series.first, series.second);
            });
        }
        std::erase_if(families, [](const auto& family) { return family.second.held.empty(); });
        return gone != 0;
    }

    /// A group that is gone has no totals.
    void forgetTotals(const Pairs& path) {
        std::erase_if(totals, [&](const auto& total) { return total.first.first == path; });
    }

    void expire(std::int64_t nowMs) {
        std::map<Pairs, bool> lost;
        remove([&](const std::string& name, const Pairs&, const Held& held) {
            const auto rule = expiries.find(name);
            const bool over = rule != expiries.end() && held.pushedMs + rule->second <= nowMs;
            lost[held.owner] = lost[held.owner] || over;
            return over;
        });
        for (const auto& [path, isLoser] : lost) {
            bool holds = false;
            for (const auto& [name, family] : families) {
                for (const auto& [labels, held] : family.held) {
                    holds = holds || held.owner == path;
                }
            }
            if (isLoser && !holds) {
                forgetTotals(path);
            }
        }
    }

    [[nodiscard]] std::string text() const {
        std::string out;
        for (const auto& [name, family] : families) {
            out += "# TYPE " + name + " " + family.type + "\n";
            for (const auto& [labels, held] : family.held) {
                out += linesOf(name, labels, held.values, family.type);
            }
        }
        return out;
    }

    static std::string linesOf(
        const std::string& name, const Pairs& labels, const Counts& values, const std::string& type
    ) {
        std::string key;
        for (const auto& [label, value] : labels) {
            key += (key.empty() ? "" : ",") + label + "=\"" + value + "\"";
        }
        if (type != "histogram") {
            return name + "{" + key + "} " + std::to_string(values[0]) + "\n";
        }
        std::string out;
        const char* const bounds[] = {"1", "2", "+Inf"};
        for (std::size_t i = 0; i < 3; ++i) {
            out += name + "_bucket{" + key + ",le=\"" + bounds[i] + "\"} " +
                   std::to_string(values[i]) + "\n";
        }
        const std::string all = "{" + key + "} " + std::to_string(values[2]) + "\n";
        return out + name + "_sum" + all + name + "_count" + all;
    }
};

/// A text for each type once, so that texts come again with other numbers.
std::string bodyOf(const std::vector<Line>& lines) {
    std::string out;
    std::string last;
    for (const Line& line : lines) {
        if (line.family != last) {
            out += "# TYPE " + line.family + " " + line.type + "\n";
            last = line.family;
        }
        std::string text = Model::linesOf(
            line.family, line.x.empty() ? Pairs() : Pairs{{"x", line.x}}, line.values, line.type
        );
        for (std::size_t at; (at = text.find("{}")) != std::string::npos;) {
            text.erase(at, 2);
        }
        for (std::size_t at; (at = text.find("{,")) != std::string::npos;) {
            text.erase(at + 1, 1);
        }
        out += text;
    }
    return out;
}

class Walk {
public:
    Walk(unsigned seed, Profile profile)
        : m_random(seed)
        , m_machine(profile) {
        m_model.profile = profile;
        m_machine.options.rules.cumulative = {"py*"};
        m_machine.options.rewriteAboveBytes = 4'000;
        m_machine.open();
    }

    /// What went wrong in one step, or nothing.
    std::string step() {
        const int what = below(20);
        m_machine.clock.advanceMs(below(400));
        const std::string wrong = what < 13   ? push()
                                  : what < 16 ? erase()
                                  : what < 17 ? changeRules()
                                              : restart(what);
        m_model.expire(m_machine.clock.nowMs());
        static_cast<void>(m_machine.store->expire(m_machine.clock.nowMs()));
        const std::string text = m_machine.text();
        return !wrong.empty()           ? wrong
               : text == m_model.text() ? std::string()
                                        : differenceOf(text, m_model.text());
    }

private:
    /// The lines that only one side has.
    static std::string differenceOf(const std::string& held, const std::string& expected) {
        std::string out;
        for (const auto& [mark, from, other] :
             {std::tuple("held: ", held, "\n" + expected),
              std::tuple("expected: ", expected, "\n" + held)}) {
            std::istringstream lines(from);
            for (std::string line; std::getline(lines, line);) {
                out +=
                    other.find("\n" + line + "\n") == std::string::npos ? mark + line + "\n" : "";
            }
        }
        return out;
    }

    int below(int end) { return std::uniform_int_distribution(0, end - 1)(m_random); }

    Pairs path() {
        Pairs labels;
        if (below(3) == 0) {
            labels.emplace_back("instance", std::to_string(below(2)));
        }
        labels.emplace_back("job", below(3) == 0 ? "py" : below(2) == 0 ? "a" : "b");
        return labels;
    }

    Line line(int family, int x) {
        static const std::vector<std::pair<const char*, const char*>> kFamilies{
            {"c", "counter"}, {"g_one", "gauge"}, {"h", "histogram"}, {"v_info", "gauge"}};
        const auto& [name, type] = kFamilies[static_cast<std::size_t>(family)];
        Line made{name, type, x == 0 ? "" : std::to_string(x), {}};
        if (below(60) == 0 && made.family == "c") {
            made.type = "gauge"; // perhaps not what is held
        }
        return made;
    }

    std::vector<Line> newLines() {
        std::vector<Line> lines;
        for (int family = 0; family < 4; ++family) {
            std::string type;
            for (int x = 0; below(2) == 0 && x < 2; ++x) {
                lines.push_back(line(family, x));
                type = type.empty() ? lines.back().type : type;
                lines.back().type = type;
            }
        }
        return lines;
    }

    Counts valuesOf(bool isHistogram) {
        return isHistogram ? Counts{below(10), 10 + below(10), 20 + below(10)} : Counts{below(50)};
    }

    std::string push() {
        const Pairs labels = path();
        std::vector<Line>& lines = m_last[labels];
        if (lines.empty() || below(3) == 0) {
            lines = newLines();
        }
        for (Line& line : lines) { // the same text with other numbers, mostly
            line.values = valuesOf(line.type == "histogram");
        }
        std::string rawPath;
        for (const auto& [name, value] : labels) {
            rawPath += "/" + name + "/" + value;
        }
        const std::string body = bodyOf(lines);
        const bool isGood = m_model.push(labels, lines, m_machine.clock.nowMs());
        const auto verdict = m_machine.push(rawPath, body);
        return (verdict.status == 202) == isGood ? "" : verdict.body + " of " + body;
    }

    std::string erase() {
        gateway::Selection selection;
        bool gone = false;
        const int kind = below(3);
        const Pairs labels = path();
        if (kind == 0) {
            selection.group.emplace();
            for (const auto& [name, value] : labels) {
                selection.group->push_back({name, value});
            }
            gone = m_model.remove([&](const std::string&, const Pairs&, const Held& held) {
                return held.owner == labels;
            });
            m_model.forgetTotals(labels);
        } else if (kind == 1) {
            selection.family = below(2) == 0 ? "c" : "h";
            gone = m_model.remove([&](const std::string& name, const Pairs&, const Held&) {
                return name == selection.family;
            });
        } else {
            selection.selector = "{job=\"" + labels.back().second + "\",x=\"\"}";
            gone = m_model.remove([&](const std::string&, const Pairs& key, const Held&) {
                return key.back().first == "job" && isUnder(key, {labels.back()});
            });
        }
        const auto removed = m_machine.store->erase(selection, 0);
        const bool isSame = gone ? removed.ok() : !removed || (*removed)->seriesCount() == 0;
        return isSame ? "" : "what was deleted differs";
    }

    std::string changeRules() {
        gateway::StoreRules rules;
        rules.cumulative = {"py*"};
        m_model.isMaxInForce = below(2) == 0;
        m_model.expiries.clear();
        if (m_model.isMaxInForce) {
            rules.policies = {{"g_*", Policy::Max}};
        }
        for (const char* const name : {"c", "v_info"}) {
            if (below(2) == 0) {
                m_model.expiries[name] = 300 + below(1'500);
                rules.expiries.push_back({name, m_model.expiries[name]});
            }
        }
        const auto done = m_machine.store->setRules(rules, 0);
        return done ? "" : done.error().context;
    }

    std::string restart(int what) {
        if (what == 19) {
            static_cast<void>(m_machine.store->maintain()); // a snapshot, perhaps
        }
        m_machine.open();
        return m_machine.error;
    }

    std::mt19937 m_random;
    Gateway m_machine;
    Model m_model;
    std::map<Pairs, std::vector<Line>> m_last; ///< of each path
};

} // namespace

class MergeModelTest : public QObject {
    Q_OBJECT

private Q_SLOTS:

    void randomStepsAgreeWithTheModel_data() {
        QTest::addColumn<int>("profile");
        QTest::newRow("strict") << 0;
        QTest::newRow("compatible") << 1;
    }

    void randomStepsAgreeWithTheModel() {
        QFETCH(int, profile);
        for (unsigned seed = 0; seed < 25; ++seed) {
            Walk walk(seed, static_cast<Profile>(profile));
            for (int i = 0; i < 150; ++i) {
                const std::string wrong = walk.step();
                QVERIFY2(
                    wrong.empty(),
                    ("seed " + std::to_string(seed) + ", step " + std::to_string(i) + ": " + wrong)
                        .c_str()
                );
            }
        }
    }
};

QTEST_GUILESS_MAIN(MergeModelTest)
#include "merge_model_test.moc"
