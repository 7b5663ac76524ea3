#include "ui/pages/gateway/gateway_words.h"

#include "core/base/duration.h"
#include "ui/wording/numbers.h"
#include "ui/wording/states.h"

#include <QCoreApplication>

#include <algorithm>

namespace meterbench::ui {

namespace {

struct Words {
    Q_DECLARE_TR_FUNCTIONS(meterbench::ui::GatewayPage)
};

/// Whole sentences end in a full stop; messages of the gateway mostly do not.
QString closed(QString sentence) {
    if (!sentence.isEmpty() && !sentence.endsWith(QLatin1Char('.'))) {
        sentence += QLatin1Char('.');
    }
    return sentence;
}

/// Rounded up: a countdown with tenths would dance, and 0 s is not yet gone.
std::int64_t wholeSeconds(std::int64_t milliseconds) {
    return (milliseconds + 999) / 1'000 * 1'000;
}

/// Days, hours or minutes alone, or the seconds as they are.
std::int64_t inOneUnit(std::int64_t milliseconds) {
    for (const std::int64_t unit : {86'400'000, 3'600'000, 60'000}) {
        if (milliseconds >= unit) {
            return milliseconds / unit * unit;
        }
    }
    return milliseconds;
}

} // namespace

QString policyWord(gateway::Policy policy) {
    switch (policy) {
    case gateway::Policy::Sum:
        return QStringLiteral("sum");
    case gateway::Policy::Last:
        return QStringLiteral("last");
    case gateway::Policy::Max:
        return QStringLiteral("max");
    case gateway::Policy::Min:
        return QStringLiteral("min");
    case gateway::Policy::Mean:
        return QStringLiteral("mean");
    case gateway::Policy::Info:
        return QStringLiteral("info");
    }
    return {};
}

QString policySentence(gateway::Policy policy) {
    switch (policy) {
    case gateway::Policy::Sum:
        return Words::tr("Values of all pushes are added; histograms and summaries are merged.");
    case gateway::Policy::Last:
        return Words::tr("The newest push wins.");
    case gateway::Policy::Max:
        return Words::tr("The largest pushed value stays.");
    case gateway::Policy::Min:
        return Words::tr("The smallest pushed value stays.");
    case gateway::Policy::Mean:
        return Words::tr("The mean of all pushes of a series.");
    case gateway::Policy::Info:
        return Words::tr("A push replaces what the family has under the same path labels.");
    }
    return {};
}

QString modeWord(address::Mode mode) {
    return mode == address::Mode::Aggregation ? Words::tr("aggregation") : Words::tr("Pushgateway");
}

QString modeSentence(address::Mode mode) {
    return mode == address::Mode::Aggregation
               ? Words::tr("Pushes of one series are brought together by the policy of its family")
               : Words::tr("A push replaces what its group had; groups stay until deleted");
}

QString profileWord(gateway::Profile profile) {
    return profile == gateway::Profile::Strict ? Words::tr("strict") : Words::tr("compatible");
}

QString profileSentence(gateway::Profile profile) {
    return profile == gateway::Profile::Strict
               ? Words::tr("Strict: refuses pushes that would make a merged value wrong")
               : Words::tr("Compatible: gives the results of prom-aggregation-gateway");
}

std::string_view labelOf(const std::vector<model::Label>& labels, std::string_view name) {
    const auto found = std::find_if(labels.begin(), labels.end(), [name](const auto& label) {
        return label.name == name;
    });
    return found == labels.end() ? std::string_view() : std::string_view(found->value);
}

QString groupText(const std::vector<model::Label>& labels) {
    std::string text;
    for (const model::Label& label : labels) {
        text += text.empty() ? "" : " ";
        text += label.name + "=\"" + model::escapedLabelValue(label.value) + '"';
    }
    return text.empty() ? Words::tr("no labels") : wording::text(text);
}

QString labelsText(const std::vector<model::Label>& labels) {
    std::string text;
    for (const model::Label& label : labels) {
        text += text.empty() ? "{" : ",";
        text += label.name + "=\"" + model::escapedLabelValue(label.value) + '"';
    }
    return text.empty() ? QString() : wording::text(text + '}');
}

QString outcomeText(const address::PushMark& push) {
    if (push.refusal.empty()) {
        return push.method == "DELETE" ? Words::tr("deleted") : Words::tr("taken");
    }
    return push.status == 0 ? Words::tr("refused") : Words::tr("refused %1").arg(push.status);
}

QString refusalAdvice(const address::PushMark& push) {
    switch (push.status) {
    case 401:
    case 403:
        return Words::tr("Nothing of it was applied: send the user and password that may write.");
    case 404:
    case 405:
        return Words::tr("Push with PUT or POST to /metrics/job/NAME.");
    case 408:
        return Words::tr("Nothing of it was applied: the body did not arrive in time, push again.");
    case 413:
        return Words::tr("Nothing of it was applied: split the push into smaller ones.");
    case 415:
        return Words::tr("Send the text format, OpenMetrics or protobuf.");
    case 429:
    case 503:
        return Words::tr("Nothing of it was applied: push again later, or delete what is not "
                         "needed any more.");
    default:
        break;
    }
    if (push.status >= 500) {
        return Words::tr("Nothing of it was applied: mend this here, then push again.");
    }
    return push.line > 0
               ? Words::tr("Nothing of it was applied: mend line %1 and push again.").arg(push.line)
               : Words::tr("Nothing of it was applied: mend the request and push again.");
}

QString refusalSentence(const address::PushMark& push) {
    QString reason = wording::text(push.refusal).simplified();
    const QString place = Words::tr("line %1, column %2").arg(push.line).arg(push.column);
    if (push.line > 0) {
        reason = Words::tr("At %1: %2").arg(place, reason);
    }
    return closed(reason) + QLatin1Char(' ') + refusalAdvice(push);
}

QString timeLeft(std::int64_t expiresMs, std::int64_t nowMs) {
    if (expiresMs == 0) {
        return Words::tr("never");
    }
    return expiresMs <= nowMs ? Words::tr("now")
                              : wording::duration(wholeSeconds(expiresMs - nowMs));
}

QString timeLeftSentence(std::int64_t expiresMs, std::int64_t nowMs) {
    if (expiresMs == 0) {
        return Words::tr("stays");
    }
    return expiresMs <= nowMs ? Words::tr("goes now")
                              : Words::tr("%1 left").arg(
                                    wording::duration(inOneUnit(wholeSeconds(expiresMs - nowMs)))
                                );
}

QString shortAgo(std::int64_t thenMs, std::int64_t nowMs) {
    return wording::ago(thenMs <= 0 ? 0 : nowMs - inOneUnit(nowMs - thenMs), nowMs);
}

QString ruleDuration(std::int64_t milliseconds) {
    return milliseconds == 0
               ? QStringLiteral("never")
               : wording::text(base::formatDuration(std::chrono::milliseconds(milliseconds)));
}

std::optional<std::int64_t> readRuleDuration(const QString& typed) {
    const QString text = typed.trimmed();
    if (text == QLatin1String("never")) {
        return 0;
    }
    const auto parsed = base::parseDuration(text.toStdString());
    return parsed ? std::optional<std::int64_t>(parsed->count()) : std::nullopt;
}

bool matchesPattern(std::string_view pattern, std::string_view text) {
    std::size_t p = 0;
    std::size_t t = 0;
    std::size_t star = std::string_view::npos;
    std::size_t resume = 0;
    while (t < text.size()) {
        if (p < pattern.size() && pattern[p] == '*') {
            star = p++;
            resume = t;
        } else if (p < pattern.size() && pattern[p] == text[t]) {
            ++p;
            ++t;
        } else if (star != std::string_view::npos) {
            p = star + 1;
            t = ++resume;
        } else {
            return false;
        }
    }
    return pattern.find_first_not_of('*', p) == std::string_view::npos;
}

} // namespace meterbench::ui
