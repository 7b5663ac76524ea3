#include "app/director_log.h"

#include <nlohmann/json.hpp>

#include <utility>

namespace meterbench::app {

namespace {

const char* stateOf(const DirectorState& state) {
    if (state.scene < 0) {
        return "not begun";
    }
    return state.isBusy ? "under way" : state.isOver ? "over" : "done";
}

/// The time of day is not in it: it never stands still.
std::string lineOf(const DirectorState& state, const std::string& page) {
    nlohmann::ordered_json out;
    out["scene"] = state.scene < 0 ? "" : kSceneNames.at(static_cast<std::size_t>(state.scene));
    out["step"] = state.step;
    out["steps"] = state.steps;
    out["state"] = stateOf(state);
    out["pace"] = state.pace;
    out["shown"] = state.shown;
    out["page"] = page;
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

void DirectorLog::note(const DirectorState& state, const std::string& page) {
    if (!m_out.is_open()) {
        return;
    }
    std::string line = lineOf(state, std::exchange(m_page, page));
    if (line == m_last) {
        return;
    }
    m_out << line << std::endl;
    m_last = std::move(line);
}

} // namespace meterbench::app
