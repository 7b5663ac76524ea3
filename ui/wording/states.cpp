#include "ui/wording/states.h"

#include "ui/wording/numbers.h"

#include <QCoreApplication>

namespace meterbench::ui::wording {

namespace {

struct Words {
    Q_DECLARE_TR_FUNCTIONS(meterbench::ui::wording)
};

QString sentence(QString text) {
    text = spaced(text.trimmed());
    // A lower-case first word becomes a sentence's; an address or a name with a colon stays as it
    // is.
    if (!text.isEmpty() && text.at(0).isLower() &&
        !text.section(QLatin1Char(' '), 0, 0).contains(QLatin1Char(':'))) {
        text[0] = text.at(0).toUpper();
    }
    if (!text.isEmpty() && !text.endsWith(QLatin1Char('.'))) {
        text += QLatin1Char('.');
    }
    return text;
}

QString codeSentence(base::Code code) {
    switch (code) {
    case base::Code::InvalidInput:
        return Words::tr("The answer does not follow its format.");
    case base::Code::NotFound:
        return Words::tr("Not found.");
    case base::Code::Corrupt:
        return Words::tr("The data is damaged.");
    case base::Code::Io:
        return Words::tr("The disk could not be read or written.");
    case base::Code::Network:
        return Words::tr("The network did not bring the answer.");
    case base::Code::Timeout:
        return Words::tr("No answer in time.");
    case base::Code::Limit:
        return Words::tr("More than the limit allows.");
    case base::Code::Unsupported:
        return Words::tr("Not supported.");
    case base::Code::Cancelled:
        return Words::tr("Cancelled.");
    case base::Code::Internal:
        return Words::tr("A fault inside the program.");
    }
    return {};
}

} // namespace

QString health(const pipeline::TargetState& target) {
    if (target.paused) {
        return Words::tr("paused");
    }
    switch (target.health) {
    case pipeline::Health::Up:
        return Words::tr("up");
    case pipeline::Health::Down:
        return Words::tr("down");
    case pipeline::Health::Unknown:
        return Words::tr("not yet");
    }
    return {};
}

QString phase(remote::EndpointPhase phase) {
    switch (phase) {
    case remote::EndpointPhase::Idle:
        return Words::tr("idle");
    case remote::EndpointPhase::Sending:
        return Words::tr("sending");
    case remote::EndpointPhase::CatchingUp:
        return Words::tr("catching up");
    case remote::EndpointPhase::Retrying:
        return Words::tr("retrying");
    case remote::EndpointPhase::Paused:
        return Words::tr("paused");
    case remote::EndpointPhase::Stopped:
        return Words::tr("stopped");
    }
    return {};
}

QString eventKind(pipeline::EventKind kind) {
    switch (kind) {
    case pipeline::EventKind::ProgramStarted:
        return Words::tr("Started");
    case pipeline::EventKind::ConfigLoaded:
        return Words::tr("Configuration");
    case pipeline::EventKind::ConfigRefused:
        return Words::tr("Configuration refused");
    case pipeline::EventKind::TargetUp:
        return Words::tr("Target up");
    case pipeline::EventKind::TargetDown:
        return Words::tr("Target down");
    case pipeline::EventKind::TargetAdded:
        return Words::tr("Target added");
    case pipeline::EventKind::TargetRemoved:
        return Words::tr("Target removed");
    case pipeline::EventKind::EndpointAccepted:
        return Words::tr("Endpoint accepts");
    case pipeline::EventKind::EndpointFailing:
        return Words::tr("Endpoint failing");
    case pipeline::EventKind::EndpointRefused:
        return Words::tr("Samples refused");
    case pipeline::EventKind::EndpointChanged:
        return Words::tr("Endpoint changed");
    case pipeline::EventKind::SamplesLost:
        return Words::tr("Samples lost");
    case pipeline::EventKind::LogDamaged:
        return Words::tr("Log damaged");
    case pipeline::EventKind::LogFull:
        return Words::tr("Log full");
    case pipeline::EventKind::LogRecovered:
        return Words::tr("Log recovered");
    case pipeline::EventKind::SeriesDropped:
        return Words::tr("Series dropped");
    case pipeline::EventKind::Note:
        return Words::tr("Note");
    }
    return {};
}

QString level(base::LogLevel level) {
    switch (level) {
    case base::LogLevel::Debug:
        return Words::tr("debug");
    case base::LogLevel::Info:
        return Words::tr("info");
    case base::LogLevel::Warn:
        return Words::tr("warning");
    case base::LogLevel::Error:
        return Words::tr("error");
    }
    return {};
}

QString metricType(model::MetricType type) {
    switch (type) {
    case model::MetricType::Unknown:
        return Words::tr("unknown");
    case model::MetricType::Counter:
        return Words::tr("counter");
    case model::MetricType::Gauge:
        return Words::tr("gauge");
    case model::MetricType::Histogram:
        return Words::tr("histogram");
    case model::MetricType::GaugeHistogram:
        return Words::tr("gauge histogram");
    case model::MetricType::Summary:
        return Words::tr("summary");
    case model::MetricType::Info:
        return Words::tr("info");
    case model::MetricType::StateSet:
        return Words::tr("state set");
    }
    return {};
}

QString metricTypeLetter(model::MetricType type) {
    static constexpr char16_t kLetters[] = u"?CGHHSIE";
    return QString(QChar(kLetters[static_cast<std::size_t>(type)]));
}

QString error(const base::Error& error) {
    return error.context.empty() ? codeSentence(error.code) : sentence(text(error.context));
}

QString targetProblem(const pipeline::TargetState& target, std::int64_t nowMs) {
    if (target.health != pipeline::Health::Down || !target.lastError) {
        return {};
    }
    const QString last = target.lastGoodMs > 0
                             ? Words::tr("Last good scrape %1.").arg(ago(target.lastGoodMs, nowMs))
                             : Words::tr("No good scrape yet.");
    return error(*target.lastError) + QLatin1Char(' ') + last;
}

QString endpointProblem(const remote::EndpointState& endpoint, std::int64_t nowMs) {
    if (endpoint.lastError.empty()) {
        return {};
    }
    QString said;
    const bool namesStatus =
        text(endpoint.lastError).contains(QString::number(endpoint.lastStatus));
    if (endpoint.lastStatus != 0 && !namesStatus) {
        said = Words::tr("Answered %1 (%2): %3")
                   .arg(
                       httpStatus(endpoint.lastStatus),
                       ago(endpoint.lastAnswerMs, nowMs),
                       text(endpoint.lastError)
                   );
    } else {
        said = text(endpoint.lastError);
    }
    said = sentence(said);
    if (endpoint.phase != remote::EndpointPhase::Retrying) {
        return said;
    }
    const QString next = endpoint.backoffMs >= 1'000
                             ? Words::tr("Trying again in %1.").arg(duration(endpoint.backoffMs))
                             : Words::tr("Trying again all the time.");
    const QString waiting =
        endpoint.samplesPending > 0
            ? QLatin1Char(' ') + (endpoint.samplesPending == 1
                                      ? Words::tr("Nothing is lost: 1 sample waits in the log.")
                                      : Words::tr("Nothing is lost: %1 samples wait in the log.")
                                            .arg(count(endpoint.samplesPending)))
            : QString();
    return said + QLatin1Char(' ') + next + waiting;
}

QString lastAnswer(const remote::EndpointState& endpoint) {
    if (endpoint.lastAnswerMs == 0) {
        return Words::tr("no answer yet");
    }
    if (endpoint.lastStatus == 0) {
        return Words::tr("no answer");
    }
    return Words::tr("%1 in %2")
        .arg(
            QString::number(endpoint.lastStatus),
            took(static_cast<double>(endpoint.lastAnswerTookUs) / 1e6)
        );
}

QString httpStatus(int status) {
    struct Named {
        int status;
        const char* name;
    };

    static constexpr Named kNames[] = {
        {200, "OK"},
        {202, "Accepted"},
        {204, "No Content"},
        {400, "Bad Request"},
        {401, "Unauthorized"},
        {403, "Forbidden"},
        {404, "Not Found"},
        {405, "Method Not Allowed"},
        {409, "Conflict"},
        {413, "Content Too Large"},
        {415, "Unsupported Media Type"},
        {422, "Unprocessable"},
        {429, "Too Many Requests"},
        {500, "Internal Server Error"},
        {502, "Bad Gateway"},
        {503, "Service Unavailable"},
        {504, "Gateway Timeout"},
    };
    for (const Named& named : kNames) {
        if (named.status == status) {
            return QString::number(status) + QLatin1Char(' ') + QLatin1String(named.name);
        }
    }
    return QString::number(status);
}

} // namespace meterbench::ui::wording
