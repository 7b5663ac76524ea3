#include "ui/pages/gateway/first_push.h"

#include "ui/pages/gateway/push_commands.h"
#include "ui/widgets/buttons.h"
#include "ui/wording/states.h"

#include <QHBoxLayout>
#include <QPushButton>
#include <QVBoxLayout>

#include <algorithm>

namespace meterbench::ui {

namespace {

constexpr int kTextWidth = 520; ///< as a line is read well

} // namespace

QString addressProblem(const address::AddressView& view) {
    QString problem = wording::text(view.problem).simplified();
    if (!problem.isEmpty() && !problem.endsWith(QLatin1Char('.'))) {
        problem += QLatin1Char('.');
    }
    if (!view.url.empty()) {
        return problem;
    }
    return problem.isEmpty()
               ? FirstPush::tr("No address listens for pushes. Start the program with "
                               "--gateway.listen-address=127.0.0.1:9091.")
               : FirstPush::tr("%1 Start the program with another address or port:\n"
                               "--gateway.listen-address=127.0.0.1:9092")
                     .arg(problem);
}

FirstPush::FirstPush(QWidget* parent)
    : QWidget(parent) {
    auto* column = new QVBoxLayout(this);
    column->setContentsMargins(16, 0, 16, 0);
    column->addStretch(2);
    m_sentence = makeWrappedLabel({}, 13, Token::Muted, this);
    m_sentence->setAlignment(Qt::AlignCenter);
    column->addWidget(m_sentence);
    column->addSpacing(12);
    m_card = new Card(this);
    auto* row = new QHBoxLayout(m_card);
    row->setContentsMargins(14, 10, 10, 10);
    row->setSpacing(12);
    m_command = new PlainLabel({}, 12, Token::Text, QFont::Normal, m_card);
    m_command->setMono(true);
    m_copy = makeButton(tr("Copy"), ButtonKind::Primary, m_card);
    m_copy->setAccessibleName(tr("Copy the command"));
    row->addWidget(m_command);
    row->addWidget(m_copy);
    column->addWidget(m_card, 0, Qt::AlignHCenter);
    column->addSpacing(12);
    m_next = makeWrappedLabel({}, 12, Token::Hint, this);
    m_next->setAlignment(Qt::AlignCenter);
    column->addWidget(m_next);
    column->addStretch(3);
    connect(m_copy, &QPushButton::clicked, this, [this] { Q_EMIT copyRequested(command()); });
}

// The labels keep the whole width, or their height would be that of wider lines.
void FirstPush::resizeEvent(QResizeEvent* event) {
    QWidget::resizeEvent(event);
    const int side = std::max(0, (contentsRect().width() - kTextWidth) / 2);
    for (QLabel* label : {m_sentence, m_next}) {
        label->setContentsMargins(side, 0, side, 0);
    }
}

void FirstPush::setView(const address::AddressView& view) {
    const bool listens = !view.url.empty();
    m_card->setVisible(listens);
    m_next->setVisible(listens);
    if (!listens) {
        m_sentence->setText(addressProblem(view));
        return;
    }
    m_sentence->setText(tr("Nothing has been pushed yet: run this in a terminal, and it shows here."
    ));
    m_command->setText(firstPushCommand(view.url));
    // Layouts of a page that is not seen yet would keep the width of the empty text.
    m_card->layout()->activate();
    m_next->setText(
        view.mode == address::Mode::Aggregation
            ? tr("Each run adds 1 to jobs_total: pushes of one series are brought together.")
            : tr("Each run replaces jobs_total of the group job=\"demo\".")
    );
}

} // namespace meterbench::ui
