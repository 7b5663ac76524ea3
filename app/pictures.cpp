#include "app/pictures.h"

#include "ui/pages/billing/billing_inspector.h"
#include "ui/pages/billing/billing_page.h"
#include "ui/pages/billing/reconcile_view.h"
#include "ui/pages/instruments/instruments_page.h"
#include "ui/pages/instruments/new_metric_form.h"
#include "ui/pages/targets/inspector.h"
#include "ui/pages/targets/targets_page.h"
#include "ui/shell/command_palette.h"
#include "ui/shell/main_window.h"
#include "ui/widgets/buttons.h"

#include <QAction>
#include <QApplication>
#include <QDir>
#include <QLineEdit>
#include <QPushButton>
#include <QScreen>
#include <QTableView>
#include <QTimer>

#include <cstdio>
#include <map>

namespace meterbench::app {

namespace {

/// Long enough for a layout, a tick of the feed and the end of a slide.
constexpr int kSettleMs = 320;
/// A body comes with the next scrape, a second later.
constexpr int kBodyMs = 1'300;
constexpr int kLookMs = 250;
constexpr int kMostWaitMs = 30'000;
/// Rounds of scrapes before the first picture, so that rates and curves have a past.
constexpr std::size_t kRounds = 8;
/// Histograms come whole: a quantile needs every bucket.
constexpr std::size_t kCurves = 40;

struct Setting {
    const char* name;
    ui::Appearance appearance;
    QSize size;
};

constexpr Setting kSettings[] = {
    {"dark-1280x800", ui::Appearance::Dark, {1280, 800}},
    {"light-1280x800", ui::Appearance::Light, {1280, 800}},
    {"light-1920x1080", ui::Appearance::Light, {1920, 1080}},
    {"dark-1920x1080", ui::Appearance::Dark, {1920, 1080}},
    {"dark-900x600", ui::Appearance::Dark, {900, 600}},
    {"light-900x600", ui::Appearance::Light, {900, 600}},
};

/// The largest family of this type that one target has.
std::vector<model::SeriesRef> curvesOf(const pipeline::Snapshot& now, model::MetricType wanted) {
    std::vector<model::SeriesRef> found;
    for (const pipeline::TargetPtr& target : *now.targets) {
        for (const model::BatchPtr& batch : target->batches) {
            std::map<const model::Family*, std::vector<model::SeriesRef>> families;
            for (std::size_t i = 0; i < batch->layout->size(); ++i) {
                const model::Family* family = batch->layout->family(i);
                if (family != nullptr && family->type == wanted) {
                    families[family].push_back(batch->layout->refs[i]);
                }
            }
            for (auto& [family, series] : families) {
                if (series.size() > found.size() && series.size() <= kCurves) {
                    found = std::move(series);
                }
            }
        }
    }
    return found;
}

pipeline::TargetId targetWith(const pipeline::Snapshot& now, pipeline::Health health) {
    pipeline::TargetId best = 0;
    std::uint32_t most = 0;
    for (const pipeline::TargetPtr& target : *now.targets) {
        if (target->health == health && (best == 0 || target->samplesKept > most)) {
            best = target->id;
            most = target->samplesKept;
        }
    }
    return best;
}

} // namespace

/// Where the platform does not let programs look at the screen, the window alone.
bool savePicture(ui::MainWindow& window, const QString& path) {
    const QRect area(window.mapToGlobal(QPoint(0, 0)), window.size());
    QPixmap picture =
        window.screen()->grabWindow(0, area.x(), area.y(), area.width(), area.height());
    if (picture.isNull()) {
        picture = window.grab();
    }
    return picture.save(path, "PNG", 90);
}

Pictures::Pictures(ui::MainWindow& window, QString folder)
    : QObject(nullptr)
    , m_window(window)
    , m_folder(std::move(folder)) {}

void Pictures::begin(bool withData) {
    m_withData = withData;
    if (withData) {
        awaitData();
    } else {
        planShots();
        nextSetting();
    }
}

bool Pictures::hasMoved() const {
    const pipeline::SnapshotPtr now = m_window.feed().newest();
    if (now->targets == nullptr || now->targets->empty()) {
        return false;
    }
    std::size_t rounds = 0;
    for (const pipeline::TargetPtr& target : *now->targets) {
        if (target->health == pipeline::Health::Unknown) {
            return false;
        }
        rounds = std::max(rounds, target->history == nullptr ? 0 : target->history->size());
    }
    return rounds >= kRounds;
}

void Pictures::awaitData() {
    if (!hasMoved() && m_waited < kMostWaitMs) {
        m_waited += kLookMs;
        QTimer::singleShot(kLookMs, this, [this] { awaitData(); });
        return;
    }
    fillCharts();
    planShots();
    nextSetting();
}

/// A counter and a gauge, where the program did not begin with charts of its own.
void Pictures::fillCharts() {
    if (m_window.currentPage() == ui::PageId::Explore) {
        return;
    }
    const pipeline::SnapshotPtr now = m_window.feed().newest();
    for (const auto type :
         {model::MetricType::Counter, model::MetricType::Gauge, model::MetricType::Histogram}) {
        m_window.addToChart(curvesOf(*now, type));
    }
}

void Pictures::add(const QString& name, std::function<void()> prepare, bool closesAfter) {
    m_shots.push_back({name, std::move(prepare), closesAfter});
}

/// The bench, the form for a new metric with advice, and a driver being set.
void Pictures::planMetrics() {
    add(QStringLiteral("metrics"), [this] { m_window.showPage(ui::PageId::Metrics); });
    const auto page = [this] {
        m_window.showPage(ui::PageId::Metrics);
        return static_cast<ui::InstrumentsPage*>(m_window.page(ui::PageId::Metrics));
    };
    add(QStringLiteral("metrics-new"), [page] {
        page()->openNew();
        page()->form()->nameField()->setText(QStringLiteral("requests"));
        page()->form()->labelsField()->setText(QStringLiteral("customer,"));
    });
    add(
        QStringLiteral("metrics-driver"),
        [page] {
            page()->form()->hide();
            page()->openDriver();
        }
    );
    add(QStringLiteral("metrics-after"), [page] { page()->panel()->close(); });
}

void Pictures::planShots() {
    const std::pair<const char*, ui::PageId> pages[] = {
        {"overview", ui::PageId::Overview},
        {"explore", ui::PageId::Explore},
        {"forwarding", ui::PageId::Forwarding},
        {"gateway", ui::PageId::Gateway},
        {"events", ui::PageId::Events},
        {"targets", ui::PageId::Targets},
    };
    for (const auto& [name, id] : pages) {
        add(QLatin1String(name), [this, page = id] { m_window.showPage(page); });
    }
    planBilling();
    planMetrics();
    const pipeline::SnapshotPtr now = m_window.feed().newest();
    if (!now->endpoints.empty()) {
        add(QStringLiteral("forwarding-inspector"), [this] {
            m_window.showEndpoint(m_window.feed().newest()->endpoints.front()->state.name);
        });
    }
    planTargets();
    planDialogs();
}

/// The page, and with a workspace its inspector's tabs and its dialogs.
void Pictures::planBilling() {
    const auto page = [this] {
        m_window.showPage(ui::PageId::Billing);
        return static_cast<ui::BillingPage*>(m_window.page(ui::PageId::Billing));
    };
    add(QStringLiteral("billing"), [page] { page()->table()->setFocus(); });
    if (m_window.usageFeed().current()->workspace == nullptr) {
        return;
    }
    static constexpr const char* kTabs[] = {"price", "windows", "series", "request"};
    for (int tab = 0; tab < 4; ++tab) {
        add(QStringLiteral("billing-") + QLatin1String(kTabs[tab]), [page, tab] {
            page()->inspector()->showTab(static_cast<ui::BillingInspector::Tab>(tab));
        });
    }
    add(
        QStringLiteral("billing-after"),
        [page] { page()->inspector()->showTab(ui::BillingInspector::Prices); }
    );
    add(QStringLiteral("billing-plans"), [page] { page()->openPlans(); }, true);
    add(QStringLiteral("billing-templates"), [page] { page()->openTemplates(); }, true);
    add(QStringLiteral("billing-statement"), [page] { page()->openStatement(); }, true);
    add(QStringLiteral("billing-repair"), [page] { page()->openRepair(0); }, true);
    add(QStringLiteral("billing-reconcile"), [page] {
        page()->showView(ui::BillingPage::Reconcile);
        page()->reconciliation()->compare();
    });
    add(QStringLiteral("billing-own"), [page] { page()->showView(ui::BillingPage::OwnEndpoint); });
    add(QStringLiteral("billing-views-after"), [page] { page()->showView(ui::BillingPage::Usage); });
}

void Pictures::planTargets() {
    const pipeline::SnapshotPtr now = m_window.feed().newest();
    if (now->targets == nullptr || now->targets->empty()) {
        return;
    }
    static constexpr const char* kTabs[] = {
        "metrics", "raw", "changes", "labels", "history", "lint"};
    if (const pipeline::TargetId up = targetWith(*now, pipeline::Health::Up); up != 0) {
        for (int tab = 0; tab < 6; ++tab) {
            add(QStringLiteral("targets-") + QLatin1String(kTabs[tab]), [this, up, tab] {
                m_window.showTarget(up);
                auto* page = static_cast<ui::TargetsPage*>(m_window.page(ui::PageId::Targets));
                page->inspector()->showTab(static_cast<ui::Inspector::Tab>(tab));
            });
        }
    }
    if (const pipeline::TargetId down = targetWith(*now, pipeline::Health::Down); down != 0) {
        add(QStringLiteral("targets-down"), [this, down] {
            m_window.showTarget(down);
            auto* page = static_cast<ui::TargetsPage*>(m_window.page(ui::PageId::Targets));
            page->inspector()->showTab(ui::Inspector::Metrics);
        });
    }
}

void Pictures::planDialogs() {
    const auto press = [this](QKeySequence keys) {
        return [this, keys] {
            for (QAction* action : m_window.allActions()) {
                if (action->shortcut() == keys) {
                    action->trigger();
                }
            }
        };
    };
    add(QStringLiteral("palette"), press(QKeySequence(Qt::CTRL | Qt::Key_K)), true);
    add(QStringLiteral("keys"), press(QKeySequence(Qt::Key_F1)), true);
    add(QStringLiteral("inspect-dialog"), press(QKeySequence(Qt::CTRL | Qt::Key_N)), true);
    add(
        QStringLiteral("endpoint-dialog"),
        [this] {
            m_window.showPage(ui::PageId::Forwarding);
            for (auto* button :
                 m_window.page(ui::PageId::Forwarding)->findChildren<QPushButton*>()) {
                if (button->isVisible() && ui::buttonKind(button) == ui::ButtonKind::Primary) {
                    button->click();
                    return;
                }
            }
        },
        true
    );
}

void Pictures::nextSetting() {
    if (m_setting == std::size(kSettings)) {
        QApplication::exit(0);
        return;
    }
    m_shot = 0;
    m_window.setAppearance(kSettings[m_setting].appearance);
    m_window.resize(kSettings[m_setting].size);
    nextShot();
}

void Pictures::nextShot() {
    if (m_shot == m_shots.size()) {
        ++m_setting;
        nextSetting();
        return;
    }
    m_shots[m_shot].prepare();
    const bool waitsForBody = m_shots[m_shot].name == QLatin1String("targets-raw");
    QTimer::singleShot(waitsForBody ? kBodyMs : kSettleMs, this, [this] { take(); });
}

void Pictures::take() {
    const Shot& shot = m_shots[m_shot];
    const QString path = QDir(m_folder).filePath(
        QStringLiteral("%1-%2.png").arg(shot.name, QLatin1String(kSettings[m_setting].name))
    );
    if (!savePicture(m_window, path)) {
        std::fprintf(stderr, "meterbench: %s cannot be written\n", qPrintable(path));
        QApplication::exit(1);
        return;
    }
    if (shot.closesAfter) {
        if (QWidget* dialog = QApplication::activeModalWidget()) {
            dialog->close();
        }
        if (auto* palette = m_window.findChild<ui::CommandPalette*>()) {
            palette->hide();
        }
    }
    ++m_shot;
    nextShot();
}

} // namespace meterbench::app
