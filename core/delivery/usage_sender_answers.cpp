// UsageSender's other half: what it does with answers, and what it shows.
#include "core/delivery/usage_answer.h"
#include "core/delivery/usage_sender.h"

#include <algorithm>
#include <cstddef>

namespace meterbench::delivery {

namespace {

constexpr std::size_t kMostNewest = 1'000; ///< refused records that are shown

} // namespace

void UsageSender::answered(UsageAnswer&& answer) {
    const auto parcel = std::ranges::find_if(m_parcels, [&](const Parcel& one) {
        return one.inFlight && one.number == answer.number;
    });
    if (parcel == m_parcels.end()) {
        return;
    }
    parcel->inFlight = false;
    m_inFlight -= 1;
    const std::int64_t nowMs = m_surroundings.clock.nowMs();
    remote::Judgement judgement = judgeUsage(answer.response, nowMs);
    m_state.isAddressWrong = isWrongAddress(answer.response);
    if (m_state.isAddressWrong) {
        wrongAddress(judgement);
    } else {
        m_wrongAddresses = 0;
    }
    m_state.lastStatus = answer.response.status;
    m_state.lastAnswerMs = answer.response.status != 0 ? nowMs : m_state.lastAnswerMs;
    m_state.lastError = judgement.words;
    if (judgement.verdict == remote::Verdict::Again) {
        again(judgement);
        return;
    }
    if (m_isDown) {
        m_surroundings.sink.write(
            base::LogLevel::Info, "delivery", m_options.name + ": usage records are taken again"
        );
    }
    m_isDown = false;
    m_backoff.reset();
    m_state.backoffMs = 0;
    m_sendDueNs = 0;
    if (judgement.verdict == remote::Verdict::Accepted) {
        accepted(parcel);
    } else {
        refused(parcel, judgement.words);
    }
}

void UsageSender::accepted(std::list<Parcel>::iterator parcel) {
    settle(acceptedOf(*parcel));
    m_parcels.erase(parcel);
}

/// Of a batch it is not known which record is the guilty one: each goes alone.
void UsageSender::refused(std::list<Parcel>::iterator parcel, const std::string& words) {
    if (parcel->records.size() > 1) {
        m_parcels.splice(parcel, singles(std::move(*parcel)));
    } else {
        m_surroundings.sink.write(
            base::LogLevel::Error,
            "delivery",
            m_options.name + ": usage record " + std::to_string(parcel->records.front().sequence) +
                " is refused: " + words
        );
        settle(refusedOf(*parcel, words, m_surroundings.clock.nowMs()));
    }
    m_parcels.erase(parcel);
}

/// What is metered is kept and tried again; but it is told as what it is, and the pause grows.
void UsageSender::wrongAddress(remote::Judgement& judgement) {
    const std::string url = remote::urlWithoutSecrets(m_options.url);
    judgement.words +=
        std::string("; nothing takes usage records at ") + url + ": " +
        std::string(nameOf(m_options.service)) + " takes them at a path that ends with " +
        std::string(usualPath(m_options.service)) + "; records wait until the url is mended";
    if (m_isDown && m_inFlight > 0 && m_wrongAddresses > 0) {
        return; // one of several that went out together
    }
    const auto pause = wrongAddressPause(m_wrongAddresses);
    judgement.retryAfter = std::max(judgement.retryAfter.value_or(pause), pause);
    if (m_wrongAddresses++ == 0 && m_isDown) {
        m_surroundings.sink.write(
            base::LogLevel::Warn, "delivery", m_options.name + ": " + judgement.words
        );
    }
}

/// Of several requests that fail together, the first one sets the pause.
void UsageSender::again(const remote::Judgement& judgement) {
    const std::int64_t nowNs = m_surroundings.clock.steadyNs();
    const bool isFirst = !m_isDown || m_inFlight == 0;
    const auto wait = judgement.retryAfter ? *judgement.retryAfter
                      : isFirst            ? m_backoff.next()
                                           : std::chrono::milliseconds(0);
    if (!m_isDown) {
        m_surroundings.sink.write(
            base::LogLevel::Warn,
            "delivery",
            m_options.name + ": no usage record is taken, it is tried again: " + judgement.words
        );
    }
    m_isDown = true;
    m_sendDueNs = std::max(m_sendDueNs, nowNs + wait.count() * 1'000'000);
    m_state.backoffMs = (m_sendDueNs - nowNs) / 1'000'000;
}

DeliveryPhase UsageSender::phase() const {
    if (m_closing) {
        return DeliveryPhase::Stopped;
    }
    if (m_paused) {
        return DeliveryPhase::Paused;
    }
    if (m_isDown || !m_trouble.empty()) {
        return DeliveryPhase::Retrying;
    }
    return m_parcels.empty() ? DeliveryPhase::Idle : DeliveryPhase::Sending;
}

DeliveryState UsageSender::state(std::uint64_t knownRefused) const {
    const DeliveryBook& book = m_file->book();
    DeliveryState state = m_state;
    state.name = m_options.name;
    state.service = m_options.service;
    state.url = remote::urlWithoutSecrets(m_options.url);
    state.phase = phase();
    state.doneThrough = book.doneThrough;
    state.accepted = book.accepted;
    state.refused = book.refused;
    state.passedOver = book.passedOver;
    const auto oldest = std::ranges::find_if(m_parcels, [](const Parcel& parcel) {
        return !parcel.records.empty();
    });
    state.oldestUnsentMs = oldest == m_parcels.end() ? 0 : oldest->records.front().madeMs;
    if (!m_trouble.empty()) {
        state.lastError = m_trouble;
    }
    if (book.refused != knownRefused) {
        const std::size_t most = std::min(kMostNewest, book.refusals.size());
        state.newestRefused.assign(
            book.refusals.end() - static_cast<std::ptrdiff_t>(most), book.refusals.end()
        );
    }
    return state;
}

} // namespace meterbench::delivery
