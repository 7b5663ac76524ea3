#include "app/demo/headless_scenes.h"

#include "app/demo/director.h"
#include "app/director_desk.h"
#include "app/signals.h"

#include <QCoreApplication>
#include <QTemporaryDir>
#include <QTimer>

#include <cstdio>

namespace meterbench::app {

namespace {

constexpr Director::Paces kPaces{600, 60, 900};
constexpr int kLookEveryMs = 25;
/// A step that takes longer than this will never be done.
constexpr std::int64_t kPatienceNs = 120'000'000'000;

void print(const std::string& text) {
    std::fputs((text + "\n").c_str(), stdout);
    std::fflush(stdout);
}

/// Plays scenes one after the other, a step as soon as the one before is done.
class Playing {
public:
    Playing(Director& director, const base::Clock& clock, std::vector<std::size_t> scenes)
        : m_director(director)
        , m_clock(clock)
        , m_scenes(std::move(scenes)) {
        begin();
    }

    void look() {
        m_director.look();
        if (m_director.isBusy()) {
            if (m_clock.steadyNs() - m_begunNs > kPatienceNs) {
                print("this does not happen; the story ends here");
                finish(false);
            }
            return;
        }
        for (const std::string& line : m_director.shown()) {
            print("    " + line);
        }
        if (!m_director.isSceneOver()) {
            m_director.next();
            say();
            return;
        }
        const bool isAsIntended =
            m_director.settlement() && m_director.settlement()->isAsIntended();
        if (++m_at == m_scenes.size() || !isAsIntended) {
            finish(isAsIntended);
            return;
        }
        begin();
    }

    [[nodiscard]] bool isWell() const { return m_isWell; }

private:
    void begin() {
        const std::size_t scene = m_scenes[m_at];
        m_director.play(scene);
        print("# " + m_director.scenes()[scene].title);
        say();
    }

    void say() {
        m_begunNs = m_clock.steadyNs();
        const Scene& scene = m_director.scenes()[m_director.scene()];
        print("  " + scene.steps[m_director.step()].says);
    }

    void finish(bool isWell) {
        m_isWell = isWell;
        QCoreApplication::quit();
    }

    Director& m_director;
    const base::Clock& m_clock;
    std::vector<std::size_t> m_scenes;
    std::size_t m_at = 0;
    std::int64_t m_begunNs = 0;
    bool m_isWell = false;
};

std::vector<std::size_t> scenesNamed(const std::string& name) {
    std::vector<std::size_t> chosen;
    for (std::size_t i = 0; i < kSceneNames.size(); ++i) {
        if (name == "all" || name == kSceneNames.at(i)) {
            chosen.push_back(i);
        }
    }
    return chosen;
}

int fail(const std::string& problem, int code) {
    std::fprintf(stderr, "meterbench demo: %s\n", problem.c_str());
    return code;
}

} // namespace

std::string sceneNames() {
    std::string names;
    for (const char* const name : kSceneNames) {
        names += (names.empty() ? "" : ", ") + std::string(name);
    }
    return names;
}

int runHeadlessScenes(const std::string& scene, base::LogLevel least) {
    const std::vector<std::size_t> scenes = scenesNamed(scene);
    if (scenes.empty()) {
        return fail("there is no scene \"" + scene + "\"; write all or one of " + sceneNames(), 2);
    }
    const QTemporaryDir folder;
    auto program = Program::start({}, {{}, true}, least);
    if (!program) {
        return fail(program.error().context, 1);
    }
    auto director = Director::start(**program, folder.path().toStdString(), kPaces);
    if (!director) {
        return fail(director.error().context, 1);
    }
    Playing playing(**director, (*program)->clock(), scenes);
    QTimer timer;
    QObject::connect(&timer, &QTimer::timeout, [&] { playing.look(); });
    timer.start(kLookEveryMs);
    Signals signalling;
    QObject::connect(&signalling, &Signals::quit, qApp, &QCoreApplication::quit);
    QCoreApplication::exec();
    timer.stop();
    print(toJson((*director)->settlement().value_or(Settlement())));
    (*program)->stop(std::chrono::milliseconds(2'000));
    return playing.isWell() ? 0 : 1;
}

} // namespace meterbench::app
