#include "app/director_log.h"

#include <nlohmann/json.hpp>

namespace meterbench::app {

namespace {

const char* stateOf(const DirectorState& state) {
    if (state.scene < 0) {
        return "not begun";
    }
    return state.isBusy ? "under way" : state.isOver ? "over" : "done";
}

/// The time of day is not in it: it never stands still.
std::string lineOf(const DirectorState& state) {
    nlohmann::ordered_json out;
    out["scene"] = state.scene < 0 ? "" : kSceneNames.at(static_cast<std::size_t>(state.scene));
    out["step"] = state.step;
    out["steps"] = state.steps;
    out["state"] = stateOf(state);
    out["pace"] = state.pace;
    out["shown"] = state.shown;
    if (!state.settlement.empty()) {
        out["settlement"] = nlohmann::ordered_json::parse(state.settlement, nullptr, false);
    }
    return out.dump(-1, ' ', false, nlohmann::ordered_json::error_handler_t::replace);
}

} // namespace

std::string DirectorLog::open(const std::string& path) {
    m_out.open(path, std::ios::out | std::ios::trunc);
    return m_out ? std::string() : path + " cannot be written";
}

void DirectorLog::note(const DirectorState& state) {
    if (!m_out.is_open()) {
        return;
    }
    std::string line = lineOf(state);
    if (line == m_last) {
        return;
    }
    m_out << line << std::endl;
    m_last = std::move(line);
}

} // namespace meterbench::app
