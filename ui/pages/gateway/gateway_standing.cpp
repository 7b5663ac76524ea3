// What Gateway says of the address and of how much there is.
#include "ui/pages/gateway/first_push.h"
#include "ui/pages/gateway/gateway_page.h"
#include "ui/pages/gateway/gateway_words.h"
#include "ui/widgets/filter_field.h"
#include "ui/wording/numbers.h"
#include "ui/wording/states.h"

#include <QPushButton>
#include <QStackedWidget>
#include <QTabBar>

namespace meterbench::ui {

void GatewayPage::showCounts() {
    const std::size_t all = tab() == Families ? m_families->allCount()
                            : tab() == Groups ? m_groups->allCount()
                                              : m_view->gateway->pushes.size();
    const int rows = tab() == Pushes ? m_pushes->pushCount() : m_tables[tab()]->model()->rowCount();
    const auto shown = static_cast<std::uint64_t>(rows);
    m_filter->setCount(
        all == 0 ? QString() : tr("%1 of %2").arg(wording::count(shown), wording::count(all))
    );
    if (all == 0) {
        m_first->setView(*m_view);
        m_stack->setCurrentWidget(m_first);
    } else if (shown == 0) {
        m_none->setSentence(tr("Nothing here matches the filter."));
        m_stack->setCurrentWidget(m_none);
    } else {
        m_stack->setCurrentWidget(m_tables[tab()]);
    }
}

void GatewayPage::showStanding() {
    const bool listens = !m_view->url.empty();
    m_listens->setPill(
        listens ? PillText{tr("listening"), Tone::Good, Sign::Dot}
                : PillText{tr("not listening"), Tone::Bad, Sign::Triangle}
    );
    m_url->setText(wording::text(m_view->url));
    m_url->setVisible(listens);
    m_mode->setText(
        m_view->mode == address::Mode::Aggregation
            ? tr("%1 · %2").arg(modeWord(m_view->mode), profileWord(m_view->profile))
            : modeWord(m_view->mode)
    );
    m_mode->setToolTip(
        m_view->mode == address::Mode::Aggregation
            ? modeSentence(m_view->mode) + QLatin1Char('\n') + profileSentence(m_view->profile)
            : modeSentence(m_view->mode)
    );
    const gateway::StoreCounts& counts = m_view->counts;
    m_totals->setText(tr("%1 series · pushes: %2 taken, %3 refused")
                          .arg(
                              wording::count(counts.series),
                              wording::count(counts.pushes),
                              wording::count(counts.refused)
                          ));
    m_totals->setToolTip(
        tr("%1 series have expired since the start").arg(wording::count(counts.expired))
    );
    // Where nothing is held the empty page says it.
    const bool isSaid = isEverythingEmpty() && !listens;
    m_problem->setText(addressProblem(*m_view));
    m_problem->setVisible(!isSaid && !m_problem->text().isEmpty());
    m_undoButton->setVisible(!undoWords().isEmpty());
    m_undoButton->setToolTip(tr("Undo: %1 (Ctrl+Z). Possible until the next delete or the end of "
                                "the program, unless it is pushed again.")
                                 .arg(undoWords())
                                 .toHtmlEscaped());
    m_wipeButton->setEnabled(!isEverythingEmpty());
    m_rulesButton->setEnabled(m_view->gateway != nullptr);
    m_copyButton->setEnabled(listens);
}

void GatewayPage::showTabNames() {
    const auto name = [this](Tab tab, const QString& text) {
        if (m_tabs->tabText(tab) != text) {
            m_tabs->setTabText(tab, text);
        }
    };
    const gateway::StoreCounts& counts = m_view->counts;
    name(Families, tr("Families %1").arg(wording::count(counts.families)));
    name(Groups, tr("Groups %1").arg(wording::count(counts.groups)));
    name(
        Pushes,
        m_view->refusedPushes == 0
            ? tr("Last pushes")
            : tr("Last pushes, %1 refused").arg(wording::count(m_view->refusedPushes))
    );
}

bool GatewayPage::isEverythingEmpty() const {
    return m_view->counts.series == 0 && m_view->counts.families == 0 && m_view->counts.groups == 0;
}

} // namespace meterbench::ui
