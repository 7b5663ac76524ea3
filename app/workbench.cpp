#include "app/workbench.h"

#include "app/module.h"

#include <QCoreApplication>
#include <QDateTime>
#include <QFileInfo>
#include <QLabel>
#include <QLocale>
#include <QTimer>
#include <QVBoxLayout>

namespace meterbench::app {

namespace {

constexpr int kLookForSeriesMs = 100;
constexpr int kDirectorMs = 100;
constexpr int kGiveUpAfterMs = 15'000;

/// Stands for a page whose module cannot be loaded, and says why.
class MissingPage final : public ui::Page {
    Q_DECLARE_TR_FUNCTIONS(meterbench::app::Workbench)

public:
    MissingPage(const std::string& problem, QWidget* parent)
        : Page(parent) {
        auto* words = new QLabel(
            tr("This page cannot be loaded: %1").arg(QString::fromStdString(problem)), this
        );
        words->setTextFormat(Qt::PlainText);
        words->setWordWrap(true);
        words->setAlignment(Qt::AlignCenter);
        (new QVBoxLayout(this))->addWidget(words);
    }

    void update(const pipeline::SnapshotPtr&, const pipeline::SnapshotPtr&) override {}
};

/// Explore, whose module and charts are loaded when the page is made.
ui::PageEntry lateExplore() {
    ui::PageEntry late = ui::exploreWords();
    auto real = std::make_shared<ui::PageEntry>();
    late.make =
        [real](const ui::Feeds& feeds, ui::Navigator& navigator, QWidget* parent) -> ui::Page* {
        using FillEntry = void (*)(ui::PageEntry&);
        std::string problem;
        const auto fill = reinterpret_cast<FillEntry>(
            entryOf("meterbench_explore", "meterbenchExplorePage", problem)
        );
        if (fill == nullptr) {
            return new MissingPage(problem, parent);
        }
        fill(*real);
        return real->make(feeds, navigator, parent);
    };
    late.addChart = [real](ui::Page& page, const std::vector<model::SeriesRef>& series) {
        if (real->addChart) {
            real->addChart(page, series);
        }
    };
    return late;
}

} // namespace

Workbench::Workbench(ui::Settings settings, QString settingsFile) {
    m_window = std::make_unique<ui::MainWindow>(
        m_source,
        m_address,
        m_usage,
        ui::WindowActions{
            .openConfiguration = [this](const QString& path) { open(path); },
            .inspectUrl = [this](const QString& url) { inspect(url); },
            .runDemo = [this] { runDemo(); },
            .reload = [this] { reload(); },
            .runDirector = [this] { runDirector(); },
            .file = &m_file,
            .saved = [this](const QString& path) { m_path = path; },
            .ownEndpoint = &m_ownEndpoint},
        std::move(settings),
        std::move(settingsFile),
        ui::pagesWith(lateExplore())
    );
}

Workbench::~Workbench() = default;

std::string Workbench::start(
    const pipeline::EngineOptions& options,
    const std::vector<std::string>& gatewayWords,
    base::LogLevel least
) {
    std::string problem;
    const auto startCore = reinterpret_cast<StartCore>(entryOf(kCoreFile, kStartCore, problem));
    if (startCore != nullptr) {
        startCore(options, gatewayWords, least, m_core, problem);
    }
    if (m_core) {
        m_source.follow(m_core->source());
        m_address.follow(m_core->address());
        m_usage.follow(m_core->usage());
        m_ownEndpoint.follow(m_core->ownEndpoint());
        m_file.follow(m_core->file());
        m_window->feed().poll(); // what it says first is shown at once, not at the next tick
    }
    return problem;
}

void Workbench::open(const QString& path) {
    m_path = path;
    if (!m_core) {
        return;
    }
    endDirector();
    const std::string problems =
        m_core->open(QFileInfo(path).absoluteFilePath().toStdString());
    if (!problems.empty()) {
        m_window->showProblems(
            tr("%1 cannot be used").arg(QFileInfo(path).fileName()),
            QString::fromStdString(problems).split(QLatin1Char('\n'))
        );
    }
}

void Workbench::inspect(const QString& url) {
    m_source.post(pipeline::AddTarget{url.toStdString(), std::chrono::milliseconds(5'000)});
}

void Workbench::reload() {
    if (!m_path.isEmpty()) {
        open(m_path);
    }
}

void Workbench::runDemo() {
    if (m_sinceDemo.isValid()) {
        m_window->showPage(ui::PageId::Explore);
        return;
    }
    endDirector();
    const std::string problem = m_core ? m_core->startDemo() : "the core does not run yet";
    if (!problem.empty()) {
        m_window->say(tr("The demo cannot start: %1").arg(QString::fromStdString(problem)));
        return;
    }
    m_sinceDemo.start();
    lookForDemoSeries();
}

void Workbench::runDirector() {
    if (m_panel != nullptr && m_panel->isVisible()) {
        m_panel->hide();
        return;
    }
    std::string problem = "the core does not run yet";
    m_director = m_core ? m_core->startDirector(problem) : nullptr;
    if (m_director == nullptr) {
        m_window->say(tr("The demo cannot start: %1").arg(QString::fromStdString(problem)));
        return;
    }
    if (m_panel == nullptr) {
        makeDirectorPanel();
    }
    m_panel->show();
    m_window->showPage(ui::PageId::Billing);
    showDirector();
    m_directorTimer.start(kDirectorMs);
}

void Workbench::playScene(std::size_t scene) {
    if (m_director != nullptr) {
        m_director->play(scene);
    }
}

void Workbench::nextStep() {
    if (m_director != nullptr) {
        m_director->next();
    }
}

void Workbench::changePace(double factor) {
    if (m_director != nullptr) {
        m_director->changePace(factor);
    }
}

DirectorState Workbench::directorState() {
    return m_director == nullptr ? DirectorState() : m_director->look();
}

/// The core ends it when something else is put in force.
void Workbench::endDirector() {
    m_director = nullptr;
    m_directorTimer.stop();
    if (m_panel != nullptr) {
        m_panel->hide();
    }
}

void Workbench::makeDirectorPanel() {
    m_panel = new ui::DirectorPanel(m_window.get());
    m_window->setSidePanel(m_panel);
    connect(&m_directorTimer, &QTimer::timeout, this, &Workbench::showDirector);
    const auto does = [this](auto what) {
        return [this, what](auto... arguments) {
            if (m_director != nullptr) {
                what(*m_director, arguments...);
                showDirector();
            }
        };
    };
    connect(m_panel, &ui::DirectorPanel::playRequested, this, does([](DirectorDesk& desk, int scene) {
                desk.play(static_cast<std::size_t>(scene));
            }));
    connect(m_panel, &ui::DirectorPanel::nextRequested, this, does([](DirectorDesk& desk) {
                desk.next();
            }));
    connect(m_panel, &ui::DirectorPanel::paceRequested, this, does([](DirectorDesk& desk, double factor) {
                desk.changePace(factor);
            }));
    connect(m_panel, &ui::DirectorPanel::resetRequested, this, does([this](DirectorDesk& desk) {
                if (const std::string problem = desk.reset(); !problem.empty()) {
                    m_window->say(QString::fromStdString(problem));
                }
            }));
    connect(m_panel, &ui::DirectorPanel::closeRequested, m_panel, &QWidget::hide);
}

void Workbench::showDirector() {
    if (m_director == nullptr) {
        return;
    }
    const DirectorState state = m_director->look();
    const ui::Page* const page = m_window->page(m_window->currentPage());
    m_directorLog.note(
        state, page == nullptr ? std::string() : page->accessibleDescription().toStdString()
    );
    ui::Script script;
    for (const std::string& title : state.scenes) {
        script.scenes.append(QString::fromStdString(title));
    }
    script.scene = state.scene;
    script.step = static_cast<int>(state.step);
    script.steps = static_cast<int>(state.steps);
    script.isBusy = state.isBusy;
    script.isOver = state.isOver;
    script.says = QString::fromStdString(state.says);
    for (const std::string& line : state.shown) {
        script.shown.append(QString::fromStdString(line));
    }
    script.time = QLocale::c().toString(
        QDateTime::fromMSecsSinceEpoch(state.timeMs, Qt::UTC), QStringLiteral("d MMM yyyy, HH:mm")
    );
    script.pace = state.pace > 1 ? tr("%1 × as fast").arg(state.pace, 0, 'f', 0) : tr("real time");
    script.verdict = QString::fromStdString(state.verdict);
    script.isAsIntended = state.isAsIntended;
    m_panel->setScript(script);
}

/// The first chart of the demo, as soon as its series are there.
void Workbench::lookForDemoSeries() {
    std::vector<model::SeriesRef> requests;
    std::vector<model::SeriesRef> storage;
    for (const pipeline::TargetPtr& target : *m_source.snapshot()->targets) {
        for (const model::BatchPtr& batch : target->batches) {
            for (std::size_t i = 0; i < batch->layout->size(); ++i) {
                const std::string_view name = batch->layout->labels.get(i, model::kMetricName);
                const bool isGoodGet = batch->layout->labels.get(i, "code") == "200" &&
                                       batch->layout->labels.get(i, "method") == "GET";
                if (name == "http_requests_total" && isGoodGet) {
                    requests.push_back(batch->layout->refs[i]);
                } else if (name == "storage_used_bytes") {
                    storage.push_back(batch->layout->refs[i]);
                }
            }
        }
    }
    if (!requests.empty() && !storage.empty()) {
        m_window->addToChart(requests);
        m_window->addToChart(storage);
    } else if (m_sinceDemo.elapsed() < kGiveUpAfterMs) {
        QTimer::singleShot(kLookForSeriesMs, this, [this] { lookForDemoSeries(); });
    }
}

void Workbench::stop(std::chrono::milliseconds deadline) {
    m_directorTimer.stop();
    m_director = nullptr;
    m_window.reset();
    if (m_core) {
        m_core->stop(deadline);
    }
}

} // namespace meterbench::app
