#include "app/demo/director.h"

#include "core/metering/calendar.h"

#include <algorithm>
#include <utility>

namespace meterbench::app {

namespace {

constexpr std::int64_t kHourMs = 3'600'000;
/// The day begins so long before the end of the period, so that it can end while people look.
constexpr std::int64_t kBeforePeriodsEndMs = 9 * kHourMs;
/// A window is closed when a reading after its end has come; this much later it has.
constexpr std::int64_t kGraceMs = 120'000;

std::int64_t endOfMonth(std::int64_t timeMs) {
    auto months = metering::Calendar::open(metering::Window::Month, "UTC");
    return months->slotOf(timeMs).endMs;
}

/// A period that ends after this time, far enough away for the whole story.
std::int64_t periodEndFor(std::int64_t nowMs) {
    const std::int64_t end = endOfMonth(nowMs);
    return end - kBeforePeriodsEndMs > nowMs ? end : endOfMonth(end);
}

} // namespace

bool Settlement::isAsIntended() const {
    return std::all_of(differences.begin(), differences.end(), [](const Difference& one) {
        return one.isIntended;
    });
}

Director::Director(
    Program& program, std::string folder, Paces paces, OnWorkspace onWorkspace, OnPeriod onPeriod
)
    : m_program(program)
    , m_folder(std::move(folder))
    , m_paces(paces)
    , m_onWorkspace(std::move(onWorkspace))
    , m_onPeriod(std::move(onPeriod)) {}

/// What comes after it is real: nothing is metered in the demo's name, and the time is the
/// machine's.
Director::~Director() {
    if (m_settling.valid()) {
        m_settling.wait();
    }
    showPeriod(false);
    m_program.engine().postQuietly(pipeline::ApplyBilling());
    m_program.clock().rejoin();
}

base::Result<std::unique_ptr<Director>> Director::start(
    Program& program,
    const std::string& folder,
    Paces paces,
    OnWorkspace onWorkspace,
    OnPeriod onPeriod
) {
    std::unique_ptr<Director> director(
        new Director(program, folder, paces, std::move(onWorkspace), std::move(onPeriod))
    );
    if (const base::Status begun = director->reset(); !begun) {
        return begun.error();
    }
    return director;
}

base::Status Director::reset() {
    const std::string folder = m_folder + "/stage-" + std::to_string(++m_stages);
    if (m_settling.valid()) {
        m_settling.wait();
    }
    m_stage.reset();
    showPeriod(false);
    m_periodEndMs = periodEndFor(m_program.clock().nowMs());
    m_program.clock().leapTo(m_periodEndMs - kBeforePeriodsEndMs);
    enter(false);
    auto stage = Stage::start(folder, {m_program.clock(), m_program.files(), m_program.log()});
    if (!stage) {
        return stage.error();
    }
    m_stage = std::move(*stage);
    m_journalFolder = folder + "/usage";
    m_shown.clear();
    m_settlement.reset();
    m_settledToMs = 0;
    m_isBusy = false;
    makeScenes();
    m_scene = 0;
    m_step = 0;
    putWorkspaceInForce();
    return {};
}

void Director::putWorkspaceInForce() {
    m_workspace = m_stage->workspace();
    pipeline::ApplyBilling billing = billingOf(m_workspace);
    billing.metering.folder = m_journalFolder;
    billing.metering.commitEvery = std::chrono::minutes(1); // of the day on the stage
    m_program.engine().post(pipeline::ApplyConfig{
        std::make_shared<const config::Config>(*m_workspace.prometheus)});
    m_program.engine().post(std::move(billing));
    m_onWorkspace(std::make_shared<const config::Workspace>(m_workspace));
}

void Director::makeScenes() {
    m_scenes = {
        customersScene(),
        spikeScene(),
        restartScene(),
        outageScene(),
        labelScene(),
        statementScene()};
}

void Director::play(std::size_t scene) {
    m_scene = std::min(scene, m_scenes.size() - 1);
    m_step = 0;
    m_isBusy = false;
    m_settlement.reset();
    showPeriod(m_scene + 1 == m_scenes.size());
    next();
}

/// In the last scene the period that ends is looked at, as people choose it in Billing: it stays
/// when the next one has begun. What they chose themselves in other scenes stays too.
void Director::showPeriod(bool isItsEnd) {
    if (isItsEnd != m_isPeriodShown) {
        m_isPeriodShown = isItsEnd;
        m_onPeriod(
            isItsEnd ? usage::PeriodChoice(usage::monthWith(m_periodEndMs - 1)) : std::nullopt
        );
    }
}

bool Director::isSceneOver() const {
    return !m_isBusy && m_step >= m_scenes[m_scene].steps.size();
}

void Director::next() {
    if (m_isBusy || isSceneOver()) {
        return;
    }
    m_shown.clear();
    enter(true);
    m_isBusy = true;
    m_scenes[m_scene].steps[m_step].act();
}

void Director::look() {
    if (!m_isBusy) {
        return;
    }
    const Step& step = m_scenes[m_scene].steps[m_step];
    if (!step.isDone()) {
        return;
    }
    m_shown = step.shows();
    ++m_step;
    m_isBusy = false;
    enter(false);
}

void Director::enter(bool isPlaying) {
    hurry(isPlaying ? m_paces.playing : m_paces.waiting);
}

void Director::hurry(double pace) {
    m_pace = pace;
    m_program.clock().setPace(m_pace * m_factor);
    // Whoever sleeps until a time of day was told how long at the former pace.
    m_program.engine().postQuietly(pipeline::ScrapeNow{});
}

void Director::changePace(double factor) {
    m_factor = std::clamp(m_factor * factor, 1.0 / 16, 16.0);
    hurry(m_pace);
}

Tally Director::tally(std::int64_t toMs) {
    const pipeline::SnapshotPtr snapshot = m_program.engine().snapshot();
    if (!snapshot->metered) {
        return {};
    }
    auto tally =
        tallyOf(m_journalFolder, m_program.clock(), m_workspace.meters, *snapshot->metered, toMs);
    return tally ? std::move(*tally) : Tally();
}

/// What was really used stands in the journal, to the last call and job.
bool Director::isAllMetered() {
    const Tally now = tally();
    const Shop& shop = m_stage->shop();
    const auto is = [](const base::Decimal& metered, std::int64_t used) {
        return metered == base::Decimal::fromInteger(used);
    };
    const bool areCustomers =
        std::all_of(shop.used().begin(), shop.used().end(), [&](const auto& entry) {
            return is(now.of(entry.first, "api-calls"), entry.second.calls) &&
                   is(now.of(entry.first, "jobs"), entry.second.jobs);
        });
    return areCustomers && is(now.of("", "jobs"), shop.unlabeledJobs());
}

bool Director::isClosedBefore(std::int64_t timeMs) {
    return tally().openBeginMs >= timeMs;
}

bool Director::isAllDelivered() const {
    const pipeline::SnapshotPtr snapshot = m_program.engine().snapshot();
    return !snapshot->deliveries.empty() && std::all_of(
                                                snapshot->deliveries.begin(),
                                                snapshot->deliveries.end(),
                                                [](const auto& one) {
                                                    return one->doneThrough == one->lastSequence &&
                                                           one->lastSequence > 0;
                                                }
                                            );
}

base::Result<pricing::Statement> Director::price(
    const config::Customer& customer, const std::map<Tally::Line, base::Decimal>& units
) const {
    const auto plan = std::find_if(
        m_workspace.plans.begin(),
        m_workspace.plans.end(),
        [&](const pricing::Plan& one) { return one.id == customer.plan; }
    );
    std::vector<pricing::Usage> usage;
    for (const auto& [line, value] : units) {
        if (line.first == customer.id) {
            usage.push_back({line.second, value});
        }
    }
    return pricing::price(*plan, usage);
}

/// Fees of a plan are nobody's usage: they are in every sum, or in none.
base::Decimal Director::priceOfAll(const std::map<Tally::Line, base::Decimal>& units) const {
    base::Decimal sum;
    for (const config::Customer& customer : m_workspace.customers) {
        if (const auto statement = price(customer, units)) {
            sum = (sum + statement->total).value_or(sum);
        }
    }
    return sum;
}

/// The scene's last steps: nothing more is used, the hour ends, its records leave, and the four
/// sums are compared.
void Director::addSettling(Scene& scene) {
    scene.steps.push_back(
        {tr("Nobody calls for a moment: everything that was used is metered, to the last call.")
             .toStdString(),
         [this] { hush(); },
         [this] { return isAllMetered(); },
         [this] { return usageLines(); }}
    );
    scene.steps.push_back(
        {tr("The hour ends: its windows close, and their records leave for the billing endpoint.")
             .toStdString(),
         [this] {
             const std::int64_t now = m_program.clock().nowMs();
             m_settledToMs = std::min((now / kHourMs + 1) * kHourMs, m_periodEndMs);
             hurry(m_paces.hurrying);
         },
         [this] {
             const std::int64_t now = m_program.clock().nowMs();
             return now >= m_settledToMs + kGraceMs && isClosedBefore(m_settledToMs) &&
                    isAllDelivered();
         },
         [this] { return deliveryLines(); }}
    );
    scene.steps.push_back(
        {tr("Metered, sent, accepted and billed are compared, customer by customer.").toStdString(),
         [this] { startSettling(); },
         [this] { return isSettled(); },
         [this] {
             resume();
             return std::vector<std::string>{verdictOf(*m_settlement)};
         }}
    );
}

} // namespace meterbench::app
