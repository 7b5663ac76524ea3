// InstrumentsPage: what a person does. The forms: series_forms.h, driver_form.h; files:
// instruments_files.cpp; menus and keys: instruments_menus.cpp.
#include "ui/pages/instruments/bench_words.h"
#include "ui/pages/instruments/driver_form.h"
#include "ui/pages/instruments/instruments_page.h"
#include "ui/pages/instruments/new_metric_form.h"
#include "ui/pages/instruments/series_forms.h"

#include <QTableView>
#include <QTimer>

#include <chrono>

namespace meterbench::ui {

using instruments::Driver;
using instruments::Type;

namespace {

/// Longer than it takes until a value has been scraped and published.
constexpr std::chrono::milliseconds kSoonFor{400};

} // namespace

/// Who did something waits for it: until it is there, both feeds are asked more often than their
/// own timers ask. It costs a look at two pointers.
void InstrumentsPage::post(address::Command command, Done done) {
    m_waiting.emplace(m_address.post(std::move(command)), std::move(done));
    m_soonUntil.setRemainingTime(kSoonFor);
    m_soon->start();
}

void InstrumentsPage::lookSoon() {
    m_address.poll();
    m_feed.poll();
    if (m_soonUntil.hasExpired()) {
        m_soon->stop();
    }
}

void InstrumentsPage::edit(std::vector<instruments::Edit> edits, const QString& words, Done done) {
    post(address::EditBench{std::move(edits), words.toStdString()}, std::move(done));
}

/// The panel shows what is wrong, or closes.
bench::EditSink InstrumentsPage::panelSink() {
    return [this](std::vector<instruments::Edit> edits, const QString& words) {
        edit(std::move(edits), words, [this](const address::Outcome& outcome) {
            m_panel->finish(outcome.ok ? QString() : QString::fromStdString(outcome.message));
        });
    };
}

void InstrumentsPage::openPanel(EditPanel::Spec spec) {
    m_form->hide();
    m_panel->open(std::move(spec));
}

void InstrumentsPage::openNew() {
    m_panel->close();
    m_form->open();
}

void InstrumentsPage::create(const instruments::Definition& made) {
    m_selectNext = made.name;
    edit(
        {instruments::Create{made}},
        tr("create %1").arg(bench::nameWords(made)),
        [this](const address::Outcome& outcome) {
            m_form->finish(outcome.ok ? QString() : QString::fromStdString(outcome.message));
        }
    );
}

void InstrumentsPage::addOne() {
    const BenchModel::Row* const row = current();
    const bool counts = row != nullptr && !row->isGroup &&
                        (row->instrument->definition.type == Type::Counter ||
                         row->instrument->definition.type == Type::Gauge);
    if (counts) {
        edit(
            {instruments::Increment{bench::placeOf(*row->instrument, row->values), 1}},
            tr("increment %1 by 1").arg(bench::seriesWords(*row->instrument, row->values))
        );
    }
}

void InstrumentsPage::openAddMany() {
    const BenchModel::Row* const row = current();
    if (row != nullptr && !row->isGroup && row->instrument->definition.type == Type::Counter) {
        openPanel(bench::addForm(*row->instrument, row->values, panelSink()));
    }
}

/// What Enter and the button of a row do.
void InstrumentsPage::openMain() {
    const BenchModel::Row* const row = current();
    if (row == nullptr) {
        return;
    }
    if (row->isGroup) {
        openAddSeries();
    } else if (row->instrument->definition.type == Type::Counter) {
        addOne();
    } else {
        openPanel(bench::mainForm(*row->instrument, row->values, panelSink()));
    }
}

void InstrumentsPage::openAddSeries() {
    const BenchModel::Row* const row = current();
    if (row == nullptr) {
        return;
    }
    const instruments::Definition& definition = row->instrument->definition;
    if (definition.labelNames.empty()) {
        m_navigator.say(
            tr("%1 has no labels, so it has one series only").arg(bench::nameWords(definition))
        );
        return;
    }
    m_model->setFolded(std::string(definition.name), false); // what is added is to be seen
    openPanel(bench::labelSetForm(definition, panelSink()));
}

void InstrumentsPage::openHelp() {
    if (const BenchModel::Row* const row = current()) {
        openPanel(bench::helpForm(row->instrument->definition, panelSink()));
    }
}

void InstrumentsPage::openDriver() {
    const BenchModel::Row* const row = current();
    if (row == nullptr || row->isGroup || row->instrument->definition.type == Type::Info) {
        m_navigator.say(tr("Choose a series of a Counter, Gauge, Enum or Histogram to drive it"));
        return;
    }
    const bench::RecordedSeries recorded{
        [this](const QString& typed) { return m_picker->proposals(typed); },
        [this](const QString& typed) { m_picker->choose(typed); },
        [this] { return m_picker->problem(); },
        [this] { return m_picker->chosen(); }};
    openPanel(bench::driverForm(*row->instrument, row->values, recorded, panelSink(), [this] {
        m_panel->close();
    }));
}

void InstrumentsPage::pauseDriver() {
    const BenchModel::Row* const row = current();
    const auto held = row == nullptr || row->isGroup ? decltype(row->instrument->drivers.end())()
                                                     : row->instrument->drivers.find(row->values);
    if (row == nullptr || row->isGroup || held == row->instrument->drivers.end()) {
        openDriver();
        return;
    }
    Driver driver = held->second;
    driver.isPaused = !driver.isPaused;
    const QString series = bench::seriesWords(*row->instrument, row->values);
    edit(
        {instruments::PutDriver{bench::placeOf(*row->instrument, row->values), driver}},
        driver.isPaused ? tr("pause the driver of %1").arg(series)
                        : tr("start the driver of %1").arg(series)
    );
}

void InstrumentsPage::removeCurrent() {
    const BenchModel::Row* const row = current();
    if (row == nullptr) {
        return;
    }
    const bool isWhole = row->isGroup || row->values.empty();
    const QString what = isWhole ? bench::nameWords(row->instrument->definition)
                                 : bench::seriesWords(*row->instrument, row->values);
    edit(
        {isWhole ? instruments::Edit(instruments::Remove{row->instrument->definition.name})
                 : instruments::Edit(instruments::RemoveSeries{
                       bench::placeOf(*row->instrument, row->values)})},
        tr("remove %1").arg(what),
        [this, what](const address::Outcome& outcome) {
            m_navigator.say(
                outcome.ok ? tr("%1 is removed; Undo brings it back").arg(what)
                           : QString::fromStdString(outcome.message)
            );
        }
    );
}

void InstrumentsPage::toggleFold() {
    if (const BenchModel::Row* const row = current()) {
        const std::string name = row->instrument->definition.name;
        m_model->setFolded(name, !m_model->isFolded(name));
        m_table->setCurrentIndex(m_model->index(m_model->groupRowOf(name), 0));
    }
}

void InstrumentsPage::undo() {
    post(address::UndoBench{}, {});
}

void InstrumentsPage::redo() {
    post(address::RedoBench{}, {});
}

void InstrumentsPage::chartCurrent() {
    const BenchModel::Row* const row = current();
    if (row == nullptr || row->isGroup) {
        return;
    }
    const std::vector<model::SeriesRef> refs = m_series.refsOf(*row);
    if (refs.empty()) {
        m_navigator.say(tr("This series has not been scraped yet; it can be charted in a moment"));
        return;
    }
    m_navigator.addToChart(refs);
}

} // namespace meterbench::ui
