#include "ui/pages/forwarding/trial_view.h"

#include "ui/widgets/basics.h"
#include "ui/wording/numbers.h"
#include "ui/wording/states.h"

#include <QCoreApplication>
#include <QHBoxLayout>
#include <QVBoxLayout>

namespace meterbench::ui {

namespace {

constexpr int kKindWidth = 92;
constexpr int kMarkWidth = 16;

struct Words {
    Q_DECLARE_TR_FUNCTIONS(meterbench::ui::EndpointDialog)
};

QString kindName(pipeline::TrialKind kind) {
    switch (kind) {
    case pipeline::TrialKind::Name:
        return Words::tr("Name");
    case pipeline::TrialKind::Connection:
        return Words::tr("Connection");
    case pipeline::TrialKind::Tls:
        return Words::tr("TLS");
    case pipeline::TrialKind::Token:
        return Words::tr("Token");
    case pipeline::TrialKind::Write:
        return Words::tr("Empty write");
    case pipeline::TrialKind::Record:
        return Words::tr("Empty request");
    case pipeline::TrialKind::TestSample:
        return Words::tr("Test sample");
    case pipeline::TrialKind::TestRecord:
        return Words::tr("Test record");
    }
    return {};
}

struct Shown {
    QString mark;
    Token token = Token::Hint;
    QString words; ///< when the core has none
};

Shown shownOf(const pipeline::TrialStep& step) {
    switch (step.mark) {
    case pipeline::TrialMark::Good:
        return {
            QStringLiteral("●"),
            Token::Good,
            step.kind == pipeline::TrialKind::Name  ? Words::tr("has an address")
            : step.kind == pipeline::TrialKind::Tls ? Words::tr("trusted")
                                                    : QString()};
    case pipeline::TrialMark::Bad:
        return {QStringLiteral("▲"), Token::Bad, {}};
    case pipeline::TrialMark::NotTried:
        break;
    }
    return {QStringLiteral("○"), Token::Hint, Words::tr("not tried")};
}

QString recordAdvice(int status) {
    if (status == 401 || status == 403) {
        return Words::tr("It does not take this identity: look at Authentication.");
    }
    if (status == 404 || status == 405) {
        return Words::tr(
            "Nothing takes usage records at this path. Paigo takes them at /usage, OpenMeter "
            "at /api/v1/events, Lago at /api/v1/events/batch."
        );
    }
    if (status >= 300 && status < 400) {
        return Words::tr("It leads elsewhere: type the address that it names.");
    }
    if (status >= 400 && status < 500 && status != 429) {
        return Words::tr("It may be another service than the one chosen.");
    }
    return Words::tr("It fails by itself. Records wait in the usage journal until it takes them.");
}

/// What a good answer to usage without a record means.
QString recordWords(const pipeline::TrialStep& step) {
    const QString said = wording::text(step.words);
    return step.status / 100 == 2
               ? Words::tr("%1. The route answers and the credentials are good; nothing was in the "
                           "request, so nobody is billed")
                     .arg(said)
               : Words::tr(
                     "%1. It refused what had no customer, as it should: the route answers and the "
                     "credentials are good; nobody is billed"
                 )
                     .arg(said);
}

/// What became of the record, or the sample, that was sent.
QString sentWords(const pipeline::TrialStep& step) {
    const QString said = wording::spaced(wording::text(step.words));
    if (step.mark == pipeline::TrialMark::Bad) {
        return step.status >= 400 && step.status < 500 && step.status != 429
                   ? Words::tr("refused: %1").arg(said)
                   : said;
    }
    if (step.isRepeat) {
        return Words::tr("there already, by its key: it is not counted twice (%1)").arg(said);
    }
    return step.kind == pipeline::TrialKind::TestRecord
               ? Words::tr("accepted (%1): it is in the service's ledger now").arg(said)
               : Words::tr("accepted (%1)").arg(said);
}

QString sentAdvice(const pipeline::TrialStep& step) {
    const bool isRecord = step.kind == pipeline::TrialKind::TestRecord;
    if (step.status == 0) {
        return step.tookUs < 0 ? Words::tr("Look at Send only billable series, or at "
                                           "write_relabel_configs in the configuration.")
               : isRecord ? Words::tr("It may be there all the same: test again, its key tells.")
                          : Words::tr("It may be there all the same: test again.");
    }
    if (step.status == 401 || step.status == 403) {
        return Words::tr("It took the empty request, and not this: what may this identity do there?"
        );
    }
    if (step.status >= 400 && step.status < 500 && step.status != 429) {
        return isRecord
                   ? Words::tr("It was read and not taken. Are customer and dimension set up there "
                               "under these names?")
                   : Words::tr("It was read and not taken: its words say why.");
    }
    return Words::tr("It fails by itself: test again later.");
}

QString writeAdvice(int status) {
    if (status == 401 || status == 403) {
        return Words::tr("It does not take this identity: look at Authentication.");
    }
    if (status == 404 || status == 405) {
        return Words::tr("Nothing takes samples at this path; many receivers want /api/v1/write.");
    }
    if (status >= 400 && status < 500 && status != 429) {
        return Words::tr("It speaks another protocol; what is sent is remote write 1.0.");
    }
    return Words::tr("It fails by itself. Samples wait in the log until it takes them.");
}

} // namespace

QString trialAdvice(const pipeline::TrialStep& step) {
    switch (step.kind) {
    case pipeline::TrialKind::Name:
        return Words::tr("Look at the spelling of the host, and whether there is a network.");
    case pipeline::TrialKind::Connection:
        return Words::tr("Is it running, and is the port right? A firewall may stand between.");
    case pipeline::TrialKind::Tls:
        return Words::tr("Name its authority as ca_file in a configuration, or renew what it shows."
        );
    case pipeline::TrialKind::Token:
        return Words::tr("Look at client id, secret and token URL; some services want an audience."
        );
    case pipeline::TrialKind::Write:
        return writeAdvice(step.status);
    case pipeline::TrialKind::Record:
        return recordAdvice(step.status);
    case pipeline::TrialKind::TestSample:
    case pipeline::TrialKind::TestRecord:
        return sentAdvice(step);
    }
    return {};
}

TrialView::TrialView(QWidget* parent)
    : QWidget(parent)
    , m_column(new QVBoxLayout(this)) {
    m_column->setContentsMargins(0, 0, 0, 8);
    m_column->setSpacing(2);
    setAccessibleName(tr("What came of the test"));
}

void TrialView::clear() {
    while (QLayoutItem* item = m_column->takeAt(0)) {
        delete item->widget();
        delete item;
    }
}

void TrialView::showWaiting(const QString& words) {
    clear();
    auto* line = new PlainLabel(words, 12, Token::Muted, QFont::Normal, this);
    line->setElided(true);
    m_column->addWidget(line);
    setAccessibleDescription(words);
}

void TrialView::show(const std::vector<pipeline::TrialStep>& steps) {
    clear();
    setAccessibleDescription({});
    for (const pipeline::TrialStep& step : steps) {
        addStep(step);
    }
}

void TrialView::addStep(const pipeline::TrialStep& step) {
    const Shown shown = shownOf(step);
    // the kind stands before it already
    const std::string_view said = std::string_view(step.words).starts_with("token: ")
                                      ? std::string_view(step.words).substr(7)
                                      : std::string_view(step.words);
    const bool isRecord =
        step.kind == pipeline::TrialKind::Record && step.mark == pipeline::TrialMark::Good;
    const bool isSent =
        step.kind >= pipeline::TrialKind::TestSample && step.mark != pipeline::TrialMark::NotTried;
    QString words = isRecord             ? recordWords(step)
                    : isSent             ? sentWords(step)
                    : step.words.empty() ? shown.words
                                         : wording::spaced(wording::text(said));
    if (step.tookUs >= 0 && step.mark == pipeline::TrialMark::Good) {
        words += QStringLiteral(" · ") + wording::took(static_cast<double>(step.tookUs) / 1e6);
    }
    auto* row = new QWidget(this);
    auto* line = new QHBoxLayout(row);
    line->setContentsMargins(0, 0, 0, 0);
    line->setSpacing(8);
    auto* mark = new PlainLabel(shown.mark, 12, shown.token, QFont::Normal, row);
    mark->setFixedWidth(kMarkWidth);
    auto* kind = new PlainLabel(kindName(step.kind), 12, Token::Muted, QFont::Normal, row);
    kind->setFixedWidth(kKindWidth);
    const bool isBad = step.mark == pipeline::TrialMark::Bad;
    const bool isGood = step.mark == pipeline::TrialMark::Good;
    QLabel* text = makeWrappedLabel(
        words,
        12,
        isBad    ? Token::Bad
        : isGood ? Token::Text
                 : Token::Hint,
        row
    );
    line->addWidget(mark, 0, Qt::AlignTop);
    line->addWidget(kind, 0, Qt::AlignTop);
    line->addWidget(text, 1);
    m_column->addWidget(row);
    setAccessibleDescription(
        accessibleDescription() + kindName(step.kind) + QStringLiteral(": ") + words +
        QLatin1Char('\n')
    );
    if (isBad) {
        QLabel* advice = makeWrappedLabel(trialAdvice(step), 12, Token::Muted, this);
        advice->setIndent(kMarkWidth + kKindWidth + 16);
        m_column->addWidget(advice);
    }
}

} // namespace meterbench::ui
