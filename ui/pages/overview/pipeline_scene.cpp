// What the picture of the pipeline says, and where it stands. Five columns: Targets, Relabel, Log,
// Remote write, endpoints.
#include "ui/pages/overview/pipeline_scene.h"

#include "ui/feed/figure_history.h"
#include "ui/wording/numbers.h"
#include "ui/wording/states.h"

#include <QCoreApplication>

#include <algorithm>
#include <cmath>

namespace meterbench::ui {

namespace {

using namespace wording;

struct Words {
    Q_DECLARE_TR_FUNCTIONS(meterbench::ui::PipelinePicture)
};

constexpr int kColumns = 5;
constexpr int kMargin = 20;
constexpr int kEndpointGap = 16;

double p99Seconds(const std::vector<pipeline::TargetPtr>& targets) {
    std::vector<double> took;
    for (const pipeline::TargetPtr& target : targets) {
        if (target->health != pipeline::Health::Unknown) {
            took.push_back(target->lastDurationSeconds);
        }
    }
    if (took.empty()) {
        return 0;
    }
    const std::size_t at = std::min(
        took.size() - 1, static_cast<std::size_t>(static_cast<double>(took.size()) * 0.99)
    );
    std::nth_element(took.begin(), took.begin() + static_cast<std::ptrdiff_t>(at), took.end());
    return took[at];
}

SceneBox targetsBox(const pipeline::Snapshot& now) {
    SceneBox box;
    box.title = Words::tr("Targets");
    box.leadsTo = PageId::Targets;
    box.line = now.targetsDown > 0
                   ? Words::tr("%1 up, %2 down").arg(count(now.targetsUp), count(now.targetsDown))
                   : Words::tr("%1 up").arg(count(now.targetsUp));
    const double slowest = now.targets == nullptr ? 0 : p99Seconds(*now.targets);
    box.note =
        slowest > 0 ? Words::tr("scrape p99 %1").arg(took(slowest)) : Words::tr("no scrape yet");
    box.shortNote = slowest > 0 ? Words::tr("p99 %1").arg(took(slowest)) : QString();
    return box;
}

SceneBox relabelBox(const pipeline::Snapshot& now) {
    SceneBox box;
    box.title = Words::tr("Relabel");
    box.leadsTo = PageId::Targets;
    box.line = Words::tr("%1 series kept").arg(count(now.activeSeries));
    box.shortLine = Words::tr("%1 series").arg(count(now.activeSeries));
    std::uint64_t gone = 0;
    if (now.targets != nullptr) {
        for (const pipeline::TargetPtr& target : *now.targets) {
            gone += target->samplesScraped - std::min(target->samplesKept, target->samplesScraped);
        }
    }
    box.note = gone > 0 ? Words::tr("%1 dropped").arg(count(gone)) : Words::tr("nothing dropped");
    box.shortNote = gone > 0 ? QString() : Words::tr("all kept");
    box.noteToken = gone > 0 ? Token::Bad : Token::Muted;
    return box;
}

SceneBox logBox(const pipeline::Snapshot& now) {
    SceneBox box;
    box.title = Words::tr("Log");
    box.leadsTo = PageId::Forwarding;
    box.line = Words::tr("%1 of %2")
                   .arg(
                       bytes(static_cast<double>(now.log.stats.sizeBytes)),
                       bytes(static_cast<double>(now.log.stats.budgetBytes))
                   );
    box.shortLine = bytes(static_cast<double>(now.log.stats.sizeBytes));
    box.note = Words::tr("oldest unsent %1").arg(duration(oldestUnsentAgeMs(now)));
    box.shortNote = Words::tr("oldest %1").arg(duration(oldestUnsentAgeMs(now)));
    if (!now.log.problem.empty()) {
        box.note = text(now.log.problem);
        box.shortNote = Words::tr("cannot write");
        box.noteToken = Token::Bad;
    }
    return box;
}

SceneBox writeBox(const pipeline::Snapshot& now) {
    SceneBox box;
    box.title = Words::tr("Remote write");
    box.leadsTo = PageId::Forwarding;
    std::uint64_t sent = 0;
    std::uint64_t sentBytes = 0;
    std::uint64_t retries = 0;
    std::uint64_t lost = 0;
    for (const pipeline::EndpointPtr& endpoint : now.endpoints) {
        sent += endpoint->state.samplesSent;
        sentBytes += endpoint->state.bytesSent;
        retries += endpoint->state.retries;
        lost += endpoint->state.samplesLost + endpoint->state.samplesRefused;
    }
    const double each = sent == 0 ? 0 : static_cast<double>(sentBytes) / static_cast<double>(sent);
    box.line = sent == 0 ? Words::tr("nothing sent yet")
                         : Words::tr("%1 B a sample").arg(number(std::round(each * 10) / 10));
    const QString again =
        retries == 1 ? Words::tr("1 retry") : Words::tr("%1 retries").arg(count(retries));
    box.note = Words::tr("%1, %2 lost").arg(again, count(lost));
    box.shortNote = lost > 0 ? Words::tr("%1 lost").arg(count(lost)) : again;
    box.noteToken = lost > 0 ? Token::Bad : retries > 0 ? Token::Muted : Token::Good;
    return box;
}

SceneBox endpointBox(const pipeline::EndpointView& endpoint) {
    const remote::EndpointState& state = endpoint.state;
    SceneBox box;
    box.title = text(state.name);
    box.leadsTo = PageId::Forwarding;
    box.endpoint = state.name;
    box.line = lastAnswer(state);
    const bool good = state.lastError.empty();
    box.lineToken = state.lastAnswerMs == 0 ? Token::Muted : good ? Token::Good : Token::Bad;
    box.note = phase(state.phase);
    if (state.samplesPending > 0) {
        const QString waiting = number(static_cast<double>(state.samplesPending));
        box.shortNote = Words::tr("%1 waiting").arg(waiting);
        box.note += Words::tr(", %1 waiting").arg(waiting);
    }
    box.noteToken =
        state.phase == remote::EndpointPhase::Retrying ? Token::Attention : Token::Muted;
    return box;
}

SceneBox noEndpointBox() {
    SceneBox box;
    box.title = Words::tr("Nowhere yet");
    box.line = Words::tr("Add an endpoint");
    box.lineToken = Token::Accent;
    box.note = Words::tr("to send what is logged");
    box.leadsTo = PageId::Forwarding;
    box.dashed = true;
    return box;
}

SceneBox moreBox(std::size_t more) {
    SceneBox box;
    box.title = Words::tr("%1 more").arg(count(more));
    box.line = Words::tr("endpoints");
    box.leadsTo = PageId::Forwarding;
    return box;
}

/// Places of the columns for a given size.
struct Grid {
    int width = 0;
    int gap = 0;
    int height = 0;
    int middle = 0;

    explicit Grid(const QSize& size) {
        gap = std::clamp(size.width() / 18, 50, 110);
        width = std::max(60, (size.width() - 2 * kMargin - (kColumns - 1) * gap) / kColumns);
        height = std::clamp(size.height() / 3, 68, 100);
        middle = size.height() / 2;
    }

    [[nodiscard]] QRect at(int column) const {
        return {kMargin + column * (width + gap), middle - height / 2, width, height};
    }
};

double edgeWidth(double perSecond, double most) {
    return perSecond <= 0 || most <= 0 ? 1 : 1.5 + 3.5 * std::sqrt(perSecond / most);
}

void connect(
    PipelineScene& scene, const QRect& from, double fromY, const QRect& to, double rate, double most
) {
    SceneEdge edge;
    edge.from = QPointF(from.right() + 1, fromY);
    edge.to = QPointF(to.left(), to.center().y() + 0.5);
    edge.perSecond = rate;
    edge.width = edgeWidth(rate, most);
    scene.edges.push_back(edge);
}

void addEndpoints(
    PipelineScene& scene, const pipeline::Snapshot& now, const Grid& grid, int height, double most
) {
    const int boxHeight = std::min(grid.height, 84);
    const std::size_t fits = std::max<std::size_t>(
        1,
        static_cast<std::size_t>((height - 2 * kMargin + kEndpointGap) / (boxHeight + kEndpointGap))
    );
    const std::size_t all = now.endpoints.size();
    const std::size_t named = all <= fits ? all : fits - 1;
    const std::size_t shown = std::max<std::size_t>(1, all <= fits ? all : fits);
    const int whole = static_cast<int>(shown) * (boxHeight + kEndpointGap) - kEndpointGap;
    const QRect from = scene.boxes[3].rect;
    for (std::size_t i = 0; i < shown; ++i) {
        SceneBox box = all == 0    ? noEndpointBox()
                       : i < named ? endpointBox(*now.endpoints[i])
                                   : moreBox(all - named);
        const int top = grid.middle - whole / 2 + static_cast<int>(i) * (boxHeight + kEndpointGap);
        box.rect = QRect(grid.at(4).left(), top, grid.width, boxHeight);
        const double rate = i < named && all > 0 ? now.endpoints[i]->samplesPerSecond : 0;
        const double spread = (static_cast<double>(i) - static_cast<double>(shown - 1) / 2) * 8;
        connect(scene, from, from.center().y() + 0.5 + spread, box.rect, rate, most);
        scene.boxes.push_back(std::move(box));
    }
}

QString relabelDrops(const pipeline::Snapshot& now) {
    QStringList parts;
    if (now.rates.samplesDroppedPerSecond > 0) {
        parts += Words::tr("%1 dropped by relabeling").arg(rate(now.rates.samplesDroppedPerSecond));
    }
    const pipeline::Totals& totals = now.totals;
    if (totals.samplesDuplicate + totals.samplesOutOfOrder + totals.samplesOutOfBounds > 0) {
        parts +=
            Words::tr("%1 duplicate or out of order")
                .arg(count(
                    totals.samplesDuplicate + totals.samplesOutOfOrder + totals.samplesOutOfBounds
                ));
    }
    return parts.join(QStringLiteral(" · "));
}

void addDrops(PipelineScene& scene, const pipeline::Snapshot& now, const QSize& size) {
    const auto add = [&scene, &size](const QRect& box, const QString& text) {
        if (!text.isEmpty()) {
            const int length = std::clamp(size.height() - box.bottom() - kMargin, 16, 52);
            scene.drops.push_back({QPointF(box.center().x(), box.bottom() + 1), length, text});
        }
    };
    add(scene.boxes[1].rect, relabelDrops(now));
    std::uint64_t refused = 0;
    std::uint64_t lost = 0;
    for (const pipeline::EndpointPtr& endpoint : now.endpoints) {
        refused += endpoint->state.samplesRefused;
        lost += endpoint->state.samplesLost;
    }
    QStringList parts;
    if (refused > 0) {
        parts += Words::tr("%1 refused").arg(count(refused));
    }
    if (lost > 0) {
        parts += Words::tr("%1 lost").arg(count(lost));
    }
    add(scene.boxes[3].rect, parts.join(QStringLiteral(", ")));
}

} // namespace

PipelineScene makeScene(const pipeline::Snapshot& now, const QSize& size) {
    const Grid grid(size);
    PipelineScene scene;
    scene.boxes = {targetsBox(now), relabelBox(now), logBox(now), writeBox(now)};
    for (int i = 0; i < 4; ++i) {
        scene.boxes[static_cast<std::size_t>(i)].rect = grid.at(i);
    }
    const pipeline::Rates& rates = now.rates;
    const double most =
        std::max({rates.samplesInPerSecond, rates.samplesLoggedPerSecond, rates.samplesOutPerSecond}
        );
    const double flow[] = {
        rates.samplesInPerSecond, rates.samplesLoggedPerSecond, rates.samplesOutPerSecond};
    for (std::size_t i = 0; i < 3; ++i) {
        const QRect from = scene.boxes[i].rect;
        connect(scene, from, from.center().y() + 0.5, scene.boxes[i + 1].rect, flow[i], most);
    }
    addEndpoints(scene, now, grid, size.height(), most);
    addDrops(scene, now, size);
    return scene;
}

} // namespace meterbench::ui
