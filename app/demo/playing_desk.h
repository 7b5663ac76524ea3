// PlayingDesk: the director behind a DirectorDesk, with a folder of its own that goes with it. Main
// thread.
#pragma once

#include "app/demo/director.h"
#include "app/director_desk.h"

#include <QTemporaryDir>

#include <memory>
#include <string>

namespace meterbench::app {

class PlayingDesk final : public DirectorDesk {
public:
    [[nodiscard]] static base::Result<std::unique_ptr<PlayingDesk>>
    start(Program& program, Director::OnWorkspace onWorkspace, Director::OnPeriod onPeriod);

    [[nodiscard]] DirectorState look() override;
    void play(std::size_t scene) override;
    void next() override;
    void changePace(double factor) override;
    [[nodiscard]] std::string reset() override;

    [[nodiscard]] OwnEndpoint& endpoint() { return m_director->stage().endpoint(); }

private:
    explicit PlayingDesk(Program& program)
        : m_program(program) {}

    Program& m_program;
    QTemporaryDir m_folder;
    std::unique_ptr<Director> m_director;
    bool m_isBegun = false;
};

} // namespace meterbench::app
