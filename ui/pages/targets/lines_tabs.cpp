#include "ui/pages/targets/lines_tabs.h"

#include "core/exposition/pull_parser.h"
#include "ui/pages/targets/scrape_lines.h"
#include "ui/widgets/basics.h"
#include "ui/wording/states.h"

#include <QCoreApplication>
#include <QPointer>
#include <QThreadPool>
#include <QVBoxLayout>

#include <algorithm>

namespace meterbench::ui {

namespace {

const scrape::JobOptions* jobOf(const config::Config* config, const std::string& pool) {
    if (config == nullptr) {
        return nullptr;
    }
    const auto found = std::find_if(config->jobs.begin(), config->jobs.end(), [&](const auto& job) {
        return job.name == pool;
    });
    return found == config->jobs.end() ? nullptr : &*found;
}

exposition::Format formatOf(const pipeline::InspectedBody& body) {
    return exposition::formatOfContentType(body.contentType)
        .value_or(exposition::guessFormat(*body.body));
}

} // namespace

LinesTab::LinesTab(const QString& name, QWidget* parent)
    : InspectorTab(parent)
    , m_view(new LinesView(name, this))
    , m_empty(new EmptyState({}, {}, this)) {
    auto* column = new QVBoxLayout(this);
    column->setContentsMargins(1, 0, 0, 0);
    column->addWidget(m_view);
    column->addWidget(m_empty);
    m_view->hide();
}

void LinesTab::show(std::vector<Line> lines, const QString& otherwise) {
    const bool none = lines.empty();
    m_view->setLines(std::move(lines));
    m_view->setVisible(!none);
    m_empty->setVisible(none);
    m_empty->setSentence(otherwise);
}

ChangesTab::ChangesTab(QWidget* parent)
    : LinesTab(tr("Changes since the scrape before"), parent) {}

void ChangesTab::update(const pipeline::TargetPtr& target, const pipeline::Snapshot&) {
    if (target == m_shown) {
        return;
    }
    m_shown = target;
    if (target->previous.empty() || target->batches.empty()) {
        show({}, tr("Two scrapes are needed to say what changed."));
        return;
    }
    show(changeLines(*target), tr("Nothing changed between the last two scrapes."));
}

LabelsTab::LabelsTab(QWidget* parent)
    : LinesTab(tr("Labels step by step"), parent) {}

void LabelsTab::setSeries(const model::Labels& series) {
    m_series = series;
    m_stale = true;
}

void LabelsTab::update(const pipeline::TargetPtr& target, const pipeline::Snapshot& now) {
    if (target->id == m_target && now.config == m_config && !m_stale) {
        return;
    }
    if (target->id != m_target) {
        m_series = {};
    }
    m_target = target->id;
    m_config = now.config;
    m_stale = false;
    const scrape::JobOptions* job = jobOf(now.config.get(), target->pool);
    const std::vector<relabel::Rule> none;
    std::vector<Line> lines = relabelLines(
        tr("Discovered"), target->discoveredLabels, job != nullptr ? job->relabelRules : none
    );
    appendLabels(lines, tr("Final"), target->labels);
    if (!m_series.empty()) {
        const std::vector<Line> more = relabelLines(
            tr("Series %1").arg(wording::text(m_series.get(model::kMetricName))),
            m_series,
            job != nullptr ? job->metricRelabelRules : none
        );
        lines.insert(lines.end(), more.begin(), more.end());
    }
    show(std::move(lines), {});
}

LintTab::LintTab(QWidget* parent)
    : LinesTab(tr("Problems of the body"), parent) {
    connect(view(), &QListView::activated, this, [this](const QModelIndex& at) {
        if (const int line = view()->lines().lineAt(at.row()).at; line > 0) {
            Q_EMIT lineRequested(line);
        }
    });
}

void LintTab::update(const pipeline::TargetPtr& target, const pipeline::Snapshot& now) {
    const bool mine = now.inspected.target == target->id && now.inspected.body != nullptr;
    if (!mine) {
        m_body.reset();
        ++m_run;
        take({}, 0);
        show({}, tr("No body yet: it is read when the next scrape brings it."));
        return;
    }
    if (m_body != now.inspected.body) {
        m_body = now.inspected.body;
        run(now.inspected);
    }
}

void LintTab::run(const pipeline::InspectedBody& body) {
    const quint64 run = ++m_run;
    const QPointer<LintTab> self(this);
    const exposition::Format format = formatOf(body);
    QThreadPool::globalInstance()->start([self, run, format, text = body.body] {
        const std::vector<exposition::Problem> problems = exposition::lint(*text, format);
        std::vector<Line> lines = lintLines(problems);
        const auto count = static_cast<int>(problems.size());
        QMetaObject::invokeMethod(
            QCoreApplication::instance(),
            [self, run, lines = std::move(lines), count]() mutable {
                if (!self.isNull() && self->m_run == run) {
                    self->take(std::move(lines), count);
                }
            },
            Qt::QueuedConnection
        );
    });
}

void LintTab::take(std::vector<Line> lines, int count) {
    show(std::move(lines), tr("The body follows its format, and good practice."));
    m_count = count;
    Q_EMIT countChanged(count);
}

} // namespace meterbench::ui
