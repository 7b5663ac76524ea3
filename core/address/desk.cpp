#include "core/address/desk.h"

#include "core/address/coding.h"
#include "core/address/open_store.h"
#include "core/gateway/path_labels.h"
#include "core/instruments/exposition.h"

#include <algorithm>
#include <utility>
#include <variant>

namespace meterbench::address {

namespace {

constexpr std::int64_t kMaintainEveryMs = 1'000;

gateway::PushMethod methodOf(std::string_view method) {
    return method == "PUT"      ? gateway::PushMethod::Put
           : method == "DELETE" ? gateway::PushMethod::Delete
                                : gateway::PushMethod::Post;
}

gateway::ExposeFormat formatOf(exposition::Media media) {
    switch (media) {
    case exposition::Media::OpenMetrics:
        return gateway::ExposeFormat::OpenMetrics;
    case exposition::Media::Protobuf:
        return gateway::ExposeFormat::Protobuf;
    case exposition::Media::Text:
        break;
    }
    return gateway::ExposeFormat::Text;
}

int statusOf(base::Code code) {
    switch (code) {
    case base::Code::Limit:
        return 413;
    case base::Code::Unsupported:
        return 415;
    case base::Code::Io:
        return 503;
    default:
        return 400;
    }
}

/// The value of the path's label `job`, for counting; empty: there is none. Nearly all paths begin
/// with it and have nothing to decode.
std::string jobOf(std::string_view path, gateway::Profile profile) {
    constexpr std::string_view begin = "/job/";
    if (path.starts_with(begin)) {
        const std::string_view rest = path.substr(begin.size());
        const std::string_view value = rest.substr(0, rest.find('/'));
        if (value.find('%') == std::string_view::npos) {
            return std::string(value);
        }
    }
    const auto read = gateway::readPathLabels(path, profile);
    if (const auto* const labels = std::get_if<gateway::PathLabels>(&read)) {
        const auto job = std::ranges::find(*labels, "job", &model::Label::name);
        return job == labels->end() ? std::string() : job->value;
    }
    return {};
}

http::Answer answerOf(const gateway::Verdict& verdict) {
    http::Answer answer;
    answer.status = verdict.status;
    answer.body = verdict.body;
    if (verdict.refusal) {
        answer.headers.push_back({"X-Content-Type-Options", "nosniff"});
    } else if (answer.body.empty()) {
        answer.contentType.clear();
    }
    return answer;
}

} // namespace

Desk::Desk(const AddressOptions& options, Surroundings surroundings)
    : m_options(options)
    , m_around(surroundings)
    , m_startMs(surroundings.clock.nowMs())
    , m_view(std::make_shared<const AddressView>()) {}

base::Result<std::unique_ptr<Desk>>
Desk::open(const AddressOptions& options, Surroundings surroundings) {
    std::unique_ptr<Desk> desk(new Desk(options, surroundings));
    auto journal = instruments::Journal::open(
        surroundings.files,
        surroundings.clock,
        {options.dataFolder + "/instruments", 1 << 20},
        surroundings.sink
    );
    if (!journal) {
        return journal.error();
    }
    desk->m_journal = std::move(*journal);
    auto store = openStore(
        options,
        surroundings.files,
        surroundings.clock,
        surroundings.sink,
        [raw = desk.get()](std::string_view family) {
            return raw->bench().find(family) != nullptr;
        }
    );
    if (!store) {
        return store.error();
    }
    desk->m_store = std::move(*store);
    desk->m_journal->setIsTaken([raw = desk.get()](std::string_view name) {
        return raw->isTaken(name);
    });
    desk->m_history = std::make_unique<instruments::History>(
        [raw = desk.get()](std::span<const instruments::Edit> edits, std::int64_t nowMs) {
            return raw->m_journal->applyAll(edits, nowMs);
        }
    );
    return desk;
}

base::Status Desk::apply(std::span<const instruments::Edit> edits) {
    const auto done = m_journal->applyAll(edits, nowMs());
    return done ? base::Status() : base::Status(done.error());
}

bool Desk::isTaken(std::string_view family) const {
    return m_store->holds(family);
}

http::Answer Desk::push(const http::ServedRequest& request, std::string_view path) {
    const std::int64_t now = nowMs();
    gateway::Verdict verdict;
    std::string unpacked;
    std::string_view body = request.body;
    const std::string_view coding = request.header("content-encoding");
    bool isReadable = true;
    if (!coding.empty()) {
        auto plain = unpack(coding, body, m_options.server.bodyBytes);
        isReadable = plain.ok();
        if (isReadable) {
            unpacked = std::move(*plain);
            body = unpacked;
        } else {
            verdict.status = statusOf(plain.error().code);
            verdict.body = plain.error().context + "\n";
            verdict.refusal = gateway::Refusal{verdict.status, plain.error().context, 0, 0};
        }
    }
    if (isReadable) {
        verdict = m_store->take(
            {methodOf(request.method), path, request.header("content-type"), body, request.peer},
            now
        );
    }
    PushMark mark;
    mark.timeMs = now;
    mark.pusher = request.peer;
    mark.method = request.method;
    mark.path = request.path;
    mark.bodyBytes = request.body.size();
    mark.families = verdict.families;
    mark.series = verdict.series;
    mark.status = verdict.status;
    if (verdict.refusal) {
        mark.refusal = verdict.refusal->message;
        mark.line = verdict.refusal->line;
        mark.column = verdict.refusal->column;
        mark.body = std::make_shared<const std::string>(body.substr(0, PushMarks::kMostBodyBytes));
    } else {
        m_self.pushed(jobOf(path, m_options.profile));
    }
    m_marks.add(std::move(mark));
    return answerOf(verdict);
}

std::int64_t Desk::tick() {
    const std::int64_t now = nowMs();
    const std::vector<instruments::Edit> driven = m_drives.tick(bench(), now);
    base::Status kept = driven.empty() ? base::Status() : drive(driven, now);
    std::int64_t nextMs = m_drives.nextMs();
    const std::int64_t expiryMs = m_store->expire(now);
    nextMs = nextMs == 0 || (expiryMs != 0 && expiryMs < nextMs) ? expiryMs : nextMs;
    if (now - m_maintainedMs >= kMaintainEveryMs || now < m_maintainedMs) {
        m_maintainedMs = now;
        kept = kept ? m_journal->maintain() : kept;
        kept = kept ? m_store->maintain() : kept;
        if (!kept || !isDirty()) { // else nothing was tried yet: no news
            tellOfJournals(kept ? std::string() : kept.error().context);
        }
    }
    // What was written since is to be synced: look again in a second.
    const std::int64_t syncMs = m_maintainedMs + kMaintainEveryMs;
    nextMs = isDirty() && (nextMs == 0 || syncMs < nextMs) ? syncMs : nextMs;
    return nextMs == 0 ? -1 : std::max<std::int64_t>(0, nextMs - now);
}

bool Desk::isDirty() const {
    return m_journal->isDirty() || m_store->isDirty();
}

void Desk::tellOfJournals(const std::string& problem) {
    if (problem == m_journalProblem) {
        return;
    }
    m_journalProblem = problem;
    ++m_changes;
    m_around.sink.write(
        problem.empty() ? base::LogLevel::Info : base::LogLevel::Error,
        "address",
        problem.empty() ? "the journals can be written again" : problem
    );
}

/// A driver that cannot go on (its journal cannot be written) is tried again at the next tick.
base::Status Desk::drive(const std::vector<instruments::Edit>& edits, std::int64_t nowMs) {
    const auto moved = m_journal->applyAll(edits, nowMs);
    return moved ? base::Status() : base::Status(moved.error());
}

void Desk::sync() {
    base::Status synced = m_journal->sync();
    synced = synced ? m_store->sync() : synced;
    if (!synced) {
        m_around.sink.write(base::LogLevel::Error, "address", synced.error().context);
    }
}

std::string Desk::exposeBench(exposition::Media media) const {
    if (media == exposition::Media::Protobuf) {
        std::string out;
        instruments::appendProtobuf(bench(), out);
        return out;
    }
    return instruments::expose(
        bench(),
        media == exposition::Media::OpenMetrics ? exposition::Format::OpenMetrics
                                                : exposition::Format::Text
    );
}

std::string Desk::exposePushes(exposition::Media media) const {
    std::string out;
    m_store->expose(out, formatOf(media));
    if (media == exposition::Media::OpenMetrics) {
        out += "# EOF\n";
    }
    return out;
}

std::string Desk::expose(exposition::Media media) const {
    constexpr std::string_view end = "# EOF\n";
    std::string out = exposeBench(media);
    if (media == exposition::Media::OpenMetrics && out.ends_with(end)) {
        out.resize(out.size() - end.size());
    }
    m_store->expose(out, formatOf(media));
    out += media == exposition::Media::OpenMetrics ? end : std::string_view();
    return out;
}

std::string Desk::selfText(const http::ServerCounts& server) const {
    return m_self.text(
        {m_options.mode,
         m_store->counts(),
         m_store->families(),
         bench().instruments().size(),
         server,
         m_options.about}
    );
}

base::Status Desk::wipePushes() {
    auto removed = m_store->wipe(nowMs());
    return removed ? base::Status() : base::Status(removed.error());
}

} // namespace meterbench::address
