// Director: plays the scenes of the demo on a running program: the stage's exporters are scraped
// and metered, its billing endpoint gets the records, and the time of day runs as fast as the story
// needs. The window's panel and `meterbench demo --scene` play the same scenes. At the end of each
// what was metered, sent, accepted and billed is compared. Main thread, which needs an event loop;
// no call waits.
#pragma once

#include "app/demo/scene.h"
#include "app/demo/stage.h"
#include "app/demo/tally.h"
#include "app/program.h"
#include "core/base/result.h"
#include "core/delivery/reconcile.h"
#include "core/pricing/statement.h"
#include "core/usage/period_choice.h"

#include <QCoreApplication>

#include <cstddef>
#include <functional>
#include <future>
#include <memory>
#include <optional>
#include <string>
#include <vector>

namespace meterbench::app {

/// How the four sums of a scene compare; amounts of money by the plans of the customers.
struct Settlement {
    struct Difference {
        std::string customer; ///< empty: nobody is known
        std::string dimension;
        std::string cause;
        std::string amount; ///< in the meter's unit
        bool isIntended = false;
    };

    std::string currency;
    base::Decimal metered;
    base::Decimal sent;
    base::Decimal accepted;
    base::Decimal billed;
    std::vector<Difference> differences;

    [[nodiscard]] bool isAsIntended() const;
};

/// In a sentence.
[[nodiscard]] std::string verdictOf(const Settlement& settlement);
/// One JSON object in one line.
[[nodiscard]] std::string toJson(const Settlement& settlement);

class Director {
    Q_DECLARE_TR_FUNCTIONS(meterbench::app::Director)

public:
    /// Paces of the time of day: in a step, and between steps.
    struct Paces {
        double playing = 60;
        double waiting = 6;
        double hurrying = 600; ///< to the end of a window or of the period
    };

    /// Called whenever a workspace was put in force.
    using OnWorkspace = std::function<void(std::shared_ptr<const config::Workspace>)>;

    /// Called when other periods are to be looked at.
    using OnPeriod = std::function<void(usage::PeriodChoice)>;

    /// Builds the stage in the folder, and puts its workspace in force.
    [[nodiscard]] static base::Result<std::unique_ptr<Director>> start(
        Program& program,
        const std::string& folder,
        Paces paces,
        OnWorkspace onWorkspace = [](const auto&) {},
        OnPeriod onPeriod = [](const auto&) {}
    );
    ~Director();

    [[nodiscard]] const std::vector<Scene>& scenes() const { return m_scenes; }

    /// The scene from its first step on.
    void play(std::size_t scene);
    /// The next step of the scene; nothing while one is under way.
    void next();
    /// Looks whether the step under way is done; call it often.
    void look();

    [[nodiscard]] std::size_t scene() const { return m_scene; }

    [[nodiscard]] std::size_t step() const { return m_step; }

    [[nodiscard]] bool isBusy() const { return m_isBusy; }

    [[nodiscard]] bool isSceneOver() const;

    /// Of the last step that was done.
    [[nodiscard]] const std::vector<std::string>& shown() const { return m_shown; }

    /// Known once a scene is over.
    [[nodiscard]] const std::optional<Settlement>& settlement() const { return m_settlement; }

    /// Everything from the start, with a new stage: an empty journal and ledger, another day.
    [[nodiscard]] base::Status reset();

    /// Faster or slower than the paces say, by this factor times the present one.
    void changePace(double factor);

    [[nodiscard]] Stage& stage() { return *m_stage; }

private:
    Director(
        Program& program,
        std::string folder,
        Paces paces,
        OnWorkspace onWorkspace,
        OnPeriod onPeriod
    );

    void makeScenes();
    [[nodiscard]] Scene customersScene();
    [[nodiscard]] Scene spikeScene();
    [[nodiscard]] Scene restartScene();
    [[nodiscard]] Scene outageScene();
    [[nodiscard]] Scene labelScene();
    [[nodiscard]] Scene statementScene();
    void addCustomers(Scene& scene);
    [[nodiscard]] Step pass(std::string says, std::int64_t minutes);
    void addSettling(Scene& scene);

    void putWorkspaceInForce();
    void enter(bool isPlaying);
    void showPeriod(bool isItsEnd);
    void hurry(double pace);
    void openCustomers();
    void hush();
    void resume();
    [[nodiscard]] bool isAllMetered();
    [[nodiscard]] bool isAllDelivered() const;
    [[nodiscard]] bool isClosedBefore(std::int64_t timeMs);
    void startSettling();
    [[nodiscard]] bool isSettled();
    void compareWithTruth(const std::map<Tally::Line, base::Decimal>& units, Settlement& sums);
    [[nodiscard]] std::vector<std::string> usageLines();
    [[nodiscard]] std::vector<std::string> deliveryLines() const;
    [[nodiscard]] std::vector<std::string> statementLines();
    [[nodiscard]] Tally tally(std::int64_t toMs = INT64_MAX);
    [[nodiscard]] base::Result<pricing::Statement> price(
        const config::Customer& customer, const std::map<Tally::Line, base::Decimal>& units
    ) const;
    [[nodiscard]] base::Decimal priceOfAll(const std::map<Tally::Line, base::Decimal>& units) const;

    Program& m_program;
    std::string m_folder;
    Paces m_paces;
    OnWorkspace m_onWorkspace;
    OnPeriod m_onPeriod;
    bool m_isPeriodShown = false; ///< that of the last scene, by m_onPeriod
    double m_factor = 1; ///< of all paces
    double m_pace = 1;   ///< before it
    std::unique_ptr<Stage> m_stage;
    config::Workspace m_workspace;
    std::string m_journalFolder;
    int m_stages = 0;
    std::vector<Scene> m_scenes;
    std::size_t m_scene = 0;
    std::size_t m_step = 0; ///< the next one
    bool m_isBusy = false;
    std::vector<std::string> m_shown;
    std::optional<Settlement> m_settlement;
    std::future<base::Result<std::vector<delivery::ReconcileRow>>> m_settling;
    std::int64_t m_periodEndMs = 0;
    std::int64_t m_markMs = 0;      ///< of whatever a step waits for
    int m_repairPhase = 0;          ///< 0: jobs rest, 1: the rule is in force, 2: they go on
    std::int64_t m_settledToMs = 0; ///< windows that begin before it are settled
};

} // namespace meterbench::app
