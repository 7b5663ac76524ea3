// Words and figures of one endpoint. Secrets are named, never shown.
#include "ui/pages/forwarding/endpoint_words.h"

#include "core/metering/billable_rules.h"
#include "core/relabel/rule.h"
#include "ui/wording/numbers.h"
#include "ui/wording/states.h"

#include <QCoreApplication>

namespace meterbench::ui {

namespace {

using namespace wording;

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

/// "keep, on job and instance"
QString ruleWords(const relabel::Rule& rule) {
    const QString action = text(relabel::actionName(rule.action));
    if (rule.sourceLabels.empty()) {
        return action;
    }
    QString first = text(rule.sourceLabels.front());
    if (rule.sourceLabels.size() > 1) {
        first += Words::tr(" and %1 more").arg(count(rule.sourceLabels.size() - 1));
    }
    return Words::tr("%1 on %2").arg(action, first);
}

} // namespace

QString authentication(const http::ClientOptions& http) {
    if (http.hasBasicAuth) {
        return Words::tr("basic, as %1").arg(text(http.basicAuth.username));
    }
    if (http.hasOAuth2) {
        return Words::tr("OAuth2, as %1").arg(text(http.oauth2.clientId));
    }
    return http.hasAuthorization ? Words::tr("%1, hidden").arg(text(http.authorization.type))
                                 : Words::tr("none");
}

PillText endpointPill(const remote::EndpointState& state) {
    switch (state.phase) {
    case remote::EndpointPhase::Idle:
    case remote::EndpointPhase::Sending:
        if (state.lastAnswerMs == 0) {
            return {Words::tr("not yet"), Tone::Neutral, Sign::Ring};
        }
        return state.lastError.empty() ? PillText{Words::tr("up"), Tone::Good, Sign::Dot}
                                       : PillText{Words::tr("refusing"), Tone::Bad, Sign::Triangle};
    case remote::EndpointPhase::CatchingUp:
        return {phase(state.phase), Tone::Attention, Sign::Diamond};
    case remote::EndpointPhase::Retrying:
        return {Words::tr("down"), Tone::Bad, Sign::Triangle};
    case remote::EndpointPhase::Paused:
        return {phase(state.phase), Tone::Attention, Sign::Pause};
    case remote::EndpointPhase::Stopped:
        return {phase(state.phase), Tone::Neutral, Sign::Ring};
    }
    return {};
}

QString endpointSummary(const pipeline::EndpointView& endpoint, std::int64_t nowMs) {
    const remote::EndpointState& state = endpoint.state;
    QStringList parts{text(state.name), endpointPill(state).text, rate(endpoint.samplesPerSecond)};
    parts += counted(
        Words::tr("%1 sample(s) waiting", nullptr, numerus(state.samplesPending)),
        state.samplesPending
    );
    const QString problem = endpointProblem(state, nowMs);
    if (!problem.isEmpty()) {
        parts += problem;
    }
    return parts.join(QStringLiteral(", "));
}

std::vector<Fact> endpointFacts(const pipeline::EndpointView& endpoint, std::int64_t nowMs) {
    const remote::EndpointState& state = endpoint.state;
    const QString oldest = state.oldestUnsentMs > 0
                               ? duration(std::max<std::int64_t>(0, nowMs - state.oldestUnsentMs))
                               : Words::tr("nothing waiting");
    return {
        head(Words::tr("Now")),
        {Words::tr("Samples"), rate(endpoint.samplesPerSecond), Token::Text, false, false},
        {Words::tr("Bytes"), byteRate(endpoint.bytesPerSecond), Token::Text, false, false},
        {Words::tr("In flight"),
         Words::tr("%1 of at most %2 requests").arg(count(state.inFlight), count(state.lanes)),
         Token::Text,
         false,
         false},
        {Words::tr("Last answer"),
         lastAnswer(state),
         state.lastError.empty() ? Token::Text : Token::Bad,
         false,
         false},
        {Words::tr("When"), ago(state.lastAnswerMs, nowMs), Token::Text, false, false},
        head(Words::tr("Waiting in the log")),
        tallied(Words::tr("Samples"), state.samplesPending),
        {Words::tr("Bytes"),
         bytes(static_cast<double>(state.bytesPending)),
         Token::Text,
         false,
         false},
        {Words::tr("Oldest"), oldest, Token::Text, false, false},
        {Words::tr("Done up to"),
         Words::tr("segment %1, byte %2")
             .arg(count(state.position.segment), count(state.position.offsetBytes)),
         Token::Text,
         false,
         false},
        head(Words::tr("Since the start")),
        tallied(Words::tr("Samples accepted"), state.samplesSent),
        tallied(Words::tr("Samples refused"), state.samplesRefused, Token::Bad),
        tallied(Words::tr("Samples lost"), state.samplesLost, Token::Bad),
        tallied(Words::tr("Dropped by relabeling"), state.samplesRelabeledAway),
        tallied(Words::tr("Requests"), state.requestsSent),
        tallied(Words::tr("Retries"), state.retries),
        {Words::tr("Bytes sent"),
         bytes(static_cast<double>(state.bytesSent)),
         Token::Text,
         false,
         false},
        tallied(Words::tr("Metadata sent"), state.metadataSent),
        tallied(Words::tr("Exemplars sent"), state.exemplarsSent),
    };
}

std::vector<Fact>
relabelFacts(const pipeline::EndpointView& endpoint, const std::vector<relabel::Rule>& billable) {
    const std::vector<relabel::Rule>& rules = endpoint.options.writeRelabelRules;
    const std::vector<std::uint64_t>& dropped = endpoint.state.samplesDroppedByRule;
    if (rules.empty()) {
        return {};
    }
    const auto at = metering::findBillableRules(rules, billable);
    std::vector<Fact> facts{head(Words::tr("Dropped by its rules, samples"))};
    for (std::size_t i = 0; i < rules.size(); ++i) {
        QString name = Words::tr("%1: %2").arg(count(i + 1), ruleWords(rules[i]));
        if (at && i == *at) {
            name = Words::tr("No customer, or malformed");
        } else if (at && i == *at + 1) {
            name = Words::tr("No dimension, or malformed");
        }
        facts.push_back(tallied(name, i < dropped.size() ? dropped[i] : 0));
    }
    if (dropped.size() > rules.size()) {
        facts.push_back(tallied(Words::tr("No label left"), dropped[rules.size()]));
    }
    return facts;
}

std::vector<Fact> endpointSettings(const remote::EndpointOptions& options) {
    std::vector<Fact> facts{
        head(Words::tr("Settings")),
        {Words::tr("Timeout"), duration(options.timeout.count()), Token::Text, false, false},
        {Words::tr("Authentication"), authentication(options.http), Token::Text, false, false},
    };
    for (const http::ExtraHeader& header : options.headers) {
        const QString value = header.secrets.empty() && !header.values.empty()
                                  ? text(header.values.front())
                                  : Words::tr("hidden");
        facts.push_back({text(header.name), value, Token::Text, true, false});
    }
    for (const model::Label& label : options.externalLabels) {
        facts.push_back(
            {text(label.name),
             QLatin1Char('"') + text(label.value) + QLatin1Char('"'),
             Token::Text,
             true,
             false}
        );
    }
    if (!options.writeRelabelRules.empty()) {
        facts.push_back(
            tallied(Words::tr("Write relabeling rules"), options.writeRelabelRules.size())
        );
    }
    return facts;
}

} // namespace meterbench::ui
