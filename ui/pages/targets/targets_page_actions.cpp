// TargetsPage: what is done with the selected targets, by key and by menu.
#include "ui/feed/snapshot_feed.h"
#include "ui/models/filter.h"
#include "ui/pages/targets/copy_forms.h"
#include "ui/pages/targets/inspector.h"
#include "ui/pages/targets/targets_page.h"
#include "ui/pages/targets/targets_view.h"
#include "ui/widgets/filter_field.h"
#include "ui/wording/states.h"

#include <QApplication>
#include <QClipboard>
#include <QMenu>

#include <algorithm>

namespace meterbench::ui {

void TargetsPage::scrape() {
    for (const pipeline::TargetPtr& target : m_view->selectedTargets()) {
        m_feed.post(pipeline::ScrapeNow{target->id});
    }
}

/// All of them pause unless all of them are paused.
void TargetsPage::pause() {
    const std::vector<pipeline::TargetPtr> targets = m_view->selectedTargets();
    const bool paused = !std::all_of(targets.begin(), targets.end(), [](const auto& target) {
        return target->paused;
    });
    for (const pipeline::TargetPtr& target : targets) {
        m_feed.post(pipeline::PauseTarget{target->id, paused});
    }
}

void TargetsPage::removeTargets() {
    for (const pipeline::TargetPtr& target : m_view->selectedTargets()) {
        m_feed.post(pipeline::RemoveTarget{target->id});
    }
}

void TargetsPage::copy(CopyForm form) {
    QStringList texts;
    for (const pipeline::TargetPtr& target : m_view->selectedTargets()) {
        switch (form) {
        case CopyForm::Exposition:
            texts.push_back(expositionOf(*target));
            break;
        case CopyForm::Selector:
            texts.push_back(selectorOf(*target));
            break;
        case CopyForm::Json:
            texts.push_back(jsonOf(*target));
            break;
        case CopyForm::Curl:
            texts.push_back(curlOf(*target));
            break;
        case CopyForm::Endpoint:
            texts.push_back(wording::text(target->url));
            break;
        }
    }
    if (!texts.isEmpty()) {
        QApplication::clipboard()->setText(texts.join(QLatin1Char('\n')));
        m_navigator.say(
            texts.size() == 1 ? tr("Copied") : tr("Copied for %1 targets").arg(texts.size())
        );
    }
}

/// Up and duration: what every target has.
void TargetsPage::addSeriesToChart() {
    std::vector<model::SeriesRef> refs;
    for (const pipeline::TargetPtr& target : m_view->selectedTargets()) {
        model::Labels labels = target->labels;
        labels.set(model::kMetricName, "scrape_duration_seconds");
        refs.push_back(labels.ref());
    }
    m_navigator.addToChart(refs);
}

void TargetsPage::filterBy(const QString& term) {
    const QString text = m_filter->text().trimmed();
    m_filter->setText(text.isEmpty() ? term : text + QLatin1Char(' ') + term);
}

void TargetsPage::addFilterActions(QMenu& menu, const QModelIndex& at) {
    const pipeline::TargetPtr target = m_model->targetAt(at.row());
    std::vector<std::pair<std::string, std::string>> terms;
    switch (at.column()) {
    case TargetsModel::State:
        terms.emplace_back("state", at.data().toString().toStdString());
        break;
    case TargetsModel::Labels:
        for (const model::LabelView& label : TargetsModel::shownLabels(*target)) {
            terms.emplace_back(label.name, label.value);
        }
        break;
    default:
        terms.emplace_back("url", target->url);
        break;
    }
    terms.emplace_back("pool", target->pool);
    for (const auto& [key, value] : terms) {
        const QString term = wording::text(filterTerm(key, value));
        QString shown = term;
        shown.replace(QLatin1Char('&'), QStringLiteral("&&"));
        menu.addAction(tr("Filter by %1").arg(shown), this, [this, term] { filterBy(term); });
    }
}

void TargetsPage::showMenu(const QModelIndex& at, const QPoint& position) {
    auto* menu = new QMenu(this);
    menu->setObjectName(QStringLiteral("targetMenu"));
    menu->setAttribute(Qt::WA_DeleteOnClose);
    const pipeline::TargetPtr target = m_model->targetAt(at.row());
    menu->addAction(tr("Open inspector\tEnter"), this, [this, target] {
        openInspector(target->id);
    });
    menu->addAction(tr("Scrape now\tS"), this, &TargetsPage::scrape);
    menu->addAction(target->paused ? tr("Resume\tP") : tr("Pause\tP"), this, &TargetsPage::pause);
    menu->addAction(tr("Add duration to chart"), this, &TargetsPage::addSeriesToChart);
    menu->addSeparator();
    addFilterActions(*menu, at);
    menu->addSeparator();
    menu->addAction(tr("Copy address\tCtrl+C"), this, [this] { copy(CopyForm::Endpoint); });
    menu->addAction(tr("Copy as exposition"), this, [this] { copy(CopyForm::Exposition); });
    menu->addAction(tr("Copy as selector"), this, [this] { copy(CopyForm::Selector); });
    menu->addAction(tr("Copy as JSON"), this, [this] { copy(CopyForm::Json); });
    menu->addAction(tr("Copy as curl"), this, [this] { copy(CopyForm::Curl); });
    if (target->pool == "inspected") {
        menu->addSeparator();
        menu->addAction(tr("Remove target"), this, &TargetsPage::removeTargets);
    }
    menu->popup(position);
}

} // namespace meterbench::ui
