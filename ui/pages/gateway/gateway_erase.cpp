// Deleting on Gateway, and putting back: one delete can be undone, until the next one or the end of
// the program, and while nothing has taken its place. All of that is said.
#include "ui/pages/gateway/gateway_page.h"
#include "ui/pages/gateway/gateway_words.h"
#include "ui/pages/gateway/selector_dialog.h"
#include "ui/wording/numbers.h"
#include "ui/wording/states.h"

namespace meterbench::ui {

namespace {

QString seriesCounted(std::uint64_t series) {
    return wording::counted(
        GatewayPage::tr("%1 series", nullptr, wording::numerus(series)), series
    );
}

/// So that what follows is seen too in one line of a narrow window; the end tells most.
QString shortened(const QString& words) {
    constexpr qsizetype kMost = 60;
    constexpr qsizetype kEnd = 24;
    return words.size() <= kMost ? words
                                 : words.left(kMost - kEnd - 1) + QChar(0x2026) + words.right(kEnd);
}

} // namespace

std::optional<gateway::Selection> GatewayPage::selection() const {
    gateway::Selection selected;
    if (tab() == Families && !m_family.empty()) {
        selected.family = m_family;
        return selected;
    }
    if (tab() == Groups && m_group) {
        selected.group = m_group;
        return selected;
    }
    return std::nullopt;
}

QString GatewayPage::selectionWords() const {
    return tab() == Families ? tr("family %1").arg(wording::text(m_family))
                             : tr("group %1").arg(m_group ? groupText(*m_group) : QString());
}

std::uint64_t GatewayPage::selectedSeries() const {
    if (tab() == Families) {
        return family() == nullptr ? 0 : family()->series;
    }
    return group() == nullptr ? 0 : group()->series;
}

void GatewayPage::eraseSelected() {
    const auto selected = selection();
    if (!selected) {
        return;
    }
    say({});
    const QString words = selectionWords();
    m_erasing = {0, tr("%1, %2").arg(words, seriesCounted(selectedSeries()))};
    m_erasing.command =
        m_address.post(address::ErasePushes{*selected, tr("Delete %1").arg(words).toStdString()});
}

void GatewayPage::eraseSome() {
    const auto selected = selection();
    if (!selected) {
        return;
    }
    const QString words = selectionWords();
    m_selector = new SelectorDialog(tr("Of the %1").arg(words), {}, this);
    m_selector->setAttribute(Qt::WA_DeleteOnClose);
    connect(m_selector, &SelectorDialog::deleteRequested, this, [this, selected, words] {
        gateway::Selection some = *selected;
        some.selector = m_selector->selector().toStdString();
        const QString undoWords = tr("Delete %1").arg(m_selector->selector());
        m_erasing = {0, tr("%1 of the %2").arg(m_selector->selector(), words)};
        m_erasing.command = m_address.post(address::ErasePushes{some, undoWords.toStdString()});
    });
    m_selector->open();
}

void GatewayPage::wipe() {
    say({});
    m_erasing = {0, tr("all pushes, %1").arg(seriesCounted(m_view->counts.series))};
    m_erasing.command = m_address.post(address::WipePushes{});
}

QString GatewayPage::undoWords() const {
    return m_view->gateway == nullptr ? QString() : wording::text(m_view->gateway->undoWords);
}

void GatewayPage::undo() {
    say({});
    if (undoWords().isEmpty()) {
        m_navigator.say(tr("There is nothing to put back: the last delete can be undone until the "
                           "next one or exit."));
        return;
    }
    m_undoing = {0, undoWords()};
    m_undoing.command = m_address.post(address::PutBackPushes{});
}

void GatewayPage::onErased(bool isDone, const QString& problem) {
    if (!isDone && m_selector != nullptr) {
        m_selector->showProblem(problem);
        return;
    }
    if (!isDone) {
        say(tr("Not deleted: %1").arg(problem));
        return;
    }
    if (m_selector != nullptr) {
        m_selector->accept();
    }
    m_navigator.say(tr("Deleted %1. Ctrl+Z puts it back until the next delete or exit.")
                        .arg(shortened(m_erasing.words)));
}

void GatewayPage::onPutBack(bool isDone, const QString& problem) {
    if (isDone) {
        m_navigator.say(tr("Undone: %1").arg(shortened(m_undoing.words)));
    } else {
        say(tr("“%1” cannot be undone any more: %2").arg(m_undoing.words, problem));
    }
}

} // namespace meterbench::ui
