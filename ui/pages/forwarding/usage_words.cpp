#include "ui/pages/forwarding/usage_words.h"

#include "core/remote/answer.h"
#include "ui/pages/forwarding/endpoint_form.h"
#include "ui/pages/forwarding/endpoint_words.h"
#include "ui/wording/numbers.h"
#include "ui/wording/states.h"

#include <QCoreApplication>

#include <algorithm>

namespace meterbench::ui {

namespace {

using namespace wording;
using delivery::DeliveryPhase;

constexpr std::size_t kShownRefused = 5;

struct Words {
    Q_DECLARE_TR_FUNCTIONS(meterbench::ui::ForwardingPage)
};

Fact head(const QString& title) {
    Fact fact;
    fact.name = title;
    fact.isHead = true;
    return fact;
}

Fact tallied(const QString& name, std::uint64_t value, Token whenSome = Token::Text) {
    return {name, count(value), value > 0 ? whenSome : Token::Hint, false, false};
}

std::shared_ptr<const delivery::DeliveryState>
unstarted(const delivery::UsageEndpointOptions& options) {
    auto state = std::make_shared<delivery::DeliveryState>();
    state->name = options.name;
    state->service = options.service;
    state->url = remote::urlWithoutSecrets(options.url);
    state->phase = DeliveryPhase::Stopped;
    return state;
}

/// The receiver's words as a sentence.
QString ended(const QString& said) {
    const QString text = spaced(said.trimmed());
    return text.endsWith(QLatin1Char('.')) ? text : text + QLatin1Char('.');
}

QString waits(const delivery::DeliveryState& state) {
    const std::uint64_t records = recordsWaiting(state);
    return records == 0
               ? QString()
               : QLatin1Char(' ') + counted(
                                        Words::tr(
                                            "Nothing is lost: %1 record(s) wait in the journal.",
                                            nullptr,
                                            numerus(records)
                                        ),
                                        records
                                    );
}

QString nextTry(const delivery::DeliveryState& state) {
    if (state.phase != DeliveryPhase::Retrying) {
        return {};
    }
    return QLatin1Char(' ') + (state.backoffMs >= 1'000
                                   ? Words::tr("Trying again in %1.").arg(duration(state.backoffMs))
                                   : Words::tr("Trying again all the time."));
}

} // namespace

std::vector<UsagePtr> usageEndpointsOf(const pipeline::Snapshot& now) {
    std::vector<UsagePtr> all;
    if (now.usageEndpoints == nullptr) {
        return all;
    }
    for (const delivery::UsageEndpointOptions& options : *now.usageEndpoints) {
        const auto at = std::ranges::find_if(now.deliveries, [&](const auto& one) {
            return one->name == options.name;
        });
        const bool isStarted = at != now.deliveries.end();
        all.push_back(std::make_shared<const UsageView>(UsageView{
            isStarted ? *at : unstarted(options), options, isStarted}));
    }
    return all;
}

QString serviceName(delivery::Service service) {
    switch (service) {
    case delivery::Service::Paigo:
        break;
    case delivery::Service::OpenMeter:
        return QStringLiteral("OpenMeter");
    case delivery::Service::Lago:
        return QStringLiteral("Lago");
    }
    return QStringLiteral("Paigo");
}

std::uint64_t recordsWaiting(const delivery::DeliveryState& state) {
    return static_cast<std::uint64_t>(
        std::max<std::int64_t>(0, state.lastSequence - state.doneThrough)
    );
}

bool isFailing(const UsageView& usage) {
    return !usage.isStarted || usage.state->phase == DeliveryPhase::Retrying;
}

PillText usagePill(const UsageView& usage) {
    if (!usage.isStarted) {
        return {Words::tr("not started"), Tone::Bad, Sign::Triangle};
    }
    switch (usage.state->phase) {
    case DeliveryPhase::Idle:
    case DeliveryPhase::Sending:
        if (usage.state->lastAnswerMs == 0) {
            return {Words::tr("not yet"), Tone::Neutral, Sign::Ring};
        }
        return usage.state->lastError.empty()
                   ? PillText{Words::tr("up"), Tone::Good, Sign::Dot}
                   : PillText{Words::tr("refusing"), Tone::Bad, Sign::Triangle};
    case DeliveryPhase::Retrying:
        return usage.state->isAddressWrong
                   ? PillText{Words::tr("wrong path"), Tone::Bad, Sign::Triangle}
                   : PillText{Words::tr("down"), Tone::Bad, Sign::Triangle};
    case DeliveryPhase::Paused:
        return {Words::tr("paused"), Tone::Attention, Sign::Pause};
    case DeliveryPhase::Stopped:
        return {Words::tr("stopped"), Tone::Neutral, Sign::Ring};
    }
    return {};
}

QString usageProblem(const UsageView& usage, std::int64_t nowMs) {
    const delivery::DeliveryState& state = *usage.state;
    if (!usage.isStarted) {
        return Words::tr("It could not be started; Events has the reason. Nothing is sent to it.");
    }
    if (state.lastError.empty()) {
        return {};
    }
    if (state.isAddressWrong) {
        const QString said =
            Words::tr("Nothing takes usage records at %1 (%2). %3 takes them at a path "
                      "that ends with %4: mend the address with Edit.")
                .arg(
                    text(state.url),
                    httpStatus(state.lastStatus),
                    serviceName(state.service),
                    text(delivery::usualPath(state.service))
                );
        return said + nextTry(state) + waits(state);
    }
    const bool namesStatus = text(state.lastError).contains(QString::number(state.lastStatus));
    const QString said = state.lastStatus != 0 && !namesStatus
                             ? Words::tr("Answered %1 (%2): %3")
                                   .arg(
                                       httpStatus(state.lastStatus),
                                       ago(state.lastAnswerMs, nowMs),
                                       text(state.lastError)
                                   )
                             : text(state.lastError);
    return ended(said) + nextTry(state) + waits(state);
}

QString usageAnswer(const delivery::DeliveryState& state) {
    if (state.lastStatus != 0) {
        return QString::number(state.lastStatus);
    }
    return state.lastError.empty() ? Words::tr("no answer yet") : Words::tr("no answer");
}

QString usageSummary(const UsageView& usage, std::int64_t nowMs) {
    const std::uint64_t records = recordsWaiting(*usage.state);
    QStringList parts{text(usage.state->name), usagePill(usage).text};
    parts += counted(Words::tr("%1 usage record(s) waiting", nullptr, numerus(records)), records);
    const QString problem = usageProblem(usage, nowMs);
    if (!problem.isEmpty()) {
        parts += problem;
    }
    return parts.join(QStringLiteral(", "));
}

std::vector<Fact> usageFacts(const UsageView& usage, std::int64_t nowMs) {
    const delivery::DeliveryState& state = *usage.state;
    const QString oldest = state.oldestUnsentMs > 0
                               ? duration(std::max<std::int64_t>(0, nowMs - state.oldestUnsentMs))
                               : Words::tr("nothing waiting");
    std::vector<Fact> facts{
        head(Words::tr("Now")),
        {Words::tr("Last answer"),
         state.lastStatus != 0 ? httpStatus(state.lastStatus) : usageAnswer(state),
         state.lastError.empty() ? Token::Text : Token::Bad,
         false,
         false},
        {Words::tr("When"), ago(state.lastAnswerMs, nowMs), Token::Text, false, false},
        head(Words::tr("Waiting in the usage journal")),
        tallied(Words::tr("Records"), recordsWaiting(state)),
        {Words::tr("Oldest"), oldest, Token::Text, false, false},
        {Words::tr("Done up to"),
         Words::tr("record %1 of %2")
             .arg(
                 count(static_cast<std::uint64_t>(state.doneThrough)),
                 count(static_cast<std::uint64_t>(state.lastSequence))
             ),
         Token::Text,
         false,
         false},
        head(Words::tr("Over all starts")),
        tallied(Words::tr("Records accepted"), state.accepted),
        tallied(Words::tr("Records refused"), state.refused, Token::Bad),
        tallied(Words::tr("Passed over, nobody to bill"), state.passedOver, Token::Attention),
        head(Words::tr("Since the start")),
        tallied(Words::tr("Requests"), state.requests),
        tallied(Words::tr("Retries"), state.retries),
    };
    if (!state.newestRefused.empty()) {
        facts.push_back(head(Words::tr("Newest refused records")));
    }
    const std::size_t shown = std::min(kShownRefused, state.newestRefused.size());
    for (std::size_t i = 0; i < shown; ++i) {
        const delivery::RefusedRecord& one =
            state.newestRefused[state.newestRefused.size() - 1 - i];
        facts.push_back(
            {Words::tr("%1 · %2").arg(text(one.customer), text(one.dimension)),
             text(one.words),
             Token::Bad,
             false,
             false}
        );
    }
    return facts;
}

std::vector<Fact> usageSettings(const delivery::UsageEndpointOptions& options) {
    std::vector<Fact> facts{
        head(Words::tr("Settings")),
        {Words::tr("Service"), serviceName(options.service), Token::Text, false, false},
        {Words::tr("Timeout"), duration(options.timeout.count()), Token::Text, false, false},
        {Words::tr("Authentication"), authentication(options.http), Token::Text, false, false}};
    const auto most = static_cast<std::uint64_t>(mostRecordsOf(options.service));
    facts.push_back(
        {Words::tr("Records a request"),
         count(std::min<std::uint64_t>(most, options.mostRecordsPerRequest)),
         Token::Text,
         false,
         false}
    );
    return facts;
}

} // namespace meterbench::ui
