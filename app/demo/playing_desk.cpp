#include "app/demo/playing_desk.h"

#include <algorithm>

namespace meterbench::app {

base::Result<std::unique_ptr<PlayingDesk>>
PlayingDesk::start(
    Program& program, Director::OnWorkspace onWorkspace, Director::OnPeriod onPeriod
) {
    std::unique_ptr<PlayingDesk> desk(new PlayingDesk(program));
    auto director = Director::start(
        program,
        desk->m_folder.path().toStdString(),
        Director::Paces(),
        std::move(onWorkspace),
        std::move(onPeriod)
    );
    if (!director) {
        return director.error();
    }
    desk->m_director = std::move(*director);
    return desk;
}

DirectorState PlayingDesk::look() {
    m_director->look();
    DirectorState state;
    for (const Scene& scene : m_director->scenes()) {
        state.scenes.push_back(scene.title);
    }
    state.timeMs = m_program.clock().nowMs();
    state.pace = m_program.clock().pace();
    if (!m_isBegun) {
        return state;
    }
    const Scene& scene = m_director->scenes()[m_director->scene()];
    state.scene = static_cast<int>(m_director->scene());
    state.steps = scene.steps.size();
    state.isBusy = m_director->isBusy();
    state.isOver = m_director->isSceneOver();
    state.step = m_director->step() + (state.isBusy ? 1 : 0);
    state.says = scene.steps[std::max<std::size_t>(1, state.step) - 1].says;
    state.shown = m_director->shown();
    if (const auto& sums = m_director->settlement()) {
        state.verdict = verdictOf(*sums);
        state.isAsIntended = sums->isAsIntended();
        state.settlement = toJson(*sums);
        if (state.shown == std::vector<std::string>{state.verdict}) {
            state.shown.clear(); // it is said once
        }
    }
    return state;
}

void PlayingDesk::play(std::size_t scene) {
    m_isBegun = true;
    m_director->play(scene);
}

void PlayingDesk::next() {
    m_director->next();
}

void PlayingDesk::changePace(double factor) {
    m_director->changePace(factor);
}

std::string PlayingDesk::reset() {
    m_isBegun = false;
    const base::Status done = m_director->reset();
    return done ? std::string() : done.error().context;
}

} // namespace meterbench::app
